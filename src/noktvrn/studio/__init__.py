"""How music and pictures are made without a vendor: a plain library, seeded, pure, usable on its own."""

from __future__ import annotations


def warm() -> float:
    """Compile all kernels of the music studio by one short song per genre in a temporary folder.

    With ``NUMBA_CACHE_DIR`` set to a folder that stays, later processes only load what was compiled.

    Returns:
        Seconds that it took.
    """
    import tempfile
    import time
    from pathlib import Path

    from noktvrn.studio.genres import GENRES
    from noktvrn.studio.measure import measure_file
    from noktvrn.studio.measure.features import band_energies
    from noktvrn.studio.song import SongRequest, make_preview, make_song

    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for genre in GENRES:
            song = make_song(SongRequest(genre=genre, seed=1, length_s=20.0), Path(folder) / genre)
        measure_file(song.master)
        band_energies(song.master, 30.0, 8)
        make_preview(song, Path(folder) / "preview.mp3")
    return time.perf_counter() - started


__all__ = ["warm"]
