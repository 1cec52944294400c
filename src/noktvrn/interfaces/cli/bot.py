"""``noktvrn bot``: Telegram as control panel, alone."""

from __future__ import annotations

import typer

from noktvrn.interfaces.cli.command import verb
from noktvrn.interfaces.cli.session import Session


def register(app: typer.Typer) -> None:
    """Add the command to the root."""
    verb(app, "bot", examples=("noktvrn bot", "noktvrn -v bot"))(bot)


def bot(session: Session) -> int:
    """Run the Telegram bot until Ctrl-C. Several may be started; one works, the others take over when it stops."""
    import asyncio
    import signal

    from noktvrn.app import telling_people
    from noktvrn.interfaces.errors import EXIT_INTERRUPTED
    from noktvrn.interfaces.logging import redactor_of
    from noktvrn.interfaces.telegram.bot import TelegramBot

    async def work() -> int:
        stop, status = asyncio.Event(), 0

        def interrupted() -> None:
            nonlocal status
            status = EXIT_INTERRUPTED
            stop.set()

        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGINT, interrupted)
        loop.add_signal_handler(signal.SIGTERM, stop.set)
        await TelegramBot(label, redactor_of(session.settings), session.terminal.say).run(stop)
        return status

    with session.label() as label, telling_people(label):
        status = asyncio.run(work())
    session.terminal.emit({"stopped": True})
    session.terminal.say("Stopped. What comes meanwhile is told once when it runs again.")
    return status
