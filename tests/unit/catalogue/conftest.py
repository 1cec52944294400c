"""Small but real media, made once, and a package input over them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from noktvrn.catalogue.checksums import digest_of
from noktvrn.catalogue.contents import PackageInput
from noktvrn.catalogue.gate_file import record_gate
from noktvrn.catalogue.media_checks import MediaLimits
from noktvrn.catalogue.provenance import ProvenanceLink, chain_link
from noktvrn.catalogue.release import Release, Translation
from noktvrn.catalogue.track import Section, Stanza, Track
from noktvrn.types import (
    ArtistId,
    Bpm,
    DurationS,
    LoudnessLufs,
    ReleaseId,
    RunId,
    SampleRateHz,
    TruePeakDbtp,
)

RATE_HZ = 44_100
LENGTH_S = 2.0
AT = datetime(2026, 11, 21, 14, 2, 11, 250_000, tzinfo=UTC)
RUN_ID = RunId("01jd7m0p8qk3v9w2x4y6z8a1b3")

LIMITS = MediaLimits(cover_px=96, frame_sizes_px={"_9x16": (108, 192), "_16x9": (192, 108)})
"""As for a real release, with small pictures."""


@dataclass(frozen=True)
class FakeFinding:
    code: str = "loudness"
    title: str = "Loudness"
    severity: str = "pass"
    value: str = "-14.0 LUFS"
    limit: str = "-14.0 ± 0.3 LUFS"
    remedy: str = ""
    redo_from: str = "song"


@dataclass(frozen=True)
class FakeDecision:
    verdict: str = "approve"
    actor: str = "R."
    surface: str = "cli"
    reason: str = ""
    chips: tuple[str, ...] = ()
    decided_at: datetime = AT


def tone(frequency_hz: float, seed: int = 0) -> np.ndarray:
    time_s = np.arange(int(RATE_HZ * LENGTH_S)) / RATE_HZ
    wave = 0.4 * np.sin(2 * np.pi * frequency_hz * time_s) * (0.4 + 0.6 * time_s / LENGTH_S)
    noise = np.random.Generator(np.random.PCG64(seed)).normal(0, 0.002, wave.size)
    return np.stack([wave + noise, wave - noise], axis=1).astype(np.float32)


def write_picture(path: Path, side_px: int = 96) -> None:
    from PIL import Image, ImageCms

    ramp = np.linspace(0, 200, side_px, dtype=np.uint8)
    pixels = np.stack(np.broadcast_arrays(ramp[:, None], np.uint8(40), ramp[None, :]), axis=-1)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.fromarray(np.ascontiguousarray(pixels)).save(path, "JPEG", icc_profile=profile)


def write_film(
    path: Path, size_px: tuple[int, int] = (108, 192), seconds: float = 1.0, *, faststart: bool = False
) -> None:
    import av

    options = {"movflags": "+faststart"} if faststart else {}
    with av.open(str(path), "w", format="mp4", options=options) as film:
        picture = film.add_stream("libx264", rate=30, options={"preset": "ultrafast"})
        picture.width, picture.height = size_px
        picture.pix_fmt = "yuv420p"
        sound = film.add_stream("aac", rate=48_000, layout="stereo")
        for number in range(round(30 * seconds)):
            pixels = np.full((size_px[1], size_px[0], 3), number * 6 % 255, np.uint8)
            film.mux(picture.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        film.mux(picture.encode(None))
        silence = np.zeros((2, 1024), np.float32)
        for place in range(int(48_000 * seconds) // 1024):
            frame = av.AudioFrame.from_ndarray(silence, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts = 48_000, place * 1024
            film.mux(sound.encode(frame))
        film.mux(sound.encode(None))


def write_score(path: Path) -> None:
    import mido

    score = mido.MidiFile()
    track = mido.MidiTrack()
    track.append(mido.Message("note_on", note=60, velocity=80, time=0))
    track.append(mido.Message("note_off", note=60, velocity=0, time=480))
    score.tracks.append(track)
    score.save(path)


def write_peaks(path: Path, count: int = 200) -> None:
    level = [0.1 + 0.5 * abs(np.sin(place / 17)) for place in range(count)]
    path.write_text(json.dumps({"min": [-value for value in level], "max": level, "rms": level}))


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every file of a release, two seconds long."""
    import soundfile as sf

    folder = tmp_path_factory.mktemp("media")
    for name, frequency_hz in (("master", 220.0), ("bass", 55.0), ("drums", 880.0)):
        sf.write(folder / f"{name}.flac", tone(frequency_hz), RATE_HZ, subtype="PCM_24")
    sf.write(folder / "preview.mp3", tone(220.0), RATE_HZ, format="MP3")
    write_score(folder / "score.mid")
    write_picture(folder / "cover.jpg")
    write_picture(folder / "artwork.jpg", side_px=96)
    write_film(folder / "teaser.mp4")
    write_peaks(folder / "peaks.json")
    return folder


def make_chain(media: Path, **changes: object) -> tuple[ProvenanceLink, ...]:
    """The provenance of ``media``; ``changes`` go into the link of the lyrics."""
    made = [
        ("brief", "writer", "peaks.json"),
        ("lyrics", "writer", "score.mid"),
        ("master", "music", "master.flac"),
        ("preview", "music", "preview.mp3"),
        ("score", "music", "score.mid"),
        ("stem:bass", "music", "bass.flac"),
        ("stem:drums", "music", "drums.flac"),
        ("figures", "analyser", "peaks.json"),
        ("cover", "artwork", "cover.jpg"),
        ("artwork", "artwork", "artwork.jpg"),
        ("teaser", "film", "teaser.mp4"),
    ]
    models = {"writer": "noktvrn-writer 0.1.0", "artwork": "noktvrn-picture 0.1.0", "film": "noktvrn-picture 0.1.0"}
    links: list[ProvenanceLink] = []
    for place, (asset, role, file) in enumerate(made):
        fields: dict[str, object] = {
            "role": role,
            "provider": "embedded",
            "model": models.get(role, "noktvrn-studio 0.1.0"),
            "prompt": "",
            "parameters": {"bpm": 104.0, "layers": [1, 2], "name": "Größe"},
            "seed": 20_431 + place,
            "licence": "own work",
        }
        if asset == "lyrics":
            fields |= changes
        digest = digest_of(media / file)[0]
        links.append(chain_link(links[-1] if links else None, asset=asset, sha256=digest, at=AT, **fields))
    return tuple(links)


@pytest.fixture(scope="session")
def package(media: Path) -> PackageInput:
    """A complete input."""
    release = Release(
        id=ReleaseId("01jd7n0000000000000000rel1"),
        run_id=RUN_ID,
        artist_id=ArtistId("01jd7m0000000000000000art1"),
        artist_slug="nova-kestrel",
        artist="Nova Kestrel",
        title="Midnight Rain",
        date=date(2026, 11, 21),
        description='"Midnight Rain" is a synthwave song by Nova Kestrel & the <rain>. It ends on a window.',
        translated=Translation("de", '"Midnight Rain" ist ein Lied von Nova Kestrel. Es endet an einem Fenster.'),
    )
    track = Track(
        title="Midnight Rain",
        genre="synthwave",
        bpm=Bpm(104.0),
        key="A minor",
        duration_s=DurationS(LENGTH_S),
        sample_rate_hz=SampleRateHz(RATE_HZ),
        bits_per_sample=24,
        loudness_lufs=LoudnessLufs(-14.02),
        loudness_range_lu=5.1,
        true_peak_dbtp=TruePeakDbtp(-1.2),
        sections=(Section("intro", 0.0, 0.5), Section("verse", 0.5, 1.2), Section("chorus", 1.2, LENGTH_S)),
        lyrics=(
            Stanza("verse", ("Streetlight on the window", "every car that passes spells another name")),
            Stanza("chorus", ("Midnight rain, come down", "and wash me clean")),
        ),
        language="en",
        explicit=False,
    )
    return PackageInput(
        release=release,
        track=track,
        master=media / "master.flac",
        preview=media / "preview.mp3",
        score=media / "score.mid",
        stems={"bass": media / "bass.flac", "drums": media / "drums.flac"},
        cover=media / "cover.jpg",
        artwork=media / "artwork.jpg",
        teaser=media / "teaser.mp4",
        peaks=media / "peaks.json",
        provenance=make_chain(media),
        gate=record_gate(RUN_ID, 1, [FakeFinding()], FakeDecision()),
    )


@pytest.fixture
def titled(package: PackageInput):
    """The same input under another title."""

    def rename(title: str) -> PackageInput:
        return replace(
            package, release=replace(package.release, title=title), track=replace(package.track, title=title)
        )

    return rename
