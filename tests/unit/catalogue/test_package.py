from __future__ import annotations

import errno
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from noktvrn.catalogue.checksums import digest_of
from noktvrn.catalogue.contents import PackageInput
from noktvrn.catalogue.package import build_package
from noktvrn.catalogue.provenance import ProvenanceLink, chain_link
from noktvrn.errors import (
    AssetMissingError,
    InvalidInputError,
    MediaUnreadableError,
    NoSpaceError,
    VersionConflictError,
)


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_package_holds_exactly_what_the_design_says(package: PackageInput, tmp_path: Path) -> None:
    manifest = build_package(package, tmp_path)
    assert manifest.created
    assert names(manifest.folder) == sorted(
        [
            "SHA256SUMS",
            "audio/midnight-rain.flac",
            "audio/midnight-rain.mp3",
            "audio/score.mid",
            "audio/stems/bass.flac",
            "audio/stems/drums.flac",
            "cover/artwork.jpg",
            "cover/cover.jpg",
            "gate.json",
            "index.html",
            "lyrics/lyrics.txt",
            "metadata.json",
            "prompts_used.json",
            "video/teaser_9x16.mp4",
        ]
    )


def test_folder_ends_in_the_random_part_of_the_run_identifier(package: PackageInput, tmp_path: Path) -> None:
    folder = build_package(package, tmp_path).folder
    assert folder == tmp_path / f"nova-kestrel_2026-11-21_{package.release.run_id[-8:]}"


def test_sums_are_accepted_by_sha256sum(package: PackageInput, tmp_path: Path) -> None:
    folder = build_package(package, tmp_path).folder
    checked = subprocess.run(
        [shutil.which("sha256sum") or "sha256sum", "-c", "SHA256SUMS"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
    assert checked.stdout.count(": OK") == len(names(folder)) - 1


def test_building_twice_returns_the_package_that_is_there(package: PackageInput, tmp_path: Path) -> None:
    first = build_package(package, tmp_path)
    before = {path: (first.folder / path).stat().st_mtime_ns for path in names(first.folder)}
    second = build_package(package, tmp_path)
    assert not second.created
    assert (second.sums_sha256, dict(second.digests)) == (first.sums_sha256, dict(first.digests))
    assert {path: (first.folder / path).stat().st_mtime_ns for path in names(first.folder)} == before


def test_other_content_under_the_same_name_is_refused(package: PackageInput, tmp_path: Path) -> None:
    build_package(package, tmp_path)
    louder = replace(package, track=replace(package.track, bpm=105.0))
    with pytest.raises(VersionConflictError, match=r"other content \(metadata\.json"):
        build_package(louder, tmp_path)


def test_damaged_package_is_not_taken_for_the_same(package: PackageInput, tmp_path: Path) -> None:
    folder = build_package(package, tmp_path).folder
    (folder / "gate.json").write_bytes(b"{}")
    with pytest.raises(VersionConflictError, match=r"damaged \(gate\.json"):
        build_package(package, tmp_path)


def test_full_disk_leaves_nothing(package: PackageInput, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0

    def full_after_three(descriptor: int) -> None:
        nonlocal calls
        calls += 1
        if calls > 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full_after_three)
    with pytest.raises(NoSpaceError, match="nothing of it is left"):
        build_package(package, tmp_path / "releases")
    assert list((tmp_path / "releases").iterdir()) == []


def test_leftovers_of_a_crash_do_not_get_into_the_package(package: PackageInput, tmp_path: Path) -> None:
    folder = build_package(package, tmp_path).folder
    part = folder.with_name(f".{folder.name}.part")
    folder.rename(part)
    (part / "stray.txt").write_text("stray")
    assert "stray.txt" not in names(build_package(package, tmp_path).folder)
    assert not part.exists()


def test_missing_file_is_named(package: PackageInput, tmp_path: Path) -> None:
    with pytest.raises(AssetMissingError, match=r"audio/midnight-rain\.flac"):
        build_package(replace(package, master=tmp_path / "nowhere.flac"), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_file_without_provenance_is_refused(package: PackageInput, tmp_path: Path) -> None:
    stranger = tmp_path / "pad.flac"
    stranger.write_bytes(package.master.read_bytes() + b" ")
    with pytest.raises(InvalidInputError, match=r"audio/stems/pad\.flac has no link in the provenance"):
        build_package(replace(package, stems={**package.stems, "pad": stranger}), tmp_path)


def test_broken_provenance_is_refused(package: PackageInput, tmp_path: Path) -> None:
    forged: tuple[ProvenanceLink, ...] = (replace(package.provenance[0], seed=1), *package.provenance[1:])
    with pytest.raises(InvalidInputError, match="Link 1"):
        build_package(replace(package, provenance=forged), tmp_path)


def test_gate_of_another_run_is_refused(package: PackageInput, tmp_path: Path) -> None:
    other = package.gate.model_copy(update={"run_id": "01jd7m0p8qk3v9w2x4y6z8zzzz"})
    with pytest.raises(InvalidInputError, match="The gate judged run"):
        build_package(replace(package, gate=other), tmp_path)


def test_parts_whose_names_fall_together_are_refused(package: PackageInput, tmp_path: Path) -> None:
    stems = {"bass": package.stems["bass"], "Bass!": package.stems["drums"]}
    with pytest.raises(InvalidInputError, match="two files named audio/stems/bass"):
        build_package(replace(package, stems=stems), tmp_path)


def test_film_and_timed_lyrics_join_and_others_do_not(package: PackageInput, media: Path, tmp_path: Path) -> None:
    timed = tmp_path / "timed.lrc"
    timed.write_text("[00:01.00]Midnight rain\n")
    more = replace(package, extra={"video/film_16x9.mp4": media / "teaser.mp4", "lyrics/lyrics.lrc": timed})
    assert {"video/film_16x9.mp4", "lyrics/lyrics.lrc"} <= set(build_package(more, tmp_path).digests)
    with pytest.raises(InvalidInputError, match="no place for notes"):
        build_package(replace(package, extra={"notes.txt": timed}), tmp_path)


def test_instrumental_has_no_lyrics_file(package: PackageInput, tmp_path: Path) -> None:
    instrumental = replace(package, track=replace(package.track, lyrics=()))
    assert "lyrics/lyrics.txt" not in build_package(instrumental, tmp_path).digests


def test_title_without_latin_letters_still_names_its_files(titled, tmp_path: Path) -> None:
    digests = build_package(titled("Μεσάνυχτα"), tmp_path).digests
    assert "audio/track-y6z8a1b3.flac" in digests


def test_peaks_that_are_none_are_refused(package: PackageInput, tmp_path: Path) -> None:
    with pytest.raises(MediaUnreadableError, match="holds no peaks"):
        build_package(replace(package, peaks=package.score), tmp_path)


def test_teaser_that_does_not_decode_is_not_released(package: PackageInput, media: Path, tmp_path: Path) -> None:
    broken = tmp_path / "teaser.mp4"
    broken.write_text("no film")
    chain = (*package.provenance, _link(package, broken))
    with pytest.raises(MediaUnreadableError, match=r"teaser\.mp4 cannot be decoded"):
        build_package(replace(package, teaser=broken, provenance=chain), tmp_path / "releases")
    assert not (tmp_path / "releases").exists()


def _link(package: PackageInput, film: Path) -> ProvenanceLink:
    last = package.provenance[-1]
    return chain_link(
        last,
        asset="teaser",
        sha256=digest_of(film)[0],
        role="film",
        provider=last.provider,
        model=last.model,
        prompt="",
        parameters={},
        seed=None,
        licence=last.licence,
        at=last.at,
    )
