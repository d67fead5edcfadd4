"""Letters, diaries and messages that stand in a story, set apart or in quotation marks."""
