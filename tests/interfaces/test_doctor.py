"""The doctor: every check has a result and a repair, and one broken check does not hide the others."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from tests.interfaces.commanding import command

from noktvrn.errors import StorageError
from noktvrn.ops import health_home, health_machine
from noktvrn.ops.doctor import Check, Health, broken, examine, good, notice, worst
from noktvrn.ports.repositories import WorkerBeat
from noktvrn.testing.language_servers import LanguageServer, Scene

KEY = "key-for-tests-0123456789"
NOW = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)


def test_a_check_that_raises_is_broken_and_the_next_one_runs():
    def refuses() -> None:
        raise StorageError("It does not answer.", remedy="Start it.")

    def fails() -> None:
        raise ZeroDivisionError("x")

    checks = [Check("a", "A", refuses), Check("b", "B", fails), Check("c", "C", lambda: good("fine"))]  # type: ignore[arg-type, return-value]
    results = [examine(check) for check in checks]
    assert [result.diagnosis.health for result in results] == [Health.BROKEN, Health.BROKEN, Health.GOOD]
    assert results[0].diagnosis == broken("It does not answer.", "Start it.")
    assert "ZeroDivisionError" in results[1].diagnosis.result
    assert worst(results) is Health.BROKEN
    assert worst([]) is Health.GOOD


@pytest.mark.parametrize(
    ("version", "health"),
    [((3, 10, 2), Health.BROKEN), ((3, 11, 0), Health.GOOD), ((3, 14, 9), Health.GOOD), ((3, 15, 0), Health.BROKEN)],
)
def test_python_must_be_one_that_is_supported(version, health):
    assert health_machine.check_python(version).health is health


@pytest.mark.parametrize(
    ("requirement", "fault"),
    [
        ("rich>=14", ""),
        ("rich>=14,<900; python_version >= '3.11'", ""),
        ("Rich[extra]>=99", "wanted >=99"),
        ("rich<2", "wanted <2"),
        ("no-such-library>=1", "no-such-library is missing"),
        ("no-such-library>=1; extra == 'other'", ""),
    ],
)
def test_libraries_are_compared_with_what_the_package_asks_for(requirement, fault):
    found = health_machine.check_libraries([requirement])
    assert (found.health is Health.GOOD) == (fault == "")
    assert fault in found.result


def test_this_installation_has_typefaces_and_encoders():
    assert health_machine.check_typefaces().health is Health.GOOD
    assert health_machine.check_codecs().health is Health.GOOD
    assert "made_up" in health_machine.check_codecs(["libx264", "made_up"]).result
    assert "no_font" in health_machine.check_typefaces(["no_font"]).result


def test_kernels_are_kept_or_the_repair_is_named(tmp_path):
    assert health_machine.check_kernels(tmp_path / "new").health is Health.NOTICE
    (tmp_path / "x.nbi").write_bytes(b"")
    assert health_machine.check_kernels(tmp_path).health is Health.GOOD


def test_a_clock_that_was_never_set_is_found():
    assert health_machine.check_clock(NOW).health is Health.GOOD
    assert health_machine.check_clock(NOW.replace(year=1970)).health is Health.BROKEN


def test_a_home_is_closed_and_writable_or_the_repair_is_named(tmp_path):
    assert health_home.check_home(tmp_path / "later").health is Health.GOOD
    assert list(tmp_path.iterdir()) == []
    tmp_path.chmod(0o750)
    opened = health_home.check_home(tmp_path)
    assert (opened.health, opened.repair) == (Health.NOTICE, f"Close it: chmod 700 {tmp_path}")
    tmp_path.chmod(0o700)
    assert health_home.check_home(tmp_path).health is Health.GOOD
    file = tmp_path / "file"
    file.write_text("")
    assert health_home.check_home(file).health is Health.BROKEN


@pytest.mark.parametrize(("free", "health"), [(10**7, Health.BROKEN), (10**9, Health.NOTICE), (10**11, Health.GOOD)])
def test_space_is_compared_with_what_a_song_needs(tmp_path, free, health):
    assert health_home.check_space(tmp_path, free).health is health


@pytest.mark.parametrize(
    ("age_s", "stopped", "still", "health"),
    [
        (3, False, 2, Health.GOOD),
        (99, False, 2, Health.NOTICE),
        (3, True, 2, Health.NOTICE),
        (99, False, 0, Health.GOOD),
    ],
)
def test_a_worker_is_missed_only_when_runs_stand_still(age_s, stopped, still, health):
    beat = WorkerBeat("w1", "host", 7, NOW, NOW, age_s, stopped)
    assert health_home.check_workers(lambda: [beat], 60, lambda: still).health is health


def test_what_killed_steps_left_behind_is_found_by_its_age(tmp_path):
    left = tmp_path / "work" / "01m7-song"
    left.mkdir(parents=True)
    (left / "master.flac.part").write_bytes(b"x" * 2_000_000)
    assert health_home.check_left_behind(tmp_path / "work", datetime.now(UTC)).health is Health.GOOD
    old = (datetime.now(UTC) - timedelta(days=2)).timestamp()
    os.utime(left, (old, old))
    found = health_home.check_left_behind(tmp_path / "work", datetime.now(UTC))
    assert found.health is Health.NOTICE
    assert "2 MB" in found.result
    assert str(left) in found.repair


def test_the_command_is_well_here_makes_no_home_and_answers_programs(home):
    answer = command("doctor")
    assert answer.status == 0, answer.out
    assert not (home / "noktvrn").exists()
    as_json = command("doctor", "--json").value
    assert as_json["healthy"] is True
    assert {"code", "title", "health", "result", "repair", "took_s"} == set(as_json["checks"][0])


def test_wrong_settings_are_one_broken_check_among_good_ones(home, monkeypatch):
    monkeypatch.setenv("NOKTVRN_WORKER__NICE", "many")
    answer = command("doctor", "--json")
    assert answer.status == 1
    health = {check["code"]: check["health"] for check in answer.value["checks"]}
    assert health["settings"] == "broken"
    assert [code for code, each in health.items() if each == "broken"] == ["settings"]


def test_notices_alone_leave_the_doctor_content():
    assert notice("slow", "Warm it.").health is Health.NOTICE


@pytest.fixture(scope="module")
def serving() -> Iterator[LanguageServer]:
    with LanguageServer() as server:
        server.answer = {"word": "ready"}
        yield server


@pytest.fixture
def mistral(serving: LanguageServer, monkeypatch: pytest.MonkeyPatch) -> LanguageServer:
    """Mistral with a key, on this machine."""
    monkeypatch.setenv("MISTRAL_API_KEY", KEY)
    monkeypatch.setenv("NOKTVRN_MODELS__MISTRAL__BASE_URL", serving.url("mistral"))
    serving.play("mistral")
    serving.heard.clear()
    return serving


def seen(*options: str) -> tuple[int, dict[str, dict]]:
    answer = command("--json", "doctor", *options)
    assert KEY not in answer.out + answer.err
    return answer.status, {check["code"]: check for check in answer.value["checks"]}


def test_without_models_the_doctor_says_who_writes():
    status, checks = seen()
    assert (status, checks["models"]["health"]) == (0, "good")
    assert "embedded writer" in checks["models"]["result"]


def test_a_key_that_was_never_tried_wants_a_look_and_nobody_is_asked(mistral):
    status, checks = seen()
    assert (status, checks["models_mistral"]["health"]) == (0, "notice")
    assert checks["models_mistral"]["repair"] == "Try it: noktvrn provider check mistral"
    assert mistral.heard == []


def test_a_refused_key_is_broken_until_a_check_is_answered(mistral):
    mistral.play("mistral", Scene.KEY_REFUSED)
    assert command("provider", "check", "--yes").status == 4
    status, checks = seen()
    found = checks["models_mistral"]
    assert (status, found["health"]) == (1, "broken")
    assert "Mistral (mistral:mistral-small-2603) refused the key" in found["result"]
    assert "Seen 2" in found["result"]
    assert "models.mistral.api_key" in found["repair"]
    mistral.play("mistral")
    assert command("provider", "check", "--yes").status == 0
    status, checks = seen()
    assert (status, checks["models_mistral"]["health"]) == (0, "good")
    assert checks["models_mistral"]["result"].endswith("answered")


def test_another_key_is_not_blamed_for_the_one_before(mistral, monkeypatch):
    mistral.play("mistral", Scene.OUT_OF_CREDIT)
    command("provider", "check", "--yes")
    monkeypatch.setenv("MISTRAL_API_KEY", "another-key-0123456789")
    assert seen()[1]["models_mistral"]["health"] == "notice"


def test_online_asks_and_says_what_came_of_it(mistral, monkeypatch):
    status, checks = seen("--online")
    assert (status, checks["models_mistral"]["health"], len(mistral.heard)) == (0, "good", 1)
    mistral.play("mistral", Scene.EMPTY)
    status, checks = seen("--online")
    assert (status, checks["models_mistral"]["health"]) == (0, "notice")
    assert checks["models_mistral"]["result"].endswith(": empty")
    monkeypatch.setenv("NOKTVRN_ROOM__DAY_USD", "0")
    answer = command("doctor", "--online")
    assert "room.day_usd" in answer.err
    assert len(mistral.heard) == 2


def test_online_with_wrong_settings_says_so_and_checks_all_the_same(mistral, monkeypatch):
    monkeypatch.setenv("NOKTVRN_WORKER__NICE", "many")
    answer = command("doctor", "--online")
    assert answer.status == 1
    assert "Nobody could be asked" in answer.err
    assert "✗ Settings" in answer.out
    assert mistral.heard == []


@pytest.mark.parametrize(
    ("setting", "key", "health", "words"),
    [
        ("MISTRAL_API_KEY", "two words", "broken", "holds a blank or line break"),
        ("OPENAI_API_KEY", "sk-ant-0123456789abcdef", "notice", "looks like a key of Anthropic"),
        ("ANTHROPIC_API_KEY", "your-api-key-goes-here", "notice", "looks like a placeholder"),
        ("XAI_API_KEY", "xai-1", "notice", "too short"),
    ],
)
def test_a_key_that_cannot_be_right_is_told_by_its_shape(monkeypatch, setting, key, health, words):
    monkeypatch.setenv(setting, key)
    answer = command("--json", "doctor")
    [found] = [check for check in answer.value["checks"] if check["code"].startswith("models_")]
    assert (found["health"], words in found["result"]) == (health, True)
    assert "Copy the key" in found["repair"]
    assert key not in answer.out + answer.err


def test_a_model_that_is_ordered_without_a_key_is_broken_and_one_nobody_orders_is_not(monkeypatch):
    monkeypatch.setenv("MISTRAL_API_KEY", KEY)
    monkeypatch.setenv("NOKTVRN_MODELS__ORDER", "anthropic:claude-haiku-5-5")
    status, checks = seen()
    assert status == 1
    assert {code: check["health"] for code, check in checks.items() if code.startswith("models")} == {
        "models_anthropic": "broken",
        "models_mistral": "notice",
    }
