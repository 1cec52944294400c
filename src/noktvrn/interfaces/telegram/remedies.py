"""Remedies as they help on a phone: commands of the shell become commands and buttons of the bot, or are left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

ELSEWHERE: Final = "Ask whoever runs the label: this is mended where it runs."
"""For a remedy that is nothing but a command that the bot has no like of."""

_WORD: Final = r'(?:"[^"]*"|<[^>\s]*>|[\w=:/-]+)'
_COMMAND: Final = re.compile(
    rf"(?P<lead>[:,;]?\s*(?:then:?\s*)?)`?\bnoktvrn(?P<words>(?:[ ]{_WORD})+)`?", re.IGNORECASE
)
_RUN: Final = re.compile(r"[0-9a-z]{8,26}")
_SHORT: Final = 8


def on_the_phone(remedy: str) -> str:
    """Return a remedy without commands of the shell."""
    if not _COMMAND.search(remedy):
        return remedy
    worded = " ".join(_COMMAND.sub(_instead, remedy).split())
    worded = worded.replace("( ", "(").replace(" )", ")").replace(" ()", "").replace("()", "").strip(" :,;")
    return _ended(worded[:1].upper() + worded[1:]) if any(map(str.isalnum, worded)) else ELSEWHERE


def _instead(found: re.Match[str]) -> str:
    ours = _of_the_bot(found["words"].split())
    return f"{found['lead']}{ours}" if ours else ""


def _of_the_bot(words: Sequence[str]) -> str:
    """Return what the bot has in place of a command of the shell; empty for nothing."""
    noun, verb = words[0], words[1] if len(words) > 1 else ""
    named = next((word for word in words[2:] if not word.startswith("-")), "")
    if noun == "artist":
        return _of_artists(verb, named)
    if noun in {"run", "review"}:
        return _of_songs(noun, verb, named if _RUN.fullmatch(named) else "")
    return ""


def _of_artists(verb: str, named: str) -> str:
    if verb in {"pause", "resume"}:
        return f"/{verb} {named or 'nova-lux'}"
    if verb == "show" and named:
        return f"/artist {named}"
    return "/artists" if verb in {"list", "show"} else ""


def _of_songs(noun: str, verb: str, run_id: str) -> str:
    song = f"/run {run_id[-_SHORT:]}" if run_id else "/run"
    if (noun, verb) == ("review", "undo"):
        return "press Undo on its message"
    if noun == "review":
        return song if run_id else "/queue"
    if verb == "start":
        return "/run start nova-lux"
    button = {"retry": "New take", "resume": "Go on", "cancel": "Stop"}.get(verb)
    return f"{song}, then press {button}" if button else song


def _ended(text: str) -> str:
    """A sentence whose command was left out ends like one; one that ends with a command is left as it is."""
    last = text.rsplit(" ", 1)[-1]
    is_ours = re.search(r"/(?:run|artist|pause|resume|queue)\S*(?: \S+)?$", text) or last.endswith((".", "!", "?", ")"))
    return text if is_ours else f"{text}."
