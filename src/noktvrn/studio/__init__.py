"""How music and pictures are made without a vendor: a plain library, seeded, pure, usable on its own.

* :func:`noktvrn.studio.song.make_song` makes a song: master, stems, score.
* :func:`noktvrn.studio.measure.measure_file` measures any recording: loudness, peaks, tempo, key, form, faults.
* :func:`noktvrn.studio.picture.cover.paint_cover` paints a cover, and the same artwork without text.
* :func:`noktvrn.studio.picture.teaser.make_teaser`, :func:`~noktvrn.studio.picture.full_film.make_film` and
  :func:`~noktvrn.studio.picture.canvas.make_canvas` film a recording.
* :func:`noktvrn.studio.words.lyrics.write_lyrics` and its neighbours write.
* :func:`noktvrn.studio.warm.warm_studio` compiles every kernel before somebody waits for it.

Audio is float32 of shape ``(channels, samples)``, nominal +-1.0. Everything random follows from a seed: the same
request gives the same work. What is out of range raises :class:`noktvrn.errors.ParameterError`, which names the range.
"""
