"""The lock and the set-up, without a network."""

from __future__ import annotations

import runpy
import shutil
import subprocess

import pytest
from tests.docs.repository import ROOT

CHECK = runpy.run_path(str(ROOT / "scripts" / "check_lock.py"))
PROJECT = (ROOT / "pyproject.toml").read_text()
LOCK = (ROOT / "requirements.lock").read_text()


def test_the_lock_answers_the_project():
    assert CHECK["problems"](PROJECT, LOCK) == []


@pytest.mark.parametrize(
    ("project", "lock", "says"),
    [
        (PROJECT.replace('"typer>=', '"absent-package>=1",\n  "typer>='), LOCK, "absent-package is not locked"),
        (PROJECT.replace('"rich>=14"', '"rich>=1400"'), LOCK, "outside >=1400"),
        (PROJECT, LOCK + "loose==1.0\n", "loose==1.0 has no hash"),
        (PROJECT, LOCK + "--extra-index-url somewhere\n", "An address stands in the lock"),
    ],
    ids=["missing", "out of range", "no hash", "address"],
)
def test_a_lock_that_does_not_answer_is_refused(project, lock, says):
    assert says in " ".join(CHECK["problems"](project, lock))


def test_set_up_says_what_is_missing_when_there_is_no_python(tmp_path):
    """A copy of the script in an empty directory, with a PATH that holds no Python."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("sh", "dirname", "mkdir", "rm", "cat"):
        (tools / tool).symlink_to(shutil.which(tool))
    (tmp_path / "scripts").mkdir()
    script = tmp_path / "scripts" / "setup.sh"
    script.write_text((ROOT / "scripts" / "setup.sh").read_text())
    done = subprocess.run(
        [str(tools / "sh"), str(script)],
        env={"PATH": str(tools), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "needs Python 3.11" in done.stderr
    assert "apt install python3" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_make_lists_every_target_that_people_use():
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("setup", "demo", "test", "lint", "fmt", "types", "check", "bench", "soak", "docs"):
        assert f"make {target} " in listed
