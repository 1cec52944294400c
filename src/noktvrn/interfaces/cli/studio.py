"""``noktvrn studio``: the makers by themselves. Files in, files out, no database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from noktvrn.interfaces.cli import studio_film
from noktvrn.interfaces.cli.command import noun, verb
from noktvrn.interfaces.cli.session import Session

SeedOption = Annotated[int, typer.Option("--seed", min=0, metavar="N", help="Same words and seed, same result.")]
GenreOption = Annotated[str, typer.Option("--genre", metavar="GENRE", help="Such as synthwave or lofi.")]
MoodOption = Annotated[str | None, typer.Option("--mood", metavar="WORD", help="One word, such as wistful.")]
EnergyOption = Annotated[float | None, typer.Option("--energy", min=0, max=1, metavar="0..1", help="Still to driven.")]
TitleOption = Annotated[str, typer.Option("--title", metavar="TEXT", help="Title, exactly as it should stand.")]
NameOption = Annotated[str, typer.Option("--artist", metavar="NAME", help="Stage name, exactly as it should stand.")]
FamilyOption = Annotated[
    str | None, typer.Option("--style", "--family", metavar="NAME", help="Way of painting; from the seed.")
]
FaceOption = Annotated[str | None, typer.Option("--face", metavar="NAME", help="Face of the title; from the seed.")]
LayoutOption = Annotated[str | None, typer.Option("--layout", metavar="NAME", help="Template; from the seed.")]
FolderOption = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to write to; made when missing.")]

app = noun(
    "studio",
    "Make single things: files in, files out, no database.",
    (
        "noktvrn studio song --genre synthwave --seed 7 --out night",
        'noktvrn studio cover --title "Night Bus" --artist "Nova Lux" --seed 7 --out night',
        'noktvrn studio film night/master.flac --title "Night Bus" --artist "Nova Lux" --out night/film.mp4',
        "noktvrn studio measure night/master.flac",
    ),
)
studio_film.register(app)


@verb(
    app,
    "song",
    examples=(
        "noktvrn studio song --genre synthwave --out night",
        'noktvrn studio song --genre lofi --seed 7 --bpm 78 --key "D minor" --length 150 --out rain',
        "noktvrn studio song --genre house --reference liked.wav --out floor",
    ),
)
def song(
    session: Session,
    genre: GenreOption,
    out: FolderOption,
    seed: SeedOption = 1,
    bpm: Annotated[float | None, typer.Option("--bpm", metavar="BPM", help="Tempo; from genre and seed.")] = None,
    key: Annotated[str | None, typer.Option("--key", metavar="KEY", help='Such as "A minor"; from the seed.')] = None,
    mood: MoodOption = None,
    energy: EnergyOption = None,
    length: Annotated[
        float | None, typer.Option("--length", metavar="SECONDS", help="Wanted length; from genre and seed.")
    ] = None,
    reference: Annotated[
        Path | None, typer.Option("--reference", metavar="FILE", help="Recording whose tone the master is led to.")
    ] = None,
) -> None:
    """Compose, render and master a song: master, stems and score."""
    from noktvrn.interfaces.cli.making import making
    from noktvrn.interfaces.cli.studio_pages import song_facts, song_record, tell_facts

    with making(session, "song") as work:
        from noktvrn.studio.song import SongRequest, make_song

        request = SongRequest(
            genre=genre, seed=seed, bpm=bpm, key=key, mood=mood, energy=energy, length_s=length, reference=reference
        )
        made = make_song(request, out, work.progress, work.cancelled)
    session.terminal.emit(song_record(made))
    tell_facts(session.terminal, song_facts(made))
    session.terminal.next(f"noktvrn studio measure {made.master}")


@verb(
    app,
    "measure",
    examples=("noktvrn studio measure night/master.flac", 'noktvrn studio measure song.mp3 --key "A minor" --json'),
)
def measure(
    session: Session,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="WAV, FLAC, MP3, OGG or M4A.")],
    genre: Annotated[
        str | None, typer.Option("--genre", metavar="GENRE", help="Folds the tempo into its range.")
    ] = None,
    bpm: Annotated[float | None, typer.Option("--bpm", metavar="BPM", help="Tempo to verify.")] = None,
    key: Annotated[str | None, typer.Option("--key", metavar="KEY", help="Key to verify.")] = None,
) -> None:
    """Measure a recording: loudness, peaks, tempo, key, form, faults."""
    from noktvrn.errors import NotFoundError
    from noktvrn.interfaces.cli.making import making
    from noktvrn.interfaces.cli.studio_pages import measurement_facts, measurement_record, tell_facts

    if not file.is_file():
        raise NotFoundError(f"There is no file {file}.", remedy="Check the path.", stage="measure")
    with making(session, "measure") as work:
        from noktvrn.studio.measure.measurement import measure_file

        measured = measure_file(file, genre=genre, declared_bpm=bpm, declared_key=key, cancelled=work.cancelled)
    session.terminal.emit(measurement_record(file, measured))
    tell_facts(session.terminal, measurement_facts(measured))


@verb(
    app,
    "cover",
    examples=(
        'noktvrn studio cover --title "Night Bus" --artist "Nova Lux" --seed 7 --out night',
        'noktvrn studio cover --title "Rain" --artist "Paper Lantern" --style silk --mood calm --out rain',
    ),
)
def cover(
    session: Session,
    title: TitleOption,
    artist: NameOption,
    out: FolderOption,
    seed: SeedOption = 1,
    genre: GenreOption = "synthwave",
    mood: MoodOption = None,
    energy: EnergyOption = None,
    family: FamilyOption = None,
    face: FaceOption = None,
    layout: LayoutOption = None,
) -> None:
    """Paint a cover, and the same artwork without text."""
    from noktvrn.interfaces.cli.making import making
    from noktvrn.interfaces.cli.studio_pages import cover_facts, cover_record, tell_facts

    with making(session, "cover") as work:
        from noktvrn.interfaces.cli.looks import look_from_seed
        from noktvrn.studio.picture.cover import CoverRequest, paint_cover

        request = CoverRequest(
            title=title,
            artist=artist,
            look=look_from_seed(seed, genre=genre, mood=mood, family=family, face=face, layout=layout),
            seed=seed,
            mood=mood or "",
            energy=0.5 if energy is None else energy,
        )
        painted = paint_cover(request, out, work.progress, work.cancelled)
    session.terminal.emit(cover_record(painted))
    tell_facts(session.terminal, cover_facts(painted))


@verb(
    app,
    "report",
    examples=(
        "noktvrn studio report --out report",
        "noktvrn studio report --genre lofi --songs 10 --out report --json",
    ),
)
def report(
    session: Session,
    out: FolderOption,
    genre: Annotated[str, typer.Option("--genre", metavar="GENRE", help="A genre, or all.")] = "all",
    songs: Annotated[int, typer.Option("--songs", min=1, max=100, metavar="N", help="Songs of each genre.")] = 5,
    seed: Annotated[int, typer.Option("--seed", min=0, metavar="N", help="Seed of the first song.")] = 1,
    length: Annotated[
        float | None, typer.Option("--length", metavar="SECONDS", help="Length of the songs; as the genre likes it.")
    ] = None,
) -> None:
    """Make songs, measure them against targets and real songs, and write tables and plots."""
    from noktvrn.interfaces.cli.making import making
    from noktvrn.interfaces.cli.studio_pages import tell_facts

    with making(session, "report") as work:
        from noktvrn.studio.genres import GENRES
        from noktvrn.studio.report.catalogue import make_report, record_of, report_facts

        genres = GENRES if genre == "all" else (genre,)
        made = make_report(
            genres, songs, out, first_seed=seed, length_s=length, progress=work.progress, cancelled=work.cancelled
        )
    session.terminal.emit({"page": str(made.page), **record_of(made.songs, made.rows)})
    tell_facts(session.terminal, report_facts(made))


@verb(app, "warm", examples=("noktvrn studio warm",))
def warm(session: Session) -> None:
    """Compile everything once, so that the first song and the first film are as quick as the others."""
    from noktvrn.interfaces.cli.checks import kernel_folder
    from noktvrn.interfaces.cli.making import making
    from noktvrn.interfaces.presenters.words import elapsed

    with making(session, "warm") as work:
        from noktvrn.studio.warm import warm_studio

        took_s = warm_studio(work.progress, work.cancelled)
    folder = kernel_folder(session.settings)
    session.terminal.emit({"took_s": round(took_s, 3), "folder": str(folder)})
    session.terminal.show(f"Compiled in {elapsed(took_s)}; kept in {folder}.")
