"""The composition root: the only place that picks concrete classes.

Everything heavy is imported inside the function that needs it, so that a listing starts quickly and a child process
loads only the studio room that it works in.
"""

from __future__ import annotations

from noktvrn.app.jobs import carry_out
from noktvrn.app.label import abilities, footage_folder, footage_source, open_label
from noktvrn.app.models import model_prices, model_shelf, open_room, try_models
from noktvrn.app.telling import chat_targets, notice_delivery, notice_targets, telling_people
from noktvrn.app.worker import (
    JOB_COMMAND,
    engine_url,
    job_environment,
    kernel_cache_dir,
    run_worker,
)

__all__ = [
    "JOB_COMMAND",
    "abilities",
    "carry_out",
    "chat_targets",
    "engine_url",
    "footage_folder",
    "footage_source",
    "job_environment",
    "kernel_cache_dir",
    "model_prices",
    "model_shelf",
    "notice_delivery",
    "notice_targets",
    "open_label",
    "open_room",
    "run_worker",
    "telling_people",
    "try_models",
]
