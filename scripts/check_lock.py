"""Check, without any network, that requirements.lock pins each dependency of pyproject.toml within its range."""

from __future__ import annotations

import re
import sys
import tomllib
from itertools import chain
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)")
ADDRESS = re.compile(r"https?://|--(extra-)?index-url|--find-links\s")


def read_pins(text: str) -> dict[str, set[Version]]:
    """Return each locked name with its versions; a universal lock may hold several, by marker."""
    pins: dict[str, set[Version]] = {}
    for line in text.splitlines():
        if found := PIN.match(line):
            pins.setdefault(canonicalize_name(found[1]), set()).add(Version(found[2]))
    return pins


def read_requirements(text: str) -> list[Requirement]:
    """Return what the product, its tools and its build ask for."""
    project = tomllib.loads(text)
    asked = [
        *project["project"]["dependencies"],
        *chain.from_iterable(project["project"].get("optional-dependencies", {}).values()),
        *project["dependency-groups"]["dev"],
        *project["build-system"]["requires"],
    ]
    return [Requirement(line) for line in asked]


def problems(project_text: str, lock_text: str) -> list[str]:
    """Return one sentence for each thing that does not agree."""
    pins = read_pins(lock_text)
    found = []
    for wanted in read_requirements(project_text):
        versions = pins.get(canonicalize_name(wanted.name), set())
        if not versions:
            found.append(f"{wanted.name} is not locked.")
        elif not any(wanted.specifier.contains(version, prereleases=True) for version in versions):
            locked = ", ".join(sorted(str(version) for version in versions))
            found.append(f"{wanted.name} is locked at {locked}, outside {wanted.specifier}.")
    unhashed = [line for line in lock_text.splitlines() if PIN.match(line) and not line.endswith("\\")]
    found += [f"{line} has no hash." for line in unhashed]
    commands = (line for line in lock_text.splitlines() if not line.startswith("#"))
    found += [f"An address stands in the lock: {line.strip()}" for line in commands if ADDRESS.search(line)]
    return found


def main() -> int:
    """Print what does not agree; the exit status tells whether all does."""
    found = problems((ROOT / "pyproject.toml").read_text(), (ROOT / "requirements.lock").read_text())
    for sentence in found:
        sys.stderr.write(f"{sentence}\n")
    if found:
        sys.stderr.write("Resolve again: make lock\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
