"""What is said about a release: asked for with the words, held against the recording."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from noktvrn.journal.steps import Step
from noktvrn.ports.making import MadeBy
from noktvrn.ports.writer import ReleaseText, ReleaseTextRequest, SongBrief, TranslatedText
from noktvrn.services.steps.body import StepDone
from noktvrn.services.steps.describing import description_of, translation_of, with_release_text
from noktvrn.testing.builders import build_artist
from noktvrn.types import RunId, Seed

TEXT = '"Slow Water" is a song about the sea. It runs at 96 bpm.'
BRIEF = SongBrief("A boat waits.", "the sea", "calm", "ambient", 96.0, "A minor", 0.4, 160.0, {})


@dataclass
class TellingWriter:
    """Says the same of every release and keeps what it was asked."""

    asked: list[ReleaseTextRequest] = field(default_factory=list)

    def write_release_text(self, request: ReleaseTextRequest) -> ReleaseText:
        self.asked.append(request)
        return ReleaseText(TEXT, MadeBy("embedded", "writer", "own work"))


def scene_in(folder: Path, writer: TellingWriter, pass_no: int = 1) -> Any:
    return SimpleNamespace(
        label=SimpleNamespace(writer=writer),
        run=SimpleNamespace(id=RunId("run"), seed=Seed(7), pass_no=pass_no),
        the_artist=build_artist,
        result=lambda step, key, kind: BRIEF,
        stopped=lambda: False,
        out_dir=folder,
    )


def test_the_text_is_a_result_and_an_asset_beside_the_words(tmp_path: Path):
    writer = TellingWriter()
    written = StepDone({"title": "Slow Water"}, note="Slow Water")
    done = asyncio.run(with_release_text(scene_in(tmp_path / "out", writer), written))
    assert done.result == {"title": "Slow Water", "release_text": TEXT}
    assert done.note == "Slow Water"
    (asset,) = done.assets
    assert (asset.name, asset.role) == ("release_text", "writer")
    assert asset.path.read_text() == f"{TEXT}\n"


def test_another_take_with_the_same_title_and_plan_asks_the_same_question(tmp_path: Path):
    writer = TellingWriter()
    for pass_no in (1, 2):
        asyncio.run(with_release_text(scene_in(tmp_path, writer, pass_no), StepDone({"title": "Slow Water"})))
    assert writer.asked[0] == writer.asked[1]


def packaged(text: str | None, bpm: float) -> Any:
    words = {} if text is None else {"release_text": text}
    return SimpleNamespace(results={Step.WRITE: words}, result=lambda step, key, kind: bpm)


def test_a_release_says_no_tempo_but_its_own():
    assert description_of(packaged(TEXT, 96.0)) == TEXT
    assert description_of(packaged(TEXT, 104.0)) == '"Slow Water" is a song about the sea.'


def test_words_of_old_have_no_text():
    assert description_of(packaged(None, 96.0)) is None
    assert description_of(packaged("It runs at 90 bpm.", 96.0)) is None


GERMAN = '"Slow Water" ist ein Lied über das Meer. Es läuft mit 96 bpm.'


class Translating(TellingWriter):
    """Says it in German, too."""

    def write_release_text(self, request: ReleaseTextRequest) -> ReleaseText:
        made_by = MadeBy("fake", "scribe-1", "own work")
        return ReleaseText(TEXT, made_by, TranslatedText("de", GERMAN, made_by))


def test_a_translation_is_an_asset_of_its_own_and_says_no_other_tempo(tmp_path: Path):
    done = asyncio.run(with_release_text(scene_in(tmp_path, Translating()), StepDone({"title": "Slow Water"})))
    assert [asset.name for asset in done.assets] == ["release_text", "release_text_translated"]
    assert done.assets[1].path.read_text() == f"{GERMAN}\n"
    for bpm, said in ((96.0, GERMAN), (104.0, '"Slow Water" ist ein Lied über das Meer.')):
        scene = SimpleNamespace(results={Step.WRITE: done.result}, result=lambda step, key, kind, bpm=bpm: bpm)
        told = translation_of(scene)
        assert told is not None
        assert (told.language, told.text) == ("de", said)
    assert translation_of(packaged(TEXT, 96.0)) is None
