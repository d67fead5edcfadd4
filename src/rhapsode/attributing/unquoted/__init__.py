"""Whose is what no quotation marks hold: thoughts, songs and letters."""
