"""The compositor: fields, artwork, spectrum forms, particles and type, drawn into the planes of video frames.

Everything is drawn as BT.709 limited-range Y, U and V; no RGB picture of a frame ever exists. Lengths are pixels of the
frame; a :class:`~noktvrn.studio.picture.film.planes.Planes` of any size can be drawn on.
"""
