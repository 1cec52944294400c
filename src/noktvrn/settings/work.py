"""How songs are made, judged and released, and by whom."""

from __future__ import annotations

from pydantic import Field

from noktvrn.settings.section import Section


class ReviewSettings(Section):
    """How people decide."""

    hold_s: float = Field(default=600.0, ge=0, le=7 * 86_400)
    """Seconds in which a decision can be undone before it takes effect."""
    wait_s: float = Field(default=7 * 86_400.0, ge=1, le=365 * 86_400)
    """Seconds that a song waits for a decision before it is marked expired; it can be decided later all the same."""
    operator: str = Field(default="operator", min_length=1, max_length=60)
    """Name that stands on decisions taken on this machine."""


class GateSettings(Section):
    """What the gate allows."""

    max_takes: int = Field(default=3, ge=1, le=10)
    """Fresh takes in all before a run fails because of blocking findings."""
    min_duration_s: float = Field(default=120.0, ge=10, le=1_200)
    """Shortest song in seconds."""
    max_duration_s: float = Field(default=240.0, ge=20, le=1_200)
    """Longest song in seconds."""
    loudness_tolerance_lu: float = Field(default=0.3, gt=0, le=3)
    """Allowed distance from the loudness target, in LU."""
    max_true_peak_dbtp: float = Field(default=-1.0, ge=-6, le=0)
    """Highest true peak in dBTP."""


class WorkerSettings(Section):
    """How runs are worked on."""

    heavy_jobs: int = Field(default=2, ge=1, le=64)
    """How many songs, covers and films one worker makes at the same time."""
    step_timeout_s: float = Field(default=1_800.0, ge=5, le=86_400)
    """Longest time for one heavy step."""
    step_attempts: int = Field(default=3, ge=1, le=10)
    """Attempts at a step whose failure may pass by itself."""
    retry_delay_s: float = Field(default=2.0, ge=0, le=3_600)
    """Seconds before the second attempt; doubles for each further one."""
    lease_s: float = Field(default=60.0, ge=2, le=3_600)
    """Seconds without a sign of life after which a worker's runs are taken over."""
    poll_s: float = Field(default=0.03, ge=0.005, le=10)
    """Seconds between two looks for new work on SQLite; Postgres tells of it by itself."""
    nice: int = Field(default=5, ge=0, le=19)
    """Niceness of heavy work, so that the machine stays usable."""


class LifecycleSettings(Section):
    """When an artist's status changes."""

    approvals_to_activate: int = Field(default=2, ge=1, le=100)
    """Approvals after which a candidate becomes active."""
    stretch: int = Field(default=4, ge=1, le=100)
    """How many of the last takes are looked at for a poor stretch."""
    unwelcome_to_evolve: int = Field(default=3, ge=1, le=100)
    """Rejections and wishes for changes within the stretch that make an active artist evolve."""
    approvals_to_settle: int = Field(default=2, ge=1, le=100)
    """Approvals in a row that end an evolution."""
    losses_to_pause: int = Field(default=5, ge=1, le=100)
    """Failed or rejected takes in a row after which an artist is paused for a person to look at."""
    memory_days: int = Field(default=180, ge=1, le=3_650)
    """Outcomes older than this are forgotten."""


class FilmSettings(Section):
    """What is filmed once a song is approved."""

    full_length: bool = True
    """Whether a film of the whole song is made; on two cores it takes about as long as the song."""
    canvas: bool = True
    """Whether a canvas is made: a loop of a few seconds without text, for players on phones."""
    canvas_length_s: float = Field(default=6.0, ge=3, le=8)
    """Wanted length of a canvas in seconds; whole bars are taken."""


class LabelSettings(Section):
    """What stands on a release."""

    name: str = Field(default="noktvrn", min_length=1, max_length=80)
    """Name of the label."""
