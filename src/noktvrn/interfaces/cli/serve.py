"""``noktvrn serve``: the page and the API."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated, Any

import typer

from noktvrn.interfaces.cli.command import verb
from noktvrn.interfaces.cli.session import Session

if TYPE_CHECKING:
    from noktvrn.services.label import Label


def register(app: typer.Typer) -> None:
    """Add the command to the root."""
    verb(app, "serve", examples=("noktvrn serve", "noktvrn serve --port 0", "noktvrn serve --host 192.0.2.7"))(serve)


def serve(
    session: Session,
    host: Annotated[str | None, typer.Option("--host", metavar="HOST", help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option("--port", metavar="N", help="Port; 0 takes a free one.")] = None,
    allow_public: Annotated[
        bool, typer.Option("--allow-public", help="Listen beyond this machine without a certificate.")
    ] = False,
) -> None:
    """Serve the page and the API until Ctrl-C. The first start adds an operator and prints a link that signs in."""
    from noktvrn.app import telling_people
    from noktvrn.interfaces.cli.telegram import telegram_beside
    from noktvrn.interfaces.web.server import run_server
    from noktvrn.ops.served_address import leave_address
    from noktvrn.providers.passwords import Argon2Passwords
    from noktvrn.services.access_sign_in import forget_expired

    given: dict[str, Any] = {"host": host, "port": port, "allow_public": True if allow_public else None}
    session.overrides = {"web": {name: value for name, value in given.items() if value is not None}}
    session.__dict__.pop("settings", None)  # they were read for the log, before these flags were known
    with session.label() as label:
        forget_expired(label)
        with ExitStack() as up, telling_people(label), telegram_beside(session, "serve", label):

            def announce(base: str) -> None:
                up.enter_context(leave_address(label.settings.places.locks, base))
                _announce(session, label, base)

            run_server(label, Argon2Passwords(), on_ready=announce)
    session.terminal.say("Stopped.")


def _announce(session: Session, label: Label, base: str) -> None:
    from noktvrn.interfaces.presenters.words import clock
    from noktvrn.services.access_operators import first_operator
    from noktvrn.services.access_sign_in import make_link
    from noktvrn.services.web_address import sign_in_address

    operator = first_operator(label)
    link = None
    if operator is not None:
        secret, made = make_link(label, operator)
        link = sign_in_address(base, secret)
        until = clock(made.expires_at, session.now())
    session.terminal.emit({"address": base, "operator": operator.name if operator else None, "link": link})
    session.terminal.show(f"Listening on {base}")
    if link:
        session.terminal.show(f"Sign in, once, until {until}: {link}")
    else:
        session.terminal.say("A link that signs you in: noktvrn operator link NAME")
    session.terminal.say("Ctrl-C stops.")
