"""The voices at hand: what the engines offer in, the voice that a name in a voices file means out.

`auto` is the engine's voice for the story's language; `+f3` is the variant f3 of the voice that `defaults` name, which
is that of the language unless the user says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from rhapsode.casting.timbres import Timbres
from rhapsode.model import EngineVoice

AUTO = "auto"
_EVERY = "mul"  # a voice that minds no language, as ISO 639 calls it
# Where a language has several, the one that a plain name of it most often means; all else is by order of offer.
_USUAL = {"en": "en-us", "pt": "pt-br", "fr": "fr-fr", "es": "es", "zh": "cmn", "no": "nb", "nn": "nb", "de": "de"}


class Stock:
    """The voices of several engines, for a story in `language`; `default` is the voice that `defaults` name."""

    def __init__(
        self, offered: Mapping[str, Sequence[EngineVoice]], language: str, timbres: Timbres, default: str = AUTO
    ) -> None:
        self.language = language.lower() or "en"
        self.timbres = timbres
        self._offered = {engine: tuple(voices) for engine, voices in offered.items()}
        self._by_id = {engine: {v.id: v for v in voices} for engine, voices in self._offered.items()}
        self._variants = {
            engine: {v.id.partition("+")[2]: v for v in voices if "+" in v.id}
            for engine, voices in self._offered.items()
        }
        self._auto: dict[str, EngineVoice | None] = {engine: self._find_auto(engine) for engine in self._offered}
        self._base = {engine: self._by_id[engine].get(default) or auto for engine, auto in self._auto.items()}

    def has(self, engine: str) -> bool:
        """Whether `engine` offers any voice."""
        return bool(self._offered.get(engine))

    def has_variants(self, engine: str) -> bool:
        """Whether a name like `+f3` can mean anything to `engine`."""
        return bool(self._variants.get(engine))

    def find(self, engine: str, name: str) -> EngineVoice | None:
        """The voice that `name` means; None where there is none."""
        if name == AUTO:
            return self._auto.get(engine)
        if name.startswith("+"):
            base = self._base.get(engine)
            return self.find(engine, base.id.partition("+")[0] + name) if base else None
        known = self._by_id.get(engine, {})
        if name in known:
            return known[name]
        plain, _, variant = name.partition("+")
        if variant and plain in known and self.timbres.knows_variant(engine, variant):
            # an effect that is not offered, but may be asked for
            return EngineVoice(engine, name, name, known[plain].language)
        return None

    def suggest(self, engine: str, name: str) -> str:
        """What the user may have meant by a voice that isn't there."""
        known = [*self._by_id.get(engine, {}), AUTO]
        if name.startswith("+"):
            known = [f"+{variant}" for variant in self._variants.get(engine, {})]
        close = get_close_matches(name, known, n=1, cutoff=0.5)
        return f"did you mean {close[0]}?" if close else f"rhapsode voices --engine {engine} lists them"

    def speaks_language(self, engine: str) -> bool:
        """Whether `engine` has a voice for the story's language."""
        auto = self._auto.get(engine)
        if auto is not None and auto.language == _EVERY:
            return True
        return auto is not None and _primary(auto.language) == _primary(_USUAL.get(self.language, self.language))

    def is_foreign(self, voice: EngineVoice) -> bool:
        """Whether a voice speaks another language than the engine's usual one for this story."""
        base = self._base.get(voice.engine)
        return base is not None and _primary(voice.language) != _primary(base.language)

    def pool(self, engine: str, listed: Sequence[str], gender: str) -> tuple[EngineVoice, ...]:
        """Voices to cast from: those `listed` that the engine has in the story's language.

        Where none is, all of that gender ("" for any) that it offers in that language, or in any.
        """
        found = [voice for name in listed if (voice := self.find(engine, name)) is not None]
        found = [voice for voice in found if not self.is_foreign(voice)] or found
        if found:
            return tuple(dict.fromkeys(found))
        everything = self._offered.get(engine, ())
        fitting = [v for v in everything if not gender or v.gender == gender]
        fitting = fitting or [v for v in everything if not v.gender] or list(everything)
        return tuple([v for v in fitting if not self.is_foreign(v)] or fitting)

    def _find_auto(self, engine: str) -> EngineVoice | None:
        voices = [v for v in self._offered[engine] if "+" not in v.id] or list(self._offered[engine])
        usual = _USUAL.get(self.language, self.language)
        primary = _primary(self.language)
        wanted = (usual, self.language, _USUAL.get(primary, primary), primary)
        for tag in wanted:
            for voice in voices:
                if voice.language == tag or voice.id == tag:
                    return voice
        near = [voice for voice in voices if _primary(voice.language) == primary]
        return next(iter(near), None) or _find_fallback(voices)


def _find_fallback(voices: Sequence[EngineVoice]) -> EngineVoice | None:
    """The voice for a language that none of `voices` speaks: one that minds no language, else the English one."""
    for wanted in (_EVERY, _USUAL["en"], "en"):
        for voice in voices:
            if voice.language == wanted or _primary(voice.language) == wanted:
                return voice
    return next(iter(voices), None)


def _primary(language: str) -> str:
    return language.split("-")[0].lower()
