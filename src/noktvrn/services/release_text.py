"""Read what is said about a release from its package."""

from __future__ import annotations

from pathlib import Path

from noktvrn.catalogue.metadata import MetadataFile
from noktvrn.errors import InvalidInputError


def release_text(folder: Path) -> str | None:
    """Return the text of a release.

    Args:
        folder: Its package.

    Returns:
        The text; None for a release that has none, as those made before there were such texts, and for one whose
        metadata cannot be read, of which verifying tells more.
    """
    try:
        return MetadataFile.read(folder / "metadata.json").release.description
    except InvalidInputError:
        return None
