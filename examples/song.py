"""Make a short song and say what it is: ``python examples/song.py [FOLDER]``."""

# ruff: noqa: T201 - an example speaks to whoever runs it

from __future__ import annotations

import sys
from pathlib import Path

from noktvrn.studio.song import Dials, SongRequest, make_song


def main(folder: Path) -> None:
    """Write master, stems and score into a folder, and print what was measured."""
    wish = SongRequest(genre="lofi", seed=11, mood="nostalgic", length_s=25, dials=Dials(swing=0.8, brightness=0.3))
    song = make_song(wish, folder)
    print(f"{song.key}, {song.bpm:.0f} bpm, {song.duration_s:.1f} s")
    print(f"{song.loudness_lufs:.1f} LUFS, {song.true_peak_dbtp:.1f} dBTP")
    for part in song.sections:
        print(f"{part.start_s:5.1f} to {part.end_s:5.1f} s  {part.kind}")
    print(song.master, song.score, *song.stems.values(), sep="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "song"))
