"""Help: quick, with examples, without heavy imports; and how the command line takes its words."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
import typer.main
from tests.interfaces.commanding import command

from noktvrn.interfaces.cli.main import HEADINGS, app


def _paths(group: object, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, below in getattr(group, "commands", {}).items():
        yield (*words, name)
        yield from _paths(below, (*words, name))


PATHS = list(_paths(typer.main.get_command(app)))


def test_the_root_explains_itself_without_a_command_and_ends_well():
    bare, asked = command(), command("--help")
    assert bare.status == asked.status == 0
    assert bare.out == asked.out
    assert "noktvrn demo" in bare.out
    assert bare.err == ""


def test_every_command_stands_under_a_heading_of_the_root():
    named = {name for names in HEADINGS.values() for name in names}
    assert named == {path[0] for path in PATHS if len(path) == 1}


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_every_command_has_help_with_an_example_of_itself_and_json(path):
    answer = command(*path, "--help")
    assert answer.status == 0
    assert "Examples:" in answer.out
    assert f"noktvrn {' '.join(path)}" in answer.out.replace("noktvrn --home /tmp/label", "noktvrn").replace(
        "noktvrn -v", "noktvrn"
    )
    group = len(path) == 1 and any(other[0] == path[0] for other in PATHS if len(other) > 1)
    assert group or "--json" in answer.out


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from noktvrn.interfaces.cli.main import main; main(['run', 'start', '--help']);"
        "print(sorted({'numpy', 'noktvrn.settings', 'sqlalchemy', 'numba', 'rich', 'av', 'dbos'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_version_is_that_of_the_package():
    from importlib.metadata import version

    assert command("--version").out == f"noktvrn {version('noktvrn')}\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("frob",), "No such command 'frob'"),
        (("run", "strat"), "Did you mean 'start'"),
        (("run", "list", "--limt", "3"), "--limit"),
        (("run", "list", "--limit", "0"), "--limit"),
        (("run", "list", "--limit", "many"), "--limit"),
        (("artist", "create"), "--brief"),
        (("run", "show"), "RUN"),
        (("--color", "sometimes", "run", "list"), "--color"),
    ],
)
def test_wrong_words_end_with_status_2_and_name_the_word(words, says):
    answer = command(*words)
    assert answer.status == 2
    assert answer.out == ""
    assert says in answer.err
    assert "--help" in answer.err
    as_json = command(*words, "--json")
    assert as_json.status == 2
    assert as_json.error["code"] == "invalid_input"
    assert says in as_json.error["message"]


@pytest.mark.parametrize("place", ["before", "after"])
def test_shared_options_stand_before_or_after_the_command(place, tmp_path):
    shared = ("--home", str(tmp_path / "here"), "--json")
    words = ("config", "show")
    answer = command(*shared, *words) if place == "before" else command(*words, *shared)
    values = {entry["key"]: entry for entry in answer.value["settings"]}
    assert values["home"]["value"] == str(tmp_path / "here")
    assert values["home"]["origin"] == "flag"
