"""What language models cost: budgets, who is left alone, the last calls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from rich.text import Text

from noktvrn.interfaces.console.bars import progress_bar
from noktvrn.interfaces.console.lines import ends, fit, join, say, sign, wrap
from noktvrn.interfaces.console.pages.review import WIDE
from noktvrn.interfaces.console.spending import Budgets, CostRecord, LeftAlone
from noktvrn.interfaces.console.tones import STANDING_ROLES
from noktvrn.interfaces.presenters.costs import budget_mark, budget_name, call_mark, closure_words, used_words
from noktvrn.interfaces.presenters.standing import Standing
from noktvrn.interfaces.presenters.words import clock, count, elapsed, sentence
from noktvrn.ops.budgets import usd
from noktvrn.ports.ledger import LedgerEntry
from noktvrn.ports.room_state import Closure
from noktvrn.services.costs import BudgetStanding

_BAR: Final = 16
_TOOK: Final = 8
_BAR_ROLES: Final = {Standing.FAILED: "fail", Standing.NEEDS_YOU: "needs"}


def cost_page(record: CostRecord, width: int, now: datetime) -> list[Text]:
    """Return one of the three pages about costs."""
    if isinstance(record, Budgets):
        lines = [line for each in record.standings for line in _budget_lines(each, width, now)]
        aside = count(len(record.standings), "budget")
    elif isinstance(record, LeftAlone):
        lines = [line for each in record.closures for line in _closure_lines(each, width, now)]
        aside = "asked again when their time is over"
    else:
        lines = [*_call_lines(record.entries, width, now), Text()]
        aside = f"{usd(record.spent_usd)} today"
    head = ends(say(record.title, "strong"), say(aside, "ink2"), width)
    return [head, Text(), *lines, say(f"y copies: {record.command}", "ink3")]


def _budget_lines(each: BudgetStanding, width: int, now: datetime) -> list[Text]:
    mark, word = budget_mark(each)
    resets_at = each.budget.pot.resets_at
    anew = f"begins anew {clock(resets_at, now)}" if resets_at else "for all takes of the run"
    spent = join(say(usd(each.spent_usd)), say(f" of {usd(each.budget.limit_usd)}", "ink2"))
    bar = progress_bar(each.share, _BAR, _BAR_ROLES.get(mark, "ink2"))
    return [
        ends(join(sign(mark), " ", say(budget_name(each))), spent, width),
        ends(join("  ", bar, say(f" {used_words(each):>5}  "), say(word, STANDING_ROLES[mark])), Text(), width),
        *wrap(f"{anew}; set by {each.budget.setting}", width, "ink3", indent=2),
        Text(),
    ]


def _closure_lines(closure: Closure, width: int, now: datetime) -> list[Text]:
    mark = Standing.NEEDS_YOU if closure.needs_person else Standing.IDLE
    first, *more = wrap(closure_words(closure, clock(closure.until, now)), width - 2)
    lines = [join(sign(mark), " ", first), *[join("  ", line) for line in more]]
    if closure.remedy:
        first, *more = wrap(closure.remedy, width - 6, "strong")
        lines += [join("  ", say("Do: ", "ink3"), first), *[join(" " * 6, line) for line in more]]
    since = sentence(f"{count(closure.failures, 'failure')} since {clock(closure.since, now)}")
    lines += wrap(f"{since} To ask it again at once: noktvrn room reopen {closure.vendor}", width, "ink3", indent=2)
    return [*lines, Text()]


def _call_lines(entries: Sequence[LedgerEntry], width: int, now: datetime) -> list[Text]:
    times, roles = [clock(each.at, now) for each in entries], [each.role.value for each in entries]
    column, role_column = max(map(len, times)), max(map(len, roles))
    lines: list[Text] = []
    for each, at, role in zip(entries, times, roles, strict=True):
        mark, word = call_mark(each)
        model = f"{each.vendor}:{each.model}" if width >= WIDE else each.model
        head = join(say(f"{at:<{column}} ", "ink3"), sign(mark), " ")
        left = join(head, say(f"{role:<{role_column}} "), say(model, "ink2"))
        cost = usd(each.cost_usd) if each.cost_usd is not None else word
        lines.append(ends(left, join(say(cost), say(f"{elapsed(each.latency_s):>{_TOOK}}", "ink3")), width))
        if mark is Standing.FAILED:
            then = f", then {each.moved_on_to}" if each.moved_on_to else ""
            lines.append(fit(join(" " * head.cell_len, say(f"{word}{then}", "fail")), width))
    return lines
