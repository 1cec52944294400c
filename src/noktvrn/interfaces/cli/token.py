"""``noktvrn token``: how programs are let in to the API."""

from __future__ import annotations

from typing import Annotated

import typer

from noktvrn.interfaces.cli.command import noun, verb
from noktvrn.interfaces.cli.operator import ScopeOption, chosen_scopes, cli_caller
from noktvrn.interfaces.cli.session import Session

app = noun(
    "token",
    "Let programs in to the API, and shut them out.",
    ("noktvrn token create phone --scope read --scope decide", "noktvrn token list", "noktvrn token revoke phone"),
)


@verb(
    app,
    "create",
    examples=(
        "noktvrn token create phone --scope read --scope decide",
        "noktvrn token create nightly --scope read --scope operate --days 90",
    ),
)
def create(
    session: Session,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is for.")],
    scope: ScopeOption = None,
    days: Annotated[
        float | None, typer.Option("--days", metavar="N", help="Ends after so many days; never when not given.")
    ] = None,
) -> None:
    """Make a token and print it; it is shown this once and never kept."""
    from noktvrn.interfaces.presenters.access import token_record
    from noktvrn.ports.access import Scope
    from noktvrn.services.access import audited
    from noktvrn.services.access_tokens import create_token

    scopes = chosen_scopes(scope) if scope else (Scope.READ,)
    with session.label() as label, audited(label, cli_caller(session), "token create", name):
        secret, token = create_token(label, name, scopes, days=days, actor=session.actor)
    session.terminal.emit({**token_record(token), "token": secret})
    session.terminal.show(secret)
    may = ", ".join(token.scopes)
    session.terminal.say(f"{token.name} may {may}. This is the only time that the token is shown.")


@verb(app, "list", examples=("noktvrn token list",))
def list_(session: Session) -> None:
    """List all tokens, the newest first."""
    from noktvrn.interfaces.cli.terminal import Cell, marked
    from noktvrn.interfaces.presenters.access import token_record, token_standing
    from noktvrn.interfaces.presenters.words import age, clock
    from noktvrn.services.access_tokens import list_tokens

    now = session.now()
    with session.label() as label:
        tokens = list_tokens(label)
    session.terminal.emit({"tokens": [token_record(token) for token in tokens]})
    if not tokens:
        session.terminal.say("No tokens yet.")
        session.terminal.next("noktvrn token create NAME --scope read")
    rows: list[list[Cell]] = [
        [
            marked(*token_standing(token, now)),
            token.name,
            ", ".join(token.scopes),
            f"used {age(token.used_at, now)}" if token.used_at else "never used",
            f"until {clock(token.expires_at, now)}" if token.expires_at else "",
        ]
        for token in tokens
    ]
    session.terminal.table(rows, ("", "token", "scopes", "", ""))


@verb(app, "revoke", examples=("noktvrn token revoke phone",))
def revoke(
    session: Session, name: Annotated[str, typer.Argument(metavar="NAME", help="Name or identifier of the token.")]
) -> None:
    """Make a token useless at once."""
    from noktvrn.interfaces.presenters.access import token_record
    from noktvrn.services.access import audited
    from noktvrn.services.access_tokens import revoke_token

    with session.label() as label, audited(label, cli_caller(session), "token revoke", name):
        token = revoke_token(label, name)
    session.terminal.emit(token_record(token))
    session.terminal.show(f"The token {token.name} is revoked.")
