"""The story's own parts: headings, titles, chapters, scene breaks and lists."""
