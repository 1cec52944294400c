"""Verifying a release package: bytes, records, provenance, media. Every problem names its file and a remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from noktvrn.catalogue.checksums import SUMS_NAME, digest_of, parse_sums
from noktvrn.catalogue.contents import unknown_origin
from noktvrn.catalogue.gate_file import GateFile
from noktvrn.catalogue.media_checks import MediaLimits, faults_of
from noktvrn.catalogue.metadata import MetadataFile, credit_entries, disclosure_entry
from noktvrn.catalogue.prompts import PromptsFile
from noktvrn.catalogue.provenance import verify_chain
from noktvrn.catalogue.records import RecordFile
from noktvrn.errors import InvalidInputError, MediaUnreadableError, NotFoundError
from noktvrn.types import Sha256

_RECORDS: Final[dict[str, type[RecordFile]]] = {
    "metadata.json": MetadataFile,
    "prompts_used.json": PromptsFile,
    "gate.json": GateFile,
}
_ALWAYS: Final = (
    "audio/score.mid",
    "cover/artwork.jpg",
    "cover/cover.jpg",
    "gate.json",
    "index.html",
    "metadata.json",
    "prompts_used.json",
    "video/teaser_9x16.mp4",
)
_RESTORE: Final = "Restore the package from a backup, or move it away and package the run again."


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a package.

    Attributes:
        file: Path below the package.
        what: What is wrong, as a clause after the file's name.
        remedy: What to do.
    """

    file: str
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """What was found.

    Attributes:
        folder: The package.
        files_checked: Number of files whose bytes were compared.
        problems: Empty when the package is whole.
    """

    folder: Path
    files_checked: int
    problems: tuple[Problem, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify_package(folder: Path, limits: MediaLimits | None = None) -> VerificationReport:
    """Check a release package, reading every byte of it.

    Args:
        folder: The package.
        limits: What is promised of its media.

    Raises:
        NotFoundError: There is no such folder.
    """
    if not folder.is_dir():
        raise NotFoundError(
            f"There is no release package at {folder}.", remedy="List them: noktvrn release list", stage="verify"
        )
    try:
        sums = parse_sums((folder / SUMS_NAME).read_bytes())
    except (OSError, InvalidInputError) as error:
        what = error.message if isinstance(error, InvalidInputError) else f"cannot be read ({error.strerror})"
        return VerificationReport(folder, 0, (Problem(SUMS_NAME, what, _RESTORE),))
    problems = [*_bytes(folder, sums), *_strangers(folder, sums), *_absent(sums)]
    bad = {problem.file for problem in problems}
    problems += [problem for problem in _meaning(folder, sums, limits or MediaLimits()) if problem.file not in bad]
    return VerificationReport(folder, len(sums), tuple(problems))


def _bytes(folder: Path, sums: Mapping[str, Sha256]) -> Iterator[Problem]:
    for path, digest in sums.items():
        if not (folder / path).is_file() or (folder / path).is_symlink():
            yield Problem(path, "is missing", _RESTORE)
        elif digest_of(folder / path)[0] != digest:
            yield Problem(path, "has changed: its bytes do not match SHA256SUMS", _RESTORE)


def _strangers(folder: Path, sums: Mapping[str, Sha256]) -> Iterator[Problem]:
    for found in sorted(folder.rglob("*")):
        path = found.relative_to(folder).as_posix()
        if path not in sums and path != SUMS_NAME and (found.is_symlink() or not found.is_dir()):
            yield Problem(path, "does not belong to the package", f"Move it out of {folder.name}.")


def _absent(sums: Mapping[str, Sha256]) -> Iterator[Problem]:
    for path in _ALWAYS:
        if path not in sums:
            yield Problem(path, "is not in SHA256SUMS, though every package has it", _RESTORE)


def _meaning(folder: Path, sums: Mapping[str, Sha256], limits: MediaLimits) -> Iterator[Problem]:
    """What the files say, whether or not their bytes are those that were written."""
    records: dict[str, RecordFile] = {}
    for path, kind in _RECORDS.items():
        try:
            records[path] = kind.read(folder / path)
        except InvalidInputError as error:
            yield Problem(
                path, error.message.removeprefix(f"{path} ").removeprefix(f"{Path(path).name} "), error.remedy
            )
    metadata, prompts = records.get("metadata.json"), records.get("prompts_used.json")
    if isinstance(prompts, PromptsFile):
        yield from _chain(prompts)
    if isinstance(metadata, MetadataFile):
        yield from _file_list(metadata, sums)
        yield from _media(folder, metadata, limits)
        yield from _one_run(metadata, records)
    if isinstance(metadata, MetadataFile) and isinstance(prompts, PromptsFile):
        yield from _origin(metadata, prompts)


def _chain(prompts: PromptsFile) -> Iterator[Problem]:
    links = prompts.to_links()
    broken = verify_chain(links)
    if broken is not None:
        yield Problem("prompts_used.json", f"has a broken chain: link {broken} does not hold", _RESTORE)
    elif not links or links[-1].digest != prompts.head:
        yield Problem("prompts_used.json", "is cut short: its head is not its last link", _RESTORE)


def _file_list(metadata: MetadataFile, sums: Mapping[str, Sha256]) -> Iterator[Problem]:
    records = {*_RECORDS, "index.html"}
    listed = {entry.path: entry.sha256 for entry in metadata.files}
    works = {path: str(digest) for path, digest in sums.items() if path not in records}
    for path in sorted(dict(listed.items() ^ works.items())):
        yield Problem(path, "is not the same in metadata.json and SHA256SUMS", _RESTORE)
    for ending in (".flac", ".mp3"):
        if len([path for path in listed if _is_track(path, ending)]) != 1:
            yield Problem("metadata.json", f"does not name exactly one audio/*{ending}", _RESTORE)


def _is_track(path: str, ending: str) -> bool:
    return path.startswith("audio/") and path.count("/") == 1 and path.endswith(ending)


def _media(folder: Path, metadata: MetadataFile, limits: MediaLimits) -> Iterator[Problem]:
    master = next((entry.path for entry in metadata.files if _is_track(entry.path, ".flac")), "")
    for entry in metadata.files:
        if not master or not (folder / entry.path).is_file() or not (folder / master).is_file():
            continue
        try:
            faults = faults_of(folder, entry.path, master, limits)
        except MediaUnreadableError as error:
            faults = (error.message.removeprefix(f"{entry.path} "),)
        for fault in faults:
            yield Problem(entry.path, fault, "Make it again from the run, then package again.")


def _one_run(metadata: MetadataFile, records: Mapping[str, RecordFile]) -> Iterator[Problem]:
    for path, record in records.items():
        run_id = record.run_id if isinstance(record, PromptsFile | GateFile) else metadata.release.run_id
        if run_id != metadata.release.run_id:
            yield Problem(path, f"is of run {run_id}, the release of run {metadata.release.run_id}", _RESTORE)


def _origin(metadata: MetadataFile, prompts: PromptsFile) -> Iterator[Problem]:
    links = prompts.to_links()
    for path in unknown_origin(metadata.files, {link.sha256 for link in links}):
        yield Problem(path, "has no link in prompts_used.json", _RESTORE)
    if metadata.ai_disclosure != disclosure_entry(links, metadata.files):
        yield Problem("metadata.json", "has an AI disclosure that does not follow from prompts_used.json", _RESTORE)
    if metadata.credits != credit_entries(links, metadata.files):
        yield Problem("metadata.json", "has credits that do not follow from prompts_used.json", _RESTORE)
