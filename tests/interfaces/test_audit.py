"""What is done in a terminal stands in the audit log, as what is done on the page does."""

from __future__ import annotations

from tests.interfaces.commanding import command

from noktvrn.app import open_label
from noktvrn.services.access import audit_log
from noktvrn.settings import load_settings


def test_actions_of_the_terminal_are_logged_with_who_what_and_how_it_ended(tmp_path):
    home = ("--home", str(tmp_path / "home"))
    slug = command(*home, "artist", "create", "--brief", "night drives", "--seed", "3", "--json").value["slug"]
    run = command(*home, "run", "start", "--artist", slug, "--json").value["id"]
    assert command(*home, "run", "cancel", run, "--reason", "changed my mind").status == 0
    assert command(*home, "review", "approve", run, "--by", "ana").status != 0
    assert command(*home, "artist", "pause", slug).status == 0
    assert command(*home, "artist", "pause", "nobody").status != 0
    with open_label(load_settings({"home": str(tmp_path / "home")}, {})) as label:
        entries = audit_log(label)
    assert [(each.actor, each.surface, each.action, each.outcome) for each in reversed(entries)] == [
        ("operator", "cli", "artist create", "done"),
        ("operator", "cli", "run start", "done"),
        ("operator", "cli", "run cancel", "done"),
        ("ana", "cli", "review approve", "invalid_transition"),
        ("operator", "cli", "artist pause", "done"),
        ("operator", "cli", "artist pause", "not_found"),
    ]
    assert entries[3].details["reason"] == "changed my mind"
