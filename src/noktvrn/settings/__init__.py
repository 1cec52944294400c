"""One settings model: flags over environment over the settings file over defaults."""

from noktvrn.settings.home import SETTINGS_FILE, Home
from noktvrn.settings.loading import (
    ENV_PREFIX,
    documented_settings,
    environment_name,
    load_settings,
    load_with_origin,
)
from noktvrn.settings.models import (
    VENDOR_VARIABLES,
    ArtistRoomSettings,
    CompatibleSettings,
    ModelsSettings,
    RoleSettings,
    RoomSettings,
    VendorSettings,
    WritingSettings,
)
from noktvrn.settings.section import RoutingMode
from noktvrn.settings.surfaces import ConsoleSettings, NotifySettings, TargetSettings, TelegramSettings, WebSettings
from noktvrn.settings.whole import Settings
from noktvrn.settings.work import (
    FilmSettings,
    GateSettings,
    LabelSettings,
    LifecycleSettings,
    ReviewSettings,
    WorkerSettings,
)

__all__ = [
    "ENV_PREFIX",
    "SETTINGS_FILE",
    "VENDOR_VARIABLES",
    "ArtistRoomSettings",
    "CompatibleSettings",
    "ConsoleSettings",
    "FilmSettings",
    "GateSettings",
    "Home",
    "LabelSettings",
    "LifecycleSettings",
    "ModelsSettings",
    "NotifySettings",
    "ReviewSettings",
    "RoleSettings",
    "RoomSettings",
    "RoutingMode",
    "Settings",
    "TargetSettings",
    "TelegramSettings",
    "VendorSettings",
    "WebSettings",
    "WorkerSettings",
    "WritingSettings",
    "documented_settings",
    "environment_name",
    "load_settings",
    "load_with_origin",
]
