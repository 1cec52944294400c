"""The desk: all strips, room and echo, rendered in chunks by two threads into stems and one mix.

The sum of the stems is the mix: every stem goes through its own channel only, the answers of room and echo are the stem
``space``, and nothing happens to the sum before the master stage. Threads change nothing, because each strip
is rendered in order by itself and the sum is taken in a fixed order.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from random import Random
from typing import Final

import numpy as np
import numpy.typing as npt

from noktvrn.errors import RenderError
from noktvrn.studio.genres import GenreProfile
from noktvrn.studio.genres.profile import Channel
from noktvrn.studio.plan import SongPlan
from noktvrn.studio.score.notes import Score
from noktvrn.studio.score.theory import frequency_hz
from noktvrn.studio.sound import dynamics
from noktvrn.studio.sound.export import FlacWriter
from noktvrn.studio.sound.jit import kernel
from noktvrn.studio.sound.kit import Kit
from noktvrn.studio.sound.shapes import BlockF32, Vector
from noktvrn.studio.sound.space import Echo, Reverb
from noktvrn.studio.sound.strips import CHUNK_FRAMES, DrumSource, NoteSource, SceneSource, Source, Strip, song_frame
from noktvrn.types import child_seed

THREADS: Final = 2
TAIL_BEATS: Final = 3.0
SCENE_CHANNEL: Final = Channel(0.0, room_db=-18.0, width=1.2)


def render_mix(
    profile: GenreProfile,
    plan: SongPlan,
    score: Score,
    stems_dir: Path,
    progress: Callable[[float], None],
    threads: int = THREADS,
) -> tuple[npt.NDArray[np.float32], dict[str, Path]]:
    """Render all stems to files and their sum to memory.

    Args:
        profile: Sounds and channels of the genre.
        plan: For tempo, seed and dials.
        score: What to play.
        stems_dir: Gets one FLAC per strip.
        progress: Called with 0..1 after each chunk; may raise to stop.
        threads: Worker threads; does not change the result.

    Returns:
        The mix (2, samples), and the file of each stem.

    Raises:
        RenderError: A stem reached full scale.
    """
    strips = build_strips(profile, plan, score)
    total = song_frames(profile, plan, score)
    mix = np.zeros((2, total), np.float32)
    space = _Space(profile, plan, strips, score)
    names = [*(strip.name for strip in strips), "space"]
    paths = {name: stems_dir / f"{name}.flac" for name in names}
    stems_dir.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        writers = {name: stack.enter_context(FlacWriter(path)) for name, path in paths.items()}
        # Closed before the writers: no thread may write to a file that is being closed.
        chunks = stack.enter_context(closing(_chunks(strips, writers, total, threads)))
        for chunk, blocks in chunks:
            first = chunk * CHUNK_FRAMES
            frames = min(CHUNK_FRAMES, total - first)
            answer = space.answer(blocks, first)
            writers["space"].write(answer, 0, frames)
            for block in (*blocks, answer):
                add(mix, first, block, frames, 1.0)
            progress((first + frames) / total)
        loud = [name for name, writer in writers.items() if writer.clipped]
        if loud:
            raise RenderError(
                f"The stems {', '.join(loud)} reach full scale in {plan.genre} with seed {plan.seed}.",
                remedy="Report this with genre and seed; another seed will do meanwhile.",
                stage="song",
            )
    return mix, paths


def song_frames(profile: GenreProfile, plan: SongPlan, score: Score) -> int:
    """Length of the recording: the form, three beats of ringing and the room's tail."""
    ring = min(profile.room.seconds, 3.0)
    return song_frame(score.beats + TAIL_BEATS, ring, plan.seconds)


def kick_frames(score: Score, plan: SongPlan) -> Vector:
    """Sorted song frames of the kick, to which other parts duck."""
    frames = [song_frame(hit.start, hit.shift_s, plan.seconds) for hit in score.hits if hit.piece == "kick"]
    return np.sort(np.array(frames, np.float64))


def build_strips(profile: GenreProfile, plan: SongPlan, score: Score) -> list[Strip]:
    """Choose a patch per part and set up its channel."""
    rng = Random(child_seed(plan.seed, "patches"))
    kicks = kick_frames(score, plan)
    recover_s = min(60.0 / plan.bpm * 0.85, 0.5)
    strips: list[Strip] = []

    def strip(name: str, source: Source, channel: Channel) -> None:
        strips.append(Strip(name, source, channel, kicks, recover_s))

    if score.hits:
        kit = Kit(profile.kit, plan.seed, 0.35 + 0.3 * plan.dials.brightness)
        strip("drums", DrumSource(score.hits, kit, plan.seconds), profile.kit_channel)
    for role, sound in profile.sounds.items():
        patch = rng.choice(sound.patches)
        if role in score.parts:
            source = NoteSource(score.parts[role], patch, plan.seconds, child_seed(plan.seed, "notes", role))
            strip(role, source, sound.channel)
    if score.scenes:
        tonic_hz = frequency_hz(48 + plan.key.tonic)
        scenes = SceneSource(score.scenes, profile.scenery, plan.seconds, tonic_hz, plan.seed)
        strip("fx", scenes, SCENE_CHANNEL)
    return strips


def _chunks(
    strips: list[Strip], writers: dict[str, FlacWriter], total: int, threads: int
) -> Generator[tuple[int, list[BlockF32]], None, None]:
    """Yield the blocks of each chunk; the next chunk is rendered while the caller sums this one."""
    count = (total + CHUNK_FRAMES - 1) // CHUNK_FRAMES

    def task(strip: Strip, chunk: int) -> BlockF32:
        block = strip.render(chunk)
        writers[strip.name].write(block, 0, min(CHUNK_FRAMES, total - chunk * CHUNK_FRAMES))
        return block

    with ThreadPoolExecutor(max(threads, 1), thread_name_prefix="mixdown") as pool:
        pending: list[Future[BlockF32]] = [pool.submit(task, strip, 0) for strip in strips]
        for chunk in range(count):
            blocks = [future.result() for future in pending]
            pending = [pool.submit(task, strip, chunk + 1) for strip in strips] if chunk + 1 < count else []
            try:
                yield chunk, blocks
            except GeneratorExit:
                for future in pending:
                    future.cancel()
                raise


class _Space:
    """Room and echo that all strips share."""

    def __init__(self, profile: GenreProfile, plan: SongPlan, strips: list[Strip], score: Score) -> None:
        room = profile.room
        self._strips = strips
        self._room = Reverb(
            room.seconds, room.damping_hz * 2.0 ** (0.8 * (0.5 - plan.dials.darkness)), room.size, room.predelay_s
        )
        self._echo = Echo(60.0 / plan.bpm * room.echo_beats, room.echo_feedback, room.echo_lowpass_hz, 250.0)
        self._to_room = np.zeros((2, CHUNK_FRAMES), np.float32)
        self._to_echo = np.zeros((2, CHUNK_FRAMES), np.float32)
        self._out = np.zeros((2, CHUNK_FRAMES), np.float32)
        self._kicks = kick_frames(score, plan)
        self._duck = room.duck
        self._duck_state = np.ones(1)

    def answer(self, blocks: list[BlockF32], first: int) -> BlockF32:
        self._to_room[:] = 0.0
        self._to_echo[:] = 0.0
        self._out[:] = 0.0
        for strip, block in zip(self._strips, blocks, strict=True):
            if strip.room_gain > 0.0:
                add(self._to_room, 0, block, CHUNK_FRAMES, strip.room_gain)
            if strip.echo_gain > 0.0:
                add(self._to_echo, 0, block, CHUNK_FRAMES, strip.echo_gain)
        self._echo.process(self._to_echo, self._out, CHUNK_FRAMES)
        add(self._to_room, 0, self._out, CHUNK_FRAMES, 0.3)
        self._room.process(self._to_room, self._out, CHUNK_FRAMES)
        if self._duck > 0.0 and len(self._kicks):
            dynamics.duck(self._out, CHUNK_FRAMES, first, self._kicks, self._duck, 0.3, self._duck_state)
        return self._out


@kernel
def add(target: BlockF32, first: int, source: BlockF32, frames: int, gain: float) -> None:
    """Add ``frames`` of ``source`` times ``gain`` to ``target`` from ``first`` on."""
    factor = np.float32(gain)
    for channel in range(2):
        for n in range(frames):
            target[channel, first + n] += source[channel, n] * factor
