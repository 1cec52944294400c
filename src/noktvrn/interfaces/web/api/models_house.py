"""What the API answers about the house: who is let in, clips, costs, notices, vendors; as OpenAPI describes it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, SecretStr

from noktvrn.interfaces.web.api.models import Answer, FailureAnswer, Instant, Wish
from noktvrn.ports.access import Scope
from noktvrn.ports.chats import ChatRole
from noktvrn.ports.footage import ClipStanding
from noktvrn.ports.language import Role
from noktvrn.ports.ledger import CallState, CostSubject
from noktvrn.ports.notice_kinds import NoticeKind
from noktvrn.services.access import MAX_NAME
from noktvrn.services.access_operators import MAX_PASSWORD, MIN_PASSWORD
from noktvrn.services.chats import MOST_MUTED_H

Further = Annotated[str | None, Field(description="Cursor of the next page; null on the last one.")]


class OperatorAnswer(Answer):
    """A person who may sign in."""

    id: str
    name: str
    scopes: list[Scope]
    has_password: bool
    created_at: Instant
    disabled_at: Instant | None


class OperatorWithLink(OperatorAnswer):
    """A person, and the link that signs them in once; null where the answer is given again."""

    link: str | None
    link_expires_at: Instant


class Operators(Answer):
    """All who may sign in."""

    operators: list[OperatorAnswer]


class TokenAnswer(Answer):
    """A token, without its secret."""

    id: str
    name: str
    scopes: list[Scope]
    created_by: str
    created_at: Instant
    expires_at: Instant | None
    used_at: Instant | None
    revoked_at: Instant | None


class TokenWithSecret(TokenAnswer):
    """A token with its secret; null where the answer is given again."""

    token: str | None


class Tokens(Answer):
    """All tokens."""

    tokens: list[TokenAnswer]


class Clip(Answer):
    """A clip of the library."""

    digest: str
    name: str
    path: str
    size_bytes: int
    standing: ClipStanding
    refusal: str
    facts: dict[str, Any] | None
    tags: list[str]
    credit: dict[str, Any]
    record: dict[str, Any]
    uses: list[dict[str, Any]]


class Clips(Answer):
    """A page of the library."""

    clips: list[Clip]
    next: Further


class Found(Answer):
    """One line of what a look found."""

    name: str
    value: str


class Refused(Answer):
    """Why something was given up."""

    code: str
    message: str
    remedy: str


class Scan(Answer):
    """How a look through the folder of clips stands."""

    folder: str
    under_way: bool
    fraction: float
    found: list[Found]
    error: Refused | None


class Cost(Answer):
    """What one subject cost."""

    subject: str | None
    name: str | None
    calls: int
    faults: int
    cost_usd: float


class Costs(Answer):
    """What was spent, by subject."""

    by: CostSubject
    costs: list[Cost]
    cost_usd: float
    next: Further


class Call(Answer):
    """One call of a language model."""

    id: str
    at: Instant
    role: Role
    model: str
    state: CallState
    fault: str | None
    run_id: str | None
    cost_usd: float | None


class Calls(Answer):
    """A page of calls."""

    calls: list[Call]
    next: Further


class BudgetAnswer(Answer):
    """How a budget stands."""

    budget: str
    period: str
    limit_usd: float
    spent_usd: float
    share: float
    resets_at: Instant | None
    setting: str


class Budgets(Answer):
    """All budgets of the present."""

    budgets: list[BudgetAnswer]


class Closed(Answer):
    """Who is left alone, and why."""

    vendor: str
    model: str | None
    cause: str
    remedy: str
    until: Instant


class RoomAnswer(Answer):
    """How models do."""

    mode: str
    models: list[dict[str, Any]]
    left_alone: list[Closed]


class Reopened(Answer):
    """Who is asked again."""

    reopened: list[Closed]


class NoticeAnswer(Answer):
    """Something that happened."""

    id: int
    at: Instant
    kind: NoticeKind
    run_id: str | None
    artist_id: str | None
    title: str
    loud: bool
    payload: dict[str, Any]


class Notices(Answer):
    """A page of what happened."""

    notices: list[NoticeAnswer]
    next: Further


class TargetAnswer(Answer):
    """A place where people are told; its address is not told."""

    name: str
    way: str
    kinds: list[NoticeKind]
    waiting: int
    told: int
    told_at: Instant | None
    failure: FailureAnswer | None


class Targets(Answer):
    """All places where people are told."""

    targets: list[TargetAnswer]


class Trial(Answer):
    """A trial message that was taken."""

    target: str
    message: str
    told: bool


class Delivered(Answer):
    """What became of what waited, by place."""

    targets: dict[str, list[str]]


class Person(Answer):
    """Somebody who was paired."""

    user_id: int
    name: str
    role: ChatRole
    paired_at: Instant
    revoked_at: Instant | None


class Chat(Answer):
    """A chat that is told what waits."""

    chat_id: int
    title: str
    is_group: bool
    muted_until: Instant | None
    blocked_at: Instant | None


class Telegram(Answer):
    """The bot, and whom it serves."""

    bot: dict[str, Any]
    people: list[Person]
    chats: list[Chat]


class BotChecked(Answer):
    """What Telegram says of the bot."""

    username: str
    webhook: str | None
    fault: str | None


class PairingCode(Answer):
    """A code that lets one person in; null where the answer is given again."""

    code: str | None
    role: ChatRole
    name: str | None
    expires_at: Instant


class Offer(Answer):
    """A model of a vendor."""

    model: str
    context_tokens: int | None
    input_usd_per_million: float | None
    output_usd_per_million: float | None


class Offers(Answer):
    """A page of a vendor's models."""

    models: list[Offer]
    next: Further


class FillingAnswer(Answer):
    """Who fills a role."""

    role: str
    provider: str
    usable: bool
    reason: str
    about: str


class VendorAnswer(Answer):
    """How a vendor of language models stands."""

    vendor: str
    title: str
    usable: bool
    reason: str
    remedy: str
    is_local: bool
    models: list[Offer]
    left_alone: list[Closed]


class Providers(Answer):
    """Who fills the roles, and which language models there are."""

    providers: list[FillingAnswer]
    language_models: list[VendorAnswer]


class Check(Answer):
    """What came of trying a model."""

    model: str
    outcome: str
    message: str
    remedy: str
    cost_usd: float | None
    latency_s: float


class Checks(Answer):
    """What came of trying models, and who is asked again for it."""

    checks: list[Check]
    reopened: list[Closed]


class Explained(Answer):
    """Why a run failed and what to do."""

    run: str
    failure: FailureAnswer
    cause: str
    quotes: list[str]
    sureness: int
    command: str
    reason: str
    written_by: list[str]


Name = Annotated[str, Field(min_length=1, max_length=MAX_NAME)]


class OperatorWish(Wish):
    """A person to let in."""

    name: Name
    scopes: list[Scope] = Field(default_factory=lambda: [Scope.READ, Scope.DECIDE], min_length=1, max_length=8)


class PasswordWish(Wish):
    """A password to set."""

    password: SecretStr = Field(min_length=MIN_PASSWORD, max_length=MAX_PASSWORD)


class TokenWish(Wish):
    """A program to let in."""

    name: Name
    scopes: list[Scope] = Field(default_factory=lambda: [Scope.READ], min_length=1, max_length=8)
    days: float | None = Field(default=None, gt=0, le=36_500, description="Ends after so many days; never when null.")


class ScanWish(Wish):
    """How to look through the folder of clips."""

    take_back: bool = Field(default=False, description="Try refused and removed clips again.")


class VendorWish(Wish):
    """A vendor, or one of its models as ``vendor:model``."""

    vendor: str = Field(min_length=1, max_length=120)


class CheckWish(Wish):
    """Which models to try."""

    vendor: str | None = Field(default=None, min_length=1, max_length=60)
    every: bool = Field(default=False, description="Every model of the settings, not only the first of each vendor.")


class PairWish(Wish):
    """Whom to let in from Telegram."""

    role: ChatRole = ChatRole.OPERATE
    name: str = Field(default="", max_length=MAX_NAME)


class MuteWish(Wish):
    """For how many hours a chat is told nothing new; null lets it be told again."""

    hours: float | None = Field(default=None, gt=0, le=MOST_MUTED_H)
