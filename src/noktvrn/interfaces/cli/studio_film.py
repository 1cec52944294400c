"""``noktvrn studio film``, ``teaser`` and ``canvas``: moving pictures for any recording, without a database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from noktvrn.interfaces.cli.command import verb
from noktvrn.interfaces.cli.session import Session

AudioArgument = Annotated[Path, typer.Argument(metavar="AUDIO", help="WAV, FLAC, MP3, OGG or M4A.")]
TitleOption = Annotated[str, typer.Option("--title", metavar="TEXT", help="Title, exactly as it should stand.")]
NameOption = Annotated[str, typer.Option("--artist", metavar="NAME", help="Stage name, exactly as it should stand.")]
FileOption = Annotated[Path, typer.Option("--out", metavar="FILE", help="MP4 file to write.")]
ArtworkOption = Annotated[
    Path | None,
    typer.Option("--artwork", metavar="FILE", help="Picture without text; artwork.jpg beside AUDIO, else painted."),
]
LyricsOption = Annotated[
    Path | None, typer.Option("--lyrics", metavar="FILE", help="Timed lyrics (.lrc, with or without word times).")
]
SeedOption = Annotated[int, typer.Option("--seed", min=0, metavar="N", help="Same words and seed, same result.")]
GenreOption = Annotated[str, typer.Option("--genre", metavar="GENRE", help="Guides the look drawn from the seed.")]
MoodOption = Annotated[str | None, typer.Option("--mood", metavar="WORD", help="One word, such as wistful.")]
StyleOption = Annotated[
    str | None, typer.Option("--style", "--family", metavar="NAME", help="Way of painting; from the seed.")
]
FaceOption = Annotated[str | None, typer.Option("--face", metavar="NAME", help="Face of the title; from the seed.")]
PresetOption = Annotated[str, typer.Option("--preset", metavar="NAME", help="Of x264: superfast, veryfast...")]
EncoderOption = Annotated[str, typer.Option("--encoder", metavar="NAME", help="pyav, or ffmpeg for the program.")]


def film(
    session: Session,
    audio: AudioArgument,
    title: TitleOption,
    artist: NameOption,
    out: FileOption,
    artwork: ArtworkOption = None,
    lyrics: LyricsOption = None,
    footage: Annotated[
        Path | None, typer.Option("--footage", metavar="DIR", help="Folder of clips that take the field's place.")
    ] = None,
    captions: Annotated[
        Path | None, typer.Option("--captions", metavar="FILE", help="Write the lines as .srt, .lrc or .ass too.")
    ] = None,
    seed: SeedOption = 1,
    genre: GenreOption = "synthwave",
    mood: MoodOption = None,
    style: StyleOption = None,
    face: FaceOption = None,
    preset: PresetOption = "veryfast",
    encoder: EncoderOption = "pyav",
) -> None:
    """Film a whole recording, 1920 x 1080; the same seed gives it the look of the cover."""
    from noktvrn.interfaces.cli.making import making
    from noktvrn.interfaces.cli.studio_pages import film_facts, filmed_record, tell_facts

    with making(session, "film") as work:
        from noktvrn.interfaces.cli.filming import FilmWish, film_recording

        wish = FilmWish(audio, title, artist, out, artwork, lyrics, seed, genre, mood, style, face, preset, encoder)
        filmed = film_recording(wish, footage, captions, work)
    session.terminal.emit(filmed_record(filmed))
    tell_facts(session.terminal, film_facts(filmed))


def teaser(
    session: Session,
    audio: AudioArgument,
    title: TitleOption,
    artist: NameOption,
    out: FileOption,
    artwork: ArtworkOption = None,
    lyrics: LyricsOption = None,
    start: Annotated[
        float | None, typer.Option("--start", min=0, metavar="SECONDS", help="Where it begins; at the hook.")
    ] = None,
    length: Annotated[float, typer.Option("--length", metavar="SECONDS", help="15 to 30.")] = 20.0,
    seed: SeedOption = 1,
    genre: GenreOption = "synthwave",
    mood: MoodOption = None,
    style: StyleOption = None,
    face: FaceOption = None,
    preset: PresetOption = "veryfast",
    encoder: EncoderOption = "pyav",
) -> None:
    """Film a teaser for phones, 1080 x 1920, from the hook of a recording."""
    from noktvrn.interfaces.cli.making import making
    from noktvrn.interfaces.cli.studio_pages import filmed_record, teaser_facts, tell_facts

    with making(session, "teaser") as work:
        from noktvrn.interfaces.cli.filming import FilmWish, film_teaser

        wish = FilmWish(audio, title, artist, out, artwork, lyrics, seed, genre, mood, style, face, preset, encoder)
        filmed = film_teaser(wish, start, length, work)
    session.terminal.emit(filmed_record(filmed))
    tell_facts(session.terminal, teaser_facts(filmed))


def canvas(
    session: Session,
    audio: AudioArgument,
    title: TitleOption,
    artist: NameOption,
    out: FileOption,
    artwork: ArtworkOption = None,
    start: Annotated[
        float | None, typer.Option("--start", min=0, metavar="SECONDS", help="Where it begins; at the hook.")
    ] = None,
    length: Annotated[float, typer.Option("--length", metavar="SECONDS", help="3 to 8; whole bars are taken.")] = 6.0,
    seed: SeedOption = 1,
    genre: GenreOption = "synthwave",
    mood: MoodOption = None,
    style: StyleOption = None,
    preset: PresetOption = "veryfast",
    encoder: EncoderOption = "pyav",
) -> None:
    """Film a seamless loop for phones, 1080 x 1920, without text and sound; the names go into the file's tags."""
    from noktvrn.interfaces.cli.making import making
    from noktvrn.interfaces.cli.studio_pages import canvas_facts, filmed_record, tell_facts

    with making(session, "canvas") as work:
        from noktvrn.interfaces.cli.filming import FilmWish, film_canvas

        wish = FilmWish(audio, title, artist, out, artwork, None, seed, genre, mood, style, None, preset, encoder)
        filmed = film_canvas(wish, start, length, work)
    session.terminal.emit(filmed_record(filmed))
    tell_facts(session.terminal, canvas_facts(filmed))


def register(app: typer.Typer) -> None:
    """Add the commands to ``noktvrn studio``."""
    names = '--title "Night Bus" --artist "Nova Lux"'
    verb(
        app,
        "film",
        examples=(
            f"noktvrn studio film night/master.flac {names} --seed 7 --out night/film.mp4",
            f"noktvrn studio film song.mp3 {names} --style halftone --lyrics song.lrc --out film.mp4",
        ),
    )(film)
    verb(
        app,
        "teaser",
        examples=(f"noktvrn studio teaser night/master.flac {names} --seed 7 --out night/teaser.mp4",),
    )(teaser)
    verb(
        app,
        "canvas",
        examples=(f"noktvrn studio canvas night/master.flac {names} --seed 7 --out night/canvas.mp4",),
    )(canvas)
