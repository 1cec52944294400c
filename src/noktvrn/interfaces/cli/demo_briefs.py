"""Briefs that the demo picks from: each asks for another kind of artist, all at the stores' common loudness."""

from __future__ import annotations

from typing import Final

BRIEFS: Final = (
    "night drives along the coast, analogue synths, neon on wet asphalt, a little lonely, synthwave",
    "rain on the window, tape hiss, dusty chords and slow drums for late study, lofi",
    "a harbour before dawn, long pads, no hurry, light coming up over the water, synthwave",
    "warm rooms full of friends, piano stabs and a steady kick, hope after a hard week, house",
    "concrete halls, hypnotic pulse, machines that breathe, techno",
    "city lights from the last train, heavy bass, hi-hats like rain, pride and doubt, trap",
    "running down stairwells, broken beats and deep bass, the rush of getting away, drum and bass",
    "letters never sent, jangling guitars, summers that ended, honest and bright, indie pop",
    "winter sun on snow, clear bells and soft bass, forgiveness, lofi",
    "an arcade at closing time, bright arpeggios, first love remembered, synthwave",
    "the sea at night seen from a plane, slow drums under tape echo, distance and trust, lofi",
    "a rooftop in August, disco strings and rolling bass, nobody wants to go home, house",
)
