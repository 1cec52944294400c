"""Version of the music engine. The same request, seed and version give the same song."""

from __future__ import annotations

from typing import Final

ENGINE_VERSION: Final = "1.3"
"""Raised whenever any seed would sound different."""
