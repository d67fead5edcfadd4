"""Who there is: every naming of somebody, and which forms of name are one character."""
