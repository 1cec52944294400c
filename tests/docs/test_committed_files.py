"""What no committed file may hold: addresses to download from, and traces of where it was written."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from itertools import chain

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from tests.docs.repository import ROOT, committed_files, read_text

NAMES_ONLY = {
    "www.apache.org": "the licence's own text",
    "www.w3.org": "names of XML namespaces, which nothing fetches",
    "json-schema.org": "the name of a schema dialect, which nothing fetches",
    "127.0.0.1": "this machine",
    "8.8.8.8": "a public address, in tests of addresses",
    "192.168.1.20": "a machine of a private network, in tests of addresses",
    "models.lan": "a machine of a private network, in tests of addresses",
    "localhost": "this machine",
}
"""Hosts that stand in addresses which are names or this machine; example hosts of RFC 2606 are allowed as well."""

APIS = {
    "api.telegram.org": "Telegram's bots",
    "api.openai.com": "a language model",
    "api.anthropic.com": "a language model",
    "generativelanguage.googleapis.com": "a language model",
    "api.mistral.ai": "a language model",
    "api.x.ai": "a language model",
    "api.deepseek.com": "a language model",
}
"""Services that an operator can switch on: they are spoken to with the operator's key, and nothing is downloaded."""

_EXAMPLE = re.compile(r"(^|\.)(example|invalid|test)(\.(com|net|org))?$")
_ADDRESS = re.compile(r"\b(?:https?|ftp|git\+\w+)://(?:[^\s/@\"'<>]*@)?([\w.-]+)")
_INDEX_HOSTS = [".".join(name) for name in (("pypi", "org"), ("pythonhosted", "org"), ("raw", "githubusercontent"))]
_TRACES = re.compile(
    "|".join(
        [
            r"(?<![\w\]})\"'])/" + r"work/(?:main|shared|scratch|\.)",
            r"\b[Ii]ssue\s*#?\d+",
            r"\b[Ss]ession\s+\d+",
            r"\bTO" + "DO\\b",
            r"\bFIX" + "ME\\b",
        ]
    )
)

FILES = [(path, text) for path in committed_files() if (text := read_text(path)) is not None]


def lines_with(pattern: re.Pattern[str]) -> list[tuple[str, re.Match[str]]]:
    return [
        (f"{path.relative_to(ROOT)}: {match[0]}", match) for path, text in FILES for match in pattern.finditer(text)
    ]


def is_foreign(host: str) -> bool:
    return "." in host and host not in NAMES_ONLY and host not in APIS and not _EXAMPLE.search(host)


def test_no_file_holds_an_address_to_download_from():
    assert not [where for where, match in lines_with(_ADDRESS) if is_foreign(match[1])]


@pytest.mark.parametrize("host", _INDEX_HOSTS)
def test_no_file_names_an_index_host(host):
    assert not [path for path, text in FILES if host in text]


def test_no_file_tells_where_or_for_whom_it_was_written():
    assert not [where for where, _ in lines_with(_TRACES)]


def test_no_large_or_private_file_is_committed():
    for path in committed_files():
        limit = 1_000_000 if path.name == "requirements.lock" else 600_000
        assert path.stat().st_size < limit, path
        assert path.name not in {".env", "noktvrn.toml"}, path
        assert path.suffix not in {".db", ".pem", ".key", ".whl", ".pyc"}, path


def runtime_packages() -> set[str]:
    """Names of everything that the installed product brings along."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    found: set[str] = set()
    asked = [*project["dependencies"], *chain.from_iterable(project["optional-dependencies"].values())]
    ahead = [Requirement(line) for line in asked]
    while ahead:
        wanted = ahead.pop()
        name = canonicalize_name(wanted.name)
        if name in found:
            continue
        found.add(name)
        for line in metadata.requires(name) or []:
            child = Requirement(line)
            extras = {"", *wanted.extras}
            if child.marker is None or any(child.marker.evaluate({"extra": extra}) for extra in extras):
                ahead.append(child)
    return found


def test_every_package_of_the_product_is_named_with_its_licence():
    page = (ROOT / "THIRD_PARTY.md").read_text()
    named = {canonicalize_name(name) for name in re.findall(r"(?m)^\| ([\w.-]+) \|", page)}
    assert runtime_packages() <= named, runtime_packages() - named
