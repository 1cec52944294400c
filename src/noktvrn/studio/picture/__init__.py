"""Pictures without a vendor: covers and teasers, seeded, pure, native at their final size.

* :mod:`~noktvrn.studio.picture.cover` paints a cover and the same artwork without text.
* :mod:`~noktvrn.studio.picture.teaser` films a vertical teaser from a recording.
* :mod:`~noktvrn.studio.picture.examine` measures a finished cover for the gate.
* :mod:`~noktvrn.studio.picture.look` lists style families, faces and layouts.

Conventions: pictures inside are float32 of shape ``(height, width, 3)``, sRGB-encoded 0..1, row 0 on top; places
are shares of the edge length, so that a proof of 200 px and a cover of 3000 px are the same picture. Colours are
OKLCH triples ``(lightness 0..1, chroma, hue_deg)``.
"""
