"""Say what the release is: written with the words, held against the recording when it is packaged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from noktvrn.catalogue.release import Translation
from noktvrn.journal.steps import Step
from noktvrn.ports.writer import ReleaseTextRequest, SongBrief, TranslatedText
from noktvrn.services.roles.release_rules import sentences_without_other_tempo
from noktvrn.services.steps.body import NewAsset, StepDone, StepScene
from noktvrn.services.steps.writing import written_aside
from noktvrn.types import child_seed

TRANSLATED = "release_text_translated"
"""Name of the text in the artist's language, in both places."""
ASSET = "release_text"
"""Name of the text among the assets of a run, and in the result of the step."""


async def with_release_text(scene: StepScene, written: StepDone) -> StepDone:
    """Have the release's text written for a song whose words are there.

    It is asked for with the same seed in every take: where title and plan are those of the take before, the question
    is the same, and so is its answer, which is not paid for again.

    Args:
        scene: The step.
        written: What the step leaves so far; its result has the title.

    Raises:
        StepCancelledError: The run was stopped.
    """
    request = ReleaseTextRequest(
        artist=scene.the_artist(),
        brief=scene.result(Step.BRIEF, "brief", SongBrief),
        title=str(written.result["title"]),
        seed=child_seed(scene.run.seed, ASSET),
        run_id=scene.run.id,
    )
    told = await written_aside(scene, scene.label.writer.write_release_text, request)
    scene.out_dir.mkdir(parents=True, exist_ok=True)
    path = scene.out_dir / "release_text.txt"
    path.write_text(f"{told.text}\n", encoding="utf-8")
    done = replace(
        written,
        result={**written.result, ASSET: told.text},
        assets=(*written.assets, NewAsset(ASSET, path, "text/plain", "writer", told.made_by)),
    )
    return done if told.translated is None else _with_translation(scene, done, told.translated)


def _with_translation(scene: StepScene, written: StepDone, told: TranslatedText) -> StepDone:
    path = scene.out_dir / f"{TRANSLATED}.txt"
    path.write_text(f"{told.text}\n", encoding="utf-8")
    return replace(
        written,
        result={**written.result, TRANSLATED: {"language": told.language, "text": told.text}},
        assets=(*written.assets, NewAsset(TRANSLATED, path, "text/plain", "writer", told.made_by)),
    )


def translation_of(scene: StepScene) -> Translation | None:
    """Return what is said about the release in the artist's language, as far as it holds for the recording; or None."""
    told = scene.results.get(Step.WRITE, {}).get(TRANSLATED)
    if told is None:
        return None
    text = sentences_without_other_tempo(str(told["text"]), scene.result(Step.SONG, "bpm", float))
    return Translation(str(told["language"]), text) if text else None


def description_of(scene: StepScene) -> str | None:
    """Return what is said about the release, without any tempo that the recording does not have.

    None when the words were written before there was such a text, or when nothing of it holds.
    """
    return described_in(scene.results.get(Step.WRITE, {}), scene.result(Step.SONG, "bpm", float))


def described_in(written: Mapping[str, Any], bpm: float) -> str | None:
    """Return what the result of the step says about the release that holds for a recording.

    Args:
        written: Result of the step that wrote the words.
        bpm: Tempo of the recording.
    """
    return sentences_without_other_tempo(str(written.get(ASSET, "")), bpm) or None
