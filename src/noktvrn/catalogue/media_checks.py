"""Whether each media file of a package decodes to its end and is what was promised.

Files may come from anywhere, so each is opened as the one format that its place calls for, with a limit on its size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from noktvrn.errors import MediaUnreadableError

if TYPE_CHECKING:
    import soundfile as sf

_BLOCK_FRAMES: Final = 1 << 16
_MAX_FILE_BYTES: Final = 4_000_000_000
_PREVIEW_SLACK_S: Final = 0.25
"""Lossy coders pad start and end."""


@dataclass(frozen=True, slots=True)
class MediaLimits:
    """What is promised of the media of a release.

    Attributes:
        audio_coding: Coding of master and stems, as libsndfile names it.
        sample_rate_hz: Of master and stems.
        channels: Of master and stems.
        cover_px: Side of cover and artwork.
        frame_sizes_px: Width and height of a film by the end of its name.
        silent_films: Films that need no sound.
    """

    audio_coding: str = "PCM_24"
    sample_rate_hz: int = 44_100
    channels: int = 2
    cover_px: int = 3000
    frame_sizes_px: dict[str, tuple[int, int]] = field(
        default_factory=lambda: {"_9x16": (1080, 1920), "_16x9": (1920, 1080)}
    )
    silent_films: frozenset[str] = frozenset({"canvas_9x16"})


def check_sound(folder: Path, path: str, master_path: str, limits: MediaLimits) -> Iterator[str]:
    """Yield what is wrong with a master or stem: coding, length against the master's, damage.

    Raises:
        MediaUnreadableError: It cannot be decoded.
    """
    with _open_sound(folder / path) as sound:
        coding = (sound.format, sound.subtype, sound.samplerate, sound.channels)
        promised = ("FLAC", limits.audio_coding, limits.sample_rate_hz, limits.channels)
        if coding != promised:
            yield f"is {_said(coding)}, not {_said(promised)}"
        frames = _decoded_frames(sound, path)
        if frames != sound.frames or frames == 0:
            yield f"ends after {frames} of {sound.frames} samples"
    if path != master_path:
        with _open_sound(folder / master_path) as master:
            if frames != master.frames:
                yield f"has {frames} samples, the master {master.frames}"


def check_preview(folder: Path, path: str, master_path: str, limits: MediaLimits) -> Iterator[str]:
    """Yield what is wrong with the preview.

    Raises:
        MediaUnreadableError: It cannot be decoded.
    """
    with _open_sound(folder / path) as sound, _open_sound(folder / master_path) as master:
        if sound.format != "MP3" and sound.subtype != "MPEG_LAYER_III":
            yield f"is {sound.format}, not MP3"
        length_s = _decoded_frames(sound, path) / sound.samplerate
        master_s = master.frames / master.samplerate
        if abs(length_s - master_s) > _PREVIEW_SLACK_S:
            yield f"lasts {length_s:.2f} s, the master {master_s:.2f} s"


def check_score(folder: Path, path: str) -> Iterator[str]:
    """Yield what is wrong with the score.

    Raises:
        MediaUnreadableError: It is no Standard MIDI file.
    """
    import mido

    try:
        score = mido.MidiFile(folder / path)
        notes = sum(message.type == "note_on" for track in score.tracks for message in track)
    except (OSError, EOFError, ValueError, KeyError, IndexError) as error:
        raise _unreadable(path, error) from error
    if not notes:
        yield "holds no note"


def check_picture(folder: Path, path: str, limits: MediaLimits) -> Iterator[str]:
    """Yield what is wrong with cover or artwork.

    Raises:
        MediaUnreadableError: It cannot be decoded.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(folder / path, formats=("JPEG",)) as picture:
            size, mode, profile = picture.size, picture.mode, picture.info.get("icc_profile")
            if size[0] * size[1] > 4 * limits.cover_px**2:
                yield f"is {size[0]} × {size[1]} px, far more than {limits.cover_px}"
                return
            picture.load()
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, SyntaxError) as error:
        raise _unreadable(path, error) from error
    if size != (limits.cover_px, limits.cover_px):
        yield f"is {size[0]} × {size[1]} px, not {limits.cover_px} × {limits.cover_px}"
    if mode != "RGB":
        yield f"is {mode}, not RGB"
    if not profile:
        yield "has no colour profile"


def check_film(folder: Path, path: str, limits: MediaLimits) -> Iterator[str]:
    """Yield what is wrong with a film: coding, size, damage.

    Raises:
        MediaUnreadableError: It cannot be decoded.
    """
    import av

    name = Path(path).stem
    try:
        with av.open(str(folder / path), format="mp4") as film:
            if not film.streams.video:
                yield "holds no picture"
                return
            picture, sound = film.streams.video[0], film.streams.audio
            coding, expected = picture.codec_context.name, picture.frames
            size = (picture.width, picture.height)
            sound_coding = sound[0].codec_context.name if sound else "no sound"
            frames = sum(1 for _ in film.decode(video=0))
    except (av.FFmpegError, OSError) as error:
        raise _unreadable(path, error) from error
    if coding != "h264":
        yield f"is {coding}, not h264"
    for ending, promised in limits.frame_sizes_px.items():
        if name.endswith(ending) and size != promised:
            yield f"is {size[0]} × {size[1]} px, not {promised[0]} × {promised[1]}"
    if sound_coding != "aac" and name not in limits.silent_films:
        yield f"has {sound_coding}, not aac"
    if frames == 0 or frames < expected:
        yield f"ends after {frames} of {expected} frames"


CHECKS: Final[dict[str, Callable[[Path, str, str, MediaLimits], Iterator[str]]]] = {
    ".flac": check_sound,
    ".mp3": check_preview,
    ".mid": lambda folder, path, _master, _limits: check_score(folder, path),
    ".jpg": lambda folder, path, _master, limits: check_picture(folder, path, limits),
    ".mp4": lambda folder, path, _master, limits: check_film(folder, path, limits),
}
"""Check by suffix; called with the folder, the file's path, the master's path and the limits."""


def faults_of(folder: Path, path: str, master_path: str, limits: MediaLimits) -> tuple[str, ...]:
    """Return what is wrong with one media file of a package; nothing for files that are no media.

    Args:
        folder: The package.
        path: The file, below the folder.
        master_path: The master, below the folder.
        limits: What was promised.

    Raises:
        MediaUnreadableError: It cannot be decoded, or is too large to be looked at.
    """
    check = CHECKS.get(Path(path).suffix)
    if check is None:
        return ()
    size = (folder / path).stat().st_size
    if size > _MAX_FILE_BYTES:
        raise _unreadable(path, f"{size} bytes are more than {_MAX_FILE_BYTES}")
    return tuple(check(folder, path, master_path, limits))


def _open_sound(path: Path) -> sf.SoundFile:
    import soundfile as sf

    try:
        return sf.SoundFile(path)
    except (sf.SoundFileError, OSError) as error:
        raise _unreadable(path.name, error) from error


def _decoded_frames(sound: sf.SoundFile, path: str) -> int:
    import soundfile as sf

    frames = 0
    try:
        while block := len(sound.read(_BLOCK_FRAMES, dtype="float32", always_2d=True)):
            frames += block
    except (sf.SoundFileError, OSError) as error:
        raise _unreadable(path, error) from error
    return frames


def _said(coding: tuple[str, str, int, int]) -> str:
    container, subtype, rate, channels = coding
    return f"{container} {subtype} at {rate} Hz with {channels} channels"


def _unreadable(path: str, why: object) -> MediaUnreadableError:
    return MediaUnreadableError(
        f"{path} cannot be decoded: {why}", remedy="Take the file from the asset store again.", stage="package"
    )
