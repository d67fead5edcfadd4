"""What is known of English, by which every language is read where its own file says nothing."""

from __future__ import annotations

from rhapsode.language.loading import load

ENGLISH = load("en")
