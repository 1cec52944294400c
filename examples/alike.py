"""Say how alike two recordings are, in any key and at any tempo: ``python examples/alike.py ONE OTHER``."""

# ruff: noqa: T201 - an example speaks to whoever runs it

from __future__ import annotations

import sys
from pathlib import Path

from noktvrn.review import likeness
from noktvrn.studio.measure.decoding import decode
from noktvrn.studio.measure.fingerprint import as_digits, take_fingerprint
from noktvrn.studio.measure.measurement import measure_decoded


def fingerprint(path: Path) -> likeness.Fingerprint:
    """Take what of a recording is compared; without a score that is its harmony."""
    heard = decode(path)
    tempo = measure_decoded(heard).bpm
    taken = take_fingerprint(heard.audio, heard.sample_rate_hz, tempo)
    return likeness.Fingerprint(taken.melody, bytes.fromhex("".join(as_digits(taken.harmony))))


def main(one: Path, other: Path) -> None:
    """Print how alike they are, 0 to 1, and in what."""
    found = likeness.compare(fingerprint(one), fingerprint(other))
    print(f"{found.similarity:.2f}, by {found.why}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
