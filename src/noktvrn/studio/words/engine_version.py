"""Version of the embedded writer. The same request, seed and version give the same words."""

from __future__ import annotations

from typing import Final

WORDS_ENGINE_VERSION: Final = "1.1"
"""Raised whenever any seed would read different."""
