"""``noktvrn operator``: people who may sign in to the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from noktvrn.interfaces.cli.command import noun, verb
from noktvrn.interfaces.cli.session import SURFACE, Session

if TYPE_CHECKING:
    from noktvrn.ports.access import Operator, Scope
    from noktvrn.services.access import Caller
    from noktvrn.services.label import Label

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="Name of the operator.")]
ScopeOption = Annotated[
    list[str] | None,
    typer.Option("--scope", metavar="SCOPE", help="read, decide, operate or admin; may be repeated."),
]

app = noun(
    "operator",
    "Say who may sign in to the page.",
    ("noktvrn operator add ana", "noktvrn operator link ana", "noktvrn operator disable ana"),
)


@verb(app, "add", examples=("noktvrn operator add ana", "noktvrn operator add ben --scope read --scope decide"))
def add(session: Session, name: NameArgument, scope: ScopeOption = None) -> None:
    """Add a person and print a link that signs them in once. Without scopes they may do everything."""
    from noktvrn.ports.access import ALL_SCOPES
    from noktvrn.services.access import audited
    from noktvrn.services.access_operators import add_operator

    scopes = chosen_scopes(scope) if scope else ALL_SCOPES
    with session.label() as label:
        with audited(label, cli_caller(session), "operator add", name):
            operator = add_operator(label, name, scopes)
        _show_link(session, label, operator)


@verb(app, "link", examples=("noktvrn operator link ana",))
def link(session: Session, name: NameArgument) -> None:
    """Print a link that signs a person in once."""
    from noktvrn.services.access import audited
    from noktvrn.services.access_operators import find_operator

    with session.label() as label:
        with audited(label, cli_caller(session), "operator link", name):
            operator = find_operator(label, name)
        _show_link(session, label, operator)


@verb(app, "password", examples=("noktvrn operator password ana",))
def password(session: Session, name: NameArgument) -> None:
    """Set a person's password; it is asked for, or read from standard input."""
    import sys

    from noktvrn.interfaces.presenters.access import operator_record
    from noktvrn.providers.passwords import Argon2Passwords
    from noktvrn.services.access import audited
    from noktvrn.services.access_operators import set_password

    if session.terminal.interactive:
        secret: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        secret = sys.stdin.readline().rstrip("\n")
    with session.label() as label, audited(label, cli_caller(session), "operator password", name):
        operator = set_password(label, Argon2Passwords(), name, secret)
    session.terminal.emit(operator_record(operator))
    session.terminal.show(f"{operator.name} has a new password; all their browsers have to sign in again.")


@verb(app, "list", examples=("noktvrn operator list",))
def list_(session: Session) -> None:
    """List who may sign in, and what they may do."""
    from noktvrn.interfaces.cli.terminal import Cell, marked
    from noktvrn.interfaces.presenters.access import operator_record, operator_standing
    from noktvrn.services.access_operators import list_operators

    with session.label() as label:
        operators = list_operators(label)
    session.terminal.emit({"operators": [operator_record(each) for each in operators]})
    if not operators:
        session.terminal.say("No operators yet; the first start of the page adds one.")
        session.terminal.next("noktvrn serve")
    rows: list[list[Cell]] = [
        [marked(*operator_standing(each)), each.name, ", ".join(each.scopes)] for each in operators
    ]
    session.terminal.table(rows, ("", "operator", "scopes"))


@verb(app, "disable", examples=("noktvrn operator disable ana",))
def disable(session: Session, name: NameArgument) -> None:
    """Shut a person out at once, all their browsers included."""
    from noktvrn.interfaces.presenters.access import operator_record
    from noktvrn.services.access import audited
    from noktvrn.services.access_operators import disable_operator

    with session.label() as label, audited(label, cli_caller(session), "operator disable", name):
        operator = disable_operator(label, name)
    session.terminal.emit(operator_record(operator))
    session.terminal.show(f"{operator.name} is shut out.")


@verb(app, "enable", examples=("noktvrn operator enable ana",))
def enable(session: Session, name: NameArgument) -> None:
    """Let a person in again."""
    from noktvrn.interfaces.presenters.access import operator_record
    from noktvrn.services.access import audited
    from noktvrn.services.access_operators import enable_operator

    with session.label() as label, audited(label, cli_caller(session), "operator enable", name):
        operator = enable_operator(label, name)
    session.terminal.emit(operator_record(operator))
    session.terminal.show(f"{operator.name} may sign in again.")
    session.terminal.next(f"noktvrn operator link {operator.name}")


def cli_caller(session: Session) -> Caller:
    """Return who stands in the audit log for what is done on this command line."""
    from noktvrn.services.access import Caller

    return Caller(session.actor, SURFACE)


def chosen_scopes(words: list[str]) -> tuple[Scope, ...]:
    """Return scopes by their names.

    Raises:
        InvalidInputError: One is unknown.
    """
    from noktvrn.interfaces.cli.choosing import choose
    from noktvrn.ports.access import Scope

    return tuple(choose(Scope, word, what="scope") for word in words)


def _show_link(session: Session, label: Label, operator: Operator) -> None:
    from noktvrn.interfaces.presenters.access import operator_record
    from noktvrn.interfaces.presenters.records import instant
    from noktvrn.interfaces.presenters.words import clock
    from noktvrn.ops.served_address import served_address
    from noktvrn.services.access_sign_in import make_link
    from noktvrn.services.web_address import base_address, sign_in_address

    secret, made = make_link(label, operator)
    served = "" if session.settings.web.public_url else served_address(session.settings.places.locks)
    address = sign_in_address(served or base_address(session.settings.web), secret)
    expires = instant(made.expires_at)
    session.terminal.emit({**operator_record(operator), "link": address, "link_expires_at": expires})
    session.terminal.show(address)
    until = clock(made.expires_at, session.now())
    session.terminal.say(f"Signs {operator.name} in once, until {until}.")
    if not served:
        session.terminal.say("No page is up here: the link is good where noktvrn serve listens as the settings say.")
