"""What a command works with: its shared options, the terminal, the settings, the label."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from noktvrn.interfaces.cli.terminal import Terminal

if TYPE_CHECKING:
    from datetime import datetime

    from noktvrn.services.label import Label
    from noktvrn.settings import Settings

SURFACE = "cli"
"""Where decisions that are taken here are said to come from."""

_KEPT = 200


@dataclass(frozen=True, slots=True)
class Shared:
    """Options that every command has.

    Attributes:
        home: Directory of everything that is kept; None for the settings' own.
        as_json: Whether to print JSON.
        verbosity: How often ``-v`` was given.
        color: ``"auto"``, ``"always"`` or ``"never"``.
    """

    home: Path | None = None
    as_json: bool = False
    verbosity: int = 0
    color: str | None = None

    def under(self, root: Shared) -> Shared:
        """Return these options, with those of the root where none were given here."""
        return Shared(
            home=self.home or root.home,
            as_json=self.as_json or root.as_json,
            verbosity=self.verbosity or root.verbosity,
            color=self.color or root.color,
        )


@dataclass
class Session:
    """One command being carried out."""

    shared: Shared
    terminal: Terminal = field(default_factory=Terminal)
    overrides: Mapping[str, Any] = field(default_factory=dict)
    job_command: tuple[str, ...] = ()

    def run_worker(
        self, *, until: Callable[[], bool] | None = None, on_ready: Callable[[], None] | None = None
    ) -> None:
        """Do what is queued in this process; see :func:`noktvrn.app.run_worker`."""
        from noktvrn.app import JOB_COMMAND, run_worker

        run_worker(self.settings, until=until, on_ready=on_ready, job_command=self.job_command or JOB_COMMAND)

    @cached_property
    def settings(self) -> Settings:
        """All settings; read when first asked for."""
        from noktvrn.settings import load_settings

        return load_settings(self.flags)

    @property
    def read_settings(self) -> Settings | None:
        """The settings, if they have been read."""
        return self.__dict__.get("settings")

    @property
    def flags(self) -> dict[str, Any]:
        """Values from the command line, nested as in the settings."""
        home = {"home": self.shared.home} if self.shared.home else {}
        return {**self.overrides, **home}

    @property
    def actor(self) -> str:
        """Name that stands on what is decided here."""
        return self.settings.review.operator

    @contextmanager
    def label(self) -> Iterator[Label]:
        """Open the label: home, database, files."""
        from noktvrn.app import open_label

        with open_label(self.settings) as label:
            yield label

    @contextmanager
    def audited(
        self, label: Label, action: str, subject: str = "", *, by: str | None = None, **details: Any
    ) -> Iterator[None]:
        """Write into the audit log what a block does, or the code of the error that refused it.

        Args:
            label: The label.
            action: Noun and verb, as on every surface.
            subject: What it is done to.
            by: Who does it; the operator of the settings when None.
            **details: What else is kept; texts are cut to 200 characters.
        """
        from noktvrn.services.access import Caller, audited

        kept = {name: value[:_KEPT] if isinstance(value, str) else value for name, value in details.items()}
        with audited(label, Caller(by or self.actor, SURFACE), action, subject, kept):
            yield

    def now(self) -> datetime:
        """The present instant, UTC."""
        from datetime import UTC, datetime

        return datetime.now(UTC)

    def worker_alive(self, label: Label) -> bool:
        """Return whether some worker gave a sign of life within its lease."""
        with label.records.read() as unit:
            beats = unit.workers.all()
        return any(beat.is_alive(self.settings.worker.lease_s) for beat in beats)

    @contextmanager
    def logging(self) -> Iterator[None]:
        """Write the log while the block lasts; unreadable settings leave only stderr."""
        from noktvrn.errors import ConfigError
        from noktvrn.interfaces.logging import log_file, logging_to, redactor_of

        try:
            settings = self.settings
        except ConfigError:
            path, level, redact = None, "INFO", redactor_of(None)
        else:
            path, level, redact = log_file(settings.home), settings.log_level, redactor_of(settings)
        with logging_to(path, level=level, verbosity=self.shared.verbosity, redact=redact):
            yield
