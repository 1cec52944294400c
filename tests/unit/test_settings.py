"""Settings: who wins over whom, what is refused and how the refusal reads, what stays secret."""

from __future__ import annotations

import pytest

from noktvrn.errors import ConfigError
from noktvrn.settings import SETTINGS_FILE, documented_settings, environment_name, load_settings, load_with_origin


@pytest.fixture
def label_home(tmp_path):
    def write(text: str, mode: int = 0o600):
        path = tmp_path / SETTINGS_FILE
        path.write_text(text)
        path.chmod(mode)
        return {"NOKTVRN_HOME": str(tmp_path)}

    return write


def test_defaults_need_no_file_and_no_variable(tmp_path):
    settings = load_settings(env={"NOKTVRN_HOME": str(tmp_path / "absent")})
    assert settings.review.hold_s == 600.0
    assert settings.database_url is None


def test_flags_win_over_environment_over_file_over_defaults(label_home):
    env = label_home("[review]\nhold_s = 1\nwait_s = 10\noperator = 'File'\n")
    env |= {"NOKTVRN_REVIEW__HOLD_S": "2", "NOKTVRN_REVIEW__WAIT_S": "20"}
    settings, origin = load_with_origin({"review": {"hold_s": 3}}, env)
    assert (settings.review.hold_s, settings.review.wait_s, settings.review.operator) == (3.0, 20.0, "File")
    assert settings.gate.max_takes == 3
    assert origin["review.hold_s"] == "flag"
    assert origin["review.wait_s"] == "environment"
    assert origin["review.operator"].startswith("file ")
    assert "gate.max_takes" not in origin


def test_home_is_absolute_and_a_flag_moves_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = load_settings({"home": "here"}, {"NOKTVRN_HOME": "/elsewhere"})
    assert settings.home == tmp_path / "here"


def test_tilde_in_home_is_the_operators_home(home):
    assert load_settings(env={"NOKTVRN_HOME": "~/label"}).home == home / "label"


def test_an_empty_variable_counts_as_not_set():
    assert load_settings(env={"NOKTVRN_REVIEW__HOLD_S": ""}).review.hold_s == 600.0


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o666])
def test_a_file_that_others_can_read_is_refused_with_the_repair(label_home, mode):
    with pytest.raises(ConfigError) as refused:
        load_settings(env=label_home("log_level = 'INFO'\n", mode))
    assert f"{mode:04o}" in refused.value.message
    assert "chmod 600" in refused.value.remedy


def test_an_unknown_key_is_refused_and_the_nearest_named(label_home):
    with pytest.raises(ConfigError) as refused:
        load_settings(env=label_home("[review]\nhold_sec = 5\n"))
    assert "review.hold_sec" in refused.value.message
    assert "review.hold_s?" in refused.value.remedy


def test_an_unknown_variable_is_refused_with_its_origin():
    with pytest.raises(ConfigError, match="environment"):
        load_settings(env={"NOKTVRN_GATE__MAX_TAKE": "2"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NOKTVRN_REVIEW__HOLD_S", "-1"),
        ("NOKTVRN_REVIEW__HOLD_S", "soon"),
        ("NOKTVRN_GATE__MAX_TAKES", "0"),
        ("NOKTVRN_LOG_LEVEL", "LOUD"),
        ("NOKTVRN_REVIEW", "5"),
    ],
)
def test_a_value_out_of_range_or_of_the_wrong_type_is_refused_by_name(name, value):
    with pytest.raises(ConfigError) as refused:
        load_settings(env={name: value})
    assert name.removeprefix("NOKTVRN_").lower().replace("__", ".") in refused.value.message
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[room.roles.singer]\nmonth_usd = 1\n", "room.roles.singer"),
        ("[models.compatible.'My Box']\nurl = 'http://127.0.0.1:9/v1'\n", "models.compatible.My Box"),
    ],
)
def test_a_group_of_a_name_that_cannot_be_is_refused_with_its_file(label_home, text, name):
    with pytest.raises(ConfigError) as refused:
        load_settings(env=label_home(text))
    assert f"The group {name} (file " in refused.value.message
    assert "[key]" not in refused.value.message + refused.value.remedy


def test_a_variable_below_one_that_is_a_plain_value_is_refused():
    with pytest.raises(ConfigError, match="NOKTVRN_LOG_LEVEL__DEEP"):
        load_settings(env={"NOKTVRN_LOG_LEVEL__DEEP": "1", "NOKTVRN_LOG_LEVEL": "INFO"})


def test_broken_toml_is_refused_with_its_path(label_home):
    with pytest.raises(ConfigError, match=SETTINGS_FILE):
        load_settings(env=label_home("[review\n"))


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / SETTINGS_FILE
    path.write_bytes(b"\xff\xfe\x00")
    path.chmod(0o600)
    with pytest.raises(ConfigError, match="cannot be read"):
        load_settings(env={"NOKTVRN_HOME": str(tmp_path)})


def test_the_file_may_not_move_the_home_it_lies_in(label_home):
    with pytest.raises(ConfigError, match="home"):
        load_settings(env=label_home("home = '/elsewhere'\n"))


def test_secrets_show_in_neither_repr_nor_refusal():
    settings = load_settings(env={"NOKTVRN_DATABASE_URL": "postgresql+psycopg://me:hunter2@db/label"})
    assert "hunter2" not in repr(settings)
    assert "hunter2" not in settings.model_dump_json()


def test_each_setting_says_what_it_is_for():
    for key, field in documented_settings():
        assert field.description, key
        assert field.description.endswith("."), key


def test_names_of_variables_lead_back_to_their_settings():
    for key, _ in documented_settings():
        if key != "home":
            name = environment_name(key)
            assert name.removeprefix("NOKTVRN_").lower().replace("__", ".") == key
