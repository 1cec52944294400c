"""The faces of the page, cut down to what pages are written with; other scripts are loaded where they are needed."""

from __future__ import annotations

import hashlib
import string
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from noktvrn.catalogue.page.sfnt import draws_any, subset_woff

_SERIF, _SANS = "font_source_serif_pro", "font_hanken_grotesk"

_FACES: Final = (
    ("Work", 300, "normal", _SERIF, "SourceSerifPro-Light.ttf"),
    ("Work", 400, "normal", _SERIF, "SourceSerifPro-Regular.ttf"),
    ("Work", 400, "italic", _SERIF, "SourceSerifPro-It.ttf"),
    ("Machine", 500, "normal", _SANS, "HankenGrotesk-Medium.otf"),
    ("Machine", 600, "normal", _SANS, "HankenGrotesk-SemiBold.otf"),
)


def _between(first: int, last: int) -> frozenset[str]:
    return frozenset(map(chr, range(first, last + 1)))


_SETS: Final = {
    "ascii": frozenset(string.ascii_letters + string.digits + string.punctuation + " −–—’‘“”…×·±≤≥→←"),
    "latin": _between(0xA1, 0x24F),
    "greek": _between(0x370, 0x3FF),
    "cyrillic": _between(0x400, 0x45F),
    "more": _between(0x1E00, 0x1EFF),
}
_RANGES: Final = {
    "ascii": "U+20-7E, U+B1, U+B7, U+D7, U+2013-2014, U+2018-2019, U+201C-201D, U+2026, U+2190, U+2192, U+2212,"
    " U+2264-2265",
    "latin": "U+A1-B0, U+B2-B6, U+B8-D6, U+D8-24F",
    "greek": "U+370-3FF",
    "cyrillic": "U+400-45F",
    "more": "U+1E00-1EFF",
}


@dataclass(frozen=True, slots=True)
class FontFile:
    """One file of one face.

    Attributes:
        name: Its name, which holds a digest of its bytes.
        family: Family in the style sheet.
        weight: 100..900.
        style: ``"normal"`` or ``"italic"``.
        range: Characters for which browsers load it.
        content: WOFF.
    """

    name: str
    family: str
    weight: int
    style: str
    range: str
    content: bytes


@cache
def font_files() -> dict[str, FontFile]:
    """Return all files by name; made once, in about a tenth of a second."""
    return {file.name: file for file in _made()}


@cache
def font_style() -> str:
    """Return the style sheet that names the files."""
    return "".join(
        f'@font-face{{font-family:"{file.family}";font-weight:{file.weight};font-style:{file.style};'
        f'font-display:swap;src:url("/static/fonts/{file.name}") format("woff");unicode-range:{file.range}}}\n'
        for file in font_files().values()
    )


def _made() -> Iterator[FontFile]:
    for family, weight, style, package, source in _FACES:
        font = (resources.files(package) / "files" / source).read_bytes()
        for script, characters in _SETS.items():
            if not draws_any(font, characters):
                continue  # Browsers refuse a face without characters, and would have asked for it in vain.
            content = subset_woff(font, characters, f"Page {family}")
            digest = hashlib.sha256(content).hexdigest()[:10]
            name = f"{family.lower()}-{weight}-{style}-{script}.{digest}.woff"
            yield FontFile(name, family, weight, style, _RANGES[script], content)
