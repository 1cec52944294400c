"""The page and the API of a large label: lists, decisions, and fifty people who listen while a run renders."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx
from playwright.sync_api import sync_playwright

from benchmarks.harness import Figure, at_most, python_command, report

NAME = "Page and API"
ARTISTS, RUNS = 1_000, 100_000
ROUNDS, DECISIONS, CLIENTS, WATCH_S = 20, 50, 50, 20.0
PART_BYTES, LOOK_EVERY = 65_536, 5
GOAL_LIST_MS, GOAL_DECISION_MS, GOAL_CROWD_MS, GOAL_SOUND_MS = 100.0, 300.0, 300.0, 1_000.0
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
PLAYS = 7
LONGEST_S = 120.0
AT_REST = {"needs_decision", "failed", "paused"}


def run(quick: bool) -> dict[str, Any]:
    artists, runs = (50, 6_000) if quick else (ARTISTS, RUNS)
    with tempfile.TemporaryDirectory() as home:
        place = _Place(Path(home))
        seeded = place.say("dev", "seed", "--artists", str(artists), "--runs", str(runs))
        with place.serving() as site:
            lists = {path: _p95_ms(site, path, 5 if quick else ROUNDS) for path in _lists(site)}
            with place.working():
                decided = [_decide(site, each) for each in _waiting(site, 5 if quick else DECISIONS)]
                song = _sing(site)
                heard = [_first_sound_ms(site, song) for _ in range(2 if quick else PLAYS)] if CHROMIUM else []
                _begin_another(site, song)
                crowd = asyncio.run(_crowd(site, song, 10 if quick else CLIENTS))
    slowest = max(lists, key=lambda path: lists[path])
    return report(
        NAME,
        method=(
            f"`noktvrn serve` over {seeded['artists']:,} artists, {seeded['runs']:,} runs and {seeded['releases']:,}"
            " releases of `noktvrn dev seed`, on SQLite; each list is asked for 20 times on loopback, 95th percentile."
            " Fifty songs are rejected on the page with a worker running, from the decision to the start of the next"
            " step as journaled. A song is opened in headless Chromium seven times, with nothing cached, and the button"
            " pressed, until the player has moved. Then fifty clients keep the event stream open, ask for 64 kB of"
            " sound each second and load the review page each five seconds, for 20 s, while a run renders on the same"
            " cores."
        ),
        figures=[
            at_most(f"slowest list page or API list ({slowest})", lists[slowest], "ms", GOAL_LIST_MS),
            Figure("middle of all lists", median(lists.values()), "ms"),
            at_most("decision on the page to next step", median(decided), "ms", GOAL_DECISION_MS),
            *([at_most("pressing play to the first sound", median(heard), "ms", GOAL_SOUND_MS)] if heard else []),
            at_most("request of 50 listening clients, 95th percentile", crowd["p95_ms"], "ms", GOAL_CROWD_MS),
            at_most("errors of 50 listening clients", crowd["errors"], "", 0),
            Figure("requests of 50 listening clients", crowd["requests"], ""),
        ],
    )


class _Place:
    """A home, and the programs that work on it."""

    def __init__(self, home: Path) -> None:
        self._program = str(Path(python_command()[0]).with_name("noktvrn"))
        self._environment = {**os.environ, "NOKTVRN_HOME": str(home), "NOKTVRN_REVIEW__HOLD_S": "0"}

    def say(self, *words: str) -> dict[str, Any]:
        done = subprocess.run(
            (self._program, *words, "--json"), env=self._environment, capture_output=True, text=True, check=True
        )
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    @contextmanager
    def serving(self) -> Iterator[_Site]:
        words = (self._program, "serve", "--port", "0", "--json")
        with subprocess.Popen(words, env=self._environment, stdout=subprocess.PIPE, text=True) as server:
            try:
                assert server.stdout is not None
                told = ""
                while not told.endswith("}\n"):
                    told += server.stdout.readline()
                link = json.loads(told)["link"]
                scopes = [part for scope in ("read", "operate", "admin") for part in ("--scope", scope)]
                token = self.say("token", "create", "bench", *scopes)["token"]
                yield _Site(json.loads(told)["address"], link.partition("key=")[2], token)
            finally:
                server.terminate()

    @contextmanager
    def working(self) -> Iterator[None]:
        with subprocess.Popen(
            (self._program, "worker"), env=self._environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as worker:
            try:
                while "1 alive" not in json.dumps(self.say("doctor")["checks"]):
                    time.sleep(0.3)
                yield
            finally:
                worker.terminate()


class _Site:
    """A signed-in browser and a token."""

    def __init__(self, base: str, key: str, token: str) -> None:
        self.base = base
        self.headers = {"authorization": f"Bearer {token}"}
        self.client = httpx.Client(base_url=base, timeout=60)
        typed = {"csrf": self.mark(f"/sign-in/link?key={key}"), "key": key}
        assert self.client.post("/sign-in/link", data=typed).status_code == 303

    def mark(self, path: str) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.client.get(path).text)
        assert found is not None
        return found[1]

    def api(self, path: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.client.get(f"/api/v1/{path}", headers=self.headers).raise_for_status().json()
        return answer

    def get(self, path: str) -> None:
        answer = self.client.get(path, headers=self.headers if path.startswith("/api") else None)
        assert answer.status_code == 200, (path, answer.status_code)


def _lists(site: _Site) -> list[str]:
    runs, releases = site.api("runs?limit=50"), site.api("releases?limit=50")
    slug = runs["runs"][0]["artist"]["slug"]
    pages = ["/review", "/runs", "/runs?state=failed", f"/runs?artist={slug}", "/artists", "/artists?words=nova"]
    pages += ["/releases", f"/releases?artist={slug}", "/failures", "/audit"]
    nouns = ["reviews", "runs", "runs?limit=100", "runs?state=failed", f"runs?artist={slug}", "artists", "releases"]
    nouns += ["failures", "audit", f"runs?cursor={runs['next']}", f"releases?cursor={releases['next']}"]
    return [*pages, *(f"/api/v1/{noun}" for noun in nouns)]


def _p95_ms(site: _Site, path: str, rounds: int) -> float:
    site.get(path)
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        site.get(path)
        taken.append((time.perf_counter() - began) * 1e3)
    return quantiles(taken, n=20)[-1]


def _waiting(site: _Site, count: int) -> list[str]:
    return [run["id"] for run in site.api(f"reviews?limit={count}")["reviews"]]


def _decide(site: _Site, name: str) -> float:
    """Reject a song on the page and return how soon the next step began, in ms."""
    fields = {"csrf": site.mark(f"/review/{name}"), "verdict": "reject", "take": "1", "reason": "too close to the last"}
    answer = site.client.post(f"/review/{name}", data=fields)
    assert answer.status_code == 303, answer.text
    deadline = time.monotonic() + LONGEST_S
    while time.monotonic() < deadline:
        run = site.api(f"runs/{name}")
        begun = [step for step in run["steps"] if step["step"] == "package"]
        if begun and run["state"] == "rejected":
            decided_at = datetime.fromisoformat(run["decisions"][-1]["decided_at"])
            return (datetime.fromisoformat(begun[0]["started_at"]) - decided_at).total_seconds() * 1e3
        time.sleep(0.05)
    raise RuntimeError(f"run {name} was not rejected within {LONGEST_S} s")


def _start(site: _Site, **wish: Any) -> str:
    answer = site.client.post("/api/v1/runs", headers=site.headers, json=wish).raise_for_status()
    return str(answer.json()["id"])


def _sing(site: _Site) -> str:
    """Have a real artist make a song to listen to."""
    wish = {"brief": "night drives, analogue synths", "genre": "synthwave", "seed": 7}
    slug = site.client.post("/api/v1/artists", headers=site.headers, json=wish).raise_for_status().json()["slug"]
    first = _start(site, artist=slug, seed=7)
    _await(site, first, lambda run: run["state"] in AT_REST)
    return first


def _begin_another(site: _Site, song: str) -> None:
    """Start another song of the same artist, which renders while people listen."""
    second = _start(site, artist=site.api(f"runs/{song}")["artist"]["slug"], seed=8)
    _await(site, second, lambda run: run["step"] in {"song", "cover"})


def _first_sound_ms(site: _Site, song: str) -> float:
    """Press play in a browser of its own and return when the player's position moved."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(base_url=site.base)
        for cookie in site.client.cookies.jar:
            context.add_cookies([{"name": cookie.name, "value": cookie.value or "", "url": site.base}])
        page = context.new_page()
        page.goto(f"/review/{song}", wait_until="load")
        page.evaluate(
            """() => {
                const audio = document.querySelector("audio");
                document.querySelector(".play").addEventListener("click", () => { window.pressed = performance.now(); },
                    { capture: true });
                audio.addEventListener("timeupdate", () => {
                    if (audio.currentTime > 0 && !window.heard) window.heard = performance.now();
                });
            }"""
        )
        page.click(".play")
        while not page.evaluate("() => window.heard"):
            page.wait_for_timeout(10)
        took = float(page.evaluate("() => window.heard - window.pressed"))
        browser.close()
    return took


def _await(site: _Site, run: str, is_so: Callable[[dict[str, Any]], bool]) -> None:
    deadline = time.monotonic() + LONGEST_S
    while not is_so(site.api(f"runs/{run}")):
        if time.monotonic() > deadline:
            raise RuntimeError(f"run {run} did not come as far within {LONGEST_S} s")
        time.sleep(0.1)


async def _crowd(site: _Site, song: str, clients: int) -> dict[str, float]:
    cookies = dict(site.client.cookies)
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(base_url=site.base, cookies=cookies, timeout=30, limits=limits) as client:
        found = await asyncio.gather(*(_person(client, song, number / clients) for number in range(clients)))
    taken = [took for times, _ in found for took in times]
    return {
        "p95_ms": quantiles(taken, n=20)[-1],
        "errors": float(sum(errors for _, errors in found)),
        "requests": float(len(taken)),
    }


async def _person(client: httpx.AsyncClient, song: str, late_s: float) -> tuple[list[float], int]:
    """Listen and watch for a while; return how long each request took, in ms, and how many failed."""
    taken: list[float] = []
    errors, place = 0, 0
    await asyncio.sleep(late_s)
    async with client.stream("GET", "/events") as events:
        errors += events.status_code != 200
        give_up_at = time.monotonic() + WATCH_S
        while time.monotonic() < give_up_at:
            part = {"range": f"bytes={place}-{place + PART_BYTES - 1}"}
            sound = (f"/media/runs/{song}/preview", part, 206)
            looked_at: list[tuple[str, dict[str, str], int]] = (
                [(f"/review/{song}", {}, 200)] if place % (LOOK_EVERY * PART_BYTES) == 0 else []
            )
            for path, headers, wanted in (*looked_at, sound):
                began = time.perf_counter()
                answer = await client.get(path, headers=headers)
                taken.append((time.perf_counter() - began) * 1e3)
                errors += answer.status_code != wanted
            place += PART_BYTES
            await asyncio.sleep(1.0)
    return taken, errors


def crowd_alone() -> dict[str, float]:
    """Measure only the crowd, over a label of middling size, in about two minutes."""
    with tempfile.TemporaryDirectory() as home:
        place = _Place(Path(home))
        place.say("dev", "seed", "--artists", "100", "--runs", "10000")
        with place.serving() as site, place.working():
            song = _sing(site)
            _begin_another(site, song)
            return asyncio.run(_crowd(site, song, CLIENTS))


if __name__ == "__main__":
    print(json.dumps(crowd_alone(), indent=2))
