from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noktvrn.journal.steps import REPEATABLE
from noktvrn.review.facts import (
    AudioFacts,
    CoverFacts,
    GateInput,
    GateLimits,
    OriginalityFacts,
    TeaserFacts,
    WordFacts,
    limits_for,
)
from noktvrn.review.findings import Finding, Severity
from noktvrn.review.gate import REDO_ORDER, blocking, findings_sentence, judge, redo_from
from noktvrn.review.keys import keys_agree
from noktvrn.review.word_rules import title_fault

AUDIO = AudioFacts(
    duration_s=184.0,
    sample_rate_hz=44_100,
    channels=2,
    bits_per_sample=24,
    loudness_lufs=-14.02,
    true_peak_dbtp=-1.2,
    clipped_samples=0,
    dc_offset=0.0001,
    lead_silence_s=0.12,
    tail_silence_s=0.4,
    longest_silence_s=0.3,
    stereo_correlation=0.7,
    declared_bpm=104.0,
    bpm=104.1,
    bpm_confidence=0.9,
    declared_key="A minor",
    key="C major",
    key_confidence=0.8,
    hook_start_s=40.0,
    stems=9,
)
COVER = CoverFacts(
    width_px=3000,
    height_px=3000,
    mode="RGB",
    format="JPEG",
    has_icc_profile=True,
    size_bytes=4_000_000,
    sharpness=120.0,
    title_contrast=9.0,
    artist_contrast=6.0,
    rendered_text=("MIDNIGHT", "RAIN", "Nova Kestrel"),
    missing_glyphs="",
)
TEASER = TeaserFacts(
    duration_s=20.0,
    width_px=1080,
    height_px=1920,
    frames_per_s=30.0,
    video_codec="h264",
    audio_codec="aac",
    frames=600,
)
WORDS = WordFacts("Midnight Rain", "Nova Kestrel", ("one line", "two lines", "three lines", "four lines"))
GOOD = GateInput(
    audio=AUDIO, cover=COVER, teaser=TEASER, words=WORDS, originality=OriginalityFacts((), compared_with=0)
)
LIMITS = GateLimits()


def found(code: str, subject: GateInput, limits: GateLimits = LIMITS) -> Finding:
    [finding] = [finding for finding in judge(subject, limits) if finding.code == code]
    return finding


def of_audio(code: str, **changes: object) -> Finding:
    return found(code, replace(GOOD, audio=replace(AUDIO, **changes)))


def of_cover(code: str, **changes: object) -> Finding:
    return found(code, replace(GOOD, cover=replace(COVER, **changes)))


def of_teaser(code: str, **changes: object) -> Finding:
    return found(code, replace(GOOD, teaser=replace(TEASER, **changes)))


def test_good_take_passes_with_every_finding_shown() -> None:
    findings = judge(GOOD)
    assert {finding.severity for finding in findings} == {Severity.PASS}
    assert len(findings) == 33
    assert len({finding.code for finding in findings}) == 33
    assert all(finding.value and finding.limit and not finding.remedy for finding in findings)
    assert redo_from(findings) is None
    assert findings_sentence(findings) == "All 33 checks pass."


def test_steps_to_redo_are_those_of_the_loop() -> None:
    assert tuple(step.value for step in REPEATABLE) == REDO_ORDER


@pytest.mark.parametrize(
    ("code", "changes", "value"),
    [
        ("loudness", {"loudness_lufs": -14.31}, "-14.31 LUFS"),
        ("loudness", {"loudness_lufs": -13.69}, "-13.69 LUFS"),
        ("loudness", {"loudness_lufs": -math.inf}, "-inf LUFS"),
        ("loudness", {"loudness_lufs": math.nan}, "nan LUFS"),
        ("true_peak", {"true_peak_dbtp": -0.99}, "-0.99 dBTP"),
        ("true_peak", {"true_peak_dbtp": math.nan}, "nan dBTP"),
        ("clipping", {"clipped_samples": 1}, "1 sample"),
        ("dc_offset", {"dc_offset": -0.0011}, "-0.00110 of full scale"),
        ("duration", {"duration_s": 119.0}, "1:59"),
        ("duration", {"duration_s": 241.0}, "4:01"),
        ("lead_silence", {"lead_silence_s": 2.5}, "2500 ms"),
        ("tail_silence", {"tail_silence_s": 2.5}, "2.50 s"),
        ("inner_silence", {"longest_silence_s": 3.5}, "3.50 s"),
        ("coding", {"bits_per_sample": 16}, "16 bit, 44.1 kHz"),
        ("coding", {"sample_rate_hz": 22_050}, "24 bit, 22.1 kHz"),
        ("channels", {"channels": 1}, "1 channel"),
        ("stems", {"stems": 0}, "0 stems"),
    ],
)
def test_master_outside_its_limits_blocks(code: str, changes: dict[str, object], value: str) -> None:
    finding = of_audio(code, **changes)
    assert (finding.severity, finding.value, finding.redo_from) == (Severity.BLOCKING, value, "song")
    assert finding.remedy.endswith(".")


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("lead_silence", {"lead_silence_s": 0.5}),
        ("mono_fold", {"stereo_correlation": -0.2}),
        ("hook", {"hook_start_s": 75.0}),
        ("hook", {"hook_start_s": None}),
        ("tempo", {"bpm": 107.0}),
        ("key", {"key": "G major"}),
    ],
)
def test_what_a_person_should_hear_is_a_notice(code: str, changes: dict[str, object]) -> None:
    assert of_audio(code, **changes).severity is Severity.NOTICE


def test_unsure_measurements_accuse_nobody() -> None:
    assert of_audio("tempo", bpm=52.0, bpm_confidence=0.2).severity is Severity.PASS
    assert of_audio("key", key="G# minor", key_confidence=0.2).severity is Severity.PASS


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("cover_size", {"width_px": 2999, "height_px": 2999}),
        ("cover_size", {"width_px": 3200}),
        ("cover_format", {"mode": "CMYK"}),
        ("cover_format", {"format": "PNG"}),
        ("cover_format", {"has_icc_profile": False}),
        ("cover_weight", {"size_bytes": 10_000_001}),
        ("cover_weight", {"size_bytes": 0}),
        ("cover_contrast", {"artist_contrast": 4.4}),
        ("cover_text", {"rendered_text": ("Midnight Train", "Nova Kestrel")}),
    ],
)
def test_cover_outside_its_limits_blocks(code: str, changes: dict[str, object]) -> None:
    finding = of_cover(code, **changes)
    assert (finding.severity, finding.redo_from) == (Severity.BLOCKING, "cover")


def test_cover_without_text_passes_and_names_what_no_face_shows() -> None:
    changes = {"rendered_text": (), "title_contrast": 0.0, "artist_contrast": 0.0, "missing_glyphs": "☾"}
    assert of_cover("cover_contrast", **changes).severity is Severity.PASS
    assert of_cover("cover_text", **changes).severity is Severity.PASS
    glyphs = of_cover("cover_glyphs", **changes)
    assert (glyphs.severity, glyphs.value) == (Severity.NOTICE, "☾")


def test_transliterated_cover_is_left_to_a_person() -> None:
    finding = of_cover("cover_text", rendered_text=("Midnight Moon", "Nova Kestrel"), missing_glyphs="☾")
    assert finding.severity is Severity.NOTICE


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("teaser_size", {"width_px": 1920, "height_px": 1080}),
        ("teaser_length", {"duration_s": 14.0, "frames": 420}),
        ("teaser_length", {"duration_s": 31.0, "frames": 930}),
        ("teaser_rate", {"frames_per_s": 25.0, "frames": 500}),
        ("teaser_codecs", {"video_codec": "vp9"}),
        ("teaser_codecs", {"audio_codec": ""}),
        ("teaser_decodes", {"frames": 300}),
        ("teaser_decodes", {"duration_s": 0.0, "frames": 0}),
    ],
)
def test_teaser_outside_its_limits_blocks(code: str, changes: dict[str, object]) -> None:
    finding = of_teaser(code, **changes)
    assert (finding.severity, finding.redo_from) == (Severity.BLOCKING, "teaser")


@pytest.mark.parametrize(
    ("title", "fault"),
    [
        ("Midnight Rain", ""),
        ("Rain", ""),
        ("OMG", ""),
        ("Μεσάνυχτα", ""),
        ("夜の雨", ""),
        ("99", ""),
        ("Nova Kestrel", ""),
        ("MIDNIGHT RAIN", "is all capitals"),
        ("midnight rain", "has no capital"),
        ("Rain (feat. Ines)", "names a guest, who belongs in the credits"),
        ("Rain ft. Ines", "names a guest, who belongs in the credits"),
        ("Rain (Original Mix)", "names a version, which belongs in its own field"),
        ("Track 1", "is generic"),
        ("Untitled", "is generic"),
        ("Sleep Music", "is generic"),
        ("Rain by Nova Kestrel", "holds the artist's name"),
        ("See Rain.com", "holds an address or a tag"),
        ("Midnight  Rain", "has stray spaces"),
        ("...", "has no letter or number"),
    ],
)
def test_titles_follow_store_style(title: str, fault: str) -> None:
    assert title_fault(title, "Nova Kestrel") == fault
    finding = found("title_style", replace(GOOD, words=replace(WORDS, title=title)))
    assert (finding.severity is Severity.BLOCKING) == bool(fault)
    assert finding.redo_from == "write"


def test_lyrics_must_be_there_unless_the_song_is_instrumental() -> None:
    silent = replace(WORDS, lyric_lines=())
    assert found("lyrics", replace(GOOD, words=silent)).severity is Severity.BLOCKING
    assert found("lyrics", replace(GOOD, words=replace(silent, instrumental=True))).severity is Severity.PASS


def test_overlong_title_blocks_and_overlong_line_is_a_notice() -> None:
    words = replace(WORDS, title="A" + "a" * 60, lyric_lines=(*WORDS.lyric_lines, "x" * 81))
    subject = replace(GOOD, words=words)
    assert found("title_length", subject).severity is Severity.BLOCKING
    assert found("lyric_lines", subject).severity is Severity.NOTICE


def test_nothing_passes_by_absence() -> None:
    findings = judge(replace(GOOD, audio=None, cover=None, teaser=None))
    assert [finding.code for finding in blocking(findings)] == [
        "audio_unmeasured",
        "cover_unmeasured",
        "teaser_unmeasured",
    ]
    assert redo_from(findings) == "measure"


def test_missing_and_corrupt_files_block_and_name_the_step_that_makes_them() -> None:
    subject = replace(GOOD, missing_assets=("cover", "stem:bass"), corrupt_assets={"teaser": "ends early"})
    refused = blocking(judge(subject))
    assert [(finding.code, finding.value, finding.redo_from) for finding in refused] == [
        ("missing_asset", "is not there", "cover"),
        ("missing_asset", "is not there", "song"),
        ("corrupt_asset", "ends early", "teaser"),
    ]
    assert redo_from(refused) == "song"


def test_findings_come_with_what_blocks_first() -> None:
    subject = replace(GOOD, audio=replace(AUDIO, hook_start_s=90.0, clipped_samples=7))
    findings = judge(subject)
    assert [finding.code for finding in findings[:2]] == ["clipping", "hook"]
    assert findings_sentence(findings) == "One check blocks, one check wants a look, 31 pass."


def test_the_result_is_one_sentence_whatever_was_found() -> None:
    one = judge(GOOD)[0]
    found = {severity: replace(one, severity=severity) for severity in Severity}
    passing, noticed, refused = found[Severity.PASS], found[Severity.NOTICE], found[Severity.BLOCKING]
    assert findings_sentence([passing] * 3) == "All 3 checks pass."
    assert findings_sentence([passing]) == "The one check passes."
    assert findings_sentence([noticed, noticed, passing]) == "2 checks want a look, one passes."
    assert findings_sentence([refused] * 3) == "3 checks block."
    assert findings_sentence([]) == "The gate has not looked at this take yet."


def test_ambient_may_be_quieter_than_the_rest() -> None:
    assert limits_for("ambient").loudness_lufs == -16.0
    assert limits_for("techno").loudness_lufs == -14.0
    own = limits_for("ambient", base=replace(LIMITS, duration_max_s=600.0))
    assert (own.loudness_lufs, own.duration_max_s) == (-16.0, 600.0)


@given(st.sampled_from([-16.0, -14.0, -9.5, -23.0]), st.floats(0.05, 2.0), st.floats(-4, 4))
def test_loudness_blocks_exactly_outside_its_tolerance(target: float, tolerance: float, off: float) -> None:
    limits = replace(LIMITS, loudness_lufs=target, loudness_tolerance_lu=tolerance)
    subject = replace(GOOD, audio=replace(AUDIO, loudness_lufs=target + off))
    expected = Severity.PASS if abs(off) <= tolerance + 1e-9 else Severity.BLOCKING
    if not math.isclose(abs(off), tolerance, abs_tol=1e-8):
        assert found("loudness", subject, limits).severity is expected


@given(st.sampled_from([-14.3, -13.7]))
def test_the_edge_itself_is_allowed(loudness: float) -> None:
    assert of_audio("loudness", loudness_lufs=loudness, true_peak_dbtp=-1.0).severity is Severity.PASS
    assert of_audio("true_peak", true_peak_dbtp=-1.0).severity is Severity.PASS
    assert of_audio("duration", duration_s=120.0).severity is Severity.PASS
    assert of_audio("duration", duration_s=240.0).severity is Severity.PASS


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_no_value_breaks_the_gate(value: float) -> None:
    audio = replace(AUDIO, loudness_lufs=value, true_peak_dbtp=value, dc_offset=value, duration_s=value, bpm=value)
    findings = judge(replace(GOOD, audio=audio))
    order = [(Severity.BLOCKING, Severity.NOTICE, Severity.PASS).index(finding.severity) for finding in findings]
    assert order == sorted(order)
    assert all(bool(finding.remedy) == (finding.severity is not Severity.PASS) for finding in findings)
    assert redo_from(findings) in {None, *REDO_ORDER}


@pytest.mark.parametrize(
    ("declared", "measured", "agree"),
    [
        ("A minor", "A minor", True),
        ("A minor", "C major", True),
        ("C# minor", "Db minor", True),
        ("F# minor", "A major", True),
        ("A minor", "A major", False),
        ("A minor", "E minor", False),
        ("unknown", "unknown", True),
        ("unknown", "C major", False),
    ],
)
def test_keys_agree_when_they_share_their_notes(declared: str, measured: str, agree: bool) -> None:
    assert keys_agree(declared, measured) is agree
