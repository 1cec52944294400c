"""Small pictures that stand for something long: the waveform of a recording, the contact sheet and poster of a film."""
