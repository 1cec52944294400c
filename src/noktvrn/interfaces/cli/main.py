"""``noktvrn``: the root command, its options, and the one place where errors become text and an exit status."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from noktvrn.interfaces.cli import (
    artist,
    bot,
    config,
    console,
    cost,
    db,
    demo,
    dev,
    doctor,
    footage,
    notice,
    operator,
    provider,
    release,
    review,
    room,
    run,
    serve,
    studio,
    studio_previews,
    telegram,
    token,
    worker,
)
from noktvrn.interfaces.cli.command import ColorOption, HomeOption, Invocation, JsonOption, VerboseOption
from noktvrn.interfaces.cli.help import group_class
from noktvrn.interfaces.cli.session import Session, Shared
from noktvrn.interfaces.cli.telling import tell
from noktvrn.interfaces.cli.terminal import Terminal

EXAMPLES = (
    "noktvrn demo",
    'noktvrn artist create --brief "night drives, analogue synths, a little lonely"',
    "noktvrn run start --wait",
)

HEADINGS = {
    "The loop": ("artist", "run", "review", "release"),
    "At once": ("demo", "studio", "footage"),
    "The house": (
        "worker",
        "serve",
        "console",
        "bot",
        "notice",
        "operator",
        "token",
        "telegram",
        "doctor",
        "provider",
        "room",
        "cost",
        "config",
        "db",
        "dev",
    ),
}

app = typer.Typer(
    name="noktvrn",
    cls=group_class(EXAMPLES, HEADINGS),
    rich_markup_mode=None,
    add_completion=False,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
studio_previews.register(studio.app)
for noun in (
    artist,
    run,
    review,
    release,
    studio,
    footage,
    notice,
    operator,
    token,
    telegram,
    provider,
    room,
    cost,
    config,
    db,
    dev,
):
    app.add_typer(noun.app)
for top in (demo, worker, serve, console, doctor, bot):
    top.register(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"noktvrn {version('noktvrn')}")
        raise typer.Exit


@app.callback()
def root(
    ctx: typer.Context,
    as_json: JsonOption = False,
    home: HomeOption = None,
    verbose: VerboseOption = 0,
    color: ColorOption = None,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version.")
    ] = False,
) -> None:
    """A record label that runs itself: artists, songs, covers, teasers, releases. No key, no network, no server."""
    ctx.ensure_object(Invocation).root = Shared(home=home, as_json=as_json, verbosity=verbose, color=color)
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())
        raise typer.Exit


def main(arguments: Sequence[str] | None = None, *, job_command: Sequence[str] = ()) -> int:
    """Carry out a command line.

    Args:
        arguments: Words after the program's name; those of the process when None.
        job_command: Command that carries out one heavy job; the program's own when empty. Tests put quick makers here.

    Returns:
        The exit status.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without these signs shows a mark, not a traceback
    invocation = Invocation(tuple(job_command))
    try:
        status = app(args=words, prog_name="noktvrn", standalone_mode=False, obj=invocation)
    except typer.TyperException as error:
        return _show_usage_error(error, words)
    except (KeyboardInterrupt, typer.Abort):
        return _show(KeyboardInterrupt(), invocation, words)
    except Exception as error:  # the outermost edge: everything becomes one clear message and an exit status
        return _show(error, invocation, words)
    return status if isinstance(status, int) else 0


def _show_usage_error(error: typer.TyperException, words: Sequence[str]) -> int:
    from noktvrn.errors import InvalidInputError
    from noktvrn.interfaces.errors import told
    from noktvrn.interfaces.presenters.words import sentence

    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "noktvrn"
    shown = InvalidInputError(sentence(error.format_message()), remedy=f"See how it is used: {command} --help")
    return tell(_terminal(None, words), told(shown))


def _show(error: BaseException, invocation: Invocation, words: Sequence[str]) -> int:
    from noktvrn.interfaces.errors import explained, told, unexpected
    from noktvrn.interfaces.logging import log_file, redactor_of

    session = invocation.session
    terminal = _terminal(session, words)
    settings = session.read_settings if session is not None else None
    known = explained(error)
    if known is None:
        path = log_file(settings.home) if settings is not None else None
        known = unexpected(error, path if path is not None and path.exists() else None)
    return tell(terminal, told(known), redactor_of(settings))


def _terminal(session: Session | None, words: Sequence[str]) -> Terminal:
    return session.terminal if session is not None else Terminal(as_json="--json" in words)
