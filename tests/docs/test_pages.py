"""No page speaks of what does not exist: links, commands, options, settings, targets."""

from __future__ import annotations

import ast
import re

import pytest
from tests.docs.repository import ROOT, Block, blocks, commands_in, committed_files, fault_in, inline_code, pages, prose

from noktvrn.settings import documented_settings, environment_name

PAGES = pages()
DOCS = [page for page in PAGES if page.is_relative_to(ROOT / "docs")]
KEYS = {key for key, _ in documented_settings()}
GROUPS = {key.partition(".")[0] for key in KEYS if "." in key}
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


@each_page
def test_links_lead_to_files(page):
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", prose(page)):
        assert (page.parent / target).exists(), target


@each_page
def test_commands_and_their_options_exist(page):
    shell = [block.text for block in blocks(page) if block.language == "bash"]
    for words in commands_in("\n".join([*shell, *inline_code(page)])):
        assert not fault_in(words), f"noktvrn {' '.join(words)}: {fault_in(words)}"


@each_page
def test_settings_and_variables_exist(page):
    text = page.read_text(encoding="utf-8")
    for code in inline_code(page):
        group, dot, _ = code.partition(".")
        if dot and group in GROUPS and re.fullmatch(r"[a-z_.]+", code) and not code.endswith(".db"):
            assert code in KEYS, code
    for variable in re.findall(r"\bNOKTVRN_[A-Z0-9_]*[A-Z0-9]\b", text):
        assert variable in {environment_name(key) for key in KEYS}, variable


@each_page
def test_make_targets_exist(page):
    shell = [block.text for block in blocks(page) if block.language == "bash"]
    for target in re.findall(r"(?m)^make ([a-z-]+)", "\n".join([*shell, *inline_code(page)])):
        assert target in TARGETS, target


@each_page
def test_blocks_say_what_they_are(page):
    for block in blocks(page):
        assert (block.language, block.words) in ALLOWED, f"{block.language} {block.words}"


ALLOWED = {
    ("bash", ()),
    ("bash", ("run",)),
    ("bash", ("run", "song")),
    ("python", ()),
    ("text", ()),
    ("toml", ()),
    ("json", ()),
}


def test_every_page_of_the_documentation_is_reached_from_its_index():
    linked, ahead = set(), [ROOT / "docs" / "README.md"]
    while ahead:
        page = ahead.pop()
        if page in linked:
            continue
        linked.add(page)
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", prose(page)):
            place = (page.parent / target).resolve()
            ahead += [place] if place.suffix == ".md" else sorted(place.glob("*.md")) if place.is_dir() else []
    assert set(DOCS) <= linked


def test_decisions_are_numbered_without_gaps_and_have_all_parts():
    decisions = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [int(page.name[:4]) for page in decisions] == list(range(1, len(decisions) + 1))
    for page in decisions:
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {page.name[:4]}. "), page.name
        assert [line for line in text.splitlines() if line.startswith("## ")] == [
            "## Context",
            "## Decision",
            "## Rejected",
            "## Consequences",
        ], page.name
        assert "\nStatus: accepted" in text, page.name


def spoken_commands() -> list[str]:
    """Commands that messages of the program name, such as in remedies; values are left out."""
    found = set()
    for path in committed_files():
        if path.suffix != ".py" or not path.is_relative_to(ROOT / "src"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                text = "".join(str(part.value) if isinstance(part, ast.Constant) else "VALUE" for part in node.values)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = node.value
            else:
                continue
            found |= set(
                re.findall(r"(?:^|[:`] ?)noktvrn ((?:(?!made |and |or |is |of )[a-z]+(?:-[a-z]+)* ?){1,2})", text)
            )
    return sorted(" ".join(command.split()) for command in found)


@pytest.mark.parametrize("spoken", spoken_commands())
def test_commands_that_messages_name_exist(spoken):
    assert not fault_in(spoken.split()), f"noktvrn {spoken}: {fault_in(spoken.split())}"


def test_blocks_of_a_page_are_found():
    page = ROOT / "docs" / "tutorial" / "first-release.md"
    assert Block(page, "bash", ("run",), "noktvrn doctor\n") in blocks(page)
    assert fault_in(["review", "aprove", "RUN"])
    assert fault_in(["review", "approve", "--hold"])
    assert not fault_in(["review", "approve", "RUN", "--wait"])
