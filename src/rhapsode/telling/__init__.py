"""What a sentence says: whose it is, who does what, and which tag governs a speech."""
