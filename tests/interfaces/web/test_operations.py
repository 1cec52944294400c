"""Every verb of the command line is an operation of the API too, or it is said why not."""

from __future__ import annotations

import pytest
from tests.interfaces.web.test_buttons import command_verbs

OPERATIONS = {
    "artist create": "POST /artists",
    "artist list": "GET /artists",
    "artist show": "GET /artists/{artist}",
    "artist autopilot": "POST /artists/{artist}/autopilot",
    "artist writer": "POST /artists/{artist}/writer",
    "artist pause": "POST /artists/{artist}/pause",
    "artist resume": "POST /artists/{artist}/resume",
    "artist retire": "POST /artists/{artist}/retire",
    "run start": "POST /runs",
    "run list": "GET /runs",
    "run show": "GET /runs/{run}",
    "run watch": "GET /runs/{run}",
    "run explain": "POST /runs/{run}/explain",
    "run cancel": "POST /runs/{run}/cancel",
    "run resume": "POST /runs/{run}/resume",
    "run retry": "POST /runs/{run}/retry",
    "review list": "GET /reviews",
    "review show": "GET /reviews/{run}",
    "review approve": "POST /reviews/{run}/decisions",
    "review reject": "POST /reviews/{run}/decisions",
    "review changes": "POST /reviews/{run}/decisions",
    "review undo": "POST /reviews/{run}/undo",
    "release list": "GET /releases",
    "release show": "GET /releases/{release}",
    "release verify": "POST /releases/{release}/verify",
    "footage scan": "POST /footage/scan",
    "footage list": "GET /footage",
    "footage show": "GET /footage/{clip}",
    "footage remove": "POST /footage/{clip}/remove",
    "operator add": "POST /operators",
    "operator link": "POST /operators/{operator}/link",
    "operator password": "POST /operators/{operator}/password",
    "operator disable": "POST /operators/{operator}/disable",
    "operator enable": "POST /operators/{operator}/enable",
    "operator list": "GET /operators",
    "token create": "POST /tokens",
    "token list": "GET /tokens",
    "token revoke": "POST /tokens/{token}/revoke",
    "config show": "GET /settings",
    "db status": "GET /database",
    "cost show": "GET /costs",
    "cost calls": "GET /costs/calls",
    "cost budgets": "GET /costs/budgets",
    "notice list": "GET /notices",
    "notice targets": "GET /notices/targets",
    "notice test": "POST /notices/targets/{target}/test",
    "notice deliver": "POST /notices/deliver",
    "room show": "GET /room",
    "room reopen": "POST /room/reopen",
    "room memory": "GET /room/memory/{artist}",
    "room forget": "POST /room/memory/{artist}/forget",
    "provider list": "GET /providers",
    "provider check": "POST /providers/check",
    "provider models": "GET /providers/{vendor}/models",
    "telegram list": "GET /telegram",
    "telegram pair": "POST /telegram/pair",
    "telegram revoke": "POST /telegram/people/{person}/revoke",
    "telegram mute": "POST /telegram/chats/{chat}/mute",
    "telegram check": "POST /telegram/check",
}

NO_OPERATION = {
    "demo": "shows the loop to somebody who has no label yet",
    "worker": "is a process on the machine where songs are to be made",
    "serve": "is the API itself",
    "console": "needs a terminal",
    "bot": "is a process, like the worker",
    "doctor": "checks the machine and the shell of whoever calls for help",
    "studio": "makes single files without a label",
    "db upgrade": "wants all workers stopped, the API too",
    "dev": "is for those who work on the program",
}


@pytest.fixture(scope="module")
def described(shared_site) -> set[str]:
    paths = shared_site.stranger().get("/api/v1/openapi.json").json()["paths"]
    return {f"{verb.upper()} {path.removeprefix('/api/v1')}" for path, verbs in paths.items() for verb in verbs}


def test_every_verb_has_its_operation_or_a_reason_why_not():
    verbs = command_verbs()
    excused = {verb for verb in verbs if verb in NO_OPERATION or verb.partition(" ")[0] in NO_OPERATION}
    assert verbs - excused == set(OPERATIONS)


@pytest.mark.parametrize("verb", OPERATIONS)
def test_the_operation_is_described(described, verb):
    assert OPERATIONS[verb] in described
