"""A finished twelve-part song against the bare notes of its score by fluidsynth, and where the time goes."""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from benchmarks.harness import Figure, at_most, command, in_turns, report
from noktvrn.studio.genres import GenreProfile, genre_profile
from noktvrn.studio.genres.profile import PartSound
from noktvrn.studio.plan import BEATS_PER_BAR, SongPlan, SongRequest, make_plan
from noktvrn.studio.score.compose import compose
from noktvrn.studio.score.midi import write_midi
from noktvrn.studio.score.notes import Score
from noktvrn.studio.sound import master as mastering
from noktvrn.studio.sound import mixdown, ride, strips
from noktvrn.studio.sound.export import FlacWriter, write_flac

NAME = "Against fluidsynth"
SEED = 7
GENRE = "synthwave"
LENGTH_S = 180.0
PARTS = 12
GOAL_RATIO = 1.0
GOAL_WALL_S = 4.5
FONTS: Final = ("TimGM6mb", "FluidR3_GM")
FONT_FOLDER: Final = Path("/usr/share/sounds/sf2")

_CLOCK: Final = threading.local()

_MASTERING: Final = ("master", "balance_bands", "_wanted_width", "k_energies", "weigh", "peak_blocks",
                     "_ride_and_clip", "apply_gain")  # fmt: skip
"""What mastering does in threads of its own."""


@dataclass(frozen=True)
class Work:
    """What both sides play."""

    profile: GenreProfile
    plan: SongPlan
    score: Score


def run(quick: bool) -> dict[str, Any]:
    rounds = 1 if quick else 5
    found = [name for name in FONTS if (FONT_FOLDER / f"{name}.sf2").is_file()] if shutil.which("fluidsynth") else []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plan = make_plan(SongRequest(GENRE, SEED, length_s=LENGTH_S))
        work = doubled(Work(genre_profile(GENRE), plan, compose(plan)))
        write_midi(folder / "score.mid", work.score, plan.tempo_map, NAME)
        make(work, folder)
        players = [_player(folder / "score.mid", FONT_FOLDER / f"{font}.sf2", folder) for font in found]
        whole, bare, *theirs = in_turns(
            [lambda: make(work, folder), lambda: _make_bare(work, folder), *players], rounds
        )
        figures = [
            at_most("song with stems: wall clock", whole.wall_s, "s", GOAL_WALL_S),
            Figure("song with stems: CPU", whole.cpu_s, "s"),
            at_most("song: wall clock", bare.wall_s, "s", GOAL_WALL_S),
            Figure("song: CPU", bare.cpu_s, "s"),
        ]
        for font, their in zip(found, theirs, strict=True):
            figures += [
                Figure(f"fluidsynth, {font}: wall clock", their.wall_s, "s"),
                Figure(f"fluidsynth, {font}: CPU", their.cpu_s, "s"),
                at_most("song: wall clock", bare.wall_s / their.wall_s, "", GOAL_RATIO, against=f"fluidsynth, {font}"),
                Figure("song: CPU", bare.cpu_s / their.cpu_s, "", against=f"fluidsynth, {font}"),
                Figure("song with stems: wall clock", whole.wall_s / their.wall_s, "", f"fluidsynth, {font}"),
            ]
        if FONTS[0] not in found:
            figures.append(_skipped())
        figures += _stages(work, folder)
    return report(
        NAME,
        method=f"{PARTS} parts ({_count(work.score)} notes, {plan.seconds(plan.bars * BEATS_PER_BAR):.0f} s):"
        " the parts of a song, each pitched one doubled an octave higher. We compose, render, mix and master on two"
        " threads in a warm process and write 24-bit FLAC, with and without a stem per part; fluidsynth"
        " plays the same notes from score.mid into a WAV, with its own room and chorus, and neither mixes nor masters."
        " All sides in turns. Shares of the time are CPU seconds of their threads in a run of its own, with stems.",
        figures=figures,
        seed=SEED,
    )


def doubled(work: Work) -> Work:
    """Return a work of twelve parts: each pitched part also an octave higher, with its last patch."""
    sounds, parts = dict(work.profile.sounds), dict(work.score.parts)
    room = PARTS - 1 - len(parts)
    for role, notes in list(parts.items())[:room]:
        sound = work.profile.sounds[role]
        channel = replace(sound.channel, level_db=sound.channel.level_db - 6.0)
        sounds[f"{role}_high"] = PartSound((sound.patches[-1],), channel)
        parts[f"{role}_high"] = [replace(note, pitch=min(note.pitch + 12, 127)) for note in notes]
    return Work(replace(work.profile, sounds=sounds), work.plan, replace(work.score, parts=parts))


def make(work: Work, folder: Path) -> None:
    """Compose, render, mix, master, write; the composed score is the one that was doubled."""
    compose(work.plan)
    mix, _ = mixdown.render_mix(work.profile, work.plan, work.score, folder / "stems", lambda _: None)
    form = tuple(
        ride.Stretch(
            strips.song_frame(section.first_bar * BEATS_PER_BAR, 0.0, work.plan.seconds),
            strips.song_frame(section.end_bar * BEATS_PER_BAR, 0.0, work.plan.seconds),
            section.energy,
        )
        for section in work.plan.sections
    )
    mastering.master(mix, work.profile.master, form, work.plan.dials.brightness, lambda _: None)
    write_flac(folder / "master.flac", mix)


def _make_bare(work: Work, folder: Path) -> None:
    """The same without the files of the stems."""
    with patch.object(mixdown, "FlacWriter", _NoFile):
        make(work, folder)


class _NoFile:
    """Takes a stem and keeps nothing."""

    clipped = 0

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, *_: object) -> None:
        pass

    def __enter__(self) -> _NoFile:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def _player(score: Path, font: Path, folder: Path) -> Callable[[], None]:
    return command("fluidsynth", "-ni", "-q", "-F", str(folder / "played.wav"), "-r", "44100", str(font), str(score))


def _skipped() -> Figure:
    print("SKIPPED: fluidsynth with TimGM6mb is not installed; nothing was compared.", end=" ", flush=True)
    return Figure("comparisons made", 0.0, "", against="fluidsynth, TimGM6mb", goal="installed", met=False)


def _count(score: Score) -> int:
    return sum(len(notes) for notes in score.parts.values()) + len(score.hits)


def _stages(work: Work, folder: Path) -> list[Figure]:
    spent: dict[str, float] = defaultdict(float)
    with ExitStack() as stack:
        for owner, name, stage in (
            (strips.NoteSource, "render", "pitched voices"),
            (strips.DrumSource, "render", "drums"),
            (strips.SceneSource, "render", "noises and bed"),
            (strips.Strip, "render", "channels: place, saturation, equaliser, chorus, ducking"),
            (mixdown._Space, "answer", "room and echo"),
            (mixdown, "add", "sum and sends"),
            (FlacWriter, "write", "files of stems and master"),
            *((mastering, name, "mastering") for name in _MASTERING),
            (mastering._Bus, "process", "mastering"),
        ):
            stack.enter_context(_clocked(owner, name, stage, spent))
        began = time.thread_time()
        compose(work.plan)
        spent["composing"] = time.thread_time() - began
        make(work, folder)
    whole = sum(spent.values())
    shares = sorted(spent.items(), key=lambda entry: -entry[1])
    return [
        Figure(f"of it {stage}", seconds, "s", against=f"{seconds / whole:.0%} of all") for stage, seconds in shares
    ]


@contextmanager
def _clocked(owner: Any, name: str, stage: str, spent: dict[str, float]) -> Iterator[None]:
    """Count a function's CPU seconds in its own thread, less those of counted functions within it."""
    act = getattr(owner, name)
    lock = threading.Lock()

    def counted(*args: Any, **kwargs: Any) -> Any:
        outer, _CLOCK.inner = getattr(_CLOCK, "inner", 0.0), 0.0
        began = time.thread_time()
        try:
            return act(*args, **kwargs)
        finally:
            took = time.thread_time() - began
            with lock:
                spent[stage] += took - _CLOCK.inner
            _CLOCK.inner = outer + took

    with patch.object(owner, name, counted):
        yield
