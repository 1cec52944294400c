"""``noktvrn doctor``: what is well, what is not, and the repair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from noktvrn.interfaces.cli.command import verb
from noktvrn.interfaces.cli.session import Session

if TYPE_CHECKING:
    from noktvrn.ops.doctor import Checked


def register(app: typer.Typer) -> None:
    """Add the command to the root."""
    verb(app, "doctor", examples=("noktvrn doctor", "noktvrn doctor --json", "noktvrn doctor --online"))(doctor)


def doctor(
    session: Session,
    online: Annotated[
        bool, typer.Option("--online", help="Call one language model of each vendor, too: a fraction of a cent each.")
    ] = False,
) -> int:
    """Check this machine, the home directory and the language models.

    Paste the answer into a bug report. No model is asked unless you say --online: what is told is how the last call of
    each vendor ended.
    """
    from importlib.metadata import version

    from rich.text import Text

    from noktvrn.interfaces.cli.checks import checks_of
    from noktvrn.interfaces.cli.terminal import QUIET, STYLES
    from noktvrn.interfaces.presenters.health import health_sentence, health_standing
    from noktvrn.ops.doctor import Health, examine, worst

    terminal = session.terminal
    terminal.show(f"noktvrn {version('noktvrn')}")
    if online:
        try_accounts(session)
    checks = checks_of(session)
    indent = max(len(check.title) for check in checks) + 2
    results = []
    for check in checks:
        result = examine(check)
        results.append(result)
        standing = health_standing(result.diagnosis.health)
        terminal.show(
            Text.assemble(
                (standing.symbol, STYLES[standing.name]), f" {check.title:<{indent}}{result.diagnosis.result}"
            )
        )
        if result.diagnosis.repair:
            terminal.show(Text.assemble(" " * (indent + 2), ("Do: ", QUIET), result.diagnosis.repair))
    terminal.emit({"healthy": worst(results) is not Health.BROKEN, "checks": [check_record(each) for each in results]})
    terminal.show("", health_sentence(results))
    return 1 if worst(results) is Health.BROKEN else 0


def try_accounts(session: Session) -> None:
    """Call one model of each vendor, so that the checks know how each does; what forbids it is told."""
    from noktvrn.errors import NoktvrnError
    from noktvrn.interfaces.vendors import chosen_models, tried

    try:
        models = chosen_models(session.settings, None, every=False)
        if not models:
            return
        with session.label() as label:
            results, _ = tried(label, models)
    except NoktvrnError as error:
        session.terminal.say(f"Nobody could be asked: {error.message}")
        return
    for each in results:
        if not each.was_asked:
            session.terminal.say(f"{each.message} {each.remedy}")


def check_record(result: Checked) -> dict[str, Any]:
    """Return a check and what it found as JSON values."""
    return {
        "code": result.code,
        "title": result.title,
        "health": result.diagnosis.health.value,
        "result": result.diagnosis.result,
        "repair": result.diagnosis.repair,
        "took_s": round(result.took_s, 3),
    }
