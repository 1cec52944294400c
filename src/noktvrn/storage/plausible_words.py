"""Words of an invented history, and what is the same in all its rows."""

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

IDENTITY: Final[dict[str, Any]] = {
    "themes": ["night trains", "signals", "leaving"], "influences": ["eighties arpeggios"],
}  # fmt: skip
SOUND: Final[dict[str, Any]] = {
    "keys": ["A minor", "F minor"], "moods": ["longing"], "instruments": ["analogue bass", "glass pad"],
}  # fmt: skip
VOICE: Final[dict[str, Any]] = {
    "register": "alto", "timbre": ["breathy"], "breath": 0.4, "vibrato_cents": 18.0, "formant_shift": 1.05,
}  # fmt: skip
LOOK: Final[dict[str, Any]] = {
    "style_family": "ink_flow", "display_face": "geometric_light", "text_face": "grotesk_semibold",
    "layout": "bottom_left", "motif": {},
}  # fmt: skip
WRITER: Final[dict[str, Any]] = {
    "language": "en", "perspective": "first", "rhyme": "alternate", "imagery": ["neon"], "explicit": False,
}  # fmt: skip
COLOURS: Final = ((0.16, 0.03, 0.0), (0.45, 0.16, 20.0), (0.55, 0.14, 50.0), (0.78, 0.15, 200.0))
"""Lightness, chroma and turn of the hue of all colours of a palette but the last, which is the ink."""
INK: Final = (0.96, 0.01)
"""Lightness and chroma of the ink."""

RUN: Final[dict[str, Any]] = {
    "brief": "", "autopilot": False, "pass_no": 1, "from_step": "select_artist", "seed_pass_no": None,
    "dispatch_no": 1, "reason": "Invented for tests.", "version": 3,
}  # fmt: skip

RESULTS: Final[dict[str, dict[str, Any]]] = {
    "brief": {
        "brief": {
            "concept": "A light that stays on.", "theme": "leaving", "mood": "longing", "genre": "synthwave",
            "bpm": 96.0, "key": "A minor", "energy": 0.5, "length_s": 180.0, "dials": {}, "notes": [],
        },
    },
    "song": {"sections": [{"kind": "verse", "start_s": 0.0, "end_s": 184.0, "bars": 32, "energy": 0.5}]},
    "gate": {"findings": FINDINGS, "blocked": False, "neighbours": []},
}  # fmt: skip
"""What steps left that is the same in every run; what was measured differs."""
