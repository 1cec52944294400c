"""The log: JSON lines in ``logs/noktvrn.jsonl`` for programs, short lines on stderr with ``-v`` for people.

One entry is one object: ``at`` (UTC), ``level``, ``logger``, ``message``, what it is about (``run_id``, ``artist``,
``step``) and, after an error, ``traceback``. The file is readable by its owner only and is rotated at five megabytes;
several processes may write to it. Secrets are masked before anything is written.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from noktvrn.ops.log_context import log_subjects
from noktvrn.ops.redaction import Redactor, known_secrets

if TYPE_CHECKING:
    from noktvrn.settings import Settings

FILE_NAME: Final = "noktvrn.jsonl"

_MAX_BYTES: Final = 5_000_000
_KEPT_FILES: Final = 5
_CHATTY: Final = (
    *("dbos", "sqlalchemy", "alembic", "numba", "PIL", "libav", "asyncio", "httpx2", "httpcore2"),
    *("openai", "anthropic", "google_genai", "mistralai", "pydantic_ai"),
)
"""Libraries whose ordinary entries would bury ours, or hold prompts; their warnings are kept."""


def log_file(home: Path) -> Path:
    """Return where the log of a home directory lies."""
    from noktvrn.settings.home import Home

    return Home(home).logs / FILE_NAME


_ENGINE: Final = "dbos"
"""A logger that prints on stderr by itself unless it has a handler; with one its entries come to ours, masked."""


@contextmanager
def logging_to(path: Path | None, *, level: str, verbosity: int, redact: Callable[[str], str]) -> Iterator[None]:
    """Write the log while the block lasts.

    Args:
        path: Log file, or None for none. It is created with the first entry; where its directory is missing or
            cannot be written, the file is left out: the command itself says what is wrong with the home directory.
        level: Least severe entry that the file keeps.
        verbosity: On stderr: 0 nothing, 1 progress and warnings, 2 everything with tracebacks.
        redact: Masks secrets.
    """
    handlers: list[logging.Handler] = []
    if path is not None and path.parent.is_dir() and os.access(path.parent, os.W_OK):
        handlers.append(_file_handler(path, level, redact))
    if verbosity > 0:
        handlers.append(_stderr_handler(verbosity, redact))
    root, before = logging.getLogger(), logging.getLogger().level
    quiet = [(logger, logger.level) for logger in map(logging.getLogger, _CHATTY)]
    for handler in handlers:
        root.addHandler(handler)
    root.setLevel(min((handler.level for handler in handlers), default=logging.WARNING))
    for logger, _ in quiet:
        logger.setLevel(logging.WARNING)
    engine, occupied = logging.getLogger(_ENGINE), logging.NullHandler()
    engine.addHandler(occupied)
    if not handlers:
        # Python's last resort would print warnings on stderr, which belongs to the command's own words.
        handlers.append(logging.NullHandler())
        root.addHandler(handlers[0])
    try:
        yield
    finally:
        engine.removeHandler(occupied)
        root.setLevel(before)
        for logger, old in quiet:
            logger.setLevel(old)
        for handler in handlers:
            root.removeHandler(handler)
            handler.close()


class JsonLines(logging.Formatter):
    """Formats an entry as one JSON object on one line."""

    def __init__(self, redact: Callable[[str], str]) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end."""
        entry: dict[str, str] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": self._redact(record.getMessage()),
            **log_subjects(),
        }
        if record.exc_info:
            entry["traceback"] = self._redact(self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=False)


class ShortLines(logging.Formatter):
    """Formats an entry for a person: time, level unless it is ordinary, subjects, message."""

    def __init__(self, redact: Callable[[str], str], *, tracebacks: bool) -> None:
        super().__init__()
        self._redact = redact
        self._tracebacks = tracebacks

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end; with tracebacks it may be several."""
        level = "" if record.levelno == logging.INFO else f" {record.levelname.lower()}"
        about = " ".join(log_subjects().values())
        about = f" [{about}]" if about else ""
        moment = datetime.fromtimestamp(record.created).astimezone()
        text = f"{moment:%H:%M:%S}{level}{about} {record.getMessage()}"
        if record.exc_info and self._tracebacks:
            text = f"{text}\n{self.formatException(record.exc_info)}"
        return self._redact(text)


class SharedRotatingFile(RotatingFileHandler):
    """A rotated file that is private to its owner and that several processes may write to.

    Before each entry it looks whether another process has rotated the file, and it rotates only while it holds a
    lock, so that no process renames what another has just begun.
    """

    def __init__(self, path: Path, *, max_bytes: int = _MAX_BYTES, kept_files: int = _KEPT_FILES) -> None:
        super().__init__(path, maxBytes=max_bytes, backupCount=kept_files, encoding="utf-8", delay=True)
        self._complained = False

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return open(descriptor, "a", encoding="utf-8")  # noqa: PTH123 - a descriptor with its mode, not a path

    def emit(self, record: logging.LogRecord) -> None:
        """Write an entry, into the present file even if another process has rotated it."""
        if self.stream is not None and not self._is_current():
            self.stream.close()
            self.stream = self._open()
        super().emit(record)

    def doRollover(self) -> None:
        """Rotate, unless another process did so while this one waited for the lock."""
        with Path(f"{self.baseFilename}.lock").open("w") as lock:
            Path(lock.name).chmod(0o600)
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self._is_current():
                super().doRollover()

    def handleError(self, record: logging.LogRecord) -> None:
        """Say once that the log cannot be written, and go on: the work matters more than its log."""
        if not self._complained:
            self._complained = True
            sys.stderr.write(f"The log {self.baseFilename} cannot be written: {sys.exc_info()[1]}\n")

    def _is_current(self) -> bool:
        try:
            there = Path(self.baseFilename).stat()
        except FileNotFoundError:
            return False
        if self.stream is None:
            return True
        mine = os.fstat(self.stream.fileno())
        return (there.st_dev, there.st_ino) == (mine.st_dev, mine.st_ino)


def _file_handler(path: Path, level: str, redact: Callable[[str], str]) -> logging.Handler:
    handler = SharedRotatingFile(path)
    handler.setLevel(level)
    handler.setFormatter(JsonLines(redact))
    return handler


class PresentStderr(logging.StreamHandler[TextIO]):
    """Writes to what stderr is at the time: while a checklist is redrawn, that is above it."""

    @property
    def stream(self) -> TextIO:
        """The process's stderr of this moment."""
        return sys.stderr

    @stream.setter
    def stream(self, value: TextIO) -> None:
        """Ignore what the base class would keep."""


def _stderr_handler(verbosity: int, redact: Callable[[str], str]) -> logging.Handler:
    handler = PresentStderr()
    handler.setLevel(logging.DEBUG if verbosity > 1 else logging.INFO)
    handler.setFormatter(ShortLines(redact, tracebacks=verbosity > 1))
    return handler


def redactor_of(settings: Settings | None) -> Redactor:
    """Return what masks the secrets of these settings; without settings, what looks like a secret."""
    return Redactor(known_secrets(settings) if settings is not None else ())
