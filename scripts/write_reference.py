"""Write the generated pages of docs/reference, listed in :func:`pages`, and .env.example.

They are made from the settings model, the error tree and the command line themselves, so they cannot say anything else.
``make docs`` writes them; a test fails when one is not current.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from typer.main import get_command

from noktvrn import errors, settings
from noktvrn.interfaces.cli.main import app
from noktvrn.interfaces.console.keys import reference_page as keys_page
from noktvrn.interfaces.presenters.models_reference import reference_page as models_page
from noktvrn.interfaces.presenters.notices_reference import reference_page as notices_page
from noktvrn.services.roles.prompt_files import ABOUT_FENCES, prompt_names, read_prompt

ROOT = Path(__file__).resolve().parent.parent
HELP_WIDTH = 100

_KINDS = {float: "number", int: "whole number", str: "text", bool: "true or false", SecretStr: "secret", Path: "path"}
_LENGTHS = ("min_length", "max_length")


def kind_of(annotation: Any) -> str:
    """Return what a setting takes, in words."""
    if get_origin(annotation) is Literal:
        return " or ".join(str(choice) for choice in get_args(annotation))
    if get_origin(annotation) is Annotated:
        return kind_of(get_args(annotation)[0])
    if get_origin(annotation) is tuple:
        return f"list of {kind_of(get_args(annotation)[0])}"
    if get_origin(annotation) is dict:
        return "groups by name"
    if members := [member for member in get_args(annotation) if member is not NoneType]:
        return ", ".join(kind_of(member) for member in members)
    return _KINDS[annotation]


def range_of(field: FieldInfo) -> str:
    """Return the allowed range of a setting in words, empty when there is none."""
    bounds = {
        name: getattr(mark, name) for mark in field.metadata for name in ("ge", "gt", "le", "lt") if hasattr(mark, name)
    }
    lengths = {name: getattr(mark, name) for name in _LENGTHS for mark in field.metadata if hasattr(mark, name)}
    if lengths:
        return _length_words(lengths.get("min_length"), lengths.get("max_length"))
    low = f"{_figure(bounds['ge'])}" if "ge" in bounds else f"above {_figure(bounds['gt'])}" if "gt" in bounds else ""
    high = f"{_figure(bounds['le'])}" if "le" in bounds else f"below {_figure(bounds['lt'])}" if "lt" in bounds else ""
    return " to ".join(bound for bound in (low, high) if bound)


def _length_words(least: int | None, most: int | None) -> str:
    """Return how long a text may be: ``"up to 500 characters"``."""
    if least is None:
        return f"up to {most} characters"
    return f"{least} to {most} characters" if most is not None else f"at least {least} characters"


def default_of(field: FieldInfo) -> str:
    """Return the default of a setting as it is written, empty when it is not set."""
    if field.default is None or field.default == () or field.default_factory is not None:
        return ""
    value = field.default.value if isinstance(field.default, Enum) else field.default
    return _figure(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def _figure(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else str(value)


def settings_page() -> str:
    """Return docs/reference/settings.md."""
    lines = [
        "# Settings",
        "",
        "<!-- Written by `make docs` from the settings model; do not edit. -->",
        "",
        "A flag wins over an environment variable, that over the settings file, that over the default.",
        f"The file is `{settings.SETTINGS_FILE}` in the home directory; nobody but you may read it (mode 0600).",
        "A key that is not known, or a value out of range, is refused with its name, its origin and the remedy.",
        "`noktvrn config show` prints every value and where it comes from; secrets are masked.",
    ]
    section = None
    for key, field in settings.documented_settings():
        group, _, name = key.rpartition(".")
        if group != section:
            section = group
            lines += ["", f"## {f'[{group}]' if group else 'Top level'}", ""]
            lines += ["| key | variable | takes | default | meaning |", "|---|---|---|---|---|"]
        takes = ", ".join(part for part in (kind_of(field.annotation), range_of(field)) if part)
        default = f"`{default_of(field)}`" if default_of(field) else "not set"
        meaning = " ".join((field.description or "").replace("``", "`").split())
        lines.append(f"| `{name}` | `{settings.environment_name(key)}` | {takes} | {default} | {meaning} |")
    return "\n".join(lines) + "\n"


def environment_example() -> str:
    """Return .env.example: every variable with its default, commented out."""
    lines = [
        "# Every variable that noktvrn reads, with its default. Written by `make docs`; do not edit.",
        "# Copy this to .env, remove the # before what you set, and load it before a command:",
        "#   set -a; . ./.env; set +a",
        "# The same can stand in noktvrn.toml in the home directory; see docs/reference/settings.md.",
    ]
    for key, field in settings.documented_settings():
        takes = ", ".join(part for part in (kind_of(field.annotation), range_of(field)) if part)
        meaning = " ".join((field.description or "").replace("``", "`").split())
        lines += ["", f"# {meaning}", f"# Takes: {takes}.", f"#{settings.environment_name(key)}={default_of(field)}"]
    return "\n".join(lines) + "\n"


def _error_kinds(root: type[errors.NoktvrnError], depth: int = 0) -> Iterator[tuple[type[errors.NoktvrnError], int]]:
    yield root, depth
    for kind in root.__subclasses__():
        if kind.__module__ == errors.__name__:
            yield from _error_kinds(kind, depth + 1)


def errors_page() -> str:
    """Return docs/reference/errors.md."""
    lines = [
        "# Errors",
        "",
        "<!-- Written by `make docs` from the error tree; do not edit. -->",
        "",
        "Every error says what happened with the values that led to it, the stage, what to do next,"
        " and whether the same call can succeed later.",
        "With `--json` it is one JSON object on standard error: `code`, `message`, `stage`, `remedy`, `retryable`,"
        " `exit_code`; where a provider failed also `provider` and `operation`, and of a language model `fault`.",
        "",
        "| code | exit | retry | meaning | class |",
        "|---|---|---|---|---|",
    ]
    for kind, depth in _error_kinds(errors.NoktvrnError):
        meaning = (inspect.getdoc(kind) or "").splitlines()[0]
        again = "yes" if kind.retryable else "no"
        name = f"{'· ' * depth}`{kind.__name__}`"
        lines.append(f"| `{kind.code}` | {kind.exit_code} | {again} | {meaning} | {name} |")
    lines += [
        "",
        "## Exit codes",
        "",
        "| code | meaning |",
        "|---|---|",
        "| 0 | done; an empty list is done too |",
        "| 1 | failed |",
        "| 2 | the command, a value or a setting is wrong |",
        "| 3 | not found |",
        "| 4 | credentials are missing or refused |",
        "| 5 | the state does not allow it, or somebody was first |",
        "| 6 | a provider did not deliver |",
        "| 8 | a person has to decide |",
        "| 130 | interrupted |",
    ]
    return "\n".join(lines) + "\n"


def _commands(command: Any, name: str, parent: Any = None) -> Iterator[tuple[str, str]]:
    """Yield each command's words and its help, a group before its verbs."""
    context = command.context_class(
        command, info_name=name, parent=parent, terminal_width=HELP_WIDTH, **command.context_settings
    )
    yield context.command_path, command.get_help(context)
    for verb, child in getattr(command, "commands", {}).items():
        if not child.hidden:
            yield from _commands(child, verb, context)


def cli_page() -> str:
    """Return docs/reference/cli.md: the help of every command."""
    lines = [
        "# Commands",
        "",
        "<!-- Written by `make docs` from the command line itself; do not edit. -->",
        "",
        "Standard output is data, standard error is talk.",
        "`--json` works on every command; its fields are a contract, the text is not.",
        "Exit codes are listed in [errors](errors.md).",
    ]
    for words, text in _commands(get_command(app), "noktvrn"):
        body = "\n".join(line.rstrip() for line in text.strip().splitlines())
        lines += ["", f"## {words}", "", "```text", body, "```"]
    return "\n".join(lines) + "\n"


def prompts_page() -> str:
    """Return docs/reference/prompts.md: every prompt with what it is filled in with, and its text."""
    lines = [
        "# Prompts",
        "",
        "<!-- Written by `make docs` from the prompt files; do not edit. -->",
        "",
        "What language models are told, word for word.",
        "Values of ours stand in the text as they are; strangers' words are cleaned, cut off after so many characters,"
        " freed of famous artists' names and of whoever"
        " is named as an influence, and put between fences.",
        "[Change a prompt](../how-to/change-a-prompt.md) says how these files are made,"
        " and [the roles](../explanation/roles.md) what becomes of the answers.",
        "",
        "| prompt | version | role | values of ours | strangers' words, with their cap |",
        "|---|---|---|---|---|",
    ]
    prompts = [read_prompt(name) for name in prompt_names()]
    for prompt in prompts:
        ours = ", ".join(prompt.given)
        theirs = ", ".join(f"{name} {cap:,}" for name, cap in prompt.data.items())
        mark = prompt.mark
        lines.append(f"| `{mark.name}` | {mark.version} | {prompt.role.value} | {ours} | {theirs} |")
    lines += ["", "All instructions end with this:", "", f"> {ABOUT_FENCES}"]
    for prompt in prompts:
        told = prompt.instructions.removesuffix(ABOUT_FENCES).strip()
        lines += ["", f"## {prompt.mark.name}", "", "```text", told, "", "-- task --", "", prompt.task, "```"]
    return "\n".join(lines) + "\n"


def pages() -> dict[str, str]:
    """Return the text of each generated page by its path in the repository."""
    return {
        ".env.example": environment_example(),
        "docs/reference/settings.md": settings_page(),
        "docs/reference/errors.md": errors_page(),
        "docs/reference/cli.md": cli_page(),
        "docs/reference/keys.md": keys_page(),
        "docs/reference/prompts.md": prompts_page(),
        "docs/reference/language-models.md": models_page(),
        "docs/reference/notices.md": notices_page(),
    }


def main() -> int:
    """Write what is not current and name it."""
    for name, text in pages().items():
        path = ROOT / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            sys.stderr.write(f"Written: {name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
