"""A report on what the studio makes: measures with targets and sources, per song, per genre and over a catalogue.

The measures find bad music; they do not certify good music, and no figure here stands for a listener.
"""
