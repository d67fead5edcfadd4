"""What is known of languages: words, names, numbers and codes. No story's text is seen here."""
