"""`rhapsode voices`: the voices there are, and how one sounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rhapsode.cli.echo import echo, echo_json
from rhapsode.cli.options import NEW_FILE, WordsParameter, json_option, store_options

if TYPE_CHECKING:
    from rhapsode.model import EngineVoice

_USUAL = "en-us"  # whom a variant such as "+f3" varies, when nobody is named
_SAMPLE = "“There you are,” she said. “I had almost given up on the both of you.” It was raining again."


@click.command("voices")
@click.option(
    "--engine", default="espeak", show_default=True, metavar="E", help="espeak, pyttsx3, tone, or one installed."
)
@click.option("--language", default="", metavar="L", help="Only voices of this language: en, en-gb, de.")
@click.option("--all", "with_variants", is_flag=True, help="Every variant of each too, without --language.")
@click.option("--sample", metavar="VOICE", help="Speak a sample with this voice.")
@click.option("--text", type=WordsParameter(), help=f"What the sample says; else: {_SAMPLE}")
@click.option("-o", "--output", type=NEW_FILE, metavar="FILE", help="Write the sample to FILE.wav and don't play it.")
@store_options
@json_option
def command(
    engine: str,
    language: str,
    with_variants: bool,
    sample: str | None,
    text: str | None,
    output: Path | None,
    store_folder: Path | None,
    no_store: bool,
    as_json: bool,
) -> None:
    """Show the voices of an engine with language and gender, or hear one.

    \b
      rhapsode voices --language en-gb
      rhapsode voices --sample en-us+f3 --text "Good evening."
    """
    from rhapsode.building.preview import sample_voice
    from rhapsode.cli.progress import Silent
    from rhapsode.cli.session import open_session
    from rhapsode.errors import ChoiceError
    from rhapsode.recording import list_voices

    _check_usage(sample, text, output)
    with open_session(Silent(), store_folder, no_store, 1) as session:
        if sample is not None:
            named = f"{_USUAL}{sample}" if engine == "espeak" and sample.startswith("+") else sample
            _play_or_keep(output, lambda path: sample_voice(engine, named, text or _SAMPLE, path, session))
            return
        voices = [v for v in list_voices(engine, session.pool, session.store) if _speaks(v.language, language)]
    if as_json:
        echo_json({"schema": "rhapsode-voices/1", "voices": [asdict(v) for v in voices]})
        return
    if not voices and language:
        hint = f"name it by its code, e.g. en, en-gb or de: rhapsode voices --engine {engine} lists them"
        raise ChoiceError(f"{engine} has no voice for the language {language!r}", hint=hint)
    _print(voices, engine, every=with_variants or bool(language))


def _print(voices: Sequence[EngineVoice], engine: str, every: bool) -> None:
    """A row for each voice; variants only with `every`. Below, how to hear one."""
    from rhapsode.cli.screen import count

    known = len(voices)
    if not every:
        voices = [v for v in voices if "+" not in v.id]  # espeak's 105 variants of 140 voices are 11,000 rows
    width = max((len(v.id) for v in voices), default=0) + 2
    for voice in voices:
        gender = {"f": "female", "m": "male"}.get(voice.gender, "")
        echo(f"{voice.id:<{width}}{voice.language:<12}{gender:<8}{voice.name}")
    how_to_hear = f"hear one: rhapsode voices --engine {engine} --sample VOICE"
    echo(f"{count(len(voices), 'voice')} of {engine}; {how_to_hear}", err=True)
    if len(voices) < known:
        echo(f"and {known - len(voices):,} variants: rhapsode voices --language en-us, or --all", err=True)


def _check_usage(sample: str | None, text: str | None, output: Path | None) -> None:
    """Raise UsageError for what would be ignored, or would write WAV under another kind's name."""
    for option, value in (("--text", text), ("--output", output)):
        if value is not None and sample is None:
            raise click.UsageError(f"{option} says how a sample is made; name its voice with --sample")
    if output is not None and output.suffix.lower() != ".wav":
        raise click.UsageError(f"A sample is a WAV file; call it {output.with_suffix('.wav')}")


def _speaks(offered: str, wanted: str) -> bool:
    offered, wanted = offered.lower(), wanted.lower().replace("_", "-")
    return not wanted or offered == wanted or offered.startswith(wanted + "-")


def _play_or_keep(output: Path | None, speak: object) -> None:
    """Write the sample to `output`, or to a temporary file that is played; without a player, say where it is."""
    import tempfile

    from rhapsode.cli.playing import play

    assert callable(speak)
    if output is not None:
        speak(output)
        echo(output)
        return
    folder = Path(tempfile.mkdtemp(prefix="rhapsode-"))
    path = folder / "sample.wav"
    speak(path)
    if trouble := play(path):
        echo(f"{trouble}; the sample is {path}", err=True)
    else:
        path.unlink()
        folder.rmdir()
