"""A strip of the desk: a source of sound, rendered and treated chunk by chunk.

Notes are rendered whole into a buffer that reaches beyond the chunk; what rings on is carried into the next one. All
effects keep their state, so the result does not depend on the size of the chunk's neighbours or on threads.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from noktvrn.studio.genres.profile import Channel, SceneryStyle
from noktvrn.studio.score.notes import Hit, Note, Scene
from noktvrn.studio.score.theory import frequency_hz
from noktvrn.studio.sound import dynamics, filters, scenery
from noktvrn.studio.sound.instruments import natural_loudness_lufs, release_frames
from noktvrn.studio.sound.jit import SAMPLE_RATE_HZ
from noktvrn.studio.sound.kit import Kit, mix_hits
from noktvrn.studio.sound.patches import Patch
from noktvrn.studio.sound.shapes import NOTE_COLUMNS, BlockF32, Vector
from noktvrn.studio.sound.space import Chorus
from noktvrn.studio.sound.takes import HELD_STEP, Takes
from noktvrn.types import child_seed

CHUNK_FRAMES: Final = 1 << 16
"""1.49 s: small enough to cancel within a second and to stay in cache, large enough to hide the interpreter."""

MIX_TRIM_DB: Final = -8.0
"""Headroom of the whole desk, so that no stem comes near full scale."""

PRE_ROLL_S: Final = 0.04
"""Room before beat 0 for players who are early."""


class Source(Protocol):
    """Something that can be rendered in chunks; ``starts`` are sorted frames of its events."""

    starts: npt.NDArray[np.int64]
    reach_frames: int
    gain_db: float

    def render(self, out: BlockF32, first: int, last: int, offset: int) -> None:
        """MUST add events ``first`` to ``last`` (exclusive) to ``out``, whose frame 0 is song frame ``offset``."""
        ...


Clock: TypeAlias = Callable[[float], float]
"""Seconds from beat 0 to a beat; ``SongPlan.seconds``. Tempo may change on the way."""


def song_frame(beat: float, shift_s: float, clock: Clock) -> int:
    """Frame of the song at which something at a beat sounds."""
    return max(round((PRE_ROLL_S + clock(beat) + shift_s) * SAMPLE_RATE_HZ), 0)


def frames_between(beat: float, length: float, clock: Clock) -> int:
    """Frames that ``length`` beats from ``beat`` on last."""
    return round((clock(beat + length) - clock(beat)) * SAMPLE_RATE_HZ)


class NoteSource:
    """A pitched part."""

    def __init__(self, notes: Sequence[Note], patch: Patch, clock: Clock, seed: int) -> None:
        """Lay out the notes as the kernels read them."""
        table = np.zeros((len(notes), NOTE_COLUMNS))
        before = 0.0
        for row, note in enumerate(notes):
            hz = frequency_hz(note.pitch)
            start = song_frame(note.start, note.shift_s, clock)
            held = max(frames_between(note.start, note.length, clock), 256)
            table[row] = start, held, hz, note.velocity, note.brightness, 0.0, before if note.glides else 0.0
            before = hz
        table = table[np.argsort(table[:, 0], kind="stable")]
        self._takes = Takes(table, patch, seed)
        self.starts = table[:, 0].astype(np.int64)
        self.reach_frames = int(table[:, 1].max()) + HELD_STEP + release_frames(patch)
        pitch = float(np.median([note.pitch for note in notes]))
        held_s = float(np.median(table[:, 1])) / SAMPLE_RATE_HZ
        self.gain_db = -natural_loudness_lufs(patch, pitch, min(held_s, 1.5))

    def render(self, out: BlockF32, first: int, last: int, offset: int) -> None:
        """See :class:`Source`."""
        self._takes.render(out, first, last, offset)


class DrumSource:
    """The kit."""

    def __init__(self, hits: Sequence[Hit], kit: Kit, clock: Clock) -> None:
        """Lay out the hits."""
        frames = np.array([song_frame(hit.start, hit.shift_s, clock) for hit in hits], np.int64)
        order = np.argsort(frames, kind="stable")
        self._kit = kit
        self._rows = kit.rows(tuple(hits[i] for i in order), frames[order])
        self.starts = frames[order]
        self.reach_frames = kit.longest_frames + 300
        self.gain_db = 0.0

    def render(self, out: BlockF32, first: int, last: int, offset: int) -> None:
        """See :class:`Source`."""
        rows = self._rows[first:last].copy()
        rows[:, 0] -= offset
        mix_hits(out, self._kit, rows)


_SCENE_GAIN: Final = {"riser": 0.2, "reverse": 0.2, "impact": 0.5, "fall": 0.14, "bed": 0.35}
BED_PIECE_S: Final = 8.0
"""The bed is laid in pieces that fade into each other over 0.1 s."""


class SceneSource:
    """Risers, impacts and the bed."""

    def __init__(self, scenes: Sequence[Scene], style: SceneryStyle, clock: Clock, tonic_hz: float, seed: int) -> None:
        """Lay out the scenes."""
        self._style = style
        events = []
        for index, scene in enumerate(scenes):
            start = song_frame(scene.start, 0.0, clock) if scene.kind != "bed" else 0
            frames = frames_between(scene.start, scene.length, clock)
            gain = scene.level * _SCENE_GAIN[scene.kind]
            state = child_seed(seed, "scene", index) & 0xFFFFFFFF
            if scene.kind == "bed":
                events.extend(_bed_pieces(frames + SAMPLE_RATE_HZ * 3, gain, state))
            else:
                events.append((scene.kind, (float(start), float(frames), gain, float(state), tonic_hz)))
        events.sort(key=lambda event: event[1][0])
        self._kinds = [kind for kind, _ in events]
        self._rows = np.array([row for _, row in events])
        self.starts = self._rows[:, 0].astype(np.int64)
        self.reach_frames = int(self._rows[:, 1].max()) + 2
        self.gain_db = 0.0

    def render(self, out: BlockF32, first: int, last: int, offset: int) -> None:
        """See :class:`Source`."""
        for index in range(first, last):
            row = self._rows[index : index + 1].copy()
            row[:, 0] -= offset
            self._render_one(self._kinds[index], out, row)

    def _render_one(self, kind: str, out: BlockF32, row: npt.NDArray[np.float64]) -> None:
        if kind == "riser":
            scenery.render_sweep(out, row, 300.0, 9000.0, 0.6)
        elif kind == "fall":
            scenery.render_sweep(out, row, 7000.0, 220.0, 0.0)
        elif kind == "impact":
            scenery.render_impact(out, row, 41.0)
        elif kind == "reverse":
            scenery.render_reverse(out, row, 3500.0)
        else:
            scenery.render_bed(out, row, self._style.crackle, self._style.hiss, self._style.rain)


def _bed_pieces(frames: int, gain: float, state: int) -> list[tuple[str, tuple[float, float, float, float, float]]]:
    piece = int(BED_PIECE_S * SAMPLE_RATE_HZ)
    hop = piece - 4410
    return [
        ("bed", (float(start), float(min(piece, frames - start)), gain, float((state + start) & 0xFFFFFFFF), 0.0))
        for start in range(0, frames - 4410, hop)
    ]


class Strip:
    """A source with its equaliser, saturation, chorus, ducking, gain and place.

    Args:
        name: Of the stem.
        source: What sounds.
        channel: Settings.
        kicks: Sorted song frames of the kick, for ducking.
        recover_s: Until ducked parts are back.
    """

    def __init__(self, name: str, source: Source, channel: Channel, kicks: Vector, recover_s: float) -> None:
        """See the class."""
        self.name = name
        self.channel = channel
        self.room_gain = _send(channel.room_db)
        self.echo_gain = _send(channel.echo_db)
        self._source = source
        self._kicks = kicks
        self._recover_s = recover_s
        self._buffer = np.zeros((2, CHUNK_FRAMES + source.reach_frames), np.float32)
        self._wet = (np.zeros((2, CHUNK_FRAMES), np.float32), np.zeros((2, CHUNK_FRAMES), np.float32))
        self._sections = filters.design(channel.bands)
        self._filter_state = filters.rest(self._sections)
        self._chorus = Chorus(channel.chorus) if channel.chorus > 0.0 else None
        self._duck_state = np.ones(1)
        self._silent_chunks = 0
        gain = 10.0 ** ((channel.level_db + source.gain_db + MIX_TRIM_DB) / 20.0)
        angle = (channel.pan + 1.0) * math.pi / 4.0
        self._left = gain * math.cos(angle) * math.sqrt(2.0)
        self._right = gain * math.sin(angle) * math.sqrt(2.0)

    def render(self, chunk: int) -> BlockF32:
        """Render chunk number ``chunk``; call in order. The block returned is valid until the call after the next."""
        offset = chunk * CHUNK_FRAMES
        first, last = np.searchsorted(self._source.starts, [offset, offset + CHUNK_FRAMES])
        if last > first:
            self._source.render(self._buffer, int(first), int(last), offset)
        wet = self._wet[chunk % 2]
        wet[:] = self._buffer[:, :CHUNK_FRAMES]
        self._carry()
        self._silent_chunks = 0 if wet.any() else self._silent_chunks + 1
        # One silent chunk lets filters and chorus ring out; after that there is nothing to treat.
        if self._silent_chunks < 2:
            self._treat(wet, offset)
        return wet

    def _carry(self) -> None:
        rest = self._buffer.shape[1] - CHUNK_FRAMES
        self._buffer[:, :rest] = self._buffer[:, CHUNK_FRAMES:].copy()
        self._buffer[:, rest:] = 0.0

    def _treat(self, wet: BlockF32, offset: int) -> None:
        dynamics.place_part(wet, CHUNK_FRAMES, self._left, self._right, self.channel.width)
        if self.channel.drive > 0.0:
            dynamics.saturate(wet, CHUNK_FRAMES, 1.0 + 2.0 * self.channel.drive)
        if len(self._sections):
            filters.filter_block(wet, CHUNK_FRAMES, self._sections, self._filter_state)
        if self._chorus:
            self._chorus.process(wet, CHUNK_FRAMES)
        if self.channel.duck > 0.0 and len(self._kicks):
            dynamics.duck(wet, CHUNK_FRAMES, offset, self._kicks, self.channel.duck, self._recover_s, self._duck_state)


def _send(level_db: float | None) -> float:
    return 0.0 if level_db is None else float(10.0 ** (level_db / 20.0))
