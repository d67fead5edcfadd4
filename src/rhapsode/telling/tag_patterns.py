"""A language in, what its speech tags look like out: "said Ann", "dit-il", "спросил он".

A tag is a verb of speech beside who speaks. The lists hold the commonest verbs; a verb that is missing costs one
piece of evidence, no more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from re import Pattern

ENGLISH_VERBS = (
    "said|says|say|saying|asked|asks|asking|replied|replies|answered|answers|cried|cries|crying|exclaimed|exclaims"
    "|exclaiming|shouted|shouts|shouting|called|calls|calling|whispered|whispers|whispering|muttered|mutters"
    "|murmured|murmurs|murmuring|returned|continued|continues|went on|added|adds|adding|remarked|remarks"
    "|observed|observes|repeated|repeats|repeating|began|begins|demanded|demands|inquired|enquired|inquires|sighed"
    "|sighs|gasped|gasps|yelled|yells|screamed|screams|roared|roars|snapped|snaps|growled|growls|laughed|retorted"
    "|protested|pleaded|begged|urged|insisted|declared|announced|explained|suggested|admitted|agreed|interrupted"
    "|rejoined|responded|ejaculated|faltered|stammered|stuttered|sobbed|groaned|moaned|hissed|breathed|mumbled"
    "|sang|sings|resumed|proceeded|concluded|commented|warned|told|tells|telling|ordered|commanded|wailed|squeaked"
    "|thought|thinks|wondered|reflected|mused|quoth|quoted|ventured|persisted|pursued|assented|affirmed|assured"
    "|confessed|conceded|countered|croaked|drawled|echoed|grumbled|grunted|implored|informed|joked|lied|mouthed"
    "|nodded|objected|offered|piped|prayed|promised|proposed|purred|queried|quipped|ranted|rasped|reasoned"
    "|recited|reminded|reported|shrieked|shrilled|sneered|snorted|speculated|spat|stated|swore|teased|threatened"
    "|trilled|vowed|whimpered|whined|wept|bellowed|bawled|barked|babbled|blurted|boasted|boomed|chided|chimed"
    "|chirped|chuckled|coaxed|complained|cooed|crooned|cut in|put in|broke in|burst out|chanted|giggled|grinned"
    "|smiled|mocked|nagged|scolded|scoffed|signed|typed|texted|wrote|writes|read|reads|ran"
)
_GERMAN_VERBS = (
    "sagte|sagt|fragte|fragt|antwortete|antwortet|erwiderte|rief|ruft|flüsterte|flüstert|murmelte|meinte|meint|schrie"
    "|schreit|entgegnete|brummte|seufzte|erklärte|begann|fügte|stammelte|stotterte|lachte|wiederholte|bat|dachte|sprach"
    "|zischte|knurrte|versetzte|bemerkte|nickte|stöhnte|hauchte|krächzte|brüllte|wollte|gab|fuhr|warf|las|kicherte"
)
_FRENCH_VERBS = (
    "dit|disait|dis|dirent|fit|firent|répondit|répond|répondis|répondait|demanda|demande|demandai|demandait|s'écria"
    "|s’écria|s'exclama|s’exclama|cria|crie|murmura|murmure|chuchota|souffla|reprit|ajouta|continua|répéta|répliqua"
    "|soupira|hurla|lança|grogna|gémit|balbutia|bégaya|déclara|expliqua|insista|interrompit|poursuivit|observa|pensa"
    "|songea|ordonna|protesta|supplia|ricana|sourit|rétorqua|commença|avoua|admit|conclut|annonça|appela|gronda|marmonna"
)
_SPANISH_VERBS = (
    "dijo|dice|dije|dijeron|preguntó|pregunta|pregunté|respondió|responde|respondí|contestó|contesta|contesté|exclamó"
    "|gritó|grita|murmuró|susurró|añadió|replicó|repitió|insistió|suspiró|ordenó|continuó|prosiguió|explicó|comentó"
    "|pensó|pensé|balbuceó|tartamudeó|protestó|suplicó|rogó|observó|interrumpió|llamó|concluyó|rio|rió|sonrió|anunció"
)
_RUSSIAN_VERBS = (
    "сказал|сказала|сказали|говорит|говорил|говорила|спросил|спросила|спросили|ответил|ответила|ответили|отвечал"
    "|отвечала|крикнул|крикнула|закричал|закричала|прошептал|прошептала|шепнул|шепнула|воскликнул|воскликнула"
    "|пробормотал|пробормотала|добавил|добавила|повторил|повторила|продолжал|продолжала|продолжил|возразил|возразила"
    "|заметил|заметила|вздохнул|вздохнула|произнёс|произнес|произнесла|подумал|подумала|позвал|позвала|буркнул"
    "|попросил|попросила|объяснил|объяснила|усмехнулся|засмеялся|засмеялась|рассмеялся|кивнул|кивнула|начал|начала"
)
_ITALIAN_VERBS = (
    "disse|dice|dissi|chiese|chiede|domandò|rispose|risponde|esclamò|gridò|mormorò|sussurrò|aggiunse|replicò|ripeté"
    "|insistette|sospirò|ordinò|continuò|spiegò|pensò|fece|osservò|protestò|ribatté"
)
_PORTUGUESE_VERBS = (
    "disse|diz|disseram|perguntou|pergunta|respondeu|responde|exclamou|gritou|murmurou|sussurrou|acrescentou|replicou"
    "|repetiu|insistiu|suspirou|ordenou|continuou|explicou|pensou|observou|protestou"
)
_ENGLISH_WHO = (
    r"(?:I|he|she|they|we|it|you|who|one|(?:the|a|an|his|her|my|our|their) [\w'’-]+(?: [\w'’-]+)?"
    r"|[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,2})"
)
_SPACE_BEFORE = r"\s*[,—–-]*\s*"
_VERB_FIRST: Mapping[str, str] = {
    "de": _GERMAN_VERBS,
    "es": _SPANISH_VERBS,
    "ru": _RUSSIAN_VERBS,
    "it": _ITALIAN_VERBS,
    "pt": _PORTUGUESE_VERBS,
}
_JAPANESE_TAG = (
    r"と(?!いう)、?[^「」。\n]{0,24}?"
    r"(?:言|云|話|い[いうっわ]|尋|聞|訊|叫|答|呟|囁|怒鳴|つぶや|ささや|返|問|告|呼びかけ|続け|笑|泣|口ごも|思|考)"
)
_FRENCH_TAG = rf"(?:{_FRENCH_VERBS}|\w+)-(?:t-)?(?:il|elle|on|ils|elles|je)\b|(?:{_FRENCH_VERBS})\b"


def base_language(language: str) -> str:
    """ "pt-BR" is "pt"."""
    return language.lower().split("-")[0].split("_")[0]


@cache
def tag_after(language: str) -> Pattern[str]:
    """Matches right behind a speech when a tag follows there."""
    base = base_language(language)
    if base == "ja":
        return re.compile(_JAPANESE_TAG)
    if base == "fr":
        return re.compile(rf"{_SPACE_BEFORE}(?:{_FRENCH_TAG})")
    if base in _VERB_FIRST:
        who = r"(?:\w+\s+){0,2}?"
        return re.compile(rf"{_SPACE_BEFORE}{who}(?:{_VERB_FIRST[base]})\b")
    verb = rf"(?:{ENGLISH_VERBS})\b"
    return re.compile(rf"{_SPACE_BEFORE}(?:{verb}|{_ENGLISH_WHO}\s+(?:\w+ly\s+|had\s+|then\s+)?{verb})")


TAG_STOPS = (",", ":", "—", "-")
"""What ends the narration that `tag_before` finds."""


@cache
def tag_before(language: str) -> Pattern[str]:
    """Searches the narration before a speech: a verb of speech, then a comma, a colon or a dash at its end."""
    base = base_language(language)
    verbs = _FRENCH_VERBS if base == "fr" else _VERB_FIRST.get(base, ENGLISH_VERBS)
    return re.compile(rf"\b(?:{verbs})\b[^.!?\n]{{0,80}}[,:—-]\s*$")


@cache
def tag_word(language: str) -> Pattern[str]:
    """Matches a verb of speech in full."""
    base = base_language(language)
    return re.compile(_FRENCH_VERBS if base == "fr" else _VERB_FIRST.get(base, ENGLISH_VERBS))


@cache
def tag_inside(language: str) -> Pattern[str]:
    """Finds a tag that stands inside a speech, without marks of its own: ", dit-il" or ", Stephen said".

    The tag is the group "tag"; it begins after the speech's comma or stop and its blank.
    """
    if base_language(language) == "fr":
        return re.compile(rf"[,.!?…]\s+(?P<tag>(?:{_FRENCH_TAG}))")
    verb = rf"(?:{ENGLISH_VERBS})\b"
    name = r"(?:he|she|they|I|we|(?:the|his|her|my) \w+|[A-Z][\w'’]+(?: [A-Z][\w'’]+)?)"
    return re.compile(rf"[,.!?…]\s+(?P<tag>{name}\s+(?:\w+ly\s+|had\s+)?{verb}|{verb}\s+{name}\b)")


_THINKING = {
    "de": "dachte|denkt|überlegte",
    "fr": "pensa|pensai|pense|songea|songeai|se dit",
    "es": "pensó|pensé|piensa|se dijo",
    "ru": "подумал|подумала|думал|думала",
    "it": "pensò|pensai",
    "pt": "pensou|pensei",
    "ja": "と、?[^「」。\\n]{0,16}?(?:思|考え)",
}
_ENGLISH_THINKING = "thought|thinks|wondered|wonders|mused|reflected"


@cache
def _thinking(language: str) -> tuple[Pattern[str], Pattern[str]]:
    verbs = _THINKING.get(base_language(language), _ENGLISH_THINKING)
    if base_language(language) == "ja":
        return re.compile(verbs), re.compile(r"(?!)")
    who = r"(?:[\w'’.]+\s+){0,3}?"
    return re.compile(rf"[\s,—–-]*{who}(?:{verbs})\b"), re.compile(rf"\b(?:{verbs})\b[^.!?\n]{{0,40}}[,:—-]\s*$")


def thinks(before: str, after: str, language: str) -> bool:
    """Whether the tag on either side of a quotation has a verb of thinking: "thought Ann"."""
    behind, ahead = _thinking(language)
    return bool(behind.match(after) or ahead.search(before[-80:]))
