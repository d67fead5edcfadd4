"""Who speaks after whom: paragraphs, turns and conversations."""
