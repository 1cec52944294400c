"""What can be told of a key by looking at it: that it is another vendor's, or none at all.

Beginnings of keys as the vendors' consoles give them out; DeepSeek's and OpenAI's look alike, Mistral's like nothing.
"""

from __future__ import annotations

from typing import Final

from noktvrn.providers.language.vendors import VENDOR_BY_NAME

SHORTEST: Final = 16
"""Keys of all vendors are longer."""

_OWNERS: Final = (("sk-ant-", "anthropic"), ("xai-", "x-ai"), ("AIza", "google"), ("sk-proj-", "openai"))
_PLACEHOLDERS: Final = ("your", "changeme", "change-me", "xxxx", "<", "...", "example", "placeholder", "insert")


def doubt_about(key: str, vendor: str) -> str:
    """Return what is odd about a key, as the end of a sentence; empty when nothing is.

    Args:
        key: The key; no part of it is in the answer.
        vendor: Whose key it should be.
    """
    owner = next((name for beginning, name in _OWNERS if key.startswith(beginning)), vendor)
    if owner != vendor:
        return f"looks like a key of {VENDOR_BY_NAME[owner].title}"
    if any(word in key.lower() for word in _PLACEHOLDERS):
        return "looks like a placeholder"
    if len(key) < SHORTEST:
        return f"has {len(key)} characters, which is too short for a key"
    return ""
