"""Every file is decoded before a person is asked to judge it."""

from __future__ import annotations

from pathlib import Path

from noktvrn.ports.making import ignore_progress, never_cancelled
from noktvrn.ports.music import SongRequest
from noktvrn.services.steps.decoding import undecodable
from noktvrn.testing.makers import QuickMakers


def _song(folder: Path) -> dict[str, Path]:
    request = SongRequest("synthwave", 100.0, "A minor", "dark", 0.5, 150.0, {}, 3, "Title", "Artist")
    song = QuickMakers().make_song(request, folder, ignore_progress, never_cancelled)
    stems = {f"stem:{name}": path for name, path in song.stems.items()}
    return {"master": song.master, "preview": song.preview, "score": song.score, **stems}


def test_whole_files_have_no_fault(tmp_path: Path) -> None:
    assert undecodable(_song(tmp_path), tmp_path / "links") == {}


def test_a_stem_that_is_no_music_and_a_cut_preview_are_named(tmp_path: Path) -> None:
    paths = _song(tmp_path)
    paths["stem:bass"].write_text("not a recording")
    paths["preview"].write_bytes(paths["preview"].read_bytes()[:200])
    faults = undecodable(paths, tmp_path / "links")
    assert set(faults) == {"stem:bass", "preview"}
    assert all(faults.values())
