"""Hearing a song through a player that the system has: a child process, ended whenever this one stops to listen.

No player is told to pause or to seek: it is ended, and begun again where it stood. So every player can do it, and
nothing goes on playing when the console is gone.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Final

from noktvrn.interfaces.console.sound import Cut, cut_to_wav

_END_S: Final = 1.0
"""Seconds that a player has to end by itself before it is killed."""


@dataclass(frozen=True, slots=True)
class PlayerKind:
    """A program that plays sound.

    Attributes:
        program: Its name on the path.
        words: What it is called with: ``{path}``, ``{start}`` in seconds, ``{gain}`` in dB.
        seeks: Whether it begins anywhere by itself; if not, it is given a cut of the recording.
    """

    program: str
    words: tuple[str, ...]
    seeks: bool


PLAYERS: Final = (
    PlayerKind(
        "mpv",
        ("--no-config", "--no-video", "--no-terminal", "--start={start}", "--af=lavfi=[volume={gain}dB]", "{path}"),
        seeks=True,
    ),
    PlayerKind(
        "ffplay",
        ("-nodisp", "-autoexit", "-loglevel", "quiet", "-ss", "{start}", "-af", "volume={gain}dB", "-i", "{path}"),
        seeks=True,
    ),
    PlayerKind("pw-play", ("{path}",), seeks=False),
    PlayerKind("paplay", ("{path}",), seeks=False),
    PlayerKind("aplay", ("-q", "{path}"), seeks=False),
    PlayerKind("afplay", ("{path}",), seeks=False),
)
"""Players that are looked for, in this order."""

NO_PLAYER: Final = "no player here: install mpv or ffplay"


@dataclass(frozen=True, slots=True)
class Heard:
    """What is heard at one moment.

    Attributes:
        player: Name of the player; empty when there is none.
        run_id: The run whose page it belongs to; empty when nothing was played.
        playing: Whether it sounds now.
        position_s: Where it stands.
        duration_s: Length of what plays.
        side: ``"A"``, or ``"B"`` for the release that it is compared with.
        why_silent: Why nothing can be heard; empty otherwise.
    """

    player: str = ""
    run_id: str = ""
    playing: bool = False
    position_s: float = 0.0
    duration_s: float = 0.0
    side: str = "A"
    why_silent: str = NO_PLAYER

    def share_of(self, run_id: str) -> float | None:
        """Return how much of a run's song was played, 0..1; None when it is not the one that was."""
        if run_id != self.run_id or self.duration_s <= 0:
            return None
        return min(self.position_s / self.duration_s, 1.0)

    def position_of(self, run_id: str) -> float | None:
        """Return where a run's song stands; None when it is not the one that was played."""
        return self.position_s if run_id == self.run_id and self.side == "A" else None


def find_player(which: Callable[[str], str | None] = shutil.which) -> PlayerKind | None:
    """Return the first player that this machine has."""
    return next((kind for kind in PLAYERS if which(kind.program)), None)


class Player:
    """Plays one recording at a time. Its calls may take a moment and belong into a thread.

    Args:
        kind: The program; None where there is none, and then nothing is ever played.
        work: Directory for cuts of recordings.
        clock: Seconds that only go forward.
    """

    def __init__(self, kind: PlayerKind | None, work: Path, clock: Callable[[], float] = time.monotonic) -> None:
        """See the class."""
        self._kind, self._work, self._clock = kind, work, clock
        self._lock = RLock()
        self._process: subprocess.Popen[bytes] | None = None
        self._began_at = 0.0
        self._cut: Cut | None = None
        self._heard = Heard(player=kind.program if kind else "", why_silent="" if kind else NO_PLAYER)

    @property
    def available(self) -> bool:
        """Whether there is a player."""
        return self._kind is not None

    def heard(self) -> Heard:
        """Return what is heard now; a recording that came to its end stands at its begin again."""
        held = self._heard
        process = self._process
        if process is None or not held.playing:
            return held
        if process.poll() is not None:
            return self._ended(process.returncode)
        return _moved(held, held.position_s + self._clock() - self._began_at)

    def play(self, run_id: str, path: Path, *, at_s: float, duration_s: float, gain_db: float, side: str = "A") -> None:
        """Begin a recording; whatever sounded before stops.

        Args:
            run_id: The run whose page it belongs to.
            path: The recording.
            at_s: Where to begin.
            duration_s: Its length.
            gain_db: By how much it is turned down, 0 or less.
            side: ``"A"`` or ``"B"``.

        Raises:
            MediaUnreadableError: A cut was needed and the recording cannot be read.
            RenderError: A cut was needed and cannot be written.
        """
        if self._kind is None:
            return
        with self._lock:
            self._stop()
            start_s = min(max(at_s, 0.0), max(duration_s - 0.1, 0.0))
            words = self._words(self._kind, path, start_s, gain_db)
            self._process = _started(self._kind.program, words)
            self._began_at = self._clock()
            self._heard = Heard(self._kind.program, run_id, True, start_s, duration_s, side, "")

    def pause(self) -> None:
        """Stop, and remember where."""
        with self._lock:
            held = self.heard()
            self._stop()
            self._heard = Heard(held.player, held.run_id, False, held.position_s, held.duration_s, held.side, "")

    def close(self) -> None:
        """Stop for good, and remove what was cut."""
        with self._lock:
            self._stop()
            self._heard = Heard(self._heard.player, why_silent=self._heard.why_silent)

    def _words(self, kind: PlayerKind, path: Path, start_s: float, gain_db: float) -> list[str]:
        if not kind.seeks:
            self._cut = cut_to_wav(path, start_s, gain_db, self._work)
            path, start_s, gain_db = self._cut.path, 0.0, 0.0
        values: Mapping[str, str] = {"path": str(path), "start": f"{start_s:.2f}", "gain": f"{gain_db:.1f}"}
        return [word.format_map(values) for word in kind.words]

    def _ended(self, status: int) -> Heard:
        with self._lock:
            held, self._process = self._heard, None
            why = "" if status == 0 else f"{held.player} stopped with status {status}"
            self._heard = Heard(held.player, held.run_id, False, 0.0, held.duration_s, held.side, why)
            self._remove_cut()
        return self._heard

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(_END_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._remove_cut()

    def _remove_cut(self) -> None:
        if self._cut is not None:
            with contextlib.suppress(OSError):
                self._cut.path.unlink()
            self._cut = None


def _moved(held: Heard, position_s: float) -> Heard:
    place = min(position_s, held.duration_s)
    return Heard(held.player, held.run_id, held.playing, place, held.duration_s, held.side, held.why_silent)


def _started(program: str, words: list[str]) -> subprocess.Popen[bytes]:
    found = shutil.which(program) or program
    return subprocess.Popen(
        [found, *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=dict(os.environ),
        close_fds=True,
    )
