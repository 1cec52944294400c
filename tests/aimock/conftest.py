"""A server of all vendors' formats that nobody here wrote: aimock, from npm."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from noktvrn.providers.language.model import VendorModel
from noktvrn.providers.language.shelf import SettledShelf
from noktvrn.settings import ModelsSettings
from noktvrn.testing.language_servers import Scene

from . import playing
from .proxy import Proxy

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = ROOT / ".venv" / "aimock" / "node_modules" / "@copilotkit" / "aimock" / "dist" / "cli.js"


@pytest.fixture(scope="package")
def aimock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A running aimock, behind the proxy."""
    node = shutil.which("node")
    if node is None or not PROGRAM.is_file():
        pytest.skip("NOT TESTED AGAINST AIMOCK: node or @copilotkit/aimock is missing; run: make peers")
    fixtures = tmp_path_factory.mktemp("aimock") / "fixtures.json"
    fixtures.write_text(json.dumps({"fixtures": playing.fixtures()}), encoding="utf-8")
    port = _free_port()
    server = subprocess.Popen(
        [node, str(PROGRAM), "-p", str(port), "-f", str(fixtures), "--log-level", "silent"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/v1/models", server)
        with Proxy(port) as proxy:
            yield proxy
    finally:
        server.kill()  # it would wait for requests that it holds back on purpose
        server.wait(60)


@pytest.fixture(scope="package")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


def _free_port() -> int:
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        return int(plug.getsockname()[1])


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"aimock did not come up (exit status {server.poll()})")


@pytest.fixture(scope="package")
def models(aimock: Proxy, runner: asyncio.Runner) -> Iterator[dict[tuple[str, Scene], VendorModel]]:
    """Every model of every vendor, by vendor and scene."""
    key = "key-for-aimock-0123456789"
    names = {vendor: [playing.model_name(scene, vendor) for scene in playing.PLAYED] for vendor in playing.VENDORS}
    urls = {vendor: aimock.url + path for vendor, path in playing.PATHS.items()}
    endpoint = {"endpoint": {"url": urls.pop("endpoint"), "api_key": key, "models": names["endpoint"]}}
    sections = {vendor.replace("-", "_"): {"api_key": key, "base_url": url} for vendor, url in urls.items()}
    order = [f"{vendor}:{name}" for vendor in names for name in names[vendor]]
    shelf = SettledShelf(ModelsSettings.model_validate({**sections, "compatible": endpoint, "order": order}))
    yield {(model.ref.vendor, playing.scene_of(model.ref.model)[0]): model for model in shelf.models()}
    runner.run(shelf.close())
