"""The composition root: the only place that picks concrete classes.

Everything heavy is imported inside the function that needs it, so that a listing starts quickly and a child process
loads only the studio room that it works in.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from noktvrn.errors import InvalidInputError
from noktvrn.ports.making import Cancelled, Progress
from noktvrn.services.label import Abilities, Label
from noktvrn.settings import Settings

if TYPE_CHECKING:
    from pydantic import SecretStr

    from noktvrn.ports.clock import Clock
    from noktvrn.ports.footage import FootageSource
    from noktvrn.ports.identifiers import Identifiers
    from noktvrn.ports.language import PriceList, Room
    from noktvrn.ports.notifier import Notifier
    from noktvrn.ports.repositories import Records
    from noktvrn.providers.language.model import VendorModel
    from noktvrn.providers.language.shelf import SettledShelf
    from noktvrn.services.notices.deliver import Delivery, Target
    from noktvrn.services.room.checking import Checked
    from noktvrn.services.room.front import OpenRoom
    from noktvrn.services.room.memory import Memory
    from noktvrn.studio.genres.profile import GenreProfile

JOB_COMMAND = (sys.executable, "-m", "noktvrn.interfaces.job")


@contextmanager
def open_label(settings: Settings) -> Iterator[Label]:
    """Prepare the home, bring the database up to date, and open the label's records and assets.

    Raises:
        HomeUnusableError: The home cannot be created, written or protected.
        MigrationNeededError: The database is newer than this program.
        StorageError: The database does not open.
    """
    from noktvrn.providers.clock import SystemClock
    from noktvrn.providers.identifiers import FreshIdentifiers
    from noktvrn.providers.music.embedded import EmbeddedMusic
    from noktvrn.providers.writer.embedded import EmbeddedWriter
    from noktvrn.providers.writer.room import RoomWriter
    from noktvrn.storage.opening import open_storage

    clock, identifiers = SystemClock(), FreshIdentifiers()
    with (
        open_storage(settings) as storage,
        open_room(settings, storage.records, clock, identifiers) as room,
    ):
        yield Label(
            settings=settings,
            records=storage.records,
            assets=storage.assets,
            clock=clock,
            identifiers=identifiers,
            writer=RoomWriter(room, EmbeddedWriter(), settings.writing, _memory(settings, storage.records, clock)),
            room=room,
            composer=EmbeddedMusic(),
            abilities=abilities(),
            releases_dir=settings.home / "releases",
            work_dir=settings.home / "work",
        )


@contextmanager
def open_room(settings: Settings, records: Records, clock: Clock, identifiers: Identifiers) -> Iterator[Room]:
    """Open the writers' room over the models that the settings name; nothing is loaded before somebody asks."""
    from noktvrn.services.room.lazy import LazyRoom

    with LazyRoom(lambda: _built_room(settings, records, clock, identifiers)) as room:
        yield room


def _memory(settings: Settings, records: Records, clock: Clock) -> Memory:
    from noktvrn.ops.redaction import Redactor, known_secrets
    from noktvrn.services.room.memory import Memory

    def redact(text: str) -> str:
        return Redactor(known_secrets(settings))(text)

    return Memory(records, clock, settings.room.exchanges, redact)


def _built_room(settings: Settings, records: Records, clock: Clock, identifiers: Identifiers) -> OpenRoom:
    from noktvrn.ops.redaction import Redactor, known_secrets
    from noktvrn.services.room.front import OpenRoom
    from noktvrn.services.room.orchestrator import Orchestrator

    shelf = model_shelf(settings)
    core = Orchestrator(
        records,
        shelf,
        model_prices(settings),
        clock,
        identifiers,
        settings.room,
        redact=Redactor(known_secrets(settings)),
    )
    return OpenRoom(core, shelf.close)


@cache
def abilities() -> Abilities:
    """Return what the makers in use can do."""
    from noktvrn.studio.genres import GENRES, genre_profile
    from noktvrn.studio.picture.look import DISPLAY_FACES, LAYOUTS, STYLE_FAMILIES, TEXT_FACES

    return Abilities(
        genres={slug: _tempo_range(genre_profile(slug)) for slug in GENRES},
        style_families=tuple(STYLE_FAMILIES),
        display_faces=tuple(DISPLAY_FACES),
        text_faces=tuple(TEXT_FACES),
        layouts=tuple(LAYOUTS),
    )


def _tempo_range(profile: GenreProfile) -> tuple[float, float]:
    slowest, _, fastest = profile.bpm
    return slowest, fastest


def engine_url(settings: Settings) -> str:
    """Return the address of the workflow engine's database.

    That of the label's database when only that one is set: on Postgres the engine keeps its tables in a schema of its
    own. SQLite has one writer at a time, so there the engine has a file of its own.
    """
    if settings.engine_url is not None:
        return _plain(settings.engine_url.get_secret_value())
    label_url = settings.database_url.get_secret_value() if settings.database_url is not None else "sqlite"
    return f"sqlite:///{settings.home / 'engine.db'}" if label_url.startswith("sqlite") else _plain(label_url)


def _plain(url: str) -> str:
    """The engine chooses its own driver and refuses an address that names one."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def job_environment(settings: Settings) -> dict[str, str]:
    """Return the environment of heavy child processes: that of this one, with a writable place for compiled kernels."""
    environment = dict(os.environ)
    environment.setdefault("NUMBA_CACHE_DIR", str(kernel_cache_dir(settings)))
    return environment


def kernel_cache_dir(settings: Settings) -> Path:
    """Return where compiled kernels are kept: the user's cache, or the home when there is none to write to."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    place = base / "noktvrn" / "kernels"
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError:
        place = settings.home / "cache" / "kernels"
        place.mkdir(parents=True, exist_ok=True)
    return place


def run_worker(
    settings: Settings,
    *,
    until: Callable[[], bool] | None = None,
    on_ready: Callable[[], None] | None = None,
    job_command: Sequence[str] = JOB_COMMAND,
) -> None:
    """Execute what is queued until SIGINT, SIGTERM, or until ``until`` answers True (asked several times a second).

    Args:
        settings: Everything that can be set.
        until: Whether to end.
        on_ready: Called once the worker takes work.
        job_command: Command that carries out one heavy job; tests put quick makers here.

    Raises:
        WorkerUnavailableError: All places for workers on this machine are taken.
        EngineError: The engine's database does not open.
        StorageError: As for :func:`open_label`.
    """
    from noktvrn.pipeline.child_jobs import ChildJobRunner
    from noktvrn.pipeline.dbos_engine import DbosEngine
    from noktvrn.pipeline.slots import WorkerSlot
    from noktvrn.pipeline.step_runner import StepRunner
    from noktvrn.pipeline.worker import Worker, clear_abandoned_work
    from noktvrn.pipeline.workflows import Conductor
    from noktvrn.services.steps.bodies import BODIES
    from noktvrn.storage.asking import watch_commands
    from noktvrn.storage.opening import open_label_database

    chosen = settings.worker
    with ExitStack() as stack:
        label = stack.enter_context(open_label(settings))
        slot = stack.enter_context(WorkerSlot(settings.home / "locks"))
        clear_abandoned_work(label, slot)
        jobs = ChildJobRunner(
            job_command,
            timeout_s=chosen.step_timeout_s,
            nice=chosen.nice,
            environment=job_environment(settings),
        )
        conductor = Conductor(label, StepRunner(label, jobs, BODIES, slot.worker))
        engine = DbosEngine(engine_url(settings), slot.worker, conductor, chosen.heavy_jobs)
        stack.callback(jobs.end_all)  # runs after the engine has let go, so that no step takes it for a failure
        stack.callback(engine.shut_down)
        stack.enter_context(telling_people(label))
        asked = watch_commands(open_label_database(settings), chosen.poll_s)
        stack.callback(asked.close)
        worker = Worker(label, engine, slot, asked, os.getpid())
        stack.enter_context(stopped_by_signals(worker.stop))
        if on_ready is not None:
            on_ready()
        worker.run(until)


@contextmanager
def stopped_by_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Call ``stop`` on SIGTERM; SIGINT stays a KeyboardInterrupt. Signals belong to the main thread only."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda *_: stop())
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def footage_folder(settings: Settings) -> Path:
    """Return the folder of clips: that of the settings, or ``footage`` in the home directory."""
    chosen = settings.footage_folder
    return settings.home / "footage" if chosen is None else chosen.expanduser()


def footage_source(folder: Path) -> FootageSource:
    """Return a folder of clips as a source of footage."""
    from noktvrn.providers.footage.folder import FolderFootage

    return FolderFootage(folder)


def model_shelf(settings: Settings) -> SettledShelf:
    """Return the language models that the settings name; opens no connection and loads no vendor's package."""
    from noktvrn.providers.language.shelf import SettledShelf

    return SettledShelf(settings.models)


def model_prices(settings: Settings) -> PriceList:
    """Return what their calls cost."""
    from noktvrn.providers.language.prices import KnownPrices

    return KnownPrices(settings.models)


def try_models(label: Label, models: Sequence[VendorModel]) -> tuple[Checked, ...]:
    """Call each model once, within the budgets, and return what came of it; blocking.

    Raises:
        StorageError: The ledger cannot be written.
    """
    import asyncio

    from noktvrn.ops.redaction import Redactor, known_secrets
    from noktvrn.services.room.checking import Checker

    settings = label.settings
    redact = Redactor(known_secrets(settings))
    checker = Checker(label.records, model_prices(settings), label.clock, label.identifiers, settings.room, redact)

    async def run() -> tuple[Checked, ...]:
        try:
            return await checker.check(models)
        finally:
            for model in models:
                await model.close()

    try:
        return asyncio.run(run())
    finally:
        checker.close()


def notice_targets(settings: Settings) -> list[Target]:
    """Return the places where people are told what happens, as the settings name them.

    Raises:
        ConfigError: One of them cannot be used.
    """
    from noktvrn.services.notices.deliver import Target
    from noktvrn.services.notices.targets import rules_of

    return [
        Target(name, _notifier(name, chosen.url), rules_of(name, chosen, settings.notify))
        for name, chosen in settings.notify.targets.items()
    ]


def chat_targets(label: Label) -> list[Target]:
    """Return the chats as a place where people are told, when a bot's token is set.

    Songs that wait and releases are left out: they have messages of their own there.

    Raises:
        ConfigError: The time zone is unknown.
    """
    from noktvrn.ports.notice_kinds import NoticeKind
    from noktvrn.providers.notifier.telegram import ChatNotifier
    from noktvrn.services.notices.deliver import Target
    from noktvrn.services.notices.targets import DEFAULT_KINDS, rules_of
    from noktvrn.settings import TargetSettings

    telegram, own = label.settings.telegram, {NoticeKind.NEEDS_DECISION, NoticeKind.RELEASED}
    if telegram.token is None:
        return []
    notifier = ChatNotifier(label.records, label.clock)
    told = tuple(kind.value for kind in DEFAULT_KINDS if kind not in own)
    chosen = TargetSettings(url=telegram.token, kinds=told, digest_at=telegram.digest_at, zone=telegram.zone)
    return [Target(notifier.name, notifier, rules_of(notifier.name, chosen, label.settings.notify))]


def _notifier(name: str, url: SecretStr) -> Notifier:
    from noktvrn.providers.notifier.apprise import AppriseNotifier

    if not url.get_secret_value().startswith("webhook+"):
        return AppriseNotifier(name, url)
    from noktvrn.providers.notifier.webhook import WebhookNotifier

    return WebhookNotifier(name, url)


def notice_delivery(label: Label) -> Delivery:
    """Return what tells targets, under a name of this process's own."""
    from noktvrn.services.notices.deliver import Delivery
    from noktvrn.services.web_address import linked_address

    return Delivery(
        label.records,
        label.clock,
        owner=label.identifiers.new_id(),
        base=linked_address(label.settings.web),
        keep_days=label.settings.notify.keep_days,
    )


@contextmanager
def telling_people(label: Label) -> Iterator[None]:
    """Tell the targets of the settings what happens, beside a block.

    Raises:
        ConfigError: One of them cannot be used.
    """
    from noktvrn.services.notices.loop import NoticeLoop, telling

    targets = [*notice_targets(label.settings), *chat_targets(label)]
    loop = NoticeLoop(notice_delivery(label), lambda: targets, label.settings.notify.look_s)
    with telling(loop):
        yield


def carry_out(
    role: str, request: Mapping[str, Any], out_dir: Path, progress: Progress, cancelled: Cancelled
) -> dict[str, Any]:
    """Have the provider of a role do one piece of heavy work, in this process.

    Args:
        role: ``"music"``, ``"analyser"``, ``"artwork"``, ``"teaser"``, ``"film"`` or ``"canvas"``.
        request: The request of that role's port as JSON values.
        out_dir: Where files are written.
        progress: Told how far the work is.
        cancelled: Asked whether to stop.

    Returns:
        The answer as JSON values.

    Raises:
        InvalidInputError: There is no such role.
        NoktvrnError: Whatever the provider raises.
    """
    from noktvrn.services.as_json import as_json, from_json

    if role not in _MAKERS:
        raise InvalidInputError(
            f"There is no role {role!r}.", remedy=f"Known roles: {', '.join(_MAKERS)}.", stage="job"
        )
    kind, act = _MAKERS[role]()
    answer: dict[str, Any] = as_json(act(from_json(kind, request), out_dir, progress, cancelled))
    return answer


def _music() -> tuple[type[Any], Callable[..., Any]]:
    from noktvrn.ports.music import SongRequest
    from noktvrn.providers.music.embedded import EmbeddedMusic

    return SongRequest, EmbeddedMusic().make_song


def _analyser() -> tuple[type[Any], Callable[..., Any]]:
    from noktvrn.ports.analyser import MeasureRequest
    from noktvrn.providers.analyser.embedded import EmbeddedAnalyser

    return MeasureRequest, EmbeddedAnalyser().measure


def _artwork() -> tuple[type[Any], Callable[..., Any]]:
    from noktvrn.ports.artwork import CoverRequest
    from noktvrn.providers.artwork.embedded import EmbeddedArtwork

    return CoverRequest, EmbeddedArtwork().paint_cover


def _teaser() -> tuple[type[Any], Callable[..., Any]]:
    from noktvrn.ports.film import TeaserRequest
    from noktvrn.providers.film.embedded import EmbeddedFilm

    return TeaserRequest, EmbeddedFilm().make_teaser


def _film() -> tuple[type[Any], Callable[..., Any]]:
    from noktvrn.ports.film import FilmRequest
    from noktvrn.providers.film.embedded import EmbeddedFilm

    return FilmRequest, EmbeddedFilm().make_film


def _canvas() -> tuple[type[Any], Callable[..., Any]]:
    from noktvrn.ports.film import CanvasRequest
    from noktvrn.providers.film.embedded import EmbeddedFilm

    return CanvasRequest, EmbeddedFilm().make_canvas


_MAKERS: Mapping[str, Callable[[], tuple[type[Any], Callable[..., Any]]]] = {
    "music": _music,
    "analyser": _analyser,
    "artwork": _artwork,
    "teaser": _teaser,
    "film": _film,
    "canvas": _canvas,
}
