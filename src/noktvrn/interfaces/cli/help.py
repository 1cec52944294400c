"""Help that starts with examples: the command and group classes that every noun uses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from typer._click import Command, Context, HelpFormatter

EVERYWHERE = frozenset({"home", "as_json", "verbose", "color", "help"})
"""Names of the options that every command has; they stand last, under their own heading."""


def _write_head(command: Command, ctx: Context, formatter: HelpFormatter, examples: Iterable[str]) -> None:
    if command.help:
        formatter.write_text(command.help)
        formatter.write_paragraph()
    command.format_usage(ctx, formatter)
    lines = tuple(examples)
    if lines:
        with formatter.section("Examples"):
            for line in lines:
                formatter.write(f"{'':>{formatter.current_indent}}{line}\n")


def _write_options(command: Command, ctx: Context, formatter: HelpFormatter) -> None:
    own: list[tuple[str, str]] = []
    shared: list[tuple[str, str]] = []
    arguments: list[tuple[str, str]] = []
    for parameter in command.get_params(ctx):
        record = parameter.get_help_record(ctx)
        if record is None:
            continue
        if parameter.param_type_name == "argument":
            arguments.append(record)
        else:
            (shared if parameter.name in EVERYWHERE else own).append(record)
    for heading, records in (("Arguments", arguments), ("Options", own), ("Everywhere", shared)):
        if records:
            with formatter.section(heading):
                formatter.write_dl(records)


class ExampleCommand(TyperCommand):
    """A command whose help shows how it is typed before it lists options."""

    examples: ClassVar[tuple[str, ...]] = ()

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the help."""
        _write_head(self, ctx, formatter, self.examples)
        _write_options(self, ctx, formatter)


class ExampleGroup(TyperGroup):
    """A noun whose help shows examples, then its verbs; the root orders its commands by what they are for."""

    examples: ClassVar[tuple[str, ...]] = ()
    headings: ClassVar[dict[str, tuple[str, ...]]] = {}

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the help."""
        _write_head(self, ctx, formatter, self.examples)
        rest = [name for name in self.list_commands(ctx) if not any(name in names for names in self.headings.values())]
        for heading, names in {**self.headings, "Commands": tuple(rest)}.items():
            if names:
                self._write_commands(ctx, formatter, heading, names)
        _write_options(self, ctx, formatter)

    def _write_commands(self, ctx: Context, formatter: HelpFormatter, heading: str, names: Iterable[str]) -> None:
        found = [(name, command) for name in names if (command := self.get_command(ctx, name)) is not None]
        with formatter.section(heading):
            formatter.write_dl([(name, command.get_short_help_str(90)) for name, command in found])


def command_class(examples: tuple[str, ...]) -> type[ExampleCommand]:
    """Return a command class with these examples."""
    return type("ExampledCommand", (ExampleCommand,), {"examples": examples})


def group_class(examples: tuple[str, ...], headings: dict[str, tuple[str, ...]] | None = None) -> type[ExampleGroup]:
    """Return a group class with these examples and, for the root, headings over its commands."""
    attributes: dict[str, Any] = {"examples": examples, "headings": headings or {}}
    return type("ExampledGroup", (ExampleGroup,), attributes)
