"""All settings together."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import SecretStr

from noktvrn.settings.home import Home
from noktvrn.settings.models import ModelsSettings, RoomSettings, WritingSettings
from noktvrn.settings.section import Section
from noktvrn.settings.surfaces import ConsoleSettings, NotifySettings, TelegramSettings, WebSettings
from noktvrn.settings.work import (
    FilmSettings,
    GateSettings,
    LabelSettings,
    LifecycleSettings,
    ReviewSettings,
    WorkerSettings,
)


class Settings(Section):
    """Everything that can be set."""

    home: Path = Path("~/noktvrn")
    """Directory of everything that is kept."""
    database_url: SecretStr | None = None
    """Database of the label; SQLite in the home directory when not set, or ``postgresql+psycopg://user@host/db``."""
    engine_url: SecretStr | None = None
    """Database of the workflow engine; SQLite in the home directory when not set."""
    footage_folder: Path | None = None
    """Folder of clips that films may show; ``footage`` in the home directory when not set."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """Least severe entry that is kept in the log."""
    label: LabelSettings = LabelSettings()
    review: ReviewSettings = ReviewSettings()
    gate: GateSettings = GateSettings()
    worker: WorkerSettings = WorkerSettings()
    film: FilmSettings = FilmSettings()
    lifecycle: LifecycleSettings = LifecycleSettings()
    web: WebSettings = WebSettings()
    console: ConsoleSettings = ConsoleSettings()
    writing: WritingSettings = WritingSettings()
    models: ModelsSettings = ModelsSettings()
    room: RoomSettings = RoomSettings()
    notify: NotifySettings = NotifySettings()
    telegram: TelegramSettings = TelegramSettings()

    @property
    def places(self) -> Home:
        """Where things lie below the home directory."""
        return Home(self.home)
