"""What a rule can find a block to be, each with the words that tell the user why.

The program steers by the members; their words are for people and are never compared.
"""

from __future__ import annotations

from enum import Enum
from functools import cache

from rhapsode.weighing import load_decision, to_confidence


class Finding(Enum):
    """What was seen of a block. A `{}` in the words takes the detail that the rule adds."""

    MARKUP = "markup: {}"
    # furniture
    LICENCE_BEFORE = "before the book: licence and header"
    LICENCE_AFTER = "after the book: licence"
    CREDITS = "credits of those who made the file"
    LINKS = "links of a web page"
    ARCHIVE_HEADER = "an archive's header"
    TRANSCRIBER = "a note of those who made the file"
    ARCHIVE_WORDS = "an archive's own words"
    IMPRINT = "an imprint"
    PICTURE = "a picture"
    FOOTNOTE = "a footnote"
    FOOTNOTES = "the heading of footnotes"
    CONTENTS = "a table of contents"
    CLOSING = "closing words, which the frame says"
    DEDICATION = "a dedication"
    # notes
    LABELLED = "labelled {}"
    SUMMARY = "labelled a summary"
    CONTINUED = "says that the story goes on"
    FIELD = "a field of the story's header"
    CREDIT = "a credit or disclaimer"
    LEAVE = "the author takes leave of the reader"
    GOES_ON = "goes on from {}"
    DOUBTFUL_LABEL = "labelled like a note, where the story goes on: read in doubt"
    # structure
    VIEW = "whose view the scene is told from"
    REMEMBERED = "says that this is remembered"
    CHAPTER_NUMBER = "a chapter's number"
    ROW_NUMBER = "a number in a row of numbers"
    PART_NAME = "the name of a part of a book"
    TITLE_BELOW = "a title below its number"
    TITLE_APART = "a title set apart"
    TITLE_ABOVE_FIRST = "a title above the first chapter"
    LISTED = "named in the table of contents"
    SCENE_MARK = "a mark between scenes"
    TITLE = "the title of the book"
    BY_LINE = "the by-line"
    SAID_AGAIN = "title or by-line, said again"
    # parts of a page, weighed line by line
    PAGE_NOTE = "the author's own words, by what is said and where it stands"
    PAGE_SUMMARY = "what the story is about, by what is said and where it stands"
    PAGE_SITE = "the site's own words, by what is said and where it stands"
    PAGE_HEADING = "a heading, by its shape and where it stands"
    # lists: read, each line for itself
    TURNS = "turns of a dialogue"
    LIST = "a list"
    TABLE = "a table"
    ADDRESS = "an address"
    NOTICE = "a notice"
    # letters
    LETTER_HEADED = "a letter under its heading"
    LETTER_SALUTED = "a letter with its salutation"
    MAIL = "a message with its header"
    TELEGRAM = "a telegram"
    LETTER_ANNOUNCED = "a letter that is announced"
    LETTER_SCENE = "a scene with a salutation in which nobody speaks"
    DIARY_ENTRY = "an entry of a diary"
    SIGNATURE = "a letter's signature"
    MESSAGE = "a message, by how it is put and what is told around it"
    IN_LETTER = "inside a letter"
    # speech and thought
    OWN_MARKS = "between signs of telepathy or of the story's own"
    # verse
    SHAPED = "many very short lines"
    RHYMED = "short lines that rhyme"
    STANZA = "lines that end before they must"
    LONE_VERSE = "short lines that rhyme, scan or break off"
    SET_OFF = "a short line set off inside a sentence"
    ANNOUNCED_VERSE = "a line that is announced as sung or said in verse"
    MOTTO = "a motto above its source"
    REFRAIN = "a line of the song again"
    FRAMED = "between the signs that stand around other verse"
    SONG_TITLE = "the title of a song"


@cache
def how_sure(finding: Finding) -> float:
    """From 0 to 1: how often such a finding is right on labelled texts."""
    return to_confidence(load_decision("findings").weights[finding.name])
