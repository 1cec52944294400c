"""``noktvrn studio waveform``, ``contact-sheet`` and ``poster``: pictures that stand for something long."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from noktvrn.interfaces.cli.command import verb
from noktvrn.interfaces.cli.session import Session

AudioArgument = Annotated[Path, typer.Argument(metavar="FILE", help="WAV, FLAC, MP3, OGG or M4A.")]
FilmArgument = Annotated[Path, typer.Argument(metavar="FILE", help="MP4, MOV, MKV, WebM, AVI or TS.")]
PictureOption = Annotated[Path, typer.Option("--out", metavar="FILE", help="PNG or JPEG to write.")]


def register(app: typer.Typer) -> None:
    """Add the commands to a noun."""
    verb(
        app,
        "waveform",
        examples=(
            "noktvrn studio waveform night/master.flac --out night/waveform.png",
            "noktvrn studio waveform song.mp3 --out wave.png --peaks peaks.json --seed 7",
        ),
    )(waveform)
    verb(
        app,
        "contact-sheet",
        examples=(
            "noktvrn studio contact-sheet night/film.mp4 --out sheet.jpg",
            "noktvrn studio contact-sheet teaser.mp4 --columns 6 --rows 2 --out sheet.png",
        ),
    )(contact_sheet)
    verb(
        app,
        "poster",
        examples=(
            "noktvrn studio poster night/film.mp4 --out poster.jpg",
            "noktvrn studio poster film.mp4 --at 12.5 --out poster.png",
        ),
    )(poster)


def waveform(
    session: Session,
    file: AudioArgument,
    out: PictureOption,
    peaks: Annotated[
        Path | None, typer.Option("--peaks", metavar="FILE", help="JSON to write the figures to as well.")
    ] = None,
    stretches: Annotated[
        int, typer.Option("--stretches", min=100, max=20_000, metavar="N", help="Stretches that are told apart.")
    ] = 1_000,
    width: Annotated[int, typer.Option("--width", metavar="PIXELS", help="Of the picture.")] = 1_600,
    height: Annotated[int, typer.Option("--height", metavar="PIXELS", help="Of the picture.")] = 360,
    seed: Annotated[int, typer.Option("--seed", min=0, metavar="N", help="Colours, as those of the cover.")] = 1,
    genre: Annotated[str, typer.Option("--genre", metavar="GENRE", help="Colours that suit it.")] = "synthwave",
) -> None:
    """Draw the waveform of a recording, and write its figures."""
    from noktvrn.interfaces.cli.looks import look_from_seed
    from noktvrn.interfaces.cli.making import making
    from noktvrn.interfaces.cli.studio_pages import tell_facts
    from noktvrn.interfaces.presenters.words import length

    _require(file)
    with making(session, "preview"):
        from noktvrn.studio.picture.previews.sheet import check_ending, write_sheet
        from noktvrn.studio.picture.previews.waveform import draw_waveform, read_peaks_of, write_peaks
        from noktvrn.studio.picture.scene import Roles

        check_ending(out)
        look = look_from_seed(seed, genre=genre, mood=None, family=None, face=None, layout=None)
        shape = read_peaks_of(file, stretches)
        write_sheet(draw_waveform(shape, Roles(*look.palette), width, height), out)
        if peaks is not None:
            write_peaks(shape, peaks)
    written = {"waveform": str(out), "peaks": str(peaks) if peaks is not None else None}
    session.terminal.emit({**written, "duration_s": round(shape.duration_s, 3), "stretches": len(shape.rms)})
    facts = [("Waveform", str(out)), ("Peaks", str(peaks or "")), ("Length", length(shape.duration_s))]
    tell_facts(session.terminal, [fact for fact in facts if fact[1]])


def contact_sheet(
    session: Session,
    file: FilmArgument,
    out: PictureOption,
    columns: Annotated[int, typer.Option("--columns", min=1, max=12, metavar="N", help="Frames side by side.")] = 4,
    rows: Annotated[int, typer.Option("--rows", min=1, max=12, metavar="N", help="Rows of frames.")] = 5,
    width: Annotated[int, typer.Option("--width", metavar="PIXELS", help="Of the sheet.")] = 1_920,
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="Stands above; the file's name else.")] = "",
) -> None:
    """Lay frames of a film on one sheet, with their times."""
    from noktvrn.interfaces.cli.making import making
    from noktvrn.interfaces.cli.studio_pages import tell_facts

    _require(file)
    with making(session, "preview"):
        from noktvrn.studio.picture.previews.contact_sheet import draw_contact_sheet
        from noktvrn.studio.picture.previews.sheet import check_ending, write_sheet

        check_ending(out)
        sheet = draw_contact_sheet(file, columns, rows, width, title)
        write_sheet(sheet, out)
    high, wide = sheet.shape[:2]
    session.terminal.emit({"sheet": str(out), "frames": columns * rows, "width_px": wide, "height_px": high})
    tell_facts(session.terminal, [("Sheet", str(out)), ("Frames", f"{columns} x {rows}")])


def poster(
    session: Session,
    file: FilmArgument,
    out: PictureOption,
    at: Annotated[
        float | None, typer.Option("--at", min=0, metavar="SECONDS", help="This frame instead of the best one.")
    ] = None,
) -> None:
    """Write the frame that stands best for a film: sharp, well lit, in no fade."""
    from noktvrn.interfaces.cli.making import making
    from noktvrn.interfaces.cli.studio_pages import tell_facts

    _require(file)
    with making(session, "preview"):
        from noktvrn.studio.picture.previews.frames import choose_poster, poster_at
        from noktvrn.studio.picture.previews.sheet import check_ending, write_sheet

        check_ending(out)
        chosen = choose_poster(file) if at is None else poster_at(file, at)
        write_sheet(chosen.picture, out)
    high, wide = chosen.picture.shape[:2]
    figures = {"time_s": round(chosen.time_s, 3), "sharpness": chosen.sharpness, "brightness": chosen.brightness}
    session.terminal.emit({"poster": str(out), **figures, "width_px": wide, "height_px": high})
    tell_facts(session.terminal, [("Poster", str(out)), ("Frame", f"at {chosen.time_s:.1f} s, {wide} x {high}")])


def _require(file: Path) -> None:
    from noktvrn.errors import NotFoundError

    if not file.is_file():
        raise NotFoundError(f"There is no file {file}.", remedy="Check the path.", stage="preview")
