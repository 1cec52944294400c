"""Tell targets what happened: each message once in effect, never lost, and a target that is down holds up nobody.

A message is written down as begun, delivered, and written down as told. A process that ends in between leaves it
begun; whoever goes on tells it again as it was, with the same identifier, so that the receiver can drop the second.
"""

from __future__ import annotations

import logging
import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from noktvrn.errors import (
    AuthenticationFailedError,
    ConfigError,
    ContentRejectedError,
    CredentialsMissingError,
    NoktvrnError,
    ProviderError,
    RateLimitedError,
    ToolMissingError,
)
from noktvrn.journal.steps import Failure
from noktvrn.ports.clock import Clock
from noktvrn.ports.notices import TargetState
from noktvrn.ports.notifier import LONGEST_TELL_S, Message, Notifier
from noktvrn.ports.repositories import Records
from noktvrn.services.notices.digest import announce_digest, due_digest
from noktvrn.services.notices.messages import compose
from noktvrn.services.notices.rules import Plan, TargetRules, after_telling, plan
from noktvrn.types import child_seed

logger = logging.getLogger(__name__)

STAGE = "notices"
CLAIM_S = 2 * LONGEST_TELL_S
"""How long a claim lasts; longer than any delivery, so that only the target of a dead process is taken over."""
REFUSALS = 3
"""Times that a target may refuse one message before it is given up and the next one is told."""
SWEEP_EVERY = timedelta(hours=1)

_FIRST_DELAY_S, _LONGEST_DELAY_S = 5.0, 900.0
_FIRST_DELAY_OF_MISTAKES_S, _LONGEST_DELAY_OF_MISTAKES_S = 60.0, 3_600.0
_MISTAKES = (AuthenticationFailedError, CredentialsMissingError, ToolMissingError, ConfigError)
"""Failures that only a person mends; they are tried again all the same, but seldom."""


@dataclass(frozen=True, slots=True)
class Target:
    """A place where people are told.

    Attributes:
        name: Its name; the state is kept under it.
        notifier: The way to tell.
        rules: What it wants.
    """

    name: str
    notifier: Notifier
    rules: TargetRules


class Told(StrEnum):
    """What became of one attempt at one target."""

    NOTHING = "nothing"
    """There was nothing to tell at this moment."""
    BUSY = "busy"
    """Somebody else delivers to it."""
    TOLD = "told"
    FAILED = "failed"
    """It is tried again later."""
    GIVEN_UP = "given_up"
    """It refused this message for good; the next one follows."""


class Delivery:
    """Tells targets, one message at a time; may be used by several threads, each with another target.

    Args:
        records: The label's own records.
        clock: Time.
        owner: Identifier of this process, for claims.
        base: Address of the page that messages link to; empty for no links.
        keep_days: Days after which notices are forgotten.
    """

    def __init__(
        self,
        records: Records,
        clock: Clock,
        *,
        owner: str,
        base: str = "",
        keep_days: int = 90,
    ) -> None:
        """See the class."""
        self._records = records
        self._clock = clock
        self._owner = owner
        self._base = base
        self._kept = timedelta(days=keep_days)
        self._swept_at: datetime | None = None
        self._digests: set[datetime] = set()

    def has_news(self, target: Target) -> bool:
        """Look, without writing, whether there is something to tell a target at this moment.

        Raises:
            StorageError: The records cannot be read.
        """
        now = self._clock.now()
        with self._records.read() as unit:
            known = [state for state in unit.notices.targets() if state.name == target.name]
            if not known:
                return True
            (state,) = known
            if state.claimed_by not in {None, self._owner} and (state.claimed_until or now) > now:
                return False  # somebody else tells it; to try would only keep writers waiting
            due = due_digest(target.rules, state.since, now)
            if due is not None and due not in self._digests:
                return True
            return plan(state, target.rules, unit.notices, now) is not None

    def deliver(self, target: Target) -> Told:
        """Tell a target the next message, if there is one. Whatever the target does wrong is kept in its state.

        Raises:
            StorageError: The records cannot be read or written.
        """
        begun = self._begin(target)
        if begun is None:
            return Told.BUSY
        state, message, planned = begun
        if message is None or planned is None:
            return Told.NOTHING
        if message.repeated:
            logger.warning("target %s: message %s may have been told before and is told again", target.name, message.id)
        try:
            target.notifier.tell(message)
        except NoktvrnError as error:
            return self._failed(target, state, planned, error)
        except Exception as exc:  # the edge of a target: a library may break in any way, and no other suffers
            logger.exception("target %s broke", target.name)
            return self._failed(target, state, planned, _broken(target, exc))
        self._save(after_telling(state, target.rules, planned, self._clock.now()))
        logger.info("target %s was told: %s", target.name, message.title)
        return Told.TOLD

    def sweep(self) -> None:
        """Forget what is old, now and then.

        Raises:
            StorageError: The records cannot be written.
        """
        now = self._clock.now()
        if self._swept_at is not None and now - self._swept_at < SWEEP_EVERY:
            return
        self._swept_at = now
        with self._records.write() as unit:
            unit.notices.forget_before(now - self._kept)
            unit.commit()

    def _begin(self, target: Target) -> tuple[TargetState, Message | None, Plan | None] | None:
        """Claim a target and write down the message that is begun; None when somebody else delivers to it."""
        now = self._clock.now()
        with self._records.write() as unit:
            state = unit.notices.claim(target.name, self._owner, now, now + timedelta(seconds=CLAIM_S))
            if state is None:
                return None
            due = due_digest(target.rules, state.since, now)
            if due is not None and due not in self._digests:
                announce_digest(unit, due, now)
            planned = plan(state, target.rules, unit.notices, now)
            message = None
            if planned is None:
                unit.notices.release(target.name, self._owner)
            else:
                state = replace(state, planned_to=planned.to, planned_form=planned.form)
                unit.notices.save_target(state)
                quiet = target.rules.is_quiet(now)
                message = compose(
                    target.name, planned, unit.notices, base=self._base, zone=target.rules.zone, quiet=quiet
                )
            unit.commit()
        self._digests.update([due] if due is not None else [])
        return state, message, planned

    def _failed(self, target: Target, state: TargetState, planned: Plan, error: NoktvrnError) -> Told:
        now = self._clock.now()
        failures = state.failures + 1
        failure = Failure(error.code, error.message, STAGE, error.remedy, error.retryable)
        given_up = isinstance(error, ContentRejectedError) and failures >= REFUSALS
        failed = replace(state, failures=failures, failure=failure, retry_at=now + self._delay(state, error))
        if given_up:
            skipped = after_telling(state, target.rules, planned, now)
            failed = replace(
                skipped, told=state.told, told_at=state.told_at, skipped=state.skipped + 1, failure=failure
            )
        self._save(failed)
        logger.warning(
            "target %s was not told, attempt %d: %s (%s)", target.name, failures, error.message, error.remedy
        )
        return Told.GIVEN_UP if given_up else Told.FAILED

    def _delay(self, state: TargetState, error: NoktvrnError) -> timedelta:
        """Return how long a target is left alone: twice as long each time, as long as it asks, and a little apart."""
        first, longest = (
            (_FIRST_DELAY_OF_MISTAKES_S, _LONGEST_DELAY_OF_MISTAKES_S)
            if isinstance(error, _MISTAKES)
            else (_FIRST_DELAY_S, _LONGEST_DELAY_S)
        )
        delay_s = min(first * 2.0 ** min(state.failures, 20), longest)
        if isinstance(error, RateLimitedError) and error.retry_after_s is not None:
            delay_s = min(max(error.retry_after_s, 1.0), 86_400.0)
        # Never sooner than asked; apart, so that many processes and targets do not come back at the same moment.
        spread = random.Random(child_seed(state.cursor, self._owner, state.name, state.failures)).random()
        return timedelta(seconds=delay_s * (1 + 0.25 * spread))

    def _save(self, state: TargetState) -> None:
        with self._records.write() as unit:
            mine = unit.notices.save_target(state)
            unit.notices.release(state.name, self._owner)
            unit.commit()
        if not mine:
            logger.warning("target %s was taken over meanwhile; it may be told the same message twice", state.name)


def _broken(target: Target, exc: Exception) -> ProviderError:
    return ProviderError(
        f"The target {target.name!r} broke: {type(exc).__name__}.",
        remedy="Look into logs/noktvrn.jsonl for the trace.",
        provider=target.name,
        operation="tell",
        stage=STAGE,
    )
