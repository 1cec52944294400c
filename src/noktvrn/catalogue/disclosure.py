"""AI disclosure, generated from the provenance and never typed by hand.

The values are those of ``ContainsAI`` in DDEX ERN 4.3.2, for the sound recording, the lyrics, the cover and the video,
and for the release as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from noktvrn.catalogue.origin import AiShare, Resource, combine, released_links, resource_of, share_of
from noktvrn.catalogue.provenance import ProvenanceLink


@dataclass(frozen=True, slots=True)
class AiDisclosure:
    """How much of each part a machine made; None where the release has no such part.

    Attributes:
        audio: Of the sound recording.
        lyrics: Of the lyrics.
        cover: Of the cover.
        video: Of the film, teaser or canvas.
        release: Of the whole.
    """

    audio: AiShare | None
    lyrics: AiShare | None
    cover: AiShare | None
    video: AiShare | None
    release: AiShare | None

    @property
    def statement(self) -> str:
        """The disclosure as sentences for listeners."""
        named = {"music": self.audio, "lyrics": self.lyrics, "cover": self.cover, "video": self.video}
        sentences = [
            _sentence([name for name, share in named.items() if share is AiShare.ALL], "made by AI"),
            _sentence([name for name, share in named.items() if share is AiShare.PARTLY], "made partly by AI"),
            _sentence([name for name, share in named.items() if share is AiShare.NONE], "made by people"),
        ]
        return " ".join(sentence for sentence in sentences if sentence)


def disclose(links: Sequence[ProvenanceLink], released: Set[str]) -> AiDisclosure:
    """Return the disclosure that follows from the chain of a run.

    Args:
        links: The whole chain.
        released: Digests of the media that were released.
    """
    by_resource: dict[Resource, list[AiShare]] = {}
    for link in released_links(links, released):
        resource = resource_of(link)
        if resource is not None:
            by_resource.setdefault(resource, []).append(share_of(link))
    shares = {resource: combine(by_resource.get(resource, ())) for resource in Resource}
    return AiDisclosure(
        audio=shares[Resource.AUDIO],
        lyrics=shares[Resource.LYRICS],
        cover=shares[Resource.COVER],
        video=shares[Resource.VIDEO],
        release=combine(share for share in shares.values() if share is not None),
    )


def _sentence(names: list[str], verdict: str) -> str:
    if not names:
        return ""
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    verb = "are" if len(names) > 1 or names[0] == "lyrics" else "is"
    return f"{listed.capitalize()} {verb} {verdict}."
