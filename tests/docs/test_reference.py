"""Generated pages say what the program is now."""

from __future__ import annotations

import os
import runpy

import pytest
from tests.docs.repository import ROOT

from noktvrn.settings import documented_settings, environment_name, load_settings

GENERATED = runpy.run_path(str(ROOT / "scripts" / "write_reference.py"))["pages"]()


@pytest.mark.parametrize("name", GENERATED)
def test_generated_page_is_current(name):
    assert (ROOT / name).read_text(encoding="utf-8") == GENERATED[name], "Write it again: make docs"


def test_every_setting_is_documented():
    page = GENERATED["docs/reference/settings.md"]
    assert all(f"`{environment_name(key)}`" in page for key, _ in documented_settings())


def test_the_example_environment_holds_every_setting_and_its_defaults_are_the_defaults(tmp_path):
    lines = [line[1:] for line in GENERATED[".env.example"].splitlines() if line.startswith("#NOKTVRN_")]
    variables = dict(line.split("=", 1) for line in lines)
    assert set(variables) == {environment_name(key) for key, _ in documented_settings()}
    here = {"NOKTVRN_HOME": str(tmp_path)}
    assert load_settings(env=variables | here) == load_settings(env=here)
    assert not [name for name in os.environ if name.startswith("NOKTVRN_") and name not in variables]
