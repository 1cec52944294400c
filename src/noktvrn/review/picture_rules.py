"""What the gate asks of cover and teaser."""

from __future__ import annotations

from noktvrn.review.facts import CoverFacts, GateLimits, TeaserFacts, WordFacts
from noktvrn.review.findings import Finding, Severity
from noktvrn.review.verdicts import EDGE, figure, finding, within

COVER = "cover"
TEASER = "teaser"

_WHOLE_FRAMES_SHARE = 0.97
"""Frames that must decode, of length times rate; the rest is what containers round off."""


def judge_cover(cover: CoverFacts, words: WordFacts, limits: GateLimits) -> tuple[Finding, ...]:
    """Return the findings about the cover's file and its text."""
    return (
        _cover_size(cover, limits),
        _cover_format(cover),
        _cover_weight(cover, limits),
        _sharpness(cover, limits),
        _contrast(cover, limits),
        _cover_text(cover, words),
        _glyphs(cover),
    )


def judge_teaser(teaser: TeaserFacts, limits: GateLimits) -> tuple[Finding, ...]:
    """Return the findings about the teaser's file."""
    return (
        _teaser_size(teaser, limits),
        _teaser_length(teaser, limits),
        _teaser_rate(teaser, limits),
        _teaser_codecs(teaser),
        _teaser_frames(teaser),
    )


def _cover_size(cover: CoverFacts, limits: GateLimits) -> Finding:
    side = limits.cover_px
    return finding(
        "cover_size",
        "Cover size",
        cover.width_px == cover.height_px and cover.width_px >= side,
        value=f"{cover.width_px} × {cover.height_px} px",
        limit=f"square, ≥ {side} px",
        remedy=f"Paint the cover at {side} × {side} px; never enlarge a smaller one.",
        redo_from=COVER,
    )


def _cover_format(cover: CoverFacts) -> Finding:
    profile = "with profile" if cover.has_icc_profile else "no profile"
    return finding(
        "cover_format",
        "Cover file",
        cover.format == "JPEG" and cover.mode == "RGB" and cover.has_icc_profile,
        value=f"{cover.format}, {cover.mode}, {profile}",
        limit="JPEG, RGB, with profile",
        remedy="Save the cover as RGB JPEG with an sRGB profile.",
        redo_from=COVER,
    )


def _cover_weight(cover: CoverFacts, limits: GateLimits) -> Finding:
    return finding(
        "cover_weight",
        "Cover weight",
        0 < cover.size_bytes <= limits.cover_max_bytes,
        value=f"{cover.size_bytes / 1e6:.1f} MB",
        limit=f"≤ {limits.cover_max_bytes / 1e6:.1f} MB",
        remedy="Save the cover at a lower JPEG quality.",
        redo_from=COVER,
    )


def _sharpness(cover: CoverFacts, limits: GateLimits) -> Finding:
    return finding(
        "cover_sharpness",
        "Cover sharpness",
        cover.sharpness >= limits.sharpness_min - EDGE,
        value=figure(cover.sharpness, "", exact=False),
        limit=f"≥ {limits.sharpness_min:.1f}",
        remedy="Look whether the cover is blurred on purpose; stores refuse blur.",
        redo_from=COVER,
        otherwise=Severity.NOTICE,
    )


def _contrast(cover: CoverFacts, limits: GateLimits) -> Finding:
    if not cover.rendered_text:
        return finding(
            "cover_contrast", "Text contrast", True, value="no text", limit="none", remedy="", redo_from=COVER
        )
    worst = min(cover.title_contrast, cover.artist_contrast)
    met = worst >= limits.contrast_min - EDGE
    return finding(
        "cover_contrast",
        "Text contrast",
        met,
        value=figure(worst, ": 1", exact=not met),
        limit=f"≥ {limits.contrast_min:.1f} : 1",
        remedy="Set the text on a calmer or darker part of the artwork.",
        redo_from=COVER,
    )


def _cover_text(cover: CoverFacts, words: WordFacts) -> Finding:
    """Text that no face could show is a matter for a person; text that is simply different is refused by stores."""
    shown = " ".join(cover.rendered_text)
    return finding(
        "cover_text",
        "Cover text",
        not shown or _folded(shown) in {_folded(words.title + words.artist), _folded(words.artist + words.title)},
        value=shown or "no text",
        limit=f"{words.title}, {words.artist}",
        remedy="Set title and artist exactly as in the metadata.",
        redo_from=COVER,
        otherwise=Severity.NOTICE if cover.missing_glyphs else Severity.BLOCKING,
    )


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()


def _glyphs(cover: CoverFacts) -> Finding:
    missing = " ".join(cover.missing_glyphs)
    return finding(
        "cover_glyphs",
        "Characters that no face shows",
        not missing,
        value=missing or "none",
        limit="none",
        remedy="Choose a title in letters that a face of the label has, or accept the cover as it is.",
        redo_from=COVER,
        otherwise=Severity.NOTICE,
    )


def _teaser_size(teaser: TeaserFacts, limits: GateLimits) -> Finding:
    width, height = limits.teaser_width_px, limits.teaser_height_px
    return finding(
        "teaser_size",
        "Teaser size",
        (teaser.width_px, teaser.height_px) == (width, height),
        value=f"{teaser.width_px} × {teaser.height_px} px",
        limit=f"{width} × {height} px",
        remedy=f"Film the teaser at {width} × {height} px.",
        redo_from=TEASER,
    )


def _teaser_length(teaser: TeaserFacts, limits: GateLimits) -> Finding:
    low, high = limits.teaser_min_s, limits.teaser_max_s
    slack_s = 1.0 / max(teaser.frames_per_s, 1.0)
    return finding(
        "teaser_length",
        "Teaser length",
        within(teaser.duration_s, low - slack_s, high + slack_s),
        value=f"{teaser.duration_s:.1f} s",
        limit=f"{low:.0f} to {high:.0f} s",
        remedy=f"Film between {low:.0f} and {high:.0f} seconds.",
        redo_from=TEASER,
    )


def _teaser_rate(teaser: TeaserFacts, limits: GateLimits) -> Finding:
    wanted = limits.teaser_frames_per_s
    return finding(
        "teaser_rate",
        "Teaser frames",
        within(teaser.frames_per_s, wanted - 0.1, wanted + 0.1),
        value=f"{teaser.frames_per_s:.2f} per second",
        limit=f"{wanted:.0f} per second",
        remedy=f"Film at {wanted:.0f} frames per second.",
        redo_from=TEASER,
    )


def _teaser_codecs(teaser: TeaserFacts) -> Finding:
    return finding(
        "teaser_codecs",
        "Teaser coding",
        (teaser.video_codec, teaser.audio_codec) == ("h264", "aac"),
        value=f"{teaser.video_codec or 'no picture'}, {teaser.audio_codec or 'no sound'}",
        limit="h264, aac",
        remedy="Encode the teaser as H.264 with AAC sound.",
        redo_from=TEASER,
    )


def _teaser_frames(teaser: TeaserFacts) -> Finding:
    expected = round(teaser.duration_s * teaser.frames_per_s)
    return finding(
        "teaser_decodes",
        "Teaser decodes",
        expected > 0 and teaser.frames >= expected * _WHOLE_FRAMES_SHARE,
        value=f"{teaser.frames} of {expected} frames",
        limit="all frames",
        remedy="Film the teaser again; the file is cut short.",
        redo_from=TEASER,
    )
