"""Real clips in films: examined, chosen, cut to the music, graded to the artist's palette.

* :mod:`~noktvrn.studio.picture.footage.folder` finds clips, their tags and their credits in a folder.
* :mod:`~noktvrn.studio.picture.footage.cutting` lays shots along downbeats and sections.
* :mod:`~noktvrn.studio.picture.footage.choosing` puts a clip on each shot, with its reasons.
* :mod:`~noktvrn.studio.picture.footage.track` plays the shots as planes of the film's size.
* :mod:`~noktvrn.studio.picture.footage.laying` does all of it in one call.

Files of strangers are only ever opened by :mod:`~noktvrn.studio.picture.footage.decoding`, in a process of its own
with limits of time and memory.
"""
