"""Any record comes back from its row as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from noktvrn.journal.run import Run
from noktvrn.journal.steps import StepRecord
from noktvrn.review.decision import Decision
from noktvrn.roster.artist import Artist, Dials, Identity, Look, Oklch, Sound, Voice, WriterSettings
from noktvrn.storage.database import open_database, sqlite_url
from noktvrn.storage.migrations import upgrade
from noktvrn.storage.records import SqlRecords
from noktvrn.storage.repositories.rows import plain
from noktvrn.testing.builders import RUN_ID, build_artist, build_run, build_step
from noktvrn.testing.identifiers import CountingIdentifiers

text = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=30)
words = st.lists(text, max_size=4).map(tuple)
number = st.floats(allow_nan=False, allow_infinity=False)
instant = st.datetimes(timezones=st.just(UTC))
seed = st.integers(0, 2**63 - 1)
json_value = st.recursive(
    st.none() | st.booleans() | st.integers() | number | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)
document = st.dictionaries(text, json_value, max_size=4)

for kind, strategy in {float: number, str: text}.items():
    st.register_type_strategy(kind, strategy)
looks = st.builds(Look, palette=st.lists(st.builds(Oklch), max_size=5).map(tuple), motif=st.dictionaries(text, number))
sounds = st.builds(Sound, keys=words, moods=words, instruments=words, dials=st.builds(Dials))
artists = st.builds(
    Artist,
    identity=st.builds(Identity, themes=words, influences=words),
    sound=sounds,
    voice=st.builds(Voice, timbre=words),
    look=looks,
    writer=st.builds(WriterSettings, imagery=words),
    seed=seed,
    created_at=instant,
    updated_at=instant,
    version=st.integers(0, 2**31 - 2),
)
runs = st.builds(
    Run,
    seed=seed,
    created_at=instant,
    updated_at=instant,
    review_deadline=st.none() | instant,
    pass_no=st.integers(1, 99),
    seed_pass_no=st.none() | st.integers(1, 99),
    dispatch_no=st.integers(0, 99),
    version=st.integers(0, 99),
)
steps = st.builds(
    StepRecord,
    pass_no=st.integers(1, 99),
    attempt=st.integers(1, 99),
    started_at=instant,
    ended_at=st.none() | instant,
    result=document,
    progress=st.floats(0, 1),
)
decisions = st.builds(
    Decision,
    pass_no=st.integers(1, 2**31 - 1),
    chips=words,
    artefacts=st.dictionaries(text, text, max_size=4),
    decided_at=instant,
    effective_at=instant,
    undone_at=st.none() | instant,
)

quick = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlRecords]:
    engine = open_database(sqlite_url(tmp_path_factory.mktemp("rows") / "label.db"), synchronous="NORMAL")
    upgrade(engine)
    with SqlRecords(engine).write() as unit:
        unit.artists.add(build_artist())
        unit.runs.add(build_run())
        unit.commit()
    yield SqlRecords(engine)
    engine.dispose()


@pytest.fixture(scope="module")
def identifiers() -> CountingIdentifiers:
    return CountingIdentifiers(first=100_000)


@quick
@given(artist=artists)
def test_any_artist_comes_back(records: SqlRecords, identifiers: CountingIdentifiers, artist: Artist) -> None:
    unique = replace(artist, id=identifiers.new_id(), slug=identifiers.new_id())
    with records.write() as unit:
        unit.artists.add(unique)
        assert unit.artists.get(unique.id) == unique
        saved = unit.artists.save(unique)
        assert unit.artists.get(unique.id) == saved


@quick
@given(run=runs)
def test_any_run_comes_back(records: SqlRecords, identifiers: CountingIdentifiers, run: Run) -> None:
    unique = replace(run, id=identifiers.new_id(), artist_id=None)
    with records.write() as unit:
        unit.runs.add(unique)
        assert unit.runs.get(unique.id) == unique


@quick
@given(step=steps)
def test_any_attempt_comes_back(records: SqlRecords, step: StepRecord) -> None:
    with records.write() as unit:
        stored = replace(step, run_id=RUN_ID)
        unit.runs.add_step(stored)
        assert unit.runs.steps(RUN_ID) == [stored]


@quick
@given(decision=decisions)
def test_any_decision_comes_back(records: SqlRecords, decision: Decision) -> None:
    with records.write() as unit:
        stored = replace(decision, run_id=RUN_ID)
        unit.decisions.add(stored)
        assert unit.decisions.get(stored.id) == stored


@given(value=document)
def test_what_is_json_already_stays_as_it_is(value: dict[str, object]) -> None:
    assert plain(MappingProxyType(value)) == value
    assert json.loads(json.dumps(plain(value))) == value


def test_a_number_keeps_its_kind(records: SqlRecords) -> None:
    with records.write() as unit:
        unit.runs.add_step(build_step(result={"whole": 1, "float": 1.0, "yes": True}))
        (stored,) = unit.runs.steps(RUN_ID)
    assert [type(value) for value in stored.result.values()] == [int, float, bool]
