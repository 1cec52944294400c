"""Files of a take as they are sent: the sound as it was made, pictures made small."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from noktvrn.catalogue.release import file_slug
from noktvrn.errors import NoktvrnError, NotFoundError
from noktvrn.interfaces.presenters.words import size
from noktvrn.interfaces.telegram.markup import clipped, plain
from noktvrn.interfaces.telegram.wire import Sound
from noktvrn.services.label import Label
from noktvrn.services.media import run_asset
from noktvrn.services.views import ReviewView

THUMBNAIL_PX: Final = 320
THUMBNAIL_BYTES: Final = 200_000
COVER_PX: Final = 1_280
_TITLE: Final = 64


@dataclass(frozen=True, slots=True)
class SoundFound:
    """The sound of a take, or why there is none to send.

    Attributes:
        sound: The sound; None when it cannot be sent.
        digest: Digest of its file; empty without one.
        why_not: Why there is none; empty when there is.
    """

    sound: Sound | None
    digest: str
    why_not: str


def sound_of(label: Label, view: ReviewView) -> SoundFound:
    """Return the sound of the present take of a run, as it was made."""
    run = view.summary.run
    try:
        path, asset = run_asset(label, run.id, "preview")
        if asset.ref.size_bytes > label.settings.telegram.max_upload_bytes:
            much = size(asset.ref.size_bytes)
            return SoundFound(None, "", f"Its sound has {much}, more than can be sent; hear it on the page.")
        thumbnail = _small(label, run.id)
    except NoktvrnError as error:
        return SoundFound(None, "", f"Its sound cannot be sent: {error.message}")
    sound = Sound(
        source=path,
        title=clipped(plain(view.title), _TITLE) or run.id[-8:],
        performer=clipped(plain(view.summary.artist_name), _TITLE),
        duration_s=float(view.figures.get("duration_s") or 0.0),
        thumbnail=thumbnail,
        file_name=f"{file_slug(view.title, fallback='song')}.mp3",
    )
    return SoundFound(sound, asset.ref.sha256, "")


def cover_of(label: Label, run_id: str) -> bytes:
    """Return the cover as a JPEG that a phone shows well.

    Raises:
        NotFoundError: The take has none.
        AssetMissingError: It is gone from the store.
        AssetCorruptError: Its bytes have changed.
    """
    path, _ = run_asset(label, run_id, "cover")
    return _jpeg(path, COVER_PX, 90)


def teaser_of(label: Label, run_id: str) -> tuple[Path, tuple[int, int]]:
    """Return the teaser and its size in pixels.

    Raises:
        NotFoundError: The take has none, or it is too large to be sent.
        AssetMissingError: It is gone from the store.
        AssetCorruptError: Its bytes have changed.
    """
    path, asset = run_asset(label, run_id, "teaser")
    if asset.ref.size_bytes > label.settings.telegram.max_upload_bytes:
        raise NotFoundError(
            f"The teaser has {size(asset.ref.size_bytes)}, more than can be sent.",
            remedy="See it on the page.",
            stage="telegram",
        )
    return path, (1080, 1920)


def _small(label: Label, run_id: str) -> bytes | None:
    """Return the cover as small as it has to be beside a sound; a picture that cannot be read is left out."""
    try:
        path, _ = run_asset(label, run_id, "thumbnail")
        made = _jpeg(path, THUMBNAIL_PX, 85)
    except (NoktvrnError, OSError):
        return None
    return made if len(made) < THUMBNAIL_BYTES else None


def _jpeg(path: Path, side_px: int, quality: int) -> bytes:
    from PIL import Image

    with Image.open(path) as picture:
        small = picture.convert("RGB")
        small.thumbnail((side_px, side_px))
        out = BytesIO()
        small.save(out, "JPEG", quality=quality)
    return out.getvalue()
