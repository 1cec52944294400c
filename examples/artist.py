"""Invent an artist from a brief, without a label: ``python examples/artist.py "harbour towns, tape hiss"``."""

# ruff: noqa: T201 - an example speaks to whoever runs it

from __future__ import annotations

import sys

from noktvrn.app import abilities
from noktvrn.ports.writer import IdentityRequest
from noktvrn.providers.writer.embedded import EmbeddedWriter


def main(brief: str) -> None:
    """Print who the embedded writer proposes; the same brief and seed give the same artist."""
    known = abilities()
    draft = EmbeddedWriter().write_identity(
        IdentityRequest(
            brief=brief,
            genre=None,
            name=None,
            seed=7,
            taken_names=(),
            genres=tuple(known.genres),
            style_families=known.style_families,
            display_faces=known.display_faces,
            text_faces=known.text_faces,
            layouts=known.layouts,
        )
    )
    sound = draft.sound
    print(draft.identity.name, draft.identity.story, sep="\n")
    print(f"{sound.genre}, {sound.tempo_min_bpm:.0f} to {sound.tempo_max_bpm:.0f} bpm, {', '.join(sound.moods)}")
    print(f"covers in {draft.look.style_family}, titles in {draft.look.display_face}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "harbour towns, tape hiss, small hours")
