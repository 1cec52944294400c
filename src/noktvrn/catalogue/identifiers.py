"""Codes of the trade: ISRC, UPC/EAN, GRid. They are checked here and never made up.

References:
    ISO 3901 (ISRC); GS1 General Specifications, check digit modulo 10 (UPC-A, EAN-13); GRid Standard 2.1 with
    ISO/IEC 7064 modulo 37,36.
"""

from __future__ import annotations

import re
from typing import Final

from noktvrn.errors import InvalidInputError

_ISRC: Final = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")
_GRID: Final = re.compile(r"A1[A-Z0-9]{16}")
_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def check_isrc(code: str) -> str:
    """Return an ISRC without hyphens, such as ``"QZABC2600001"``.

    Raises:
        InvalidInputError: Not two letters, three letters or digits, and seven digits.
    """
    compact = code.replace("-", "").upper()
    if not _ISRC.fullmatch(compact):
        raise _refused("ISRC", code, "Two letters, three letters or digits, then seven digits: QZ-ABC-26-00001.")
    return compact


def check_upc(code: str) -> str:
    """Return a UPC-A (12 digits) or EAN-13 without spaces and hyphens.

    Raises:
        InvalidInputError: Wrong length, or the check digit does not hold.
    """
    compact = re.sub(r"[\s-]", "", code)
    if not re.fullmatch(r"[0-9]{12,13}", compact):
        raise _refused("UPC or EAN", code, "It has 12 or 13 digits.")
    if upc_check_digit(compact[:-1]) != int(compact[-1]):
        raise _refused("UPC or EAN", code, "Its last digit does not match the others; type it again.")
    return compact


def upc_check_digit(digits: str) -> int:
    """Return the check digit that follows 11 or 12 ``digits``."""
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return -weighted % 10


def check_grid(code: str) -> str:
    """Return a GRid without hyphens, such as ``"A12425GABC1234002M"``.

    Raises:
        InvalidInputError: Wrong shape, or the check character does not hold.
    """
    compact = code.upper().removeprefix("GRID:").replace("-", "")
    if not _GRID.fullmatch(compact):
        raise _refused("GRid", code, "It has 18 letters and digits and begins with A1.")
    if grid_check_character(compact[:-1]) != compact[-1]:
        raise _refused("GRid", code, "Its last character does not match the others; type it again.")
    return compact


def grid_check_character(body: str) -> str:
    """Return the check character that follows the 17 characters of ``body`` (ISO/IEC 7064 modulo 37,36)."""
    modulus = len(_ALPHABET)
    product = modulus
    for character in body:
        total = (product + _ALPHABET.index(character)) % modulus or modulus
        product = total * 2 % (modulus + 1)
    return _ALPHABET[(modulus + 1 - product) % modulus]


def _refused(kind: str, code: str, remedy: str) -> InvalidInputError:
    return InvalidInputError(f"{code!r} is no {kind}.", remedy=remedy, stage="package")
