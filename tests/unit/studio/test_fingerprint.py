import json
from dataclasses import replace

import mido
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noktvrn.errors import MediaUnreadableError
from noktvrn.studio.measure.beats import find_beats
from noktvrn.studio.measure.decoding import decode
from noktvrn.studio.measure.fingerprint import beat_chroma, take_fingerprint, write_fingerprint
from noktvrn.studio.measure.symbols import melodic_pieces, read_melody
from noktvrn.studio.measure.tempo import FRAMES_PER_SECOND

RATE = 22_050
TUNE = [(0.0, 60), (0.5, 62), (1.0, 64), (2.0, 60), (2.5, 67), (3.0, 65), (3.5, 64), (4.0, 62), (6.0, 60), (6.5, 64)]

beats = st.sampled_from([0.25, 0.5, 1.0, 2.0])
tunes = st.lists(st.tuples(beats, st.integers(40, 90)), min_size=5, max_size=40)


def onsets_of(tune):
    starts = np.cumsum([0.0, *(length for length, _ in tune[:-1])])
    return [(float(start), pitch) for start, (_, pitch) in zip(starts, tune, strict=True)]


@given(tunes, st.integers(-24, 24), st.floats(0.4, 1.4))
def test_a_melody_keeps_its_pieces_in_another_key_and_at_another_tempo(tune, semitones, stretch):
    onsets = onsets_of(tune)
    other = [(beat * stretch, pitch + semitones) for beat, pitch in onsets]
    assert melodic_pieces(other) == melodic_pieces(onsets)
    assert len(melodic_pieces(onsets)) <= len(tune) - 4


@given(tunes, st.lists(st.floats(-0.02, 0.02), min_size=40, max_size=40))
def test_the_timing_of_a_player_changes_nothing(tune, early):
    onsets = onsets_of(tune)
    played = [(beat + shift, pitch) for (beat, pitch), shift in zip(onsets, early, strict=False)]
    assert melodic_pieces(played) == melodic_pieces(onsets)


def test_one_changed_note_spoils_at_most_five_pieces():
    changed = [(beat, pitch + (place == 5)) for place, (beat, pitch) in enumerate(TUNE)]
    assert len(set(melodic_pieces(TUNE)) - set(melodic_pieces(changed))) <= 5


def test_other_rhythms_and_other_intervals_are_other_pieces():
    dotted = [(beat + 0.3 * (place % 2), pitch) for place, (beat, pitch) in enumerate(TUNE)]
    mirrored = [(beat, 120 - pitch) for beat, pitch in TUNE]
    for other in (dotted, mirrored):
        assert not set(melodic_pieces(TUNE)) & set(melodic_pieces(other))


def test_of_a_chord_the_highest_note_is_the_melody():
    chords = [(beat + 0.01, pitch - 5) for beat, pitch in TUNE] + TUNE
    assert melodic_pieces(chords) == melodic_pieces(TUNE)


def test_a_long_rest_ends_a_phrase():
    apart = TUNE + [(beat + 100.0, pitch) for beat, pitch in TUNE]
    assert melodic_pieces(apart) == melodic_pieces(TUNE)
    assert melodic_pieces(TUNE[:4]) == ()


def midi_file(path, *tracks):
    file = mido.MidiFile(ticks_per_beat=480)
    for name, channel, onsets in tracks:
        track = mido.MidiTrack([mido.MetaMessage("track_name", name=name)])
        events = [(round(b * 480), "note_on", p) for b, p in onsets]
        events += [(round(b * 480) + 100, "note_off", p) for b, p in onsets]
        now = 0
        for tick, kind, pitch in sorted(events):
            track.append(mido.Message(kind, note=pitch, velocity=80, channel=channel, time=tick - now))
            now = tick
        file.tracks.append(track)
    file.save(str(path))
    return path


LOW = [(beat, pitch - 24) for beat, pitch in TUNE]


@pytest.mark.parametrize(
    "tracks",
    [
        [("bass", 0, LOW), ("lead", 1, TUNE)],
        [("Bass", 0, LOW), ("Lead Vocal", 1, TUNE)],
        [("", 3, TUNE)],
        [("", 3, TUNE), ("drums", 9, LOW)],
    ],
    ids=["lead", "vocal", "only one", "only one beside drums"],
)
def test_a_score_tells_its_melody_by_name_or_by_having_one_part(tmp_path, tracks):
    assert list(read_melody(midi_file(tmp_path / "score.mid", *tracks))) == TUNE


def test_a_score_that_does_not_tell_its_melody_has_none(tmp_path):
    assert read_melody(midi_file(tmp_path / "score.mid", ("bass", 0, LOW), ("pad", 1, TUNE))) == ()


@pytest.mark.parametrize("content", [b"", b"this is no score", b"MThd\x00\x00\x00\x06\x00\x01\x00\x01\x01\xe0MTrk\xff"])
def test_what_is_no_midi_file_is_refused(tmp_path, content):
    path = tmp_path / "score.mid"
    path.write_bytes(content)
    with pytest.raises(MediaUnreadableError, match=r"score\.mid"):
        read_melody(path)
    with pytest.raises(MediaUnreadableError):
        read_melody(tmp_path / "absent.mid")


@settings(max_examples=20, deadline=None)
@given(st.floats(62.0, 178.0), st.floats(0.0, 0.5))
def test_beats_lie_where_the_onsets_are(bpm, first_s):
    times = np.arange(first_s, 20.0, 60.0 / bpm)
    onsets = np.zeros(20 * FRAMES_PER_SECOND)
    onsets[(times * FRAMES_PER_SECOND).astype(int)] = 1.0
    found = find_beats(onsets, bpm)
    assert len(found) == pytest.approx(len(times), abs=2)
    off_s = [np.abs(times - beat).min() for beat in found[:-1]]
    assert max(off_s[2:]) < 0.02
    # The path walks in from before the first sound, so its second beat may still be on its way to the grid.
    assert off_s[1] < 60.0 / bpm / 6


def chords(*midi_chords, seconds=0.5):
    t = np.arange(int(RATE * seconds)) / RATE
    fall = np.exp(-3.0 * t)
    sounds = [sum(np.sin(2 * np.pi * 440.0 * 2 ** ((p - 69) / 12) * t) for p in chord) * fall for chord in midi_chords]
    return 0.1 * np.concatenate(sounds).astype(np.float32)[None]


def test_the_chroma_of_a_beat_shows_the_notes_that_sound():
    progression = [(60, 64, 67), (57, 60, 64), (53, 57, 60), (55, 59, 62)] * 6
    found = beat_chroma(chords(*progression), RATE, 120.0)
    assert abs(len(found) - len(progression)) <= 2
    assert found.max() == 15
    loudest = {tuple(sorted(np.argsort(beat)[-3:].tolist())) for beat in found[1:-1]}
    assert loudest == {(0, 4, 7), (0, 4, 9), (0, 5, 9), (2, 7, 11)}


@pytest.mark.parametrize("bpm", [0.0, 120.0])
def test_silence_has_no_harmony(bpm):
    assert beat_chroma(np.zeros((2, 10 * RATE), np.float32), RATE, bpm).shape == (0, 12)


def test_a_song_of_the_studio_has_melody_and_harmony(song, tmp_path):
    decoded = decode(song.master)
    taken = take_fingerprint(decoded.audio, decoded.sample_rate_hz, song.bpm, song.score)
    assert len(taken.melody) > 8
    assert len(taken.harmony) == pytest.approx(song.duration_s * song.bpm / 60.0, abs=4)
    path = tmp_path / "fingerprint.json"
    write_fingerprint(path, taken)
    written = json.loads(path.read_text())
    assert written["version"] == 1
    assert written["melody"] == sorted(set(written["melody"]))
    assert {len(beat) for beat in written["harmony"]} == {12}
    assert [path.name for path in tmp_path.iterdir()] == ["fingerprint.json"]
    again = take_fingerprint(decoded.audio, decoded.sample_rate_hz, song.bpm)
    assert again.melody == ()
    assert replace(again, melody=taken.melody).as_json() == taken.as_json()
