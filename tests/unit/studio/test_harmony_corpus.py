import io
import runpy
import tarfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noktvrn.studio.genres import genre_profile
from noktvrn.studio.plan import SongRequest, make_plan
from noktvrn.studio.report.metrics_harmony import harmony_figures, human_range
from noktvrn.studio.score import harmony_corpus
from noktvrn.studio.score.closes import Close, choose_close
from noktvrn.studio.score.compose import compose
from noktvrn.studio.score.harmony import lay_out
from noktvrn.studio.score.loops import choose_loops, choose_paces
from noktvrn.studio.score.progressions import (
    bits_per_chord,
    cadence_kind,
    degree_of,
    surprise_bits,
    without_repeats,
)
from noktvrn.studio.score.theory import Key

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "derive_harmony.py"))

SONG = """# title: Invented
# artist: Nobody
# metre: 4/4
# tonic: A

0.0\tsilence
1.0\tA, intro, | A:maj | A:maj |
5.0\tB, verse, | A:maj | D:maj7/3 | E:sus4(b7,9) E:7 | F#:min7 |, (voice
9.0\t| A:5 . D:maj . | B:min | x2
# tonic: D
20.0\tC, chorus, | G:maj | A:maj | D:maj | N |, voice)
30.0\tZ, fadeout
40.0\tend
"""


def archive(tmp_path, songs):
    path = tmp_path / "chords.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        for number, text in enumerate(songs):
            info = tarfile.TarInfo(f"songs/{number:04}/salami_chords.txt")
            info.size = len(text.encode())
            tar.addfile(info, io.BytesIO(text.encode()))
    return path


def test_annotations_are_read_as_degrees_of_the_tonic_of_the_moment():
    song = SCRIPT["song_of"](SONG)
    assert song.mode == "major"
    assert song.sections == (
        ("intro", ("I",), 2),
        ("verse", ("I", "IV", "V", "vi", "I", "IV", "ii", "I", "IV", "ii"), 8),
        ("chorus", ("IV", "V", "I"), 4),
    )


def test_the_script_writes_a_module_of_sums_without_names(tmp_path):
    out = tmp_path / "tables.py"
    assert SCRIPT["main"]([str(archive(tmp_path, [SONG] * 40)), "--out", str(out)]) == 0
    tables = runpy.run_path(str(out))
    assert tables["SONGS"] == (32, 8)
    assert tables["BIGRAMS"]["major"]["chorus"] == {"IV": {"V": 1000}, "V": {"I": 1000}, "^": {"IV": 1000}}
    assert tables["TRIGRAMS"]["major"]["IV V"] == {"vi": 500, "I": 500}
    assert tables["CADENCES"]["chorus"] == {"authentic": 1000}
    assert tables["SECTION_BARS"]["verse"] == (8.0, 8.0, 8.0)
    assert tables["SECTION_ORDER"]["verse"] == {"chorus": 1000}
    assert "Invented" not in out.read_text()
    assert "Nobody" not in out.read_text()


def test_the_script_says_loudly_that_it_skips_where_there_is_no_archive(tmp_path, capsys):
    out = tmp_path / "tables.py"
    assert SCRIPT["main"]([str(tmp_path / "none.tar.gz"), "--out", str(out)]) == 2
    assert "SKIPPED" in capsys.readouterr().err
    assert not out.exists()


def test_the_tables_hold_what_everyone_knows_of_popular_harmony():
    major = harmony_corpus.BIGRAMS["major"]["all"]
    assert max(major["V"], key=major["V"].get) == "I"
    assert max(major["I"], key=major["I"].get) == "IV"
    assert max(harmony_corpus.SECTION_ORDER["prechorus"].items(), key=lambda item: item[1])[0] == "chorus"
    assert harmony_corpus.SECTION_BARS["chorus"][1] == 8.0
    assert sum(harmony_corpus.SONGS) > 850


@given(st.sampled_from(["major", "minor"]), st.sampled_from(["all", "verse", "chorus", "bridge"]), st.data())
def test_chances_of_all_chords_after_one_never_exceed_one(mode, kind, data):
    bigrams, singles = harmony_corpus.BIGRAMS[mode], harmony_corpus.SINGLES[mode]
    before = data.draw(st.sampled_from(sorted(bigrams["all"])))
    chances = [2.0 ** -surprise_bits(before, after, bigrams[kind], bigrams["all"], singles) for after in singles]
    assert 0.8 < sum(chances) < 1.02


def test_usual_progressions_surprise_less_than_odd_ones():
    tables = harmony_corpus.BIGRAMS["major"], harmony_corpus.SINGLES["major"]
    usual = bits_per_chord([("verse", ("I", "vi", "IV", "V"))], *tables)
    odd = bits_per_chord([("verse", ("I", "#IV", "bii", "III"))], *tables)
    assert usual < 3.0
    assert odd > 6.0
    assert bits_per_chord([], *tables) == 0.0


@pytest.mark.parametrize(
    ("symbol", "degree"),
    [("Imaj7", "I"), ("ii9", "ii"), ("V9sus4", "V"), ("bVImaj9", "bVI"), ("iim7b5", "iio"), ("iv6", "iv")],
)
def test_colour_falls_together_with_its_triad(symbol, degree):
    assert degree_of(symbol) == degree


def test_closes_are_named():
    assert cadence_kind(("IV", "V", "I", "I")) == "authentic"
    assert cadence_kind(("I", "IV", "I")) == "plagal"
    assert cadence_kind(("iv", "bVII", "i")) == "backdoor"
    assert cadence_kind(("I", "V")) == "half"
    assert cadence_kind(("V", "vi")) == cadence_kind(()) == "open"
    assert without_repeats("aabba") == ("a", "b", "a")


@pytest.mark.parametrize("pace", [0.5, 1.0, 2.0])
def test_chords_fill_the_section_at_every_pace(pace):
    laid = lay_out(("I", "V", "vi", "IV"), Key(0, "major"), 16, pace, Close("half", "V", "I"), 0)
    assert laid[0][0] == 0.0
    for (start, length, _), (following, _, _) in pairwise(laid):
        assert start + length == pytest.approx(following)
    assert laid[-1][0] + laid[-1][1] == 64.0
    assert laid[-1][2].function == "D"
    assert 0.5 < len(laid) / 16 <= 1.6


def test_a_vamp_keeps_its_pace():
    laid = lay_out(("i", "i", "iv", "iv"), Key(0, "minor"), 8, 2.0, Close("open", "V", "i"), 0)
    assert {length for _, length, _ in laid} == {8.0}


@pytest.mark.parametrize(
    ("kind", "dominant"), [("half", "V"), ("authentic", "V"), ("plagal", "IV"), ("backdoor", "bVII")]
)
@pytest.mark.parametrize("pace", [0.5, 1.0, 2.0])
def test_a_section_ends_with_the_close_that_was_chosen(kind, dominant, pace):
    laid = lay_out(("vi", "IV", "ii", "iii"), Key(0, "major"), 8, pace, Close(kind, dominant, "I"), 1)
    assert cadence_kind(tuple(degree_of(chord.symbol) for _, _, chord in laid)) == kind
    assert laid[-1][0] + laid[-1][1] == 32.0


def test_a_suspended_dominant_is_resolved():
    laid = lay_out(("I", "vi", "ii", "IV"), Key(0, "major"), 8, 1.0, Close("half", "V7", "I", suspended=True), 0)
    assert [chord.symbol for _, _, chord in laid[-2:]] == ["Vsus4", "V7"]


def test_high_tension_asks_for_dominants_and_low_tension_for_rest():
    def halves(tension):
        style = genre_profile("indie_pop").harmony
        loop = ("I", "V", "vi", "IV")
        closes = [
            choose_close("verse", tension, loop, style.major_cadences, Key(0, "major"), Random(n)) for n in range(200)
        ]
        return sum(close.kind == "half" for close in closes)

    assert halves(1.0) > 1.5 * halves(0.1)


@pytest.mark.parametrize("mode", ["major", "minor"])
@given(st.integers(0, 10_000))
@settings(max_examples=40)
def test_new_progressions_go_somewhere_and_differ_inside_a_song(mode, seed):
    style = replace(genre_profile("indie_pop").harmony, invention=1.0)
    rng = Random(seed)
    paces = choose_paces(style, rng)
    loops = choose_loops(style, Key(0, mode), 0.0, paces, rng)
    degrees = {material: [degree_of(symbol) for symbol in loop] for material, loop in loops.items()}
    assert all(len(set(line)) >= 3 for line in degrees.values())
    assert degrees["verse"][0] != degrees["chorus"][0]
    assert all(len(loop) * paces[material] <= 8 for material, loop in loops.items())


@pytest.mark.parametrize("genre", ["indie_pop", "synthwave", "lofi", "house"])
def test_songs_near_pop_move_through_chords_as_real_songs_do(genre):
    assert genre_profile(genre)
    figures = []
    for seed in range(12):
        plan = make_plan(SongRequest(genre, seed, length_s=90.0))
        figures.append(harmony_figures(plan, compose(plan)))
    for name in ("bits_per_chord", "changes_per_bar", "different_chords"):
        inside = [
            human_range(name, f.mode)[0] - 0.05 <= getattr(f, name) <= human_range(name, f.mode)[1] + 0.05
            for f in figures
        ]
        assert sum(inside) >= 8, name
    assert sum(f.phrase_cadence_share >= 0.7 for f in figures) >= 9
    assert all(f.voice_movement_semitones <= 2.5 for f in figures)
