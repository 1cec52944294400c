"""An artist in words."""

from __future__ import annotations

from noktvrn.roster.artist import Artist, Dials
from noktvrn.services.room.languages import language_name

_DIAL_WORDS: dict[str, tuple[str, str]] = {
    "brightness": ("mellow", "bright"),
    "density": ("sparse", "dense"),
    "swing": ("straight", "swung"),
    "darkness": ("light", "dark"),
    "complexity": ("simple", "intricate"),
    "energy": ("calm", "driving"),
}

_LEANS = 0.1
"""Distance from the middle from which a dial is worth a word."""


def genre_words(slug: str) -> str:
    """Return a genre's slug as people read it: ``"drum_and_bass"`` is "drum and bass"."""
    return slug.replace("_", " ")


def dial_words(dials: Dials) -> str:
    """Return how an artist leans: ``"dark, sparse"``; "in the middle of its genre" when it does not."""
    leans: list[tuple[float, str]] = []
    for name, (low, high) in _DIAL_WORDS.items():
        distance = getattr(dials, name) - 0.5
        if abs(distance) >= _LEANS:
            leans.append((abs(distance), high if distance > 0 else low))
    ordered = [word for _, word in sorted(leans, key=lambda lean: -lean[0])]
    return ", ".join(ordered) if ordered else "in the middle of its genre"


def artist_facts(artist: Artist) -> list[tuple[str, str]]:
    """Return an artist's facts, each with its heading."""
    sound, look, writer = artist.sound, artist.look, artist.writer
    return [
        ("Sound", f"{genre_words(sound.genre)}, {sound.tempo_min_bpm:.0f} to {sound.tempo_max_bpm:.0f} bpm"),
        ("Keys", ", ".join(sound.keys)),
        ("Moods", ", ".join(sound.moods)),
        ("Parts", ", ".join(name.replace("_", " ") for name in sound.instruments)),
        ("Leans", dial_words(sound.dials)),
        ("Themes", ", ".join(artist.identity.themes)),
        ("Influences", ", ".join(artist.identity.influences)),
        ("Voice", ", ".join((artist.voice.register, *artist.voice.timbre))),
        ("Writes", f"{language_name(writer.language)}, {writer.perspective} person, {writer.rhyme} rhyme"),
        ("Look", f"{look.style_family.replace('_', ' ')}, titles in {look.display_face.replace('_', ' ')}"),
        ("Autopilot", "on" if artist.autopilot else "off"),
        ("Seed", str(artist.seed)),
    ]


def writer_facts(artist: Artist) -> list[tuple[str, str]]:
    """Return how an artist writes, each thing with its heading."""
    writer = artist.writer
    name = language_name(writer.language)
    return [
        ("Language", name if name == writer.language else f"{name} ({writer.language})"),
        ("Person", writer.perspective),
        ("Rhyme", writer.rhyme),
        ("Imagery", ", ".join(writer.imagery) or "none"),
        ("Strong language", "allowed" if writer.explicit else "not allowed"),
        ("Models", ", ".join(writer.models) or "as in the settings"),
    ]
