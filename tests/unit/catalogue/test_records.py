"""Origin, credits, disclosure, identifiers, schemas, log, names."""

from __future__ import annotations

import json
import string
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from noktvrn.catalogue.checksums import parse_sums, write_sums
from noktvrn.catalogue.contents import PackageInput
from noktvrn.catalogue.credits import credits_from
from noktvrn.catalogue.disclosure import AiDisclosure, disclose
from noktvrn.catalogue.identifiers import (
    check_grid,
    check_isrc,
    check_upc,
    grid_check_character,
    upc_check_digit,
)
from noktvrn.catalogue.log import LogEntry, append_entry, read_log
from noktvrn.catalogue.origin import AiShare
from noktvrn.catalogue.package import build_package
from noktvrn.catalogue.prompts import PromptsFile, record_prompts
from noktvrn.catalogue.provenance import ProvenanceLink, verify_chain
from noktvrn.catalogue.release import file_slug, folder_name
from noktvrn.catalogue.schemas import SCHEMAS, schema_text, write_schemas
from noktvrn.errors import InvalidInputError
from noktvrn.types import Sha256

from .conftest import AT, RUN_ID, make_chain

PUBLISHED = Path(__file__).resolve().parents[3] / "docs" / "reference" / "schemas"


def media_of(links: tuple[ProvenanceLink, ...]) -> set[str]:
    return {link.sha256 for link in links if link.role in {"music", "artwork", "film"}}


class TestOrigin:
    def test_all_is_ai_when_machines_made_all(self, media: Path) -> None:
        links = make_chain(media)
        found = disclose(links, media_of(links))
        assert found == AiDisclosure(AiShare.ALL, AiShare.ALL, AiShare.ALL, AiShare.ALL, AiShare.ALL)

    def test_edited_lyrics_are_partly_ai_and_credit_the_operator(self, media: Path) -> None:
        links = make_chain(media, human_edits=("second verse rewritten",))
        found = disclose(links, media_of(links))
        assert (found.lyrics, found.audio, found.release) == (AiShare.PARTLY, AiShare.ALL, AiShare.PARTLY)
        assert found.statement == "Music, cover and video are made by AI. Lyrics are made partly by AI."
        lyricists = [
            (credit.party, credit.ai) for credit in credits_from(links, media_of(links)) if credit.role == "Lyricist"
        ]
        assert lyricists == [("noktvrn-writer 0.1.0", AiShare.PARTLY), ("operator", AiShare.NONE)]

    def test_lyrics_by_a_person_are_not_ai(self, media: Path) -> None:
        links = make_chain(media, provider="operator", model="by hand")
        found = disclose(links, media_of(links))
        assert found.lyrics is AiShare.NONE
        assert "Lyrics are made by people." in found.statement

    def test_what_is_not_there_is_not_disclosed(self, media: Path) -> None:
        links = tuple(link for link in make_chain(media) if link.role != "film")
        assert disclose(links, media_of(links)).video is None

    def test_earlier_takes_are_not_credited(self, media: Path) -> None:
        links = make_chain(media)
        old = replace(links[2], asset="stem:choir", model="another-vendor 3", sha256=Sha256("a" * 64))
        assert "another-vendor 3" not in {credit.party for credit in credits_from((*links, old), media_of(links))}

    def test_roles_are_those_of_delivery_messages(self, media: Path) -> None:
        links = make_chain(media)
        roles = [credit.role for credit in credits_from(links, media_of(links))]
        assert roles == [
            "Lyricist",
            "Composer",
            "Musician",
            "StudioProducer",
            "MixingEngineer",
            "MasteringEngineer",
            "GraphicArtist",
            "VideoDirector",
        ]


class TestIdentifiers:
    @pytest.mark.parametrize("code", ["QZABC2600001", "qz-abc-26-00001", "GBAYE6800011"])
    def test_good_isrc_is_written_without_hyphens(self, code: str) -> None:
        assert len(check_isrc(code)) == 12

    @pytest.mark.parametrize("code", ["", "QZABC260000", "1ZABC2600001", "QZABC26000A1", "QZ ABC2600001"])
    def test_bad_isrc_is_refused(self, code: str) -> None:
        with pytest.raises(InvalidInputError):
            check_isrc(code)

    def test_known_codes_hold(self) -> None:
        assert check_upc("0 36000 29145 2") == "036000291452"
        assert check_upc("4006381333931") == "4006381333931"
        assert check_grid("A1-2425G-ABC1234002-M") == "A12425GABC1234002M"

    @given(st.text(string.digits, min_size=11, max_size=12), st.integers(0, 11), st.integers(1, 9))
    def test_one_wrong_digit_of_a_upc_is_found(self, body: str, place: int, change: int) -> None:
        code = body + str(upc_check_digit(body))
        assert check_upc(code) == code
        wrong = code[:place] + str((int(code[place]) + change) % 10) + code[place + 1 :]
        with pytest.raises(InvalidInputError):
            check_upc(wrong)

    @given(st.text(string.ascii_uppercase + string.digits, min_size=15, max_size=15), st.integers(0, 14))
    def test_one_wrong_character_of_a_grid_is_found(self, tail: str, place: int) -> None:
        body = "A1" + tail
        code = body + grid_check_character(body)
        assert check_grid(code) == code
        other = "0" if code[2 + place] != "0" else "1"
        with pytest.raises(InvalidInputError):
            check_grid(code[: 2 + place] + other + code[3 + place :])


class TestSchemas:
    def test_published_schemas_are_current(self, tmp_path: Path) -> None:
        write_schemas(tmp_path)
        for name in SCHEMAS:
            assert (PUBLISHED / name).read_text(encoding="utf-8") == (tmp_path / name).read_text(encoding="utf-8"), (
                "run: python -m noktvrn.catalogue.schemas docs/reference/schemas"
            )

    def test_written_files_follow_the_published_schemas(self, package: PackageInput, tmp_path: Path) -> None:
        folder = build_package(package, tmp_path).folder
        for name, model in SCHEMAS.items():
            schema = json.loads(schema_text(model))
            content = json.loads((folder / name.replace(".schema", "")).read_text(encoding="utf-8"))
            jsonschema.Draft202012Validator.check_schema(schema)
            jsonschema.Draft202012Validator(schema).validate(content)

    def test_chain_survives_the_file(self, media: Path, tmp_path: Path) -> None:
        links = make_chain(media)
        path = tmp_path / "prompts_used.json"
        path.write_bytes(record_prompts(RUN_ID, links).to_bytes())
        read = PromptsFile.read(path).to_links()
        assert read == links
        assert verify_chain(read) is None

    def test_codes_that_do_not_hold_are_not_released(self, package: PackageInput, tmp_path: Path) -> None:
        with pytest.raises(InvalidInputError, match="is no ISRC"):
            build_package(replace(package, track=replace(package.track, isrc="QZ1")), tmp_path)


class TestLog:
    @pytest.fixture
    def entry(self) -> LogEntry:
        return LogEntry(
            release_id="01r",
            run_id="01x",
            artist="Nova Kestrel",
            title="Größe",
            folder="nova-kestrel_2026-11-21_y6z8a1b3",
            packaged_at=AT,
            sums_sha256="0" * 64,
        )

    def test_each_release_is_logged_once(self, entry: LogEntry, tmp_path: Path) -> None:
        log = tmp_path / "releases" / "log.jsonl"
        assert append_entry(log, entry)
        assert not append_entry(log, entry)
        other = entry.model_copy(update={"release_id": "01s"})
        assert append_entry(log, other)
        assert read_log(log) == (entry, other)

    def test_line_that_a_crash_cut_short_is_removed(self, entry: LogEntry, tmp_path: Path) -> None:
        log = tmp_path / "log.jsonl"
        append_entry(log, entry)
        with log.open("ab") as stream:
            stream.write(b'{"release_id": "01')
        other = entry.model_copy(update={"release_id": "01s"})
        assert append_entry(log, other)
        assert read_log(log) == (entry, other)
        assert log.read_bytes().count(b"\n") == 2

    def test_no_log_has_no_entries(self, tmp_path: Path) -> None:
        assert read_log(tmp_path / "log.jsonl") == ()


class TestNames:
    @given(st.text())
    def test_slug_is_always_a_safe_file_name(self, name: str) -> None:
        slug = file_slug(name, fallback="track")
        assert slug
        assert len(slug) <= 60
        assert set(slug) <= set(string.ascii_lowercase + string.digits + "-")
        assert not slug.startswith("-")

    def test_folder_name_has_artist_day_and_run(self, package: PackageInput) -> None:
        assert folder_name(package.release) == "nova-kestrel_2026-11-21_" + RUN_ID[-8:]

    def test_sums_survive_the_file(self) -> None:
        digests = {"b/c.txt": Sha256("1" * 64), "a.txt": Sha256("2" * 64)}
        assert parse_sums(write_sums(digests)) == digests

    @pytest.mark.parametrize("path", ["../x", "a/../../x", "/etc/passwd", "a\nb", "", "a/../b"])
    def test_sums_with_paths_that_lead_out_are_refused(self, path: str) -> None:
        with pytest.raises(InvalidInputError):
            parse_sums(f"{'0' * 64}  {path}\n".encode())
