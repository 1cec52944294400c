"""Keeps keys of the settings out of what persons write: briefs and reasons are stored, sent and published."""

from __future__ import annotations

from noktvrn.errors import InvalidInputError
from noktvrn.ops.redaction import Redactor, known_secrets
from noktvrn.settings import Settings


def refuse_secrets(settings: Settings, what: str, text: str) -> None:
    """Refuse words that hold a key or a password of the settings.

    Args:
        settings: Whose secrets.
        what: What the words are, to begin a sentence.
        text: The words.

    Raises:
        InvalidInputError: They hold one; the message does not repeat it.
    """
    if Redactor(known_secrets(settings)).holds_known(text):
        raise InvalidInputError(
            f"{what} holds a key or a password of the settings, and would be kept and sent to others.",
            remedy="Write it again without that. If others saw it, have a new key made.",
            stage="input",
        )
