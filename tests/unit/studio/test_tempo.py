import mido
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noktvrn.studio.genres import GENRES, genre_profile
from noktvrn.studio.plan import SongRequest, make_plan
from noktvrn.studio.score.compose import compose
from noktvrn.studio.score.midi import write_midi
from noktvrn.studio.score.tempo import step_at, tempo_steps

STILL = [genre for genre in GENRES if genre_profile(genre).tempo.closing == 1.0]
BREATHING = [genre for genre in GENRES if genre_profile(genre).tempo.closing < 1.0]


@given(
    st.lists(st.tuples(st.floats(0.25, 16.0), st.floats(40.0, 240.0)), min_size=1, max_size=12), st.floats(0.0, 99.0)
)
def test_time_passes_without_gaps_and_at_the_tempo_of_the_moment(steps, beat):
    beats = [0.0]
    for length, _ in steps[:-1]:
        beats.append(beats[-1] + length)
    tempo = tempo_steps(zip(beats, (bpm for _, bpm in steps), strict=True))
    plan = make_plan(SongRequest("lofi", 1, length_s=30.0))
    plan = type(plan)(**{name: getattr(plan, name) for name in plan.__slots__} | {"tempo": tempo})
    for step in tempo:
        assert plan.seconds(step.beat - 1e-9) == pytest.approx(plan.seconds(step.beat), abs=1e-6)
    assert plan.seconds(beat + 0.001) > plan.seconds(beat)
    local = step_at(tempo, beat).bpm
    inside = all(not beat < step.beat <= beat + 0.01 for step in tempo)
    if inside:
        assert plan.seconds(beat + 0.01) - plan.seconds(beat) == pytest.approx(0.6 / local, rel=1e-5)


@given(st.sampled_from(GENRES), st.integers(0, 400), st.floats(20.0, 300.0))
@settings(max_examples=60)
def test_the_usual_tempo_holds_for_four_fifths_of_a_song(genre, seed, length_s):
    plan = make_plan(SongRequest(genre, seed, length_s=length_s))
    usual = sum(step_at(plan.tempo, beat).bpm == pytest.approx(plan.bpm, abs=1e-3) for beat in range(plan.bars * 4))
    assert usual >= 0.8 * plan.bars * 4 - 8


@pytest.mark.parametrize("genre", STILL)
def test_what_is_made_to_be_mixed_keeps_its_tempo_to_the_end(genre):
    plan = make_plan(SongRequest(genre, 2))
    assert [step.bpm for step in plan.tempo] == [plan.bpm]


@pytest.mark.parametrize("genre", BREATHING)
def test_players_slow_down_at_the_end_from_beat_to_beat(genre):
    plan = make_plan(SongRequest(genre, 2))
    last = [step_at(plan.tempo, plan.bars * 4 - beat).bpm for beat in (5, 4, 3, 2, 1)]
    assert last == sorted(last, reverse=True)
    assert last[-1] == pytest.approx(plan.bpm * genre_profile(genre).tempo.closing, rel=1e-3)


def test_a_chorus_is_pushed_into_and_then_played_at_the_usual_tempo():
    plan = make_plan(SongRequest("indie_pop", 1))
    chorus = next(s for s in plan.sections if s.kind == "chorus").first_bar * 4
    assert step_at(plan.tempo, chorus - 1).bpm > plan.bpm
    assert step_at(plan.tempo, chorus).bpm == plan.bpm


@pytest.mark.parametrize("genre", ["indie_pop", "house"])
def test_the_midi_file_runs_at_the_tempo_of_the_plan(genre, tmp_path):
    plan = make_plan(SongRequest(genre, 3, length_s=60.0))
    score = compose(plan)
    write_midi(tmp_path / "score.mid", score, plan.tempo, "Song")
    read = mido.MidiFile(tmp_path / "score.mid")
    end = max(note.end for notes in score.parts.values() for note in notes)
    assert read.length == pytest.approx(plan.seconds(end), abs=0.1)
