"""Reads what is committed: files, Markdown, its code blocks, and the command line that documents speak of."""

from __future__ import annotations

import re
import shlex
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from typer.main import get_command

from noktvrn.interfaces.cli.main import app

ROOT = Path(__file__).resolve().parents[2]

_FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: where it stands, its language, the words after it, its text."""

    page: Path
    language: str
    words: tuple[str, ...]
    text: str


@cache
def committed_files() -> tuple[Path, ...]:
    """Files that are, or are about to be, committed; a copy without its history counts as a whole."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    names = listing.stdout.split("\0") if listing.returncode == 0 else [str(p) for p in ROOT.rglob("*")]
    files = (ROOT / name for name in names if name and not name.startswith(".venv"))
    return tuple(sorted(path for path in files if path.is_file()))


def read_text(path: Path) -> str | None:
    """Return a file's text, or None when it is no text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


@cache
def pages() -> tuple[Path, ...]:
    """All Markdown of the repository but fragments of the changelog."""
    return tuple(p for p in committed_files() if p.suffix == ".md" and p.parent.name != "changelog.d")


def blocks(page: Path) -> list[Block]:
    """Fenced blocks of a page, in order."""
    found = []
    for match in _FENCE.finditer(page.read_text(encoding="utf-8")):
        language, *words = match["info"].split() or [""]
        found.append(Block(page, language, tuple(words), match["body"]))
    return found


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def inline_code(page: Path) -> list[str]:
    """What stands between single backticks in the prose of a page."""
    return re.findall(r"`([^`\n]+)`", prose(page))


def commands_in(text: str) -> list[list[str]]:
    """Words of each ``noktvrn`` command in shell text, without the program's name."""
    found = []
    for line in text.splitlines():
        for part in re.split(r"&&|\|\||[;|]", line):
            words = shlex.split(part, comments=True) if "noktvrn" in part and part.count('"') % 2 == 0 else []
            while words and re.match(r"^[A-Z_]+=", words[0]):
                words.pop(0)
            if words and words[0] == "noktvrn":
                found.append(words[1:])
    return found


def fault_in(words: list[str]) -> str:
    """Return what is wrong with a command line: an unknown verb or option; empty when nothing is."""
    command: Any = get_command(app)
    known = _options(command)
    for word in words:
        if word.startswith("-"):
            if word.partition("=")[0] not in known:
                return f"no option {word}"
        elif word in getattr(command, "commands", {}):
            command = command.commands[word]
            known |= _options(command)
        elif getattr(command, "commands", None) and word.islower():
            return f"no command {word!r} in {command.name}"
    return ""


def _options(command: Any) -> set[str]:
    names = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    return names | {"-h", "--help"}
