"""The reference page of notices, made from the payloads themselves."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from noktvrn.ports.notice_kinds import PAYLOADS, NeedsDecision, NoticeKind, NoticePayload
from noktvrn.ports.notices import Form, Notice
from noktvrn.ports.notifier import Message
from noktvrn.providers.notifier.webhook import message_record
from noktvrn.services.notices.messages import message_of
from noktvrn.services.notices.rules import Plan
from noktvrn.services.notices.targets import DEFAULT_KINDS
from noktvrn.services.notices.wording import word_notice
from noktvrn.types import ArtistId, RunId

_NAMES = {str: "text", int: "whole number", float: "number", bool: "true or false", datetime: "instant"}
_FIELD = re.compile(r"^    (?P<name>\w+): (?P<about>.*(?:\n        .*)*)", re.MULTILINE)
_EXAMPLE_AT = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)


def reference_page() -> str:
    """Return docs/reference/notices.md: every kind of notice with its payload, and what a webhook is sent."""
    lines = [
        "# Notices",
        "",
        "<!-- Written by `make docs` from the payloads themselves; do not edit. -->",
        "",
        "What happens is written down in the same transaction that makes it happen, and told to the places"
        " that [the settings](settings.md) name; [be told](../how-to/be-told.md) says how.",
        "Fields are added, never removed, and never change their meaning.",
        "Instants are UTC in ISO 8601; what is unknown is `null`.",
        "A place is told of the kinds marked with `✓` unless its `kinds` say otherwise; loud ones may make a sound.",
        "",
        "| kind | told | loud | what happened |",
        "|---|---|---|---|",
    ]
    for kind, payload in PAYLOADS.items():
        told = "at its hour" if kind is NoticeKind.DIGEST else "✓" if kind in DEFAULT_KINDS else ""
        lines.append(f"| `{kind.value}` | {told} | {'loud' if payload.loud else ''} | {_summary(payload)} |")
    for kind, payload in PAYLOADS.items():
        lines += ["", f"## {kind.value}", "", _summary(payload), "", "| field | is | meaning |", "|---|---|---|"]
        lines += [f"| `{name}` | {what} | {about} |" for name, what, about in _described(payload)]
    return "\n".join([*lines, "", *_webhook()]) + "\n"


def _summary(payload: type[NoticePayload]) -> str:
    return (inspect.getdoc(payload) or "").splitlines()[0]


def _described(payload: type[NoticePayload]) -> Iterator[tuple[str, str, str]]:
    """Yield name, type and meaning of each field of a payload."""
    attributes = (inspect.getdoc(payload) or "").partition("Attributes:\n")[2]
    about = {match["name"]: " ".join(match["about"].split()) for match in _FIELD.finditer(attributes)}
    hints = get_type_hints(payload)
    for field in fields(payload):  # type: ignore[arg-type]  # every payload is a dataclass
        yield field.name, _kind_of(hints[field.name]), about[field.name].replace("``", "`")


def _kind_of(hint: Any) -> str:
    """Return what a field holds, in words."""
    members = [member for member in get_args(hint) if member is not NoneType and member is not Ellipsis]
    if get_origin(hint) in {UnionType, Union}:
        return f"{_kind_of(members[0])} or null"
    if get_origin(hint) is tuple:
        inner = [_kind_of(member) for member in members]
        return f"list of {inner[0]}" if len(inner) == 1 else f"pair of {' and '.join(inner)}"
    return _NAMES.get(getattr(hint, "__supertype__", hint), "text")


def _webhook() -> list[str]:
    document = json.dumps(message_record(_example()), ensure_ascii=False, indent=2)
    return [
        "## What a webhook is sent",
        "",
        "A target whose address begins with `webhook+https://` is sent one JSON document for each message, by POST.",
        "`Idempotency-Key` holds the identifier of the message: it is the same when a message comes twice, which"
        " happens only when a process ended between telling it and writing that down; `repeated` says so then.",
        "Any 2xx takes the message, and so does 409.",
        "429, and 503 with `Retry-After`, ask to wait; 400, 413, 415 and 422 refuse this one message, which is given up"
        " at the third time; everything else is tried again, ever more seldom, until it is taken.",
        "Redirects are not followed.",
        "A message of the form `summary` stands for many notices: `count` is how many, `notices` holds the newest 500.",
        "",
        "```json",
        document,
        "```",
    ]


def _example() -> Message:
    run_id, artist_id = RunId("01jd8m2q7vx4k2m9qxd3t6w8za"), ArtistId("01jd8kz5rbn7c1h4y9s2p6f3ge")
    payload = NeedsDecision(
        run_id=run_id,
        artist_id=artist_id,
        pass_no=1,
        title="Night Bus",
        artist="Nova Lux",
        findings="One check wants a look, 30 pass.",
        deadline=datetime(2026, 11, 28, 14, 2, tzinfo=UTC),
    )
    notice = Notice(7, _EXAMPLE_AT, payload.kind, payload.key, run_id, artist_id, payload)
    plan = Plan(Form.SINGLE, 6, 7, (payload.kind,))
    words = word_notice(payload, UTC)
    return message_of("hook", plan, words, (notice,), 1, base="https://label.example", quiet=False)
