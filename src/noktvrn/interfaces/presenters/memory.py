"""What roles remember of an artist, as JSON values, and the commands that show and erase it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from noktvrn.interfaces.presenters.records import Json, instant
from noktvrn.ports.language import Role
from noktvrn.services.remembered import Remembered


def memory_record(found: Sequence[Remembered]) -> Json:
    """Return what roles remember."""
    return {
        "memory": [
            {"role": each.role.value, "updated_at": instant(each.updated_at), "lines": list(each.lines)}
            for each in found
        ]
    }


def forgotten_record(erased: Sequence[Role]) -> Json:
    """Return whose memory was erased."""
    return {"forgotten": [each.value for each in erased]}


def forget_command(slug: str, role: str = "") -> str:
    """Return the command that erases what one role remembers of an artist; all roles without."""
    return shlex.join(["noktvrn", "room", "forget", slug, *(["--role", role] if role else [])])
