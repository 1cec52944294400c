"""How music and pictures are made without a vendor: a plain library, seeded, pure, usable on its own.

* :func:`noktvrn.studio.song.make_song` makes a song: master, stems, score.
* :func:`noktvrn.studio.measure.measure_file` measures any recording: loudness, peaks, tempo, key, form, faults.
* :func:`noktvrn.studio.picture.cover.paint_cover` paints a cover, and the same artwork without text.
* :func:`noktvrn.studio.picture.teaser.make_teaser`, :func:`~noktvrn.studio.picture.full_film.make_film` and
  :func:`~noktvrn.studio.picture.canvas.make_canvas` film a recording.
* :func:`noktvrn.studio.words.lyrics.write_lyrics` and its neighbours write.

Audio is float32 of shape ``(channels, samples)``, nominal +-1.0. Everything random follows from a seed: the same
request gives the same work. What is out of range raises :class:`noktvrn.errors.ParameterError`, which names the range.
"""

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
