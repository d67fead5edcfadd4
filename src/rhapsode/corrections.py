"""What the user says of single passages: a story and its corrections in, the story put right out.

A correction finds its place again by its words and by what stood around them, so that it survives edits of the
rest of the story. It is applied in two steps: kinds after segmenting, speakers after attributing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from rhapsode.errors import CorrectionError, Fault
from rhapsode.language.folding import fold_name, fold_person
from rhapsode.model import VOICED_KINDS, Character, Correction, Delivery, Kind, Passage, Range, Story
from rhapsode.text.marks import BRACKETS_CLOSE, CLOSERS, DOUBLES, LONG_DASHES, QUOTES, SINGLES, STOPS, in_class

ANCHOR = 40
"""Characters kept before and after a corrected text."""
_LEAD = 8  # an anchor decides when it fits better by this many characters than the next place: about two words
_LONG = 20  # a text of this length that stands only once is its own anchor: half of ANCHOR
_NARRATOR = "narrator"  # how a first person without a name is labelled
_LONG_NAME = 5  # two letters of a shorter name make another one: Anna, Emma
_OPENING = "([{"
_STOPS = re.compile(
    rf"[{STOPS}{LONG_DASHES}{in_class(BRACKETS_CLOSE)}]+[{CLOSERS}]*"
)  # they end what stands before them
_MARKS = re.compile(f"[{QUOTES}]")
_DOUBLES, _SINGLES = f"[{DOUBLES}]", f"[{SINGLES}]"


def locate(text: str, correction: Correction) -> Range:
    """Where in `text` the words of `correction` stand.

    Of several places the one whose surroundings fit best is taken, `nth` among all of them breaking a tie.
    Raises CorrectionError, with the correction's file and line, when none fits or several fit equally.
    """
    places = list(_find_places(text, correction.text))
    if not places:
        raise _fault(correction, "stands nowhere in the story", "copy the words again as the story has them now")
    fits = [_measure_fit(text, place, correction) for place in places]
    best = max(fits)
    leaders = [place for place, fit in zip(places, fits, strict=True) if fit > best - _margin(best, correction)]
    if len(leaders) > 1 or not (correction.before or correction.after):  # else nth isn't needed, and may be of old
        _check_nth(correction, len(places))
    if len(leaders) > 1 and correction.nth is not None:
        leaders = [place for place in leaders if place == places[correction.nth - 1]]
    if len(leaders) != 1:
        raise _fault(
            correction,
            f"stands {len(places)} times in the story, and nothing tells which is meant",
            "give more of the text before and after it, or nth",
        )
    if not _is_trusted(correction, best):
        raise _fault(correction, "stands only where the text around it is another", "correct before and after")
    return leaders[0]


def locate_all(text: str, corrections: Sequence[Correction]) -> tuple[Range, ...]:
    """Where each of `corrections` stands in `text`. Raises CorrectionError with the faults of all of them."""
    places: list[Range] = []
    faults: list[Fault] = []
    for correction in corrections:
        try:
            places.append(locate(text, correction))
        except CorrectionError as error:
            faults += error.faults
    if faults:
        raise CorrectionError(tuple(faults))
    return tuple(places)


def _check_nth(correction: Correction, count: int) -> None:
    """Raise CorrectionError where `nth` is larger than the `count` of places."""
    if correction.nth is None or correction.nth <= count:
        return
    hint = "leave nth out" if count == 1 else f"nth counts from 1 to {count}"
    times = "once" if count == 1 else f"{count} times"
    raise _fault(correction, f"stands {times} in the story, and nth is {correction.nth}", hint)


def _find_places(text: str, wanted: str) -> Iterator[Range]:
    """Where `wanted` stands as whole words; any white space and kind of quotation mark will do."""
    words = wanted.split()
    if not words:
        return
    pattern = r"\s+".join(_loosen(word) for word in words)
    for match in re.finditer(pattern, text):
        start, end = match.span()
        inside_word = (start > 0 and text[start - 1].isalnum() and text[start].isalnum()) or (
            end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
        )
        if not inside_word:
            yield start, end


def _loosen(word: str) -> str:
    """A pattern for `word` that takes straight marks for curly ones."""
    return re.sub(rf"(\\?{_DOUBLES})|(\\?{_SINGLES})", lambda m: _DOUBLES if m[1] else _SINGLES, re.escape(word))


def _measure_fit(text: str, place: Range, correction: Correction) -> int:
    """How many characters around `place` are as the correction has them, counted outwards."""
    start, end = place
    before = _flatten(text[max(0, start - 3 * ANCHOR) : start])
    after = _flatten(text[end : end + 3 * ANCHOR])
    return _count_equal(reversed(before), reversed(_flatten(correction.before))) + _count_equal(
        after, _flatten(correction.after)
    )


def _flatten(text: str) -> str:
    """Without white space and quotation marks, which editors change and which stand at the edge of a passage."""
    return "".join(_MARKS.sub("", text).split())


def _count_equal(left: Iterable[str], right: Iterable[str]) -> int:
    count = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        count += 1
    return count


def _anchor_length(correction: Correction) -> int:
    return len(_flatten(correction.before)) + len(_flatten(correction.after))


def _margin(best: int, correction: Correction) -> int:
    """By how much the best place must lead; an anchor that fits to its end needs to lead by one only."""
    return 1 if best >= _anchor_length(correction) else min(_LEAD, max(best, 1))


def _is_trusted(correction: Correction, fit: int) -> bool:
    """Whether the words found are the words meant, not others that happen to be equal."""
    return len(correction.text) >= _LONG or fit >= min(_LEAD, _anchor_length(correction))


def _fault(correction: Correction, message: str, hint: str) -> CorrectionError:
    return CorrectionError((Fault(f"{_quote(correction)} {message}", correction.path, correction.line, hint),))


def _quote(correction: Correction) -> str:
    text = " ".join(correction.text.split())
    return f"“{text if len(text) <= 60 else text[:57] + '…'}”"


def correct_kinds(story: Story, corrections: Sequence[Correction]) -> Story:
    """`story` with the kinds that the user gave. Raises CorrectionError, for those that give speakers too."""
    places = locate_all(story.text, corrections)
    _check_agreement(story.text, corrections, places, _name_kind)
    for correction, found in zip(corrections, places, strict=True):
        if correction.kind is not None:
            place = _widen(story.text, found)
            passages = _split(story.text, story.passages, place)
            story = replace(story, passages=tuple(_set_kind(p, place, correction.kind) for p in passages))
    return story


def correct_speakers(story: Story, corrections: Sequence[Correction]) -> Story:
    """`story` with the speakers that the user gave, new ones among its characters. Raises CorrectionError."""
    places = locate_all(story.text, corrections)
    people = story.characters

    def name_speaker(correction: Correction) -> str | None:
        return _name_speaker(people, correction.speaker) if correction.speaker else None

    _check_agreement(story.text, corrections, places, name_speaker)
    for correction, found in zip(corrections, places, strict=True):
        if correction.speaker is not None:
            place, name = _widen(story.text, found), _name_speaker(people, correction.speaker)
            known = find_character(story.characters, name) is not None
            if name == _NARRATOR and not known and correction.kind not in VOICED_KINDS:
                story = _give_to_narrator(story, place)
            else:
                story = _set_speaker(story, place, name)
    for correction, found in zip(corrections, places, strict=True):
        if correction.delivery is not None:
            story = _set_delivery(story, _widen(story.text, found), correction.delivery or None)
    return _remark_new_names(story, people)


def _remark_new_names(story: Story, people: Sequence[Character]) -> Story:
    """`story` with a remark on each new character whose name is nearly that of one of `people`."""
    remarks: list[str] = []
    for character in story.characters[len(people) :]:
        near = [one for one in people for name in (one.name, *one.aliases) if _is_nearly(character.name, name)]
        if near:
            message = f"corrections: “{character.name}” is a new character — did you mean {near[0].name}?"
            remarks.append(message)
    return replace(story, remarks=(*story.remarks, *remarks))


def _is_nearly(name: str, known: str) -> bool:
    """Whether two names are one letter apart, or two where the known one has five or more."""
    left, right = fold_name(name), fold_name(known)
    allowed = 2 if len(right) >= _LONG_NAME else 1
    return abs(len(left) - len(right)) <= allowed and _count_edits(left, right) <= allowed


def _count_edits(left: str, right: str) -> int:
    """How many letters must be put in, left out or changed to make one word the other."""
    row = list(range(len(right) + 1))
    for number, one in enumerate(left, 1):
        above, row[0] = row[0], number
        for at, other in enumerate(right, 1):
            above, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, above + (one != other))
    return row[-1]


def _name_speaker(people: Sequence[Character], name: str) -> str:
    """How `name`, as the user wrote it, is called among `people`, or will be."""
    known = find_character(people, name) or find_character(people, fold_person(name))
    return known.name if known else _NARRATOR if fold_person(name) == _NARRATOR else name


def _name_kind(correction: Correction) -> str | None:
    return correction.kind.value if correction.kind is not None else None


def _check_agreement(
    text: str,
    corrections: Sequence[Correction],
    places: Sequence[Range],
    name_value: Callable[[Correction], str | None],
) -> None:
    """Raise CorrectionError where two corrections of the same words set what `name_value` names differently.

    A correction of a part of what another corrects is no contradiction: the later one counts there.
    """
    first: dict[Range, Correction] = {}
    faults: list[Fault] = []
    for correction, place in zip(corrections, places, strict=True):
        value = name_value(correction)
        if value is None:
            continue
        earlier = first.setdefault(_trim(text, place), correction)
        before = name_value(earlier)
        if before is not None and fold_name(before) != fold_name(value):
            where = f"{earlier.path}:{earlier.line}" if earlier.path != correction.path else f"line {earlier.line}"
            message = f"{_quote(correction)} is set to {value}, but to {before} in {where}"
            faults.append(Fault(message, correction.path, correction.line, "keep one of them"))
    if faults:
        raise CorrectionError(tuple(faults))


def _trim(text: str, place: Range) -> Range:
    """`place` from its first to its last letter or digit."""
    said = [at for at in range(*place) if text[at].isalnum()]
    return (said[0], said[-1] + 1) if said else place


def _widen(text: str, place: Range) -> Range:
    """`place` with the quotation marks that touch it; an apostrophe inside a word is none."""
    start, end = place
    while start > 0 and text[start - 1] in QUOTES:
        start -= 1
    while end < len(text) and text[end] in QUOTES:
        end += 1
    return start, end


def _split(text: str, passages: Sequence[Passage], place: Range) -> tuple[Passage, ...]:
    """`passages`, none of which lies across an edge of `place` unless only punctuation would be cut off."""
    parts: list[Passage] = []
    for passage in passages:
        if passage.end <= place[0] or passage.start >= place[1]:
            parts.append(passage)
        else:
            parts.extend(_cut(text, passage, place))
    return tuple(parts)


def _cut(text: str, passage: Passage, place: Range) -> Iterator[Passage]:
    start, end = max(place[0], passage.start), min(place[1], passage.end)
    if not _has_words(text[passage.start : start]):
        start = passage.start
    while start > passage.start and text[start - 1] in _OPENING:
        start -= 1
    stops = _STOPS.match(text, end, passage.end)
    if stops is not None:
        end = stops.end()
    if not _has_words(text[end : passage.end]):
        end = passage.end
    for left, right in ((passage.start, start), (start, end), (end, passage.end)):
        while left < right and text[left].isspace():
            left += 1
        while right > left and text[right - 1].isspace():
            right -= 1
        if left < right:
            yield replace(passage, start=left, end=right)


def _has_words(text: str) -> bool:
    return any(c.isalnum() for c in text)


def _is_inside(passage: Passage, place: Range) -> bool:
    """Whether `passage`, as `_split` left it, is one of those meant."""
    return passage.start < place[1] and passage.end > place[0]


def _set_kind(passage: Passage, place: Range, kind: Kind) -> Passage:
    if not _is_inside(passage, place):
        return passage
    speaker = passage.speaker if kind in VOICED_KINDS else None
    return replace(passage, kind=kind, speaker=speaker, confidence=1.0, reason="corrected", candidates=())


def _give_to_narrator(story: Story, place: Range) -> Story:
    """Let whoever tells the story say what stands at `place`: speech is narration then, a song stays one."""
    told: list[Passage] = []
    passages = _split(story.text, story.passages, place)
    for passage in passages:
        if _is_inside(passage, place) and passage.kind in VOICED_KINDS:
            kind = Kind.NARRATION if passage.kind is Kind.DIALOGUE else passage.kind
            passage = replace(
                passage, kind=kind, speaker=None, writer=None, confidence=1.0, reason="corrected", candidates=()
            )
        told.append(passage)
    return _count_anew(story, told)


def _set_speaker(story: Story, place: Range, name: str) -> Story:
    character = find_character(story.characters, name)
    characters = story.characters
    if character is None:
        character = Character(name)
        characters = (*characters, character)
    passages = _split(story.text, story.passages, place)
    meant = [p for p in passages if _is_inside(p, place)]
    voiced = any(p.kind in VOICED_KINDS for p in meant)
    done: list[Passage] = []
    for passage in passages:
        if _is_inside(passage, place) and (passage.kind in VOICED_KINDS or not voiced):
            kind = passage.kind if voiced else Kind.DIALOGUE
            passage = replace(
                passage, kind=kind, speaker=character.name, confidence=1.0, reason="corrected", candidates=()
            )
        done.append(passage)
    return _count_anew(replace(story, characters=characters), done)


def _set_delivery(story: Story, place: Range, delivery: Delivery | None) -> Story:
    """`story` with the voiced passages at `place` said so; None where they are said plainly."""
    passages = _split(story.text, story.passages, place)
    manner = "corrected" if delivery else ""
    meant = {p for p in passages if _is_inside(p, place) and p.kind in VOICED_KINDS}
    done = (replace(p, delivery=delivery, manner=manner) if p in meant else p for p in passages)
    return _count_anew(story, tuple(done))


def _count_anew(story: Story, passages: Sequence[Passage]) -> Story:
    """`story` with `passages` for its own, and its characters' lines by them."""
    lines, before = _count_lines(passages), _count_lines(story.passages)
    counted = tuple(replace(c, lines=max(0, c.lines + lines[c.name] - before[c.name])) for c in story.characters)
    return replace(story, passages=tuple(passages), characters=counted)


def _count_lines(passages: Iterable[Passage]) -> Counter[str]:
    """How many passages each speaker has; one that was cut in two counts twice, as in casting."""
    return Counter(p.speaker for p in passages if p.speaker is not None and p.kind in VOICED_KINDS)


def find_character(characters: Sequence[Character], name: str) -> Character | None:
    """The one of `characters` that goes by `name`, an own name before an alias; None where none does."""
    folded = fold_name(name)
    for character in characters:
        if fold_name(character.name) == folded:
            return character
    for character in characters:
        if folded in map(fold_name, character.aliases):
            return character
    return None
