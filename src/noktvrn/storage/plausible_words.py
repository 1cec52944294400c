"""Words of an invented history."""

from __future__ import annotations

from typing import Any, Final

FIRST: Final = (
    "Nova", "Ines", "Otto", "Vela", "Mira", "Halcyon", "Kite", "Lior", "Sable", "Juno", "Anders", "Wren", "Ilse",
    "Noor", "Tamsin", "Pavel", "Oona", "Rafi", "Selma", "Ezra", "Maren", "Cosmo", "Petra", "Idris", "Lumen", "Asta",
    "Bruno", "Cleo", "Dara", "Elio", "Fenna", "Goran",
)  # fmt: skip
SECOND: Final = (
    "Kestrel", "Harrow", "Sund", "Marsh", "Voss", "Row", "Terrace", "Quill", "Lux", "Vale", "Field", "Lantern",
    "Winter", "Moss", "Harbour", "Signal", "Orchard", "Canal", "Pavilion", "Meridian", "Lowland", "Ferry",
    "Garland", "Brook", "Anvil", "Cinder", "Thistle", "Lagoon", "Spire", "Rook", "Hollow", "Drift",
)  # fmt: skip
GENRES: Final = (
    ("synthwave", 100.0), ("lofi", 78.0), ("ambient", 66.0), ("techno", 128.0), ("house", 122.0), ("trap", 140.0),
    ("drum_and_bass", 172.0), ("indie_pop", 112.0),
)  # fmt: skip
THINGS: Final = (
    "salt", "a window", "the last train", "glass", "slow tide", "paper engines", "midnight rain", "harbour lights",
    "smoke", "a borrowed coat", "the second platform", "copper wire", "letters", "half a moon", "a kitchen radio",
    "snow",
)  # fmt: skip
PLACES: Final = (
    "by the river", "after closing", "in the rain", "under glass", "on the ring road", "before anyone wakes",
    "at low tide", "returning", "on the fourth floor", "in August", "with the lights off", "past the stadium",
    "for two", "again",
)  # fmt: skip
REASONS: Final = ("too close to the last one", "the hook comes too late", "it never lifts", "the words do not land")

FAILURES: Final[tuple[dict[str, Any], ...]] = (
    {
        "code": "render", "stage": "song", "message": "The song could not be rendered: part 'lead' is silent.",
        "remedy": "Retry it: noktvrn run retry", "retryable": True,
    },
    {
        "code": "step_timeout", "stage": "teaser", "message": "The teaser took longer than 1800 seconds.",
        "remedy": "See what else runs, then retry: noktvrn run retry", "retryable": True,
    },
    {
        "code": "no_space", "stage": "cover", "message": "The disk is full: 12 MB are left.",
        "remedy": "Free some space, then resume: noktvrn run resume", "retryable": True,
    },
    {
        "code": "quality_gate_failed", "stage": "gate", "message": "The gate refused 3 takes: loudness (-11.2 LUFS).",
        "remedy": "Make a fresh take: noktvrn run retry", "retryable": False,
    },
)  # fmt: skip

FINDINGS: Final[list[dict[str, Any]]] = [
    {
        "code": "loudness", "title": "Loudness", "severity": "pass", "value": "-14.0 LUFS", "limit": "-14.0 ± 0.3 LUFS",
        "remedy": "", "redo_from": "song",
    },
    {
        "code": "hook", "title": "Hook arrives", "severity": "notice", "value": "1:12", "limit": "by 1:00",
        "remedy": "Shorten what comes before the first chorus.", "redo_from": "song",
    },
]  # fmt: skip
