"""Quotations of paragraphs in, those out that are a letter, a note or a notice shown to the reader.

Old books set letters in quotation marks, opened again in each paragraph. What tells them from a long speech: the
greeting on its own line, the words that announce them ("read as follows:"), the closing formula and the signature.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rhapsode.language.english import ENGLISH
from rhapsode.language.patterns import any_of
from rhapsode.segmenting.letters.formulas import DAYS, DEAR, DEVOTIONS, MONTHS
from rhapsode.text.marks import CRIES, ENDERS, QUOTES, SURE_QUOTES

_CRIES = tuple(CRIES)
_AROUND = QUOTES + "_ \n\t"
_GREETING = re.compile(
    r"(?:(?:to|and) )?(?:my |our )?(?:very |own |ever )*" + DEAR + r"\b"
    rf"[^:\n{CRIES}]{{0,60}}?"
    r"(?:,?--+|,?—|:|,?  +|,$|$|,\n)"
    r"|(?:dear|my dear|honou?red)? ?(?:sir|madam|sirs|gentlemen)(?:,?--+|,?—|:|,$)",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    rf"[^{ENDERS}\n]{{0,60}}?"
    rf"(?:(?:{MONTHS})\b\.?(?: \d[\w ,.]*)?|{DAYS}|street"
    r"|lodge|hall|\d{4})"
    r"[,. ]*$",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    r"\b(?:letters?|notes?|wrote|writes?|written|writing|telegrams?|postscript|contents|lines|epistle|missive|reply ran"
    r"|handwriting|ran (?:as|thus|in)|(?:read|ran|went) as follows|as follows|following|to this effect"
    r"|these words|announcement|advertisement|paragraph|enclosure"
    r"|message|dated|directed|postmark|document|parchment|scroll)\b",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"\b(?:letter|note|wrote|telegram|postscript|epistle|missive|handwriting|postmark|advertisement|document|message)\b"
    rf"[^{ENDERS}]*(?:[:—-]|   )\s*$"
    r"|\b(?:read|ran|was|were|wrote|written) (?:as follows|in this way|in these (?:words|terms))\b"
    rf"[^{ENDERS}]*[:.—-]*\s*$"
    r"|\b(?:letter|note|wrote|postscript|written|intelligence)\b.*\bto this effect\s*[:.—-]*\s*$"
    r"|\bto this (?:effect|purpose)\s*[:—-]+\s*$"
    rf"|\bwrote (?:thus|this)\b[^{ENDERS}]*$"
    r"|\bthese were the contents|\bthis was the letter"
    r"|\bfollowing (?:letter|note|lines|words|reply|answer|telegram|message)\b"
    rf"[^{ENDERS}]*[:—-]\s*$",
    re.IGNORECASE | re.DOTALL,
)
_SAID = re.compile(
    r"(?<!\bit )(?<!letter )(?<!note )(?<!card )"
    rf"\b(?:{any_of(ENGLISH.verbs.strong)})\W{{1,4}}$"
)
_SAID_AFTER = re.compile(rf"\s*(?:{any_of(ENGLISH.verbs.strong)})\b")
_CLOSING = re.compile(
    r"(?:\b(?:yours|your['’]s)\b[\w,&.' ]{0,40}"
    rf"|\byour (?:ever |most |very |own )*(?:{DEVOTIONS})"
    r"\b[\w,&. ]{0,40}"
    r"|\b(?:affectionately|sincerely|faithfully|&c|etc|adieu)|\b(?:obedient"
    r"|humble) servant)\W*(?:[A-Z][\w.]*\W*){0,3}$",
    re.IGNORECASE,
)
_QUOTES = re.compile(f"[{SURE_QUOTES}_]")
_FORMULA = re.compile(
    r"^\W*(?:(?:believe me|i am|i remain)\b.{0,60}|yours?\b['’]?s?,?(?: (?:\w+|&c)[,.]?){0,6}|&c\.?)\W*$",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST = 40  # paragraphs of a letter whose paragraphs are each closed before a signature must have come
_SIGNATURE_WORDS = 5
_GREETING_WORDS = 9
_TOLD_REACH = 160


@dataclass(frozen=True, slots=True)
class QuotedParagraph:
    """One paragraph as the letter finder sees it.

    `whole` says that one quotation fills it; `begins` that a quotation begins it; `chained` that the quotation
    at its end goes on in the next; `follows` that nothing lies between it and the paragraph before. `quoted` are
    the words of its first quotation, `told` what follows its last (all of it where there is none).
    """

    words: str
    quoted: str
    told: str
    begins: bool
    whole: bool
    chained: bool
    follows: bool = True


def find_letters(paragraphs: Sequence[QuotedParagraph]) -> list[bool]:
    """For each paragraph, whether the quotation that begins it is part of a letter."""
    is_letter = [False] * len(paragraphs)
    at = 0
    while at < len(paragraphs):
        opens = paragraphs[at].begins and not (at and paragraphs[at - 1].chained) and not _is_tagged(paragraphs[at])
        end = _letter_from(paragraphs, at) if opens else at
        for index in range(at, end):
            is_letter[index] = True
        at = max(end, at + 1)
    return is_letter


def _is_tagged(first: QuotedParagraph) -> bool:
    """Somebody says it: `"My dear friend," cried Ann`."""
    return bool(_SAID_AFTER.match(first.words.partition(first.quoted)[2]))


def _letter_from(paragraphs: Sequence[QuotedParagraph], at: int) -> int:
    """The index behind the last paragraph of the letter that begins at `at`; `at` where none does."""
    first = paragraphs[at]
    told = _told_before(paragraphs, at)
    greeted = _is_greeting(first.quoted)
    own_line = (greeted or _is_dateline(first.quoted)) and len(first.words.split()) <= _GREETING_WORDS
    greeted = (greeted and (first.whole or first.chained or not first.told.strip())) or _ends_in_greeting(told)
    signed = _signature(paragraphs, at, own_line)
    chain = _chain_end(paragraphs, at)
    closed = bool(_CLOSING.search(paragraphs[chain - 1].words.strip(_AROUND)[-90:])) or signed is not None
    if own_line and (_ANNOUNCED.search(told) or signed is not None or _after_letter_line(paragraphs, at)):
        return signed or max(chain, _own_line_end(paragraphs, at))
    if (
        _STRONG.search(told)
        or (_ANNOUNCED.search(told) and (closed or greeted))
        or (greeted and closed and first.whole)
    ):
        return signed if signed is not None and signed > chain else chain
    return at


def _told_before(paragraphs: Sequence[QuotedParagraph], at: int) -> str:
    """The end of the narration just before paragraph `at`."""
    if at and not paragraphs[at - 1].quoted and _is_dateline(paragraphs[at - 1].words):
        at -= 1
    if at == 0 or paragraphs[at - 1].whole or not paragraphs[at].follows:
        return ""
    told = " ".join(paragraphs[at - 1].told[-_TOLD_REACH:].split())
    return "" if _SAID.search(told) else told


def _ends_in_greeting(told: str) -> bool:
    """ "My dear Madam," before the marks open."""
    line = told.rstrip(_AROUND).rsplit("\n", 1)[-1]
    at = line.lower().rfind("dear")
    return (
        at >= 0
        and len(line) - at < 40
        and line.endswith((",", ":", "-", "—"))
        and line[at + 4 :].istitle() | line[at:].isupper()
    )


def announces_letter(before: str) -> bool:
    """Whether narration that ends so announces a letter, a note or a telegram."""
    told = " ".join(before[-_TOLD_REACH:].split())
    return bool(told and _STRONG.search(told)) and not _SAID.search(told)


def _after_letter_line(paragraphs: Sequence[QuotedParagraph], at: int) -> bool:
    """A greeting or dateline right after another one."""
    return at + 1 < len(paragraphs) and paragraphs[at + 1].whole and _is_greeting(paragraphs[at + 1].quoted)


def _is_greeting(words: str) -> bool:
    return bool(_GREETING.match(words.lstrip(_AROUND)[:90].rstrip(_AROUND)))


def _is_dateline(words: str) -> bool:
    return len(words) < 90 and bool(_DATELINE.fullmatch(words.strip(_AROUND)))


def _chain_end(paragraphs: Sequence[QuotedParagraph], at: int) -> int:
    """Behind the paragraph in which the marks opened at `at` are closed."""
    while at < len(paragraphs) and paragraphs[at].chained:
        at += 1
    return min(at + 1, len(paragraphs))


def _own_line_end(paragraphs: Sequence[QuotedParagraph], at: int) -> int:
    """Behind the speech that follows a greeting on its own line."""
    while at + 1 < len(paragraphs) and len(paragraphs[at].words.split()) <= _GREETING_WORDS:
        at += 1
    return _chain_end(paragraphs, at)


def _signature(paragraphs: Sequence[QuotedParagraph], at: int, own_line: bool) -> int | None:
    """Behind the signature that closes the letter begun at `at`, if there is one before anything else is told."""
    limit = min(len(paragraphs), at + _LONGEST) if own_line else _chain_end(paragraphs, at) + 2
    last = None
    for index in range(at, min(limit, len(paragraphs))):
        signs = index > at and paragraphs[index].begins and _is_signature(paragraphs[index].words)
        if index > at and not (paragraphs[index].whole or signs):
            break
        if signs:
            last = index + 1
            if not _FORMULA.match(_bare(paragraphs[index].words)):
                break
    return last


def _bare(words: str) -> str:
    """Words without quotation marks, in one line."""
    return " ".join(_QUOTES.sub("", words).split())


def _is_signature(words: str) -> bool:
    """A name in capitals, initials, or a closing formula of a few words."""
    bare = _bare(words) if len(words) < 200 else ""
    if not bare or len(bare) > 120:
        return False
    few = len(bare.split()) <= _SIGNATURE_WORDS and not _is_greeting(bare)
    return (few and bare.isupper() and not bare.endswith(_CRIES)) or bool(_FORMULA.match(bare))
