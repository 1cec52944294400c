"""Who wrote words: the writer or model, in how many rounds, and for how much money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from noktvrn.catalogue.provenance import ProvenanceLink
from noktvrn.interfaces.presenters.words import count
from noktvrn.ops.budgets import usd
from noktvrn.ports.repositories import ArtistEvent
from noktvrn.services.notices.wording import one_line

_LONGEST_REASON = 200


def writer_words(provider: str, model: str, parameters: Mapping[str, Any]) -> str:
    """Return who wrote, as a clause: ``"claude-haiku-5-5 of anthropic, in 3 rounds for 0.0012 USD"``.

    Args:
        provider: The vendor, or ``"embedded"``.
        model: The model or engine, with its version.
        parameters: Of the provenance; ``rounds`` lists what models were asked, where any were.
    """
    rounds = list(parameters.get("rounds", ()))
    if provider == "embedded":
        return f"{model}{_in_vain(rounds)}" if rounds else model
    return f"{model} of {provider}, in {count(len(rounds), 'round')}{_price(rounds)}"


def words_by(links: Sequence[ProvenanceLink]) -> str:
    """Return who wrote the latest lyrics of a run; empty when there are none."""
    lyrics = [link for link in links if link.asset == "lyrics"]
    return writer_words(lyrics[-1].provider, lyrics[-1].model, lyrics[-1].parameters) if lyrics else ""


def invented_by(events: Sequence[ArtistEvent]) -> list[tuple[str, str]]:
    """Return who invented an artist, as a fact with its heading; empty where its history does not say."""
    made = [event.details["made_by"] for event in events if event.kind == "created" and "made_by" in event.details]
    return [("Invented by", writer_words(made[0]["provider"], made[0]["model"], made[0]["parameters"]))] if made else []


def _in_vain(rounds: Sequence[Mapping[str, Any]]) -> str:
    """Why no model's words were taken: none could be asked, or those that were brought nothing."""
    attempts = [(str(each.get("role") or ""), attempt) for each in rounds for attempt in each.get("attempts", ())]
    asked = [(role, attempt) for role, attempt in attempts if attempt.get("asked", True)]
    if asked or not attempts:
        failed = [(role, attempt) for role, attempt in asked if attempt.get("fault")]
        last = f"; the last{_why(*failed[-1])}" if failed and failed[-1][1].get("note") else ""
        return f", after {count(len(rounds), 'round')} with models that brought nothing{_price(rounds)}{last}"
    return f", as no model could be asked{_why(*attempts[0])}"


def _why(role: str, attempt: Mapping[str, Any]) -> str:
    """Return in which role a model was asked, and the first sentence of what it came to."""
    reason = one_line(str(attempt.get("note") or "").partition(". ")[0].rstrip("."), _LONGEST_REASON)
    return f"{f' as {role}' if role else ''}{f': {reason}' if reason else ''}"


def _price(rounds: Sequence[Mapping[str, Any]]) -> str:
    total = sum((Decimal(str(each.get("cost_usd") or 0)) for each in rounds), Decimal(0))
    return f" for {usd(total)}" if total else ""
