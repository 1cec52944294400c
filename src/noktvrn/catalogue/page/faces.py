"""The faces of the page, cut down to its own characters and put inside it."""

from __future__ import annotations

import base64
import string
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from noktvrn.catalogue.page.sfnt import subset_woff

ALWAYS: Final = frozenset(string.ascii_letters + string.digits + string.punctuation + " −–’‘“”…×·")
"""What the machine's voice is written with."""

_MARKS: Final = frozenset(string.ascii_lowercase + string.digits + " ")
"""What names of sections are written with."""

_SERIF: Final = "font_source_serif_pro"
_SANS: Final = "font_hanken_grotesk"


@dataclass(frozen=True, slots=True)
class Face:
    """One face.

    Attributes:
        family: Name in the style sheet.
        weight: 100..900.
        style: ``"normal"`` or ``"italic"``.
        address: WOFF as a data address.
    """

    family: str
    weight: int
    style: str
    address: str


def page_faces(title: str, work: Iterable[str], machine: Iterable[str]) -> tuple[Face, ...]:
    """Return the faces that a page needs.

    Args:
        title: Set in the light serif.
        work: Texts of the artist, set in the serif.
        machine: Texts of the label beyond plain ASCII, such as names of models.
    """
    voice = ALWAYS | set("".join(machine))
    return (
        _face("Page Serif", 300, "normal", _SERIF, "SourceSerifPro-Light.ttf", frozenset(title)),
        _face("Page Serif", 400, "normal", _SERIF, "SourceSerifPro-Regular.ttf", frozenset("".join(work))),
        _face("Page Serif", 400, "italic", _SERIF, "SourceSerifPro-It.ttf", _MARKS),
        _face("Page Sans", 500, "normal", _SANS, "HankenGrotesk-Medium.otf", frozenset(voice)),
        _face("Page Sans", 600, "normal", _SANS, "HankenGrotesk-SemiBold.otf", frozenset(voice)),
    )


def _face(family: str, weight: int, style: str, package: str, file: str, characters: frozenset[str]) -> Face:
    woff = subset_woff(_font(package, file), characters, family)
    return Face(family, weight, style, f"data:font/woff;base64,{base64.b64encode(woff).decode()}")


@cache
def _font(package: str, file: str) -> bytes:
    return (resources.files(package) / "files" / file).read_bytes()
