"""Whether copies are found among many songs, whether other songs are let through, and how long a question takes."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import numpy as np

from benchmarks.harness import Figure, at_most, report, spend
from noktvrn.app import open_label
from noktvrn.journal.run import Run
from noktvrn.review.facts import GateLimits
from noktvrn.review.likeness import HARMONY_KEYS, MELODY_KEYS, Fingerprint, compare
from noktvrn.services.label import Label
from noktvrn.services.originality import compare_with_catalogue, read_fingerprint, remember
from noktvrn.settings import load_settings
from noktvrn.studio.genres import GENRES, genre_profile
from noktvrn.studio.measure.fingerprint import Fingerprint as Taken
from noktvrn.studio.measure.fingerprint import take_fingerprint, write_fingerprint
from noktvrn.studio.measure.symbols import melodic_pieces, read_melody
from noktvrn.studio.measure.tempo import estimate_tempo
from noktvrn.studio.plan import Dials, SongPlan, SongRequest, make_plan
from noktvrn.studio.score.compose import compose
from noktvrn.studio.score.midi import write_midi
from noktvrn.studio.score.notes import Note, Score
from noktvrn.studio.sound.jit import SAMPLE_RATE_HZ
from noktvrn.studio.sound.mixdown import render_mix
from noktvrn.testing.builders import ARTIST_ID, build_artist, build_run
from noktvrn.testing.identifiers import counted_id
from noktvrn.types import RunId, child_seed

NAME = "Originality"
SEED = 20_260_105
TRACKS, COPIES = 500, 25
RECORDED = 2
"""Songs of each artist of which the recording is made; of the copies it is made of all."""
LARGE = 100_000
LENGTH_S = 60.0
LIMIT = GateLimits().similarity_max
BATCH = 250_000


@dataclass(frozen=True)
class Written:
    """A song of the bench.

    Attributes:
        title: Title, unique.
        artist: Number of its artist; of a copy, that of the artist whom it copies.
        plan: Its plan; a copy's has another seed, tempo and dials.
        score: Its score.
        copy_of: Title of the song that it copies; empty for a song of its own.
        is_rendered: Whether its recording is made and compared too.
    """

    title: str
    artist: int
    plan: SongPlan
    score: Score
    copy_of: str = ""
    is_rendered: bool = False


@dataclass(frozen=True)
class Outcome:
    """What the gate would have said, each 0..1.

    Attributes:
        recall: Share of the copies that it refuses, naming what they copy.
        false_alarms: Share of the other songs that it refuses.
    """

    recall: float
    false_alarms: float


def run(quick: bool) -> dict[str, Any]:
    tracks, copies, recorded, large = (60, 6, 1, 5_000) if quick else (TRACKS, COPIES, RECORDED, LARGE)
    with tempfile.TemporaryDirectory() as place:
        songs = list(_catalogue(tracks, copies, recorded))
        prints = {song.title: _fingerprint(song, Path(place)) for song in songs}
        whole = _heard(Path(place) / "whole", songs, prints)
        rendered = [song for song in songs if song.is_rendered]
        recordings = {song.title: replace(prints[song.title], melody=()) for song in rendered}
        alone = _heard(Path(place) / "alone", rendered, recordings)
        within = [compare(prints[a.title], prints[b.title]).similarity for a, b in _pairs_of_an_artist(songs)]
        took_ms, size_mb = _large_catalogue(Path(place) / "large", large, [prints[song.title] for song in rendered])
    return report(
        NAME,
        method=(
            f"{tracks} songs of {copies} artists over {len(GENRES)} genres by the studio; each artist keeps to a genre,"
            f" two keys, a tempo range and its dials. {copies} of the songs copy another: 1 to 6 semitones up or down,"
            " 4 to 12 % slower or faster, other patches, kit, noises and brightness, other micro-timing. The copies and"
            f" {recorded * copies} others, with what is copied among them, are recorded ({LENGTH_S:.0f} s each); the"
            " rest is compared by score. Songs come one after the other, each held against those before it. The large"
            f" catalogue is {large:,} made-up fingerprints in SQLite; the time is the median of {len(rendered)}."
        ),
        seed=SEED,
        figures=[
            _at_least("copies refused, score and recording", whole.recall, 0.95),
            at_most("other songs refused, score and recording", whole.false_alarms, "", 0.02),
            Figure("copies refused, recording alone", alone.recall, ""),
            Figure("other songs refused, recording alone", alone.false_alarms, ""),
            at_most("greatest similarity of two songs of an artist", max(within), "", 0.35),
            Figure("median similarity of two songs of an artist", median(within), ""),
            at_most(f"nearest songs among {large:,}", took_ms, "ms", 200.0),
            Figure(f"label.db with {large:,} songs", size_mb, "MB"),
        ],
    )


def _at_least(what: str, value: float, goal: float) -> Figure:
    return Figure(what, value, "", goal=f">= {goal:g}", met=value >= goal)


def _catalogue(tracks: int, copies: int, recorded: int) -> Iterator[Written]:
    """Yield the songs in the order in which the label makes them; copies come last."""
    per_artist = (tracks - copies) // copies
    first_songs = []
    for artist in range(copies):
        for number in range(per_artist):
            song = replace(_own_song(artist, number), is_rendered=number < recorded)
            first_songs += [song] if number == 0 else []
            yield song
    yield from map(_copy, first_songs)


def _own_song(artist: int, number: int) -> Written:
    rng = Random(child_seed(SEED, "artist", artist))
    genre = GENRES[artist % len(GENRES)]
    low, usual, high = genre_profile(genre).bpm
    bpm = min(max(usual + rng.uniform(-6.0, 6.0), low), high)
    keys = [f"{rng.choice('ACDEFG')} minor" for _ in range(2)]
    dials = Dials(brightness=rng.uniform(0.3, 0.7), density=rng.uniform(0.3, 0.7), complexity=rng.uniform(0.3, 0.7))
    plan = make_plan(
        SongRequest(
            genre=genre,
            seed=child_seed(SEED, artist, number),
            bpm=round(bpm) + number % 3,
            key=keys[number % 2],
            length_s=LENGTH_S,
            dials=dials,
        )
    )
    return Written(f"{artist}-{number}", artist, plan, compose(plan))


def _copy(original: Written) -> Written:
    """The same notes in another key and tempo, by other players on other instruments."""
    rng = Random(child_seed(SEED, "copy", original.title))
    semitones = rng.choice((-1, 1)) * rng.randint(1, 6)
    tempo = rng.choice((1.0 - rng.uniform(0.04, 0.12), 1.0 + rng.uniform(0.04, 0.12)))
    plan = replace(
        original.plan,
        seed=child_seed(original.plan.seed, "other sound"),
        bpm=original.plan.bpm * tempo,
        dials=replace(original.plan.dials, brightness=1.0 - original.plan.dials.brightness),
    )

    def played(note: Note) -> Note:
        return replace(note, pitch=note.pitch + semitones, shift_s=note.shift_s + rng.gauss(0.0, 0.004))

    parts = {role: tuple(played(note) for note in notes) for role, notes in original.score.parts.items()}
    score = replace(original.score, parts=parts)
    return Written(f"copy of {original.title}", original.artist, plan, score, copy_of=original.title, is_rendered=True)


def _fingerprint(song: Written, place: Path) -> Fingerprint:
    """Take the fingerprint as the analyser does, from the files."""
    midi, taken = place / "score.mid", place / "fingerprint.json"
    write_midi(midi, song.score, song.plan.tempo_map, song.title)
    if song.is_rendered:
        profile = genre_profile(song.plan.genre)
        mix, _ = render_mix(profile, song.plan, song.score, place / "stems", lambda share: None)
        tempo = estimate_tempo(mix, SAMPLE_RATE_HZ, profile.fold_bpm, song.plan.bpm)
        write_fingerprint(taken, take_fingerprint(mix, SAMPLE_RATE_HZ, tempo.bpm, midi))
    else:
        write_fingerprint(taken, Taken(melodic_pieces(read_melody(midi)), np.zeros((0, 12), np.uint8)))
    read = read_fingerprint(taken)
    if read is None:
        raise RuntimeError(f"{song.title} has nothing to compare")
    return read


def _heard(home: Path, songs: list[Written], prints: dict[str, Fingerprint]) -> Outcome:
    """Hold each song against those before it, as the gate does, and remember it."""
    found = refused = 0
    with open_label(load_settings({"home": str(home)}, {})) as label:
        _sign_up(label)
        for number, song in enumerate(songs):
            this = build_run(id=RunId(counted_id(10_000 + number)), title=song.title)
            facts = compare_with_catalogue(label, this, prints[song.title])
            nearest = facts.neighbours[0] if facts.neighbours else None
            blocks = nearest is not None and nearest.similarity >= LIMIT
            if song.copy_of:
                found += bool(blocks and nearest and nearest.title == song.copy_of)
            else:
                refused += blocks
            _keep(label, this, prints[song.title])
    copies = sum(bool(song.copy_of) for song in songs)
    return Outcome(recall=found / copies, false_alarms=refused / (len(songs) - copies))


def _sign_up(label: Label) -> None:
    with label.records.write() as unit:
        unit.artists.add(build_artist())
        unit.commit()


def _keep(label: Label, this: Run, fingerprint: Fingerprint) -> None:
    with label.records.write() as unit:
        unit.runs.add(this)
        remember(unit, this, fingerprint, label)
        unit.commit()


def _pairs_of_an_artist(songs: list[Written]) -> Iterator[tuple[Written, Written]]:
    """Yield the pairs of different songs that one artist made."""
    own = [song for song in songs if not song.copy_of]
    for place, one in enumerate(own):
        for other in own[place + 1 :]:
            if other.artist == one.artist:
                yield one, other


def _large_catalogue(home: Path, size: int, asked: list[Fingerprint]) -> tuple[float, float]:
    """Return the median time of a question to a large catalogue in ms, and the size of its database in MB."""
    with open_label(load_settings({"home": str(home)}, {})) as label:
        _sign_up(label)
        _fill(home / "label.db", size, asked)
        run = build_run()
        compare_with_catalogue(label, run, asked[0])
        costs = [spend(lambda one=one: compare_with_catalogue(label, run, one)).wall_s for one in asked]
    return median(costs) * 1e3, (home / "label.db").stat().st_size / 1e6


def _fill(database: Path, size: int, models: list[Fingerprint]) -> None:
    """Write made-up songs: some keys that a genre shares, some that all share, the rest their own.

    Every hundredth song holds a third of the keys of a real one, so that a question has rivals to sort out.
    """
    rng = np.random.Generator(np.random.PCG64(child_seed(SEED, "large")))
    harmony = rng.integers(0, 256, 1_800, dtype=np.uint8).tobytes()
    melody = rng.integers(0, 256, 4 * MELODY_KEYS, dtype=np.uint8).tobytes()
    numbers = np.arange(1, size + 1, dtype=np.int64)
    keys = _made_up_keys(rng, size, models)
    pairs = np.unique(np.stack([keys.ravel(), np.repeat(numbers, keys.shape[1])], axis=1), axis=0)
    with closing(sqlite3.connect(database)) as connection:
        rows = ((int(number), counted_id(int(number)), ARTIST_ID, melody, harmony) for number in numbers)
        connection.executemany(
            "INSERT INTO fingerprints (id, run_id, pass_no, artist_id, title, taken_at, melody, harmony)"
            " VALUES (?, ?, 1, ?, 'made up', '2026-01-05 12:00:00.000000', ?, ?)",
            rows,
        )
        for first in range(0, len(pairs), BATCH):
            chunk = pairs[first : first + BATCH].tolist()
            connection.executemany("INSERT INTO fingerprint_keys (piece, fingerprint_id) VALUES (?, ?)", chunk)
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _made_up_keys(rng: np.random.Generator, size: int, models: list[Fingerprint]) -> Any:
    from noktvrn.review.likeness import index_keys

    keys = rng.integers(0, 1 << 33, (size, MELODY_KEYS + HARMONY_KEYS), dtype=np.int64)
    genre = np.arange(size)[:, None] % 8
    keys[:, :24] = (1 << 32) + 10_000 * genre + rng.integers(0, 5_000, (size, 24))
    keys[:, 24:30] = rng.integers(0, 300, (size, 6))
    pool = np.array(sorted({key for model in models for key in index_keys(model)}), np.int64)
    alike = np.arange(0, size, 100)
    keys[alike, 30:62] = rng.choice(pool, (len(alike), 32))
    return keys
