"""Everything that an operator does on the command line is on the page too, or it is said why not."""

from __future__ import annotations

import pytest
import typer
from tests.interfaces.web.conftest import QuickPasswords

from noktvrn.interfaces.cli.main import app as program
from noktvrn.interfaces.web.app import create_app

ON_THE_PAGE = {
    "artist create": "POST /artists",
    "artist list": "GET /artists",
    "artist show": "GET /artists/{slug}",
    "artist autopilot": "POST /artists/{slug}/{verb}",
    "artist pause": "POST /artists/{slug}/{verb}",
    "artist resume": "POST /artists/{slug}/{verb}",
    "artist retire": "POST /artists/{slug}/{verb}",
    "artist writer": "POST /artists/{slug}/{verb}",
    "run start": "POST /runs",
    "run list": "GET /runs",
    "run show": "GET /runs/{run_id}",
    "run watch": "GET /runs/{run_id}/live",
    "run cancel": "POST /runs/{run_id}/{verb}",
    "run resume": "POST /runs/{run_id}/{verb}",
    "run retry": "POST /runs/{run_id}/{verb}",
    "review list": "GET /review",
    "review show": "GET /review/{run_id}",
    "review approve": "POST /review/{run_id}",
    "review reject": "POST /review/{run_id}",
    "review changes": "POST /review/{run_id}",
    "review undo": "POST /review/{run_id}/undo",
    "release list": "GET /releases",
    "release show": "GET /releases/{release_id}",
    "release verify": "POST /releases/{release_id}/verify",
    "footage scan": "POST /footage",
    "footage list": "GET /footage",
    "footage show": "GET /footage/{digest}",
    "footage remove": "POST /footage/{digest}/remove",
    "operator add": "POST /people",
    "operator link": "POST /people/{operator_id}/{verb}",
    "operator password": "POST /people/{operator_id}/{verb}",
    "operator disable": "POST /people/{operator_id}/{verb}",
    "operator enable": "POST /people/{operator_id}/{verb}",
    "operator list": "GET /people",
    "token create": "POST /tokens",
    "token list": "GET /people",
    "token revoke": "POST /tokens/{token_id}/revoke",
    "config show": "GET /settings",
    "db status": "GET /settings",
    "cost show": "GET /costs",
    "cost calls": "GET /costs",
    "cost budgets": "GET /costs",
    "notice list": "GET /notices",
    "notice targets": "GET /notices/targets",
    "notice test": "POST /notices/targets/{name}/test",
    "notice deliver": "POST /notices/deliver",
    "provider list": "GET /providers",
    "provider check": "POST /providers/check",
    "provider models": "POST /providers/{vendor}/models",
    "run explain": "POST /runs/{run_id}/explain",
    "telegram list": "GET /telegram",
    "telegram pair": "POST /telegram/pair",
    "telegram revoke": "POST /telegram/people/{person}/revoke",
    "telegram mute": "POST /telegram/chats/{chat}/mute",
    "telegram check": "POST /telegram/check",
    "room show": "GET /costs",
    "room reopen": "POST /costs/reopen",
    "room memory": "GET /artists/{slug}",
    "room forget": "POST /artists/{slug}/forget",
}

NOT_ON_THE_PAGE = {
    "demo": "shows the loop to somebody who has no label yet",
    "worker": "is a process; a page cannot start one on the machine where songs are to be made",
    "serve": "is the page itself",
    "console": "needs a terminal",
    "bot": "is a process, like the worker",
    "doctor": "checks the machine and the shell of whoever calls for help",
    "studio": "makes single files without a label",
    "db upgrade": "wants all workers stopped, the page too",
    "dev": "is for those who work on the program",
}


def command_verbs() -> set[str]:
    root = typer.main.get_command(program)
    found = set()
    for noun, group in root.commands.items():
        found |= {f"{noun} {verb}" for verb in group.commands} if hasattr(group, "commands") else {noun}
    return found


@pytest.fixture(scope="module")
def routes(shared_site) -> set[str]:
    app = create_app(shared_site.label, QuickPasswords())
    return {f"{method} {route.path}" for route in _flat(app.routes) for method in getattr(route, "methods", None) or ()}


def _flat(routes):
    for route in routes:
        inner = getattr(route, "original_router", None)
        yield from _flat(inner.routes) if inner is not None else (route,)


def test_every_verb_has_its_button_or_a_reason_why_not():
    excused = {verb for verb in command_verbs() if verb in NOT_ON_THE_PAGE or verb.partition(" ")[0] in NOT_ON_THE_PAGE}
    assert command_verbs() - excused == set(ON_THE_PAGE)


@pytest.mark.parametrize("verb", ON_THE_PAGE)
def test_the_button_leads_somewhere(routes, verb):
    assert ON_THE_PAGE[verb] in routes
