"""Declaring a command: shared options, examples, log, and the session that it works with."""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from noktvrn.interfaces.cli.help import command_class, group_class
from noktvrn.interfaces.cli.session import Session, Shared
from noktvrn.interfaces.cli.terminal import Terminal

logger = logging.getLogger(__name__)


class Color(StrEnum):
    """When to use colour."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


HomeOption = Annotated[
    Path | None,
    typer.Option("--home", metavar="PATH", help="Directory of everything that is kept. [env: NOKTVRN_HOME]"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON; errors are JSON on stderr.")]
VerboseOption = Annotated[
    int, typer.Option("-v", "--verbose", count=True, show_default=False, help="Say more; -vv for tracebacks.")
]
ColorOption = Annotated[Color | None, typer.Option("--color", help="When to use colour.")]


class Invocation:
    """What the outermost handler of errors must know about the command that failed."""

    def __init__(self, job_command: tuple[str, ...] = ()) -> None:
        self.job_command = job_command
        self.root = Shared()
        self.session: Session | None = None


def noun(name: str, about: str, examples: tuple[str, ...]) -> typer.Typer:
    """Return the group of a noun's verbs; without a verb it prints its help."""
    app = typer.Typer(
        name=name,
        help=about,
        cls=group_class(examples),
        rich_markup_mode=None,
        add_completion=False,
        invoke_without_command=True,
        callback=_help_without_verb,
    )
    return app


def verb(
    app: typer.Typer, name: str, *, examples: tuple[str, ...]
) -> Callable[[Callable[..., int | None]], Callable[..., int | None]]:
    """Register a function as a command.

    Its first parameter is the :class:`Session`; the others are declared for Typer. Its docstring is the help; the
    number that it returns is the exit status (None is 0).
    """

    def register(function: Callable[..., int | None]) -> Callable[..., int | None]:
        signature = inspect.signature(function, eval_str=True)
        own = list(signature.parameters.values())[1:]

        @functools.wraps(function)
        def command(ctx: typer.Context, **given: Any) -> int | None:
            invocation = ctx.find_object(Invocation) or Invocation()
            shared = _shared(given).under(invocation.root)
            invocation.session = session = Session(
                shared,
                Terminal(color=shared.color or Color.AUTO, as_json=shared.as_json),
                job_command=invocation.job_command,
            )
            return carry_out(session, lambda: function(session, **given))

        command.__signature__ = signature.replace(parameters=[_CONTEXT, *own, *_SHARED])  # type: ignore[attr-defined]
        app.command(name, cls=command_class(examples))(command)
        return function

    return register


def carry_out(session: Session, work: Callable[[], int | None]) -> int | None:
    """Do the work of a command with its log open; a mistake of this program is written there with its traceback."""
    from noktvrn.interfaces.errors import explained

    with session.logging():
        try:
            return work()
        except (typer.Exit, typer.Abort, typer.TyperException):
            raise
        except Exception as error:
            if explained(error) is None:
                logger.exception("The command stopped because of a mistake of this program")
            raise


def _shared(given: dict[str, Any]) -> Shared:
    return Shared(
        home=given.pop("home"),
        as_json=given.pop("as_json"),
        verbosity=given.pop("verbose"),
        color=given.pop("color"),
    )


def _help_without_verb(ctx: typer.Context) -> None:
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())
        raise typer.Exit


def _shared_parameters() -> list[inspect.Parameter]:
    kind = inspect.Parameter.KEYWORD_ONLY
    return [
        inspect.Parameter("as_json", kind, default=False, annotation=JsonOption),
        inspect.Parameter("home", kind, default=None, annotation=HomeOption),
        inspect.Parameter("verbose", kind, default=0, annotation=VerboseOption),
        inspect.Parameter("color", kind, default=None, annotation=ColorOption),
    ]


_CONTEXT = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
_SHARED = _shared_parameters()
