"""Whole films and canvases: what the files hold, what they survive, and what is refused."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from tests.unit.studio_picture.requests import look

from noktvrn.errors import (
    MediaUnreadableError,
    NoSpaceError,
    ParameterError,
    StepCancelledError,
    ToolMissingError,
)
from noktvrn.studio.picture.canvas import CanvasRequest, make_canvas, whole_bars
from noktvrn.studio.picture.film.cutting import Part
from noktvrn.studio.picture.film.encode import EncodeProfile, open_encoder
from noktvrn.studio.picture.film.flashes import MOST_FLASHES, cell_lights, film_flashes, most_flashes
from noktvrn.studio.picture.film.hearing import hear, measured_form
from noktvrn.studio.picture.film.inspection import inspect_film
from noktvrn.studio.picture.film.lyrics import spread_words
from noktvrn.studio.picture.film.planes import Planes
from noktvrn.studio.picture.film.shooting import shoot, work_folder
from noktvrn.studio.picture.film.sound import LISTENING_RATE_HZ, SAMPLE_RATE_HZ, read_mono, stream_sound
from noktvrn.studio.picture.full_film import FilmRequest, FilmResult, make_film, plan_film
from noktvrn.studio.picture.pace import Pace

SIZE = {"width_px": 192, "height_px": 108}
PARTS = (Part("intro", 0.0, 4.0, 0.3), Part("verse", 4.0, 10.0, 0.5), Part("chorus", 10.0, 20.0, 0.9))
BARS = tuple(2.0 * bar for bar in range(10))
SMALL = EncodeProfile(96, 96, frames_per_s=2, preset="ultrafast")


def film_request(recording: Path, artwork: Path, **more) -> FilmRequest:
    values = {
        "look": look(),
        "title": "Midnight Rain",
        "artist": "Nova Kestrel",
        "seed": 3,
        "lines": (spread_words(4.0, 8.0, "the rain keeps time"), spread_words(12.0, 15.0, "Όλα τα φώτα")),
        "parts": PARTS,
        "downbeats_s": BARS,
        "preset": "superfast",
        **SIZE,
        **more,
    }
    return FilmRequest(audio=recording, artwork=artwork, **values)


@pytest.fixture(scope="session")
def film(tmp_path_factory, recording, painted) -> FilmResult:
    return make_film(film_request(recording, painted.artwork), tmp_path_factory.mktemp("whole") / "film.mp4")


def tone(seconds: float, folder: Path, level: float = 0.3) -> Path:
    time_s = np.arange(int(seconds * 8000)) / 8000
    path = folder / "tone.wav"
    soundfile.write(path, level * np.sin(2 * np.pi * 220 * time_s), 8000)
    return path


def test_a_film_is_as_long_as_its_sound_and_says_what_it_is(film):
    facts = inspect_film(film.path)
    assert (facts.width_px, facts.height_px, facts.frames_per_s, facts.frames) == (192, 108, 30.0, 600)
    assert (facts.video_codec, facts.audio_codec, facts.audio_rate_hz) == ("h264", "aac", SAMPLE_RATE_HZ)
    assert (facts.tags["title"], facts.tags["artist"], facts.tags["comment"]) == (
        "Midnight Rain", "Nova Kestrel", "AI-generated",
    )  # fmt: skip
    with av.open(str(film.path)) as container:
        sound_s = sum(frame.samples for frame in container.decode(audio=0)) / SAMPLE_RATE_HZ
    assert sound_s == pytest.approx(film.duration_s, abs=1 / 30 + 1024 / SAMPLE_RATE_HZ)
    assert [path.name for path in film.path.parent.iterdir()] == ["film.mp4"]


def test_the_picture_is_cut_where_the_plan_says(film):
    with av.open(str(film.path)) as container:
        frames = [frame.to_ndarray(format="gray").astype(int) for frame in container.decode(video=0)]
    steps = np.array([np.abs(b - a).mean() for a, b in itertools.pairwise(frames)])
    usual = np.median(steps)
    assert film.cuts
    for cut in film.cuts:
        assert cut % 60 == 0
        assert steps[cut - 2 : cut + 1].max() > 3 * usual
        assert int(np.argmax(steps[cut - 8 : cut + 8])) + cut - 8 + 1 == pytest.approx(cut, abs=1)


def test_a_film_never_flashes(film):
    assert film.flashes <= MOST_FLASHES
    assert film_flashes(film.path) <= MOST_FLASHES


@pytest.mark.parametrize("family", ["silk", "tile_grid", "aura", "attractor", "halftone"])
def test_strobing_sound_makes_no_strobing_picture(family, painted, tmp_path):
    # bursts of noise nine times a second
    rate = 16_000
    time_s = np.arange(6 * rate) / rate
    noise = np.random.default_rng(1).standard_normal(len(time_s)) * (np.sin(2 * np.pi * 9 * time_s) > 0)
    path = tmp_path / "strobe.wav"
    soundfile.write(path, 0.3 * noise, rate)
    bars = tuple(1.4 * bar for bar in range(1, 4))
    wanted = film_request(path, painted.artwork, look=look(family), lines=(), downbeats_s=bars, parts=PARTS[2:])
    planned = plan_film(wanted)
    planes, lights = Planes.empty(192, 108), []
    for frame in range(planned.frames):
        planned.compositor.draw(planes, frame)
        lights.append(cell_lights(planes.y))
    assert most_flashes(np.array(lights), 30) <= MOST_FLASHES


def test_flashes_are_counted_as_pairs_of_changes():
    time = np.arange(60)
    flicker = np.where((time // 3) % 2 == 0, 0.1, 0.9)[:, None] * np.ones(36)
    assert most_flashes(flicker, 30.0) == 5
    assert most_flashes(np.where(time[:, None] % 2 == 0, 0.50, 0.55) * np.ones(36), 30.0) == 0
    small = np.full((60, 36), 0.2)
    small[:, :8] = flicker[:, :8]
    assert most_flashes(small, 30.0) == 0
    assert most_flashes(np.linspace(0, 1, 60)[:, None] * np.ones(36), 30.0) == 0


def test_the_same_request_gives_the_same_planes(recording, painted):
    first, second = (Planes.empty(192, 108) for _ in range(2))
    one, other = (plan_film(film_request(recording, painted.artwork)).compositor for _ in range(2))
    for frame in (0, 300):
        one.draw(first, frame)
    other.draw(second, 300)
    assert np.array_equal(first.y, second.y)
    assert np.array_equal(first.u, second.u)


@pytest.mark.parametrize(
    "title",
    ["I", "a" * 200, "slow " * 40, "Ночной дождь", "Νύχτα βροχή", "Ça été où", "גשם בלילה", "مطر الليل", "rain 🌧️", "🌧️"],
)
def test_titles_of_all_kinds_are_filmed(title, recording, painted):
    wanted = film_request(recording, painted.artwork, title=title, lines=(spread_words(1.0, 6.0, title),))
    planned = plan_film(wanted)
    planes = Planes.empty(192, 108)
    for shot in planned.shots:
        planned.compositor.draw(planes, (shot.first_frame + shot.end_frame) // 2)
    assert bool(planned.compositor.missing) == any(ord(char) > 0x2000 or "\u0600" <= char < "\u0700" for char in title)


@pytest.mark.parametrize(("seconds", "level"), [(3.0, 0.3), (1.2, 0.3), (12.0, 0.0)])
def test_short_and_silent_recordings_are_filmed(seconds, level, painted, tmp_path):
    wanted = film_request(tone(seconds, tmp_path, level), painted.artwork, parts=(), downbeats_s=(), lines=())
    made = make_film(wanted, tmp_path / "film.mp4")
    assert made.frames == pytest.approx(seconds * 30, abs=1)
    assert any("silent" in note for note in made.notes) == (level == 0.0)


def test_a_cancelled_film_leaves_nothing(recording, painted, tmp_path):
    asked: list[int] = []
    with pytest.raises(StepCancelledError):
        make_film(
            film_request(recording, painted.artwork),
            tmp_path / "film.mp4",
            cancelled=lambda: asked.append(1) or len(asked) > 40,
        )
    assert list(tmp_path.iterdir()) == []


class Killed(BaseException):
    """Stands for the end of the process."""


def test_a_killed_film_goes_on_where_it_stopped(tmp_path):
    out, drawn = tmp_path / "film.mp4", []

    def draw(planes: Planes, frame: int) -> None:
        if frame == 90 and len(drawn) < 100:
            raise Killed
        drawn.append(frame)
        planes.y[:], planes.u[:], planes.v[:] = 20 + 2 * frame, 128, 128

    def shot(digest: str) -> None:
        shoot(draw, 100, SMALL, None, {"title": "x"}, out, Pace(), digest)

    with pytest.raises(Killed):
        shot("one")
    assert not out.exists()
    assert len(list(work_folder(out, "one").iterdir())) == 2
    drawn.extend([-1] * 10)
    before = len(drawn)
    shot("one")
    assert drawn[before:] == list(range(80, 100))
    assert [path.name for path in tmp_path.iterdir()] == ["film.mp4"]
    with av.open(str(out)) as container:
        lumas = [bytes(frame.planes[0])[50] for frame in container.decode(video=0)]
        assert len(lumas) == container.streams.video[0].frames == 100
    assert np.abs(np.array(lumas, int) - (20 + 2 * np.arange(100))).max() <= 3


def test_what_another_request_left_is_thrown_away(tmp_path):
    out = tmp_path / "film.mp4"
    work_folder(out, "other").mkdir()
    shoot(lambda planes, frame: planes.y.fill(99), 3, SMALL, None, {}, out, Pace(), "mine")
    assert [path.name for path in tmp_path.iterdir()] == ["film.mp4"]


def test_a_full_disk_is_told_as_such():
    encoder = open_encoder(Path("/dev/full"), SMALL)
    frame, planes = encoder.new_frame()
    planes.y[:], planes.u[:], planes.v[:] = 50, 128, 128
    encoder.add(frame)
    with pytest.raises(NoSpaceError):
        encoder.finish()
    encoder.abandon()


def test_the_ffmpeg_program_is_used_where_it_is_asked_for(tmp_path):
    profile = EncodeProfile(96, 96, preset="ultrafast", encoder="ffmpeg")
    if shutil.which("ffmpeg") is None:
        with pytest.raises(ToolMissingError):
            open_encoder(tmp_path / "x.mp4", profile)
        pytest.skip("there is no ffmpeg program here: its encoder was not tried")
    shoot(lambda planes, frame: planes.y.fill(20 + frame), 30, profile, None, {}, tmp_path / "x.mp4", Pace(), "d")
    assert inspect_film(tmp_path / "x.mp4").frames == 30


@pytest.mark.parametrize("wrong", [{"encoder": "none"}, {"preset": "warp"}])
def test_unknown_encoders_and_presets_are_refused(wrong, tmp_path):
    with pytest.raises(ParameterError):
        open_encoder(tmp_path / "x.mp4", EncodeProfile(96, 96, **wrong))


@pytest.mark.parametrize("wrong", [{"title": " "}, {"artist": "a" * 301}, {"width_px": 191}, {"height_px": 50}])
def test_impossible_films_are_refused(wrong, recording, painted, tmp_path):
    with pytest.raises(ParameterError):
        make_film(film_request(recording, painted.artwork, **wrong), tmp_path / "film.mp4")
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_sound_or_no_picture_is_told_as_such(recording, painted, tmp_path):
    fake = tmp_path / "fake.bin"
    fake.write_bytes(b"nothing of the kind" * 100)
    for audio, artwork in ((fake, painted.artwork), (recording, fake), (tmp_path / "absent.wav", painted.artwork)):
        with pytest.raises(MediaUnreadableError):
            make_film(film_request(audio, artwork), tmp_path / "film.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["fake.bin"]


class Clips:
    """Footage over the second half of a film."""

    def planes(self, frame: int):
        if frame < 300:
            return None
        half = (np.full((54, 96), 90, np.uint8),) * 2
        return np.full((108, 192), 200, np.uint8), *half


def test_footage_takes_the_place_of_the_field_where_there_is_some(recording, painted):
    wanted = film_request(recording, painted.artwork, footage=Clips(), lines=(), parts=PARTS[:2])
    planned = plan_film(wanted)
    assert any(shot.scene == "footage" and shot.first_frame <= 310 < shot.end_frame for shot in planned.shots)
    planes = Planes.empty(192, 108)
    planned.compositor.draw(planes, 310)
    assert (planes.y == 200).mean() > 0.95


def test_streamed_sound_has_exactly_the_wanted_length(recording):
    assert sum(chunk.shape[1] for chunk in stream_sound(recording, 48_000 * 25)) == 48_000 * 25
    assert sum(chunk.shape[1] for chunk in stream_sound(recording, 12_345)) == 12_345


def test_bars_are_found_where_the_drum_falls(recording):
    # a kick on every half second: bars of two seconds
    heard = hear(recording, read_mono(recording))
    bars = np.array(heard.downbeats_s)
    assert np.abs((bars + 0.25) % 0.5 - 0.25).max() < 0.06
    assert np.median(np.diff(bars)) == pytest.approx(2.0, abs=0.05)


def test_sections_are_named_by_how_loud_they_are():
    rng = np.random.default_rng(2)
    stretches = [(20, 0.05), (30, 0.2), (30, 0.5), (30, 0.2), (30, 0.5), (20, 0.05)]
    mono = np.concatenate([level * rng.standard_normal(s * LISTENING_RATE_HZ) for s, level in stretches])
    kinds = [part.kind for part in measured_form(mono.astype(np.float32)).parts]
    assert kinds[0] == "intro"
    assert "chorus" in kinds


@pytest.fixture(scope="session")
def canvas(tmp_path_factory, recording, painted):
    wanted = CanvasRequest(
        recording, painted.artwork, look("attractor"), 5, "Midnight Rain", "Nova Kestrel", 6.3, 4.2, BARS,
        width_px=180, height_px=320,
    )  # fmt: skip
    return make_canvas(wanted, tmp_path_factory.mktemp("loop") / "canvas.mp4")


def test_a_canvas_is_whole_bars_without_sound(canvas):
    facts = inspect_film(canvas.path)
    assert (facts.frames, facts.audio_codec) == (120, "")
    assert (canvas.start_s, canvas.bars, canvas.duration_s) == (6.0, 2, 4.0)
    assert facts.tags["comment"] == "AI-generated"
    assert canvas.flashes == 0


def test_a_canvas_joins_its_end_to_its_beginning(canvas):
    with av.open(str(canvas.path)) as container:
        frames = [frame.to_ndarray(format="gray").astype(float) for frame in container.decode(video=0)]
    steps = [np.abs(b - a).mean() for a, b in itertools.pairwise(frames)]
    assert np.abs(frames[0] - frames[-1]).mean() <= 1.4 * np.percentile(steps, 90)
    assert canvas.seam <= 1.25


@pytest.mark.parametrize(("bar_s", "bars"), [(2.0, 2), (1.5, 4), (0.9, 8), (4.0, 1), (9.0, 0)])
def test_a_canvas_takes_the_phrase_that_fits(bar_s, bars):
    downbeats = tuple(bar_s * bar for bar in range(20))
    _, found, length_s = whole_bars(10.0, 6.0, downbeats, 20 * bar_s)
    assert found == bars
    assert 3.0 <= length_s <= 8.0


def test_a_canvas_of_impossible_length_is_refused(recording, painted, tmp_path):
    with pytest.raises(ParameterError):
        make_canvas(CanvasRequest(recording, painted.artwork, look(), 1, length_s=20.0), tmp_path / "x.mp4")
