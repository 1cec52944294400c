"""On which page a form stands: where somebody goes on who signed in first, or whose phone opened it again."""

from __future__ import annotations

from typing import Final

_WITHOUT_PARTS: Final = {
    "costs": "/costs",
    "notices": "/notices/targets",
    "people": "/people",
    "sign-out": "/",
    "telegram": "/telegram",
    "tokens": "/people",
}
"""Nouns whose forms all stand on one page."""

_VERBS: Final = {"/providers/check": "/providers"}
"""Addresses that have a verb where others have a name."""

_NOUN_AND_NAME = 3
"""Parts of the address of a page about one thing; a further one is a verb, which has no page."""


def page_of_form(path: str) -> str:
    """Return the address of the page on which the form stands that is sent to ``path``."""
    parts = path.split("/")
    return _VERBS.get(path) or _WITHOUT_PARTS.get(parts[1]) or "/".join(parts[:_NOUN_AND_NAME])
