"""A still of the teaser, shown until it is played."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Final

from noktvrn.errors import MediaUnreadableError

_WIDTH_PX: Final = 400
_PLACE: Final = 0.4
"""Share of the length: after any fade from black, before any end card."""


def poster_of(film: Path) -> str:
    """Return a frame of a film as a JPEG data address.

    Raises:
        MediaUnreadableError: No frame can be decoded.
    """
    import av
    from PIL import Image

    try:
        with av.open(str(film), format="mp4") as opened:
            opened.seek(int((opened.duration or 0) * _PLACE))
            frame = next(opened.decode(video=0))
            height = round(_WIDTH_PX * frame.height / frame.width / 2) * 2
            pixels = frame.reformat(width=_WIDTH_PX, height=height, format="rgb24").to_ndarray()
    except (av.FFmpegError, OSError, StopIteration, IndexError) as error:
        raise MediaUnreadableError(
            f"{film.name} cannot be decoded: {error}", remedy="Film the teaser again.", stage="package"
        ) from error
    written = io.BytesIO()
    Image.fromarray(pixels).save(written, "JPEG", quality=62, optimize=True)
    return f"data:image/jpeg;base64,{base64.b64encode(written.getvalue()).decode()}"
