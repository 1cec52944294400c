"""Version of the picture engine. The same request, seed and version give the same picture."""

from __future__ import annotations

from typing import Final

PICTURE_ENGINE_VERSION: Final = "1.2"
"""Raised whenever any seed would look different."""
