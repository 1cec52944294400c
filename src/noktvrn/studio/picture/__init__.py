"""Pictures without a vendor: covers, teasers, films and canvases, seeded, pure, native at their final size.

* :mod:`~noktvrn.studio.picture.cover` paints a cover and the same artwork without text.
* :mod:`~noktvrn.studio.picture.teaser` films a vertical teaser from a recording.
* :mod:`~noktvrn.studio.picture.full_film` films the whole of it, and goes on where it was stopped.
* :mod:`~noktvrn.studio.picture.canvas` films a loop of a few bars, without sound and text.
* :mod:`~noktvrn.studio.picture.footage` lays clips along a film; :mod:`~noktvrn.studio.picture.previews` draws small
  pictures that stand for a recording or a film.
* :mod:`~noktvrn.studio.picture.examine` measures a finished cover for the gate.
* :mod:`~noktvrn.studio.picture.look` lists style families, faces and layouts.

Conventions: pictures inside are float32 of shape ``(height, width, 3)``, sRGB-encoded 0..1, row 0 on top; places
are shares of the edge length, so that a proof of 200 px and a cover of 3000 px are the same picture. Colours are
OKLCH triples ``(lightness 0..1, chroma, hue_deg)``.
"""
