from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from noktvrn.catalogue.checksums import SUMS_NAME, digest_of, write_sums
from noktvrn.catalogue.contents import PackageInput
from noktvrn.catalogue.package import build_package
from noktvrn.catalogue.verify import VerificationReport, verify_package
from noktvrn.errors import NotFoundError
from noktvrn.services.release_text import release_text

from .conftest import LIMITS, RATE_HZ, make_chain, tone, write_film, write_picture


@pytest.fixture(scope="module")
def whole(package: PackageInput, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_package(package, tmp_path_factory.mktemp("releases")).folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / whole.name))


def verify(folder: Path) -> VerificationReport:
    return verify_package(folder, LIMITS)


def problems(folder: Path) -> list[tuple[str, str]]:
    return [(problem.file, problem.what) for problem in verify(folder).problems]


def sum_again(folder: Path) -> None:
    """Somebody who changes a file may well renew the sums too."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name != SUMS_NAME]
    digests = {path.relative_to(folder).as_posix(): digest_of(path)[0] for path in paths}
    (folder / SUMS_NAME).write_bytes(write_sums(digests))


def rewrite(path: Path, change) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content))
    sum_again(path.parent)


def test_whole_package_has_no_problem(whole: Path) -> None:
    report = verify(whole)
    assert report.problems == ()
    assert report.is_whole
    assert report.files_checked == 13


@pytest.mark.parametrize(
    "path", ["audio/midnight-rain.flac", "audio/stems/bass.flac", "index.html", "lyrics/lyrics.txt", "metadata.json"]
)
def test_one_changed_byte_is_found(folder: Path, path: str) -> None:
    content = bytearray((folder / path).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / path).write_bytes(content)
    assert (path, "has changed: its bytes do not match SHA256SUMS") in problems(folder)


def test_missing_file_is_found(folder: Path) -> None:
    (folder / "cover/cover.jpg").unlink()
    assert problems(folder) == [("cover/cover.jpg", "is missing")]


def test_extra_file_and_link_are_found(folder: Path) -> None:
    (folder / "audio/notes.txt").write_text("hello")
    (folder / "link").symlink_to("/etc")
    assert problems(folder) == [
        ("audio/notes.txt", "does not belong to the package"),
        ("link", "does not belong to the package"),
    ]


def test_file_behind_a_link_counts_as_missing(folder: Path, tmp_path: Path) -> None:
    (folder / "gate.json").rename(tmp_path / "gate.json")
    (folder / "gate.json").symlink_to(tmp_path / "gate.json")
    assert ("gate.json", "is missing") in problems(folder)


def test_sums_that_lead_out_of_the_folder_are_refused(folder: Path) -> None:
    (folder / SUMS_NAME).write_text(f"{'0' * 64}  ../secret\n")
    report = verify(folder)
    assert [problem.file for problem in report.problems] == [SUMS_NAME]
    assert report.files_checked == 0


def test_unknown_field_in_metadata_is_found(folder: Path) -> None:
    rewrite(folder / "metadata.json", lambda content: content.update(mood="blue"))
    [(file, what)] = problems(folder)
    assert file == "metadata.json"
    assert "does not follow its schema: mood" in what


def test_a_package_from_before_there_were_texts_about_releases_is_whole(folder: Path) -> None:
    rewrite(folder / "metadata.json", lambda content: content["release"].pop("description"))
    assert problems(folder) == []
    assert release_text(folder) is None


@pytest.mark.parametrize("text", ["", "x" * 301, 7])
def test_a_text_about_the_release_that_no_store_takes_is_found(folder: Path, text: object) -> None:
    rewrite(folder / "metadata.json", lambda content: content["release"].update(description=text))
    [(file, what)] = problems(folder)
    assert file == "metadata.json"
    assert "release.description" in what


def test_the_text_about_a_release_is_read_from_its_package(folder: Path, package: PackageInput, tmp_path: Path) -> None:
    assert release_text(folder) == package.release.description
    assert release_text(tmp_path / "nowhere") is None


def test_changed_prompt_breaks_the_chain_even_with_fresh_sums(folder: Path) -> None:
    rewrite(folder / "prompts_used.json", lambda content: content["links"][3].update(prompt="by hand"))
    assert ("prompts_used.json", "has a broken chain: link 4 does not hold") in problems(folder)


def test_chain_that_was_cut_short_is_found(folder: Path) -> None:
    rewrite(folder / "prompts_used.json", lambda content: content["links"].pop())
    assert ("prompts_used.json", "is cut short: its head is not its last link") in problems(folder)


def test_disclosure_typed_by_hand_is_found(folder: Path) -> None:
    rewrite(folder / "metadata.json", lambda content: content["ai_disclosure"].update(audio="None"))
    assert ("metadata.json", "has an AI disclosure that does not follow from prompts_used.json") in problems(folder)


def test_credit_typed_by_hand_is_found(folder: Path) -> None:
    rewrite(folder / "metadata.json", lambda content: content["credits"][0].update(party="A Poet"))
    assert ("metadata.json", "has credits that do not follow from prompts_used.json") in problems(folder)


def test_record_of_another_run_is_found(folder: Path) -> None:
    rewrite(folder / "gate.json", lambda content: content.update(run_id="01other"))
    assert any(file == "gate.json" and "is of run 01other" in what for file, what in problems(folder))


def test_there_must_be_a_package(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no release package"):
        verify_package(tmp_path / "none")


class TestMedia:
    """Media that were wrong from the beginning: sums and provenance agree, the files are not what was promised."""

    @pytest.fixture
    def replaced(self, package: PackageInput, media: Path, tmp_path: Path):
        def build(name: str, write) -> list[tuple[str, str]]:
            own = Path(shutil.copytree(media, tmp_path / "media"))
            write(own / name)
            paths = {
                field: own / getattr(package, field).name
                for field in ("master", "preview", "score", "cover", "artwork", "teaser", "peaks")
            }
            stems = {part: own / path.name for part, path in package.stems.items()}
            changed = replace(package, **paths, stems=stems, provenance=make_chain(own))
            return problems(build_package(changed, tmp_path / "releases").folder)

        return build

    def test_sixteen_bit_master(self, replaced) -> None:
        import soundfile as sf

        found = replaced("master.flac", lambda path: sf.write(path, tone(220.0), RATE_HZ, subtype="PCM_16"))
        assert any("FLAC PCM_16" in what for file, what in found if file == "audio/midnight-rain.flac")

    def test_stem_of_another_length(self, replaced) -> None:
        import soundfile as sf

        found = replaced("bass.flac", lambda path: sf.write(path, tone(55.0)[:-441], RATE_HZ, subtype="PCM_24"))
        assert found == [("audio/stems/bass.flac", "has 87759 samples, the master 88200")]

    def test_text_named_mp3(self, replaced) -> None:
        found = replaced("preview.mp3", lambda path: path.write_text("no sound"))
        assert [file for file, what in found if "cannot be decoded" in what] == ["audio/midnight-rain.mp3"]

    def test_preview_that_is_cut_short(self, replaced) -> None:
        import soundfile as sf

        found = replaced("preview.mp3", lambda path: sf.write(path, tone(220.0)[:40_000], RATE_HZ, format="MP3"))
        assert [file for file, _ in found] == ["audio/midnight-rain.mp3"]

    def test_score_that_is_none(self, replaced) -> None:
        found = replaced("score.mid", lambda path: path.write_bytes(b"MThd nonsense"))
        assert [file for file, what in found if "cannot be decoded" in what] == ["audio/score.mid"]

    def test_small_cover(self, replaced) -> None:
        found = replaced("cover.jpg", lambda path: write_picture(path, side_px=64))
        assert found == [("cover/cover.jpg", "is 64 × 64 px, not 96 × 96")]

    def test_cover_without_profile_in_grey(self, replaced) -> None:
        from PIL import Image

        grey = Image.fromarray(np.zeros((96, 96), np.uint8))
        found = replaced("cover.jpg", lambda path: grey.save(path, "JPEG"))
        assert [what for _, what in found] == ["is L, not RGB", "has no colour profile"]

    def test_truncated_cover(self, replaced) -> None:
        found = replaced("cover.jpg", lambda path: path.write_bytes(path.read_bytes()[:-400]))
        assert [file for file, what in found if "cannot be decoded" in what] == ["cover/cover.jpg"]

    def test_wide_teaser(self, replaced) -> None:
        found = replaced("teaser.mp4", lambda path: write_film(path, (192, 108)))
        assert found == [("video/teaser_9x16.mp4", "is 192 × 108 px, not 108 × 192")]

    def test_teaser_that_lost_its_last_frames(self, replaced) -> None:
        def cut(path: Path) -> None:
            write_film(path, faststart=True)
            path.write_bytes(path.read_bytes()[:-2000])

        [(file, what)] = replaced("teaser.mp4", cut)
        assert file == "video/teaser_9x16.mp4"
        assert what.endswith("of 30 frames") or "cannot be decoded" in what


def test_film_without_a_picture_is_found(folder: Path, media: Path) -> None:
    film = folder / "video/teaser_9x16.mp4"
    film.write_bytes((media / "teaser.mp4").read_bytes()[:-2000])
    sum_again(folder)
    assert ("video/teaser_9x16.mp4", "holds no picture") in problems(folder)


def test_text_named_mp4_is_found(folder: Path) -> None:
    (folder / "video/teaser_9x16.mp4").write_text("no film")
    sum_again(folder)
    assert any(file == "video/teaser_9x16.mp4" and "cannot be decoded" in what for file, what in problems(folder))
