"""The faces that pictures are set in: open fonts installed as packages, and which characters each can show."""

from __future__ import annotations

import functools
import io
import struct
from dataclasses import dataclass
from importlib import resources
from typing import Final

from PIL import ImageFont

from noktvrn.errors import ParameterError, ToolMissingError


@dataclass(frozen=True, slots=True)
class Face:
    """A font file and the manner in which it is set.

    Attributes:
        package: Installed package that holds the file.
        file: File below the package's ``files``.
        caps: Whether titles are set in capitals.
        tracking: Space added between letters, in ems; negative pulls together.
        leading: Distance of baselines, in ems.
        stand_ins: Faces to try, in order, for characters that this one lacks.
    """

    package: str
    file: str
    caps: bool
    tracking: float
    leading: float
    stand_ins: tuple[str, ...]


_GROTESK = "font_hanken_grotesk"
_GEOMETRIC = "font_manrope"
_SANS = "font_source_sans_pro"
_SERIF = "font_source_serif_pro"

FACES: Final[dict[str, Face]] = {
    "serif_light": Face(_SERIF, "SourceSerifPro-Light.otf", False, -0.022, 1.02, ("sans_semibold",)),
    "serif_italic": Face(_SERIF, "SourceSerifPro-LightIt.otf", False, -0.012, 1.04, ("serif_light",)),
    "serif_black": Face(_SERIF, "SourceSerifPro-Black.otf", False, -0.026, 0.98, ("serif_light",)),
    "grotesk_bold": Face(_GROTESK, "HankenGrotesk-Bold.otf", False, -0.032, 0.98, ("geometric_extrabold",)),
    "grotesk_light": Face(_GROTESK, "HankenGrotesk-Light.otf", False, -0.02, 1.04, ("geometric_light",)),
    "geometric_extrabold": Face(_GEOMETRIC, "Manrope-ExtraBold.ttf", False, -0.045, 1.0, ("sans_black",)),
    "geometric_light": Face(_GEOMETRIC, "Manrope-ExtraLight.ttf", False, -0.03, 1.06, ("sans_semibold",)),
    "sans_black": Face(_SANS, "SourceSansPro-Black.otf", True, -0.012, 0.90, ("geometric_extrabold",)),
    "sans_black_italic": Face(_SANS, "SourceSansPro-BlackIt.otf", True, -0.018, 0.90, ("sans_black",)),
    "rounded": Face("font_fredoka_one", "FredokaOne-Regular.ttf", False, -0.01, 0.98, ("geometric_extrabold",)),
    "hand": Face("font_amatic_sc", "AmaticSC-Bold.ttf", True, 0.012, 0.92, ("sans_black",)),
    "grotesk_semibold": Face(_GROTESK, "HankenGrotesk-SemiBold.otf", True, 0.2, 1.2, ("geometric_semibold",)),
    "geometric_semibold": Face(_GEOMETRIC, "Manrope-Bold.ttf", True, 0.18, 1.2, ("sans_semibold",)),
    "sans_semibold": Face(_SANS, "SourceSansPro-Semibold.otf", True, 0.2, 1.2, ("geometric_semibold",)),
    "serif_italic_text": Face(_SERIF, "SourceSerifPro-It.otf", False, 0.01, 1.15, ("serif_regular",)),
    "serif_regular": Face(_SERIF, "SourceSerifPro-Regular.otf", False, 0.0, 1.15, ("sans_semibold",)),
}
"""All faces by name: display faces, text faces, and the stand-ins of both."""

LAST_RESORTS: Final = ("geometric_extrabold", "sans_black", "serif_light", "hand")
"""Faces to try when a face and its stand-ins lack a character; together they hold Latin, Greek, Cyrillic, Hebrew."""


def face_named(name: str) -> Face:
    """Return a face.

    Raises:
        ParameterError: There is no face of that name.
    """
    face = FACES.get(name)
    if face is None:
        raise ParameterError(f"There is no face {name!r}.", remedy=f"Use one of: {', '.join(sorted(FACES))}.")
    return face


@functools.lru_cache(maxsize=32)
def _font_bytes(package: str, file: str) -> bytes:
    try:
        return resources.files(package).joinpath("files", file).read_bytes()
    except (ModuleNotFoundError, FileNotFoundError) as exc:
        raise ToolMissingError(
            f"The font file {file} of the package {package} is not installed.",
            remedy=f"Install the package {package.replace('_', '-')}.",
        ) from exc


@functools.lru_cache(maxsize=256)
def load_font(name: str, size_px: int) -> ImageFont.FreeTypeFont:
    """Return the face at a size.

    Raises:
        ParameterError: There is no face of that name.
        ToolMissingError: Its package is not installed.
    """
    face = face_named(name)
    return ImageFont.truetype(io.BytesIO(_font_bytes(face.package, face.file)), max(size_px, 1))


@functools.lru_cache(maxsize=32)
def covered_characters(name: str) -> frozenset[int]:
    """Return the code points that the face can show.

    Raises:
        ParameterError: There is no face of that name.
        ToolMissingError: Its package is not installed.
    """
    face = face_named(name)
    return _read_character_map(_font_bytes(face.package, face.file))


def lacking(name: str, text: str) -> str:
    """Return the characters of ``text`` that the face cannot show, each once, in order."""
    covered = covered_characters(name)
    return "".join(dict.fromkeys(char for char in text if not char.isspace() and ord(char) not in covered))


def _read_character_map(font: bytes) -> frozenset[int]:
    """Read the ``cmap`` table of an OpenType file (formats 4 and 12)."""
    start = _table_offset(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    found: set[int] = set()
    for record in range(count):
        (offset,) = struct.unpack_from(">I", font, start + 8 + 8 * record)
        at = start + offset
        (kind,) = struct.unpack_from(">H", font, at)
        if kind == 4:
            found |= _read_segments(font, at)
        elif kind == 12:
            found |= _read_groups(font, at)
    return frozenset(found)


def _table_offset(font: bytes, wanted: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for table in range(count):
        tag, _checksum, offset, _length = struct.unpack_from(">4sIII", font, 12 + 16 * table)
        if tag == wanted:
            return int(offset)
    raise ToolMissingError(f"The font has no {wanted.decode()} table.", remedy="Reinstall the font packages.")


def _read_segments(font: bytes, at: int) -> set[int]:
    (doubled,) = struct.unpack_from(">H", font, at + 6)
    count = doubled // 2
    ends = struct.unpack_from(f">{count}H", font, at + 14)
    starts, deltas, offsets = (struct.unpack_from(f">{count}H", font, at + 16 + doubled * part) for part in (1, 2, 3))
    found = set()
    for segment in range(count):
        for code in range(starts[segment], ends[segment] + 1):
            glyph = (code + deltas[segment]) & 0xFFFF
            if offsets[segment]:
                place = at + 16 + doubled * 3 + 2 * segment + offsets[segment] + 2 * (code - starts[segment])
                (glyph,) = struct.unpack_from(">H", font, place) if place + 2 <= len(font) else (0,)
            if glyph and code != 0xFFFF:
                found.add(code)
    return found


def _read_groups(font: bytes, at: int) -> set[int]:
    (count,) = struct.unpack_from(">I", font, at + 12)
    found: set[int] = set()
    for group in range(count):
        first, last, _glyph = struct.unpack_from(">III", font, at + 16 + 12 * group)
        found.update(range(first, last + 1))
    return found
