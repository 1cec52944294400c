# ruff: noqa: E501 - tables read better in one line
"""What a writer knows of each genre: tempo, keys, moods, parts, voices, words of style, form of its songs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_SONG: Final = ("verse", "chorus", "verse", "chorus", "bridge", "chorus")
_LIFT: Final = ("verse", "prechorus", "chorus", "verse", "prechorus", "chorus", "bridge", "chorus")
_SPARSE: Final = ("verse", "chorus", "verse", "chorus")


@dataclass(frozen=True, slots=True)
class GenreStyle:
    """One genre, as far as words go.

    Attributes:
        slug: Its name in the label.
        spoken: Its name in a sentence.
        signs: Words of a brief that point to it.
        tempo_bpm: Slowest and fastest tempo of the genre.
        keys: Keys that suit it.
        moods: Moods that suit it, the likeliest first.
        parts: Parts that carry its sound.
        influences: Words of style.
        registers: Voices.
        timbres: Words for the voice.
        themes: Labels of themes that suit it.
        form: Sections of its lyrics.
        verse_lines: Lines of a verse, 4 or 8.
        energy: Usual energy, 0..1.
        length_s: Shortest and longest usual length.
    """

    slug: str
    spoken: str
    signs: frozenset[str]
    tempo_bpm: tuple[float, float]
    keys: tuple[str, ...]
    moods: tuple[str, ...]
    parts: tuple[str, ...]
    influences: tuple[str, ...]
    registers: tuple[str, ...]
    timbres: tuple[str, ...]
    themes: tuple[str, ...]
    form: tuple[str, ...] = _SONG
    verse_lines: int = 4
    energy: float = 0.5
    length_s: tuple[float, float] = (150.0, 200.0)


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";"))


GENRES: Final[dict[str, GenreStyle]] = {
    style.slug: style
    for style in (
        GenreStyle(
            slug="lofi",
            spoken="lo-fi",
            signs=frozenset(("lofi", "lo-fi", "chillhop", "beats", "study", "tape", "jazzy", "downtempo", "chill", "cassette")),
            tempo_bpm=(68.0, 90.0),
            keys=_list("D minor; A minor; F major; E minor; C major; G minor; Bb major"),
            moods=_list("nostalgic; warm; melancholic; dreamy; serene; lonely; tender"),
            parts=_list("dusty drums; electric piano; upright bass; tape hiss; nylon guitar; muted trumpet; vibraphone"),
            influences=_list(
                "late-night radio jazz; worn cassette tape; seventies electric piano; boom bap at half speed; "
                "bedroom sampling; slow bossa nova; library music"
            ),
            registers=("alto", "tenor", "baritone", "mezzo"),
            timbres=_list("breathy; close; sleepy; dry; murmured"),
            themes=_list(
                "rain on the city; childhood rooms; late shifts; old friends; letting go; winter; first light; new love"
            ),
            energy=0.35,
            length_s=(130.0, 175.0),
        ),
        GenreStyle(
            slug="synthwave",
            spoken="synthwave",
            signs=frozenset(("synthwave", "retrowave", "outrun", "synth", "synths", "eighties", "80s", "neon", "vhs", "arcade")),
            tempo_bpm=(84.0, 118.0),
            keys=_list("A minor; E minor; F# minor; D minor; C minor; G major; B minor"),
            moods=_list("nostalgic; driven; melancholic; euphoric; dark; dreamy; lonely"),
            parts=_list("saw bass; gated drums; analogue brass; arpeggio; glass bells; wide pads; lead synth"),
            influences=_list(
                "eighties film scores; drum machines with gated reverb; night-time television; arcade music; "
                "analogue arpeggios; stadium synth pop; Italian disco of the eighties"
            ),
            registers=("tenor", "mezzo", "alto", "baritone"),
            timbres=_list("clear; doubled; cool; yearning; wide"),
            themes=_list(
                "night drives; distant signals; letting go; long summers; machines; new love; departures; rain on the city"
            ),
            form=_LIFT,
            energy=0.6,
            length_s=(165.0, 215.0),
        ),
        GenreStyle(
            slug="ambient",
            spoken="ambient",
            signs=frozenset(("ambient", "drone", "meditation", "sleep", "soundscape", "atmospheric", "beatless", "spa", "drift")),
            tempo_bpm=(56.0, 80.0),
            keys=_list("D major; E minor; C major; A minor; F major; B minor; G major"),
            moods=_list("serene; dreamy; lonely; cold; melancholic; hopeful; tender"),
            parts=_list("slow pads; felt piano; bowed strings; field textures; sub bass; glass bells; choir pad"),
            influences=_list(
                "tape loops; northern minimalism; felt piano recorded close; church acoustics; "
                "shortwave radio; slow cinema; modular drones"
            ),
            registers=("soprano", "alto", "mezzo", "tenor"),
            timbres=_list("airy; pure; distant; whispered; wordless"),
            themes=_list(
                "wild places; the sea; winter; absent voices; first light; distant signals; childhood rooms; letting go"
            ),
            form=_SPARSE,
            energy=0.2,
            length_s=(170.0, 230.0),
        ),
        GenreStyle(
            slug="house",
            spoken="house",
            signs=frozenset(("house", "deep", "disco", "club", "groove", "groovy", "soulful", "garage", "dancefloor", "piano")),
            tempo_bpm=(118.0, 128.0),
            keys=_list("A minor; C minor; G minor; F minor; D minor; C major; F major"),
            moods=_list("euphoric; warm; hopeful; playful; driven; tender"),
            parts=_list("four-on-the-floor drums; round bass; house piano; organ stabs; strings; hand percussion; vocal chops"),
            influences=_list(
                "basement clubs of the nineties; gospel piano; filtered disco; deep organ bass; "
                "Sunday afternoon dances; soul records; sunrise sets"
            ),
            registers=("mezzo", "alto", "tenor", "soprano"),
            timbres=_list("soulful; warm; full; bright; rasping"),
            themes=_list(
                "dance floors; first light; new love; long summers; old friends; letting go; rain on the city; late shifts"
            ),
            form=_LIFT,
            energy=0.7,
            length_s=(165.0, 225.0),
        ),
        GenreStyle(
            slug="techno",
            spoken="techno",
            signs=frozenset(("techno", "warehouse", "rave", "industrial", "acid", "berlin", "detroit", "minimal", "hypnotic")),
            tempo_bpm=(126.0, 140.0),
            keys=_list("A minor; F minor; E minor; G minor; C minor; D minor; B minor"),
            moods=_list("driven; tense; dark; cold; euphoric; defiant"),
            parts=_list("kick drum; rumble bass; acid line; metal percussion; stab; noise sweeps; drone"),
            influences=_list(
                "empty warehouses; early drum machines; acid lines; dub chords; factory rhythm; minimal repetition; "
                "broken radio"
            ),
            registers=("alto", "baritone", "mezzo", "bass"),
            timbres=_list("spoken; dry; cool; flat; close"),
            themes=_list(
                "machines; dance floors; late shifts; rain on the city; distant signals; night drives; winter"
            ),
            form=_SPARSE,
            energy=0.8,
            length_s=(175.0, 230.0),
        ),
        GenreStyle(
            slug="trap",
            spoken="trap",
            signs=frozenset(("trap", "808", "rap", "hiphop", "hip-hop", "drill", "bars", "street", "rapper", "flow", "hustle")),
            tempo_bpm=(132.0, 152.0),
            keys=_list("C minor; F minor; A minor; G minor; D minor; E minor; Bb minor"),
            moods=_list("defiant; dark; driven; melancholic; cold; lonely"),
            parts=_list("808 bass; rolling hats; snare; bell melody; dark pad; flute; vocal chops"),
            influences=_list(
                "southern bass music; cinematic strings; half-time drums; minor bell melodies; late-night freestyles; "
                "slowed soul; orchestral horns"
            ),
            registers=("baritone", "tenor", "alto", "mezzo"),
            timbres=_list("dry; rhythmic; low; nasal; cool"),
            themes=_list(
                "making a name; late shifts; night drives; old friends; absent voices; rain on the city; machines"
            ),
            verse_lines=8,
            energy=0.65,
            length_s=(140.0, 185.0),
        ),
        GenreStyle(
            slug="drum_and_bass",
            spoken="drum and bass",
            signs=frozenset(("drum", "dnb", "drum-and-bass", "jungle", "breakbeat", "liquid", "bass", "breaks", "amen")),
            tempo_bpm=(168.0, 178.0),
            keys=_list("A minor; F minor; E minor; G minor; D minor; C minor; F# minor"),
            moods=_list("driven; euphoric; melancholic; tense; hopeful; dark"),
            parts=_list("breakbeats; reese bass; sub bass; rhodes chords; airy pads; vocal chops; strings"),
            influences=_list(
                "jungle breaks; liquid chords; pirate radio; soul vocals at double time; deep reese bass; "
                "orchestral samples; dub sirens"
            ),
            registers=("soprano", "mezzo", "alto", "tenor"),
            timbres=_list("clear; soulful; floating; bright; breathy"),
            themes=_list(
                "night drives; dance floors; distant signals; letting go; departures; first light; rain on the city; machines"
            ),
            energy=0.8,
            length_s=(165.0, 220.0),
        ),
        GenreStyle(
            slug="indie_pop",
            spoken="indie pop",
            signs=frozenset(("indie", "pop", "guitar", "guitars", "band", "folk", "bedroom", "jangly", "singer", "acoustic")),
            tempo_bpm=(96.0, 132.0),
            keys=_list("C major; G major; D major; A major; E minor; F major; A minor"),
            moods=_list("hopeful; playful; nostalgic; tender; melancholic; dreamy; warm"),
            parts=_list("jangling guitars; live drums; melodic bass; glockenspiel; handclaps; string machine; backing voices"),
            influences=_list(
                "jangling guitar pop; hand-drawn record sleeves; girl-group harmony; bedroom recording; "
                "sixties melody; school-hall drums; seaside organ"
            ),
            registers=("mezzo", "alto", "tenor", "soprano"),
            timbres=_list("plain; bright; conversational; sweet; a little hoarse"),
            themes=_list(
                "new love; long summers; old friends; childhood rooms; departures; the sea; letting go; first light"
            ),
            form=_LIFT,
            energy=0.6,
            length_s=(150.0, 200.0),
        ),
    )
}  # fmt: skip
"""Style by slug."""


def style_of(slug: str) -> GenreStyle:
    """Return the style of a genre; one that the writer does not know gets a plain middle style under its own name."""
    known = GENRES.get(slug)
    if known is not None:
        return known
    spoken = slug.replace("_", " ")
    return GenreStyle(
        slug=slug,
        spoken=spoken,
        signs=frozenset((slug, *spoken.split())),
        tempo_bpm=(84.0, 124.0),
        keys=_list("A minor; C major; E minor; G major; D minor; F major"),
        moods=_list("hopeful; melancholic; warm; driven; dreamy"),
        parts=_list("drums; bass; keys; pads; lead"),
        influences=(f"{spoken} records", "live rooms", "analogue recording"),
        registers=("alto", "tenor", "mezzo", "baritone"),
        timbres=_list("clear; warm; plain"),
        themes=_list("letting go; night drives; first light; old friends; departures; long summers"),
    )
