"""Reading an OpenType font and writing the part of it that a page needs, as WOFF.

Glyph numbers stay as they are; outlines that are not needed become empty, so that compression removes them. Layout
tables (ligatures, kerning) are left out. Names are replaced, since the licence of some faces reserves them.

References:
    OpenType 1.9 (``cmap``, ``glyf``, ``loca``, ``hmtx``, ``name``, ``post``); Adobe Technical Note 5176 (CFF);
    W3C WOFF File Format 1.0.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator, Set
from typing import Final

_KEPT: Final = ("OS/2", "head", "hhea", "maxp")
_COMPONENT_MORE: Final = 0x0020
_COMPONENT_WORDS: Final = 0x0001
_COMPONENT_SCALES: Final = ((0x0008, 2), (0x0040, 4), (0x0080, 8))
_CHARSET_OPERATOR: Final = 15
_CHARSTRINGS_OPERATOR: Final = 17
_LAST_STANDARD: Final = 2
"""Up to this, the charset is no offset but one of the standard ones."""
_RANGE_OF_NAMES: Final = 2
"""Format of a charset that counts names up from a first one."""
_STANDARD_NAMES: Final = 391
_ENDCHAR: Final = b"\x0e"


def subset_woff(font: bytes, characters: Iterable[str], family: str) -> bytes:
    """Return a WOFF of the glyphs that ``characters`` need.

    Args:
        font: A TrueType or CFF font.
        characters: Single characters; those that the font lacks are left to the next face.
        family: Name that the result carries.
    """
    tables = _tables(font)
    mapping = _mapping(tables["cmap"], {ord(character) for character in characters})
    glyphs = {0, *mapping.values()}
    out = {tag: tables[tag] for tag in _KEPT}
    if "CFF " in tables:
        out["CFF "] = blank_names(blank_charstrings(tables["CFF "], glyphs))
    else:
        long_offsets = struct.unpack(">h", tables["head"][50:52])[0] == 1
        glyphs |= _components(tables, glyphs, long_offsets)
        out["glyf"], out["loca"] = _outlines(tables, glyphs, long_offsets)
    out["hmtx"] = _metrics(tables, glyphs)
    out["cmap"] = _character_map(mapping)
    out["name"] = _names(family)
    out["post"] = struct.pack(">L", 0x00030000) + tables["post"][4:32]
    return _woff(font[:4], out)


def draws_any(font: bytes, characters: Iterable[str]) -> bool:
    """Say whether a font has a glyph for one of these single characters."""
    return bool(_mapping(_tables(font)["cmap"], {ord(character) for character in characters}))


def _tables(font: bytes) -> dict[str, bytes]:
    count = struct.unpack(">H", font[4:6])[0]
    found = {}
    for place in range(count):
        tag, _, offset, length = struct.unpack(">4sLLL", font[12 + 16 * place : 28 + 16 * place])
        found[tag.decode("latin-1")] = font[offset : offset + length]
    return found


def _mapping(cmap: bytes, wanted: Set[int]) -> dict[int, int]:
    """Character to glyph, from the Unicode subtable of format 4 (basic plane)."""
    for place in range(struct.unpack(">H", cmap[2:4])[0]):
        platform, encoding, offset = struct.unpack(">HHL", cmap[4 + 8 * place : 12 + 8 * place])
        if (platform, encoding) == (3, 1) and struct.unpack(">H", cmap[offset : offset + 2])[0] == 4:
            return {code: glyph for code in sorted(wanted) if (glyph := _format_4(cmap[offset:], code))}
    return {}


def _format_4(table: bytes, code: int) -> int:
    segments = struct.unpack(">H", table[6:8])[0] // 2
    words = struct.unpack(f">{(len(table) - 14) // 2}H", table[14 : 14 + (len(table) - 14) // 2 * 2])
    starts, deltas, ranges = segments + 1, 2 * segments + 1, 3 * segments + 1
    for place in range(segments):
        if code > words[place]:
            continue
        if code < words[starts + place]:
            return 0
        shift = words[ranges + place]
        if shift == 0:
            return int(code + words[deltas + place]) & 0xFFFF
        glyph = words[ranges + place + shift // 2 + code - words[starts + place]]
        return int(glyph + words[deltas + place]) & 0xFFFF if glyph else 0
    return 0


def _offsets(tables: dict[str, bytes], long_offsets: bool) -> tuple[int, ...]:
    loca = tables["loca"]
    if long_offsets:
        return struct.unpack(f">{len(loca) // 4}L", loca)
    return tuple(2 * half for half in struct.unpack(f">{len(loca) // 2}H", loca))


def _components(tables: dict[str, bytes], glyphs: Set[int], long_offsets: bool) -> set[int]:
    """Glyphs that the given ones are put together from, at any depth."""
    offsets, found, left = _offsets(tables, long_offsets), set[int](), list(glyphs)
    while left:
        glyph = left.pop()
        parts = set(_parts(tables["glyf"][offsets[glyph] : offsets[glyph + 1]])) - found
        found |= parts
        left += parts
    return found


def _parts(outline: bytes) -> Iterator[int]:
    if len(outline) < 10 or struct.unpack(">h", outline[:2])[0] >= 0:
        return
    place, flags = 10, _COMPONENT_MORE
    while flags & _COMPONENT_MORE:
        flags, glyph = struct.unpack(">HH", outline[place : place + 4])
        yield glyph
        place += 8 if flags & _COMPONENT_WORDS else 6
        place += next((size for bit, size in _COMPONENT_SCALES if flags & bit), 0)


def _outlines(tables: dict[str, bytes], glyphs: Set[int], long_offsets: bool) -> tuple[bytes, bytes]:
    offsets = _offsets(tables, long_offsets)
    outlines, starts = bytearray(), [0]
    for glyph in range(len(offsets) - 1):
        if glyph in glyphs:
            outlines += tables["glyf"][offsets[glyph] : offsets[glyph + 1]]
            outlines += bytes(-len(outlines) % 4)
        starts.append(len(outlines))
    packed = (
        struct.pack(f">{len(starts)}L", *starts)
        if long_offsets
        else struct.pack(f">{len(starts)}H", *(start // 2 for start in starts))
    )
    return bytes(outlines), packed


def _metrics(tables: dict[str, bytes], glyphs: Set[int]) -> bytes:
    """Advances of glyphs that are not needed become zero."""
    count = struct.unpack(">H", tables["hhea"][34:36])[0]
    metrics = bytearray(tables["hmtx"])
    for glyph in range(count):
        if glyph not in glyphs:
            metrics[4 * glyph : 4 * glyph + 4] = bytes(4)
    return bytes(metrics)


def _character_map(mapping: dict[int, int]) -> bytes:
    groups = b"".join(struct.pack(">LLL", code, code, glyph) for code, glyph in sorted(mapping.items()))
    table = struct.pack(">HHLLL", 12, 0, 16 + len(groups), 0, len(mapping)) + groups
    return struct.pack(">HHHHL", 0, 1, 3, 10, 12) + table


def _names(family: str) -> bytes:
    texts = {1: family, 2: "Regular", 4: family, 6: family.replace(" ", "")}
    records, strings = b"", b""
    for number, text in texts.items():
        encoded = text.encode("utf-16-be")
        records += struct.pack(">HHHHHH", 3, 1, 0x0409, number, len(encoded), len(strings))
        strings += encoded
    return struct.pack(">HHH", 0, len(texts), 6 + len(records)) + records + strings


def blank_charstrings(cff: bytes, glyphs: Set[int]) -> bytes:
    """Return a CFF table in which every glyph but the given ones draws nothing; all offsets stay valid."""
    start = _offset_of(cff, _CHARSTRINGS_OPERATOR)
    strings, end = _index(cff, start)
    offset_size = cff[start + 2]
    kept = [string if glyph in glyphs else _ENDCHAR for glyph, string in enumerate(strings)]
    places = [1]
    for string in kept:
        places.append(places[-1] + len(string))
    head = cff[start : start + 3] + b"".join(place.to_bytes(offset_size, "big") for place in places)
    body = head + b"".join(kept)
    return cff[:start] + body.ljust(end - start, b"\0") + cff[end:]


def _index(cff: bytes, start: int) -> tuple[list[bytes], int]:
    """Entries of an INDEX and the offset after it."""
    count = struct.unpack(">H", cff[start : start + 2])[0]
    if count == 0:
        return [], start + 2
    size = cff[start + 2]
    first = start + 3
    places = [int.from_bytes(cff[first + size * n : first + size * (n + 1)], "big") for n in range(count + 1)]
    base = first + size * (count + 1) - 1
    entries = [cff[base + places[n] : base + places[n + 1]] for n in range(count)]
    return entries, base + places[-1]


def blank_names(cff: bytes) -> bytes:
    """Return a CFF table whose glyphs have no names of their own, which nobody asks for; all offsets stay valid.

    Args:
        cff: A CFF table with one font that is not keyed by CID.
    """
    _, after_fonts = _index(cff, cff[2])
    _, strings_start = _index(cff, after_fonts)
    strings, strings_end = _index(cff, strings_start)
    length = sum(map(len, strings))
    cff = cff[: strings_end - length] + b" " * length + cff[strings_end:]
    charset = _offset_of(cff, _CHARSET_OPERATOR)
    count = len(_index(cff, _offset_of(cff, _CHARSTRINGS_OPERATOR))[0])
    if charset <= _LAST_STANDARD or not 1 < count <= _STANDARD_NAMES + len(strings):
        return cff
    room = _charset_bytes(cff, charset, count)
    names = struct.pack(">BHH", _RANGE_OF_NAMES, 1, count - 2).ljust(room, b"\0")
    return cff[:charset] + names + cff[charset + room :] if len(names) == room else cff


def _charset_bytes(cff: bytes, start: int, count: int) -> int:
    """How long the charset of ``count`` glyphs is."""
    if cff[start] == 0:
        return 1 + 2 * (count - 1)
    entry, left = (3, 1) if cff[start] == 1 else (4, 2)
    place, named = start + 1, 1
    while named < count:
        named += 1 + int.from_bytes(cff[place + 2 : place + 2 + left], "big")
        place += entry
    return place - start


def _offset_of(cff: bytes, operator: int) -> int:
    """Where a part of the table begins, as the font's dictionary says; 0 when it does not."""
    _, after_names = _index(cff, cff[2])
    [dictionary], _ = _index(cff, after_names)
    operands: list[int] = []
    place = 0
    while place < len(dictionary):
        lead = dictionary[place]
        if lead <= 21:
            if lead == operator:
                return operands[-1]
            operands.clear()
            place += 2 if lead == 12 else 1
            continue
        value, place = _operand(dictionary, place)
        operands.append(value)
    return 0


def _operand(dictionary: bytes, place: int) -> tuple[int, int]:
    """A number of a DICT and the offset after it; a real number counts as zero."""
    lead = dictionary[place]
    if lead == 30:
        end = place + 1
        while dictionary[end] & 0x0F != 0x0F and dictionary[end] >> 4 != 0x0F:
            end += 1
        return 0, end + 1
    if lead == 28:
        return int.from_bytes(dictionary[place + 1 : place + 3], "big", signed=True), place + 3
    if lead == 29:
        return int.from_bytes(dictionary[place + 1 : place + 5], "big", signed=True), place + 5
    if lead <= 246:
        return lead - 139, place + 1
    if lead <= 250:
        return (lead - 247) * 256 + dictionary[place + 1] + 108, place + 2
    return -(lead - 251) * 256 - dictionary[place + 1] - 108, place + 2


def _woff(flavour: bytes, tables: dict[str, bytes]) -> bytes:
    entries, body = b"", b""
    offset = 44 + 20 * len(tables)
    for tag, content in sorted(tables.items()):
        packed = zlib.compress(content, 9)
        packed = packed if len(packed) < len(content) else content
        entries += struct.pack(">4sLLLL", tag.encode(), offset + len(body), len(packed), len(content), _sum(content))
        body += packed + bytes(-len(packed) % 4)
    plain = 12 + 16 * len(tables) + sum(len(content) + -len(content) % 4 for content in tables.values())
    header = struct.pack(
        ">4s4sLHHLHHLLLLL", b"wOFF", flavour, offset + len(body), len(tables), 0, plain, 1, 0, *([0] * 5)
    )
    return header + entries + body


def _sum(content: bytes) -> int:
    padded = content + bytes(-len(content) % 4)
    return int(sum(struct.unpack(f">{len(padded) // 4}L", padded))) & 0xFFFFFFFF
