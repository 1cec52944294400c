import itertools
import statistics
from random import Random

import mido
import numpy as np
import pytest

from noktvrn.studio.genres import GENRES, genre_profile
from noktvrn.studio.genres.profile import GrooveStyle
from noktvrn.studio.plan import SongRequest, make_plan
from noktvrn.studio.score.compose import compose
from noktvrn.studio.score.drumming import half_time
from noktvrn.studio.score.metrics import melody_figures, song_penalty
from noktvrn.studio.score.midi import write_midi
from noktvrn.studio.score.notes import Note
from noktvrn.studio.score.rhythm import GrooveClock, read_cell, swung, syncopation
from noktvrn.studio.score.voicing import lead_voices

SEEDS = range(5)


@pytest.fixture(scope="module")
def scores():
    found = {}
    for genre in GENRES:
        plans = [make_plan(SongRequest(genre, seed)) for seed in SEEDS]
        found[genre] = [(plan, compose(plan)) for plan in plans]
    return found


@pytest.mark.parametrize("genre", GENRES)
def test_melodies_keep_to_what_people_sing(scores, genre):
    figures = [melody_figures(score.parts["lead"], score.chords, plan.key) for plan, score in scores[genre]]

    def middle(name):
        return statistics.median(getattr(figure, name) for figure in figures)

    assert 0.45 <= middle("steps") <= 0.78
    assert middle("leaps") <= 0.18
    assert max(figure.over_octave for figure in figures) == 0.0
    assert middle("reversal") >= 0.55
    assert 2.2 <= middle("pitch_entropy_bits") <= 2.9
    assert 9 <= middle("range_semitones") <= 17
    assert 0.3 <= middle("repeat_rate") <= 0.8
    assert middle("in_scale") >= 0.9
    assert middle("strong_chord_share") >= 0.75
    assert middle("weak_chord_share") >= 0.5


@pytest.mark.parametrize("genre", GENRES)
def test_voices_move_little(scores, genre):
    for _, score in scores[genre]:
        moves = [
            np.mean(np.abs(np.array(a.voicing) - np.array(b.voicing)))
            for a, b in zip(score.chords, score.chords[1:], strict=False)
        ]
        assert np.mean(moves) <= 2.5


@pytest.mark.parametrize("genre", GENRES)
def test_chords_fill_the_whole_form(scores, genre):
    plan, score = scores[genre][0]
    for before, after in zip(score.chords, score.chords[1:], strict=False):
        assert after.start == pytest.approx(before.end)
    assert score.chords[-1].end == pytest.approx(plan.bars * 4)


@pytest.mark.parametrize("genre", GENRES)
def test_a_song_comes_to_rest_on_its_tonic(scores, genre):
    for plan, score in scores[genre]:
        last = [n for role in ("chords", "pad", "bass") for n in score.parts.get(role, ()) if n.start >= score.beats]
        home = plan.key.transposed(plan.sections[-1].lift)
        if len(last) > 1:
            classes = {n.pitch % 12 for n in last}
            assert {home.scale[0], home.scale[2]} <= classes <= set(home.scale)


def test_the_chorus_starts_on_another_chord_than_the_verse(scores):
    differing = 0
    total = 0
    for pairs in scores.values():
        for plan, score in pairs:
            first = {}
            for section in plan.sections:
                chord = next(c for c in score.chords if c.start >= section.first_bar * 4 - 1e-6)
                first.setdefault(section.material, chord.chord.root)
            total += 1
            differing += first.get("verse") != first.get("chorus")
    assert differing / total > 0.9


def test_choruses_repeat_their_melody(scores):
    plan, score = scores["synthwave"][1]
    heard = []
    for section in (s for s in plan.sections if s.kind == "chorus"):
        begin = section.first_bar * 4
        heard.append(
            [n.pitch - section.lift for n in score.parts["lead"] if begin <= n.start < begin + min(section.bars, 8) * 4]
        )
    assert len(heard) >= 2
    assert heard[0] == heard[1]


def test_the_same_plan_gives_the_same_score():
    plan = make_plan(SongRequest("drum_and_bass", 8, length_s=60.0))
    assert compose(plan) == compose(plan)


def test_songs_of_one_genre_are_no_twins(scores):
    def grams(score):
        lead = score.parts["lead"]
        steps = [b.pitch - a.pitch for a, b in itertools.pairwise(lead)]
        return {tuple(steps[i : i + 5]) for i in range(len(steps) - 4)}

    for pairs in scores.values():
        sets = [grams(score) for _, score in pairs]
        for i, one in enumerate(sets):
            for other in sets[i + 1 :]:
                assert len(one & other) / max(len(one | other), 1) < 0.35


@pytest.mark.parametrize("genre", [g for g in GENRES if g != "ambient"])
def test_drums_know_all_their_pieces_and_fill_before_new_sections(scores, genre):
    kit = genre_profile(genre).kit
    for plan, score in scores[genre]:
        assert {hit.piece for hit in score.hits} <= set(kit)
        assert all(0.0 < hit.velocity <= 1.0 for hit in score.hits)
        assert max(hit.start for hit in score.hits) <= plan.bars * 4 + 0.01


def test_a_bar_of_drums_varies_but_stays_itself(scores):
    plan, score = scores["house"][0]
    section = max(plan.sections, key=lambda s: s.bars)
    bars = []
    for bar in range(section.first_bar, section.end_bar - 1):
        grid = np.zeros((len(genre_profile("house").kit), 16))
        for hit in score.hits:
            if bar * 4 <= hit.start + 0.02 < bar * 4 + 4:
                row = sorted(genre_profile("house").kit).index(hit.piece)
                grid[row, min(round((hit.start - bar * 4) * 4), 15)] = 1
        bars.append(grid)
    likeness = [1 - np.abs(a - b).mean() for a, b in itertools.pairwise(bars)]
    assert 0.85 <= np.mean(likeness) < 1.0


def test_the_groove_drifts_as_one_clock():
    clock = GrooveClock(GrooveStyle(jitter_ms=6.0), Random(1))
    shifts = np.array([clock.shift_s(beat / 4) * 1000 for beat in range(4000)])
    assert 4.5 < shifts.std() < 8.0
    centred = shifts - shifts.mean()
    assert 0.2 < float(np.mean(centred[1:] * centred[:-1]) / centred.var()) < 0.5


def test_swing_moves_only_the_off_beats():
    assert swung(2.0, 0.6, 0.5) == pytest.approx(2.0)
    assert swung(2.25, 0.6, 0.5) == pytest.approx(2.3)
    assert swung(2.25, 0.5, 0.5) == pytest.approx(2.25)


def test_cells_are_read_as_written():
    onsets = read_cell("x---..X-........")
    assert [(o.beat, o.length) for o in onsets] == [(0.0, 1.0), (1.5, 0.5)]
    assert syncopation("x...x...x...x...") == 0.0
    assert syncopation("..x...x...x...x.") > 0.0


@pytest.mark.parametrize("genre", GENRES)
def test_melody_cells_are_two_bars_long(genre):
    for cells in genre_profile(genre).melody.cells.values():
        assert all(len(cell) == 32 for cell in cells)


def test_a_single_chord_is_voiced_in_range(scores):
    chord = scores["lofi"][0][1].chords[0].chord
    (voicing,) = lead_voices([chord], 50, 74, 4)
    assert list(voicing) == sorted(set(voicing))
    assert voicing[0] >= 50
    assert voicing[-1] <= 74


def test_the_score_survives_as_midi(scores, tmp_path):
    plan, score = scores["synthwave"][0]
    write_midi(tmp_path / "score.mid", score, plan.tempo_map, "Test")
    read = mido.MidiFile(tmp_path / "score.mid")
    names = {track.name for track in read.tracks}
    assert set(score.parts) | {"drums"} <= names
    assert read.length == pytest.approx(plan.seconds(score.beats + 4), abs=3.0)


def test_a_song_of_leaps_and_one_of_nothing_but_steps_are_far_from_the_targets():
    def melody(moves, count=200):
        pitches = np.cumsum([64, *(moves[i % len(moves)] for i in range(count))])
        return [Note(float(i), 1.0, int(pitch), 0.8) for i, pitch in enumerate(pitches)]

    good = melody([2, -2, 0, 3, -1, -2, 4, -2, -2, 1, -3, 2])
    assert song_penalty(melody([7, -7])) > song_penalty(good)
    assert song_penalty(melody([2, -2])) > song_penalty(good)


def test_half_time_slows_the_backbeat_and_keeps_the_pulse():
    groove = {"kick": "X.........X.....", "snare": "....X.......X...", "hat": "x.x.x.x.x.x.x.x."}
    slow = half_time(groove)
    assert slow["hat"] == groove["hat"]
    assert [place for place, sign in enumerate(slow["snare"]) if sign == "X"] == [8, 24]


@pytest.mark.parametrize("genre", ["indie_pop", "synthwave", "house"])
def test_the_climax_belongs_to_the_chorus(genre):
    above = []
    for seed in range(20, 28):
        plan = make_plan(SongRequest(genre, seed, length_s=100.0))
        lead = compose(plan).parts["lead"]
        top = {}
        for section in plan.sections:
            begin, end = section.first_bar * 4, section.end_bar * 4
            pitches = [n.pitch - section.lift for n in lead if begin - 0.1 <= n.start < end - 0.1]
            top[section.material] = max([*pitches, top.get(section.material, 0)])
        if {"verse", "chorus"} <= set(top):
            above.append(top["chorus"] > top["verse"])
    assert sum(above) >= 0.7 * len(above)


def test_a_counter_melody_does_not_stand_still(scores):
    moved, total = 0, 0
    for pairs in scores.values():
        for _, score in pairs:
            pitches = [note.pitch for note in score.parts.get("counter", ())]
            moved += sum(a != b for a, b in itertools.pairwise(pitches))
            total += max(len(pitches) - 1, 0)
    assert moved >= 0.6 * total
