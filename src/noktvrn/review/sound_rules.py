"""What the gate asks of the master."""

from __future__ import annotations

from noktvrn.review.facts import AudioFacts, GateLimits
from noktvrn.review.findings import Finding, Severity
from noktvrn.review.keys import keys_agree
from noktvrn.review.verdicts import EDGE, clock, counted, figure, finding, within

SONG = "song"


def judge_sound(audio: AudioFacts, limits: GateLimits) -> tuple[Finding, ...]:
    """Return the findings about level, form and file of the master."""
    return (
        _loudness(audio, limits),
        _true_peak(audio, limits),
        _clipping(audio, limits),
        _dc_offset(audio, limits),
        _duration(audio, limits),
        _lead_silence(audio, limits),
        _tail_silence(audio, limits),
        _inner_silence(audio, limits),
        _coding(audio, limits),
        _channels(audio, limits),
        _correlation(audio, limits),
        _hook(audio, limits),
        _tempo(audio, limits),
        _key(audio, limits),
        _stems(audio, limits),
    )


def _loudness(audio: AudioFacts, limits: GateLimits) -> Finding:
    target, tolerance = limits.loudness_lufs, limits.loudness_tolerance_lu
    met = within(audio.loudness_lufs, target - tolerance, target + tolerance)
    return finding(
        "loudness",
        "Loudness",
        met,
        value=figure(audio.loudness_lufs, "LUFS", exact=not met),
        limit=f"{target:.1f} ± {tolerance:.1f} LUFS",
        remedy=f"Master again to {target:.1f} LUFS.",
        redo_from=SONG,
    )


def _true_peak(audio: AudioFacts, limits: GateLimits) -> Finding:
    met = audio.true_peak_dbtp <= limits.true_peak_max_dbtp + EDGE
    return finding(
        "true_peak",
        "True peak",
        met,
        value=figure(audio.true_peak_dbtp, "dBTP", exact=not met),
        limit=f"≤ {limits.true_peak_max_dbtp:.1f} dBTP",
        remedy="Lower the limiter's ceiling and master again.",
        redo_from=SONG,
    )


def _clipping(audio: AudioFacts, limits: GateLimits) -> Finding:
    return finding(
        "clipping",
        "Clipped samples",
        audio.clipped_samples <= limits.clipped_samples_max,
        value=counted(audio.clipped_samples, "sample"),
        limit=f"≤ {counted(limits.clipped_samples_max, 'sample')}",
        remedy="Lower the mix before the limiter and master again.",
        redo_from=SONG,
    )


def _dc_offset(audio: AudioFacts, limits: GateLimits) -> Finding:
    return finding(
        "dc_offset",
        "DC offset",
        within(audio.dc_offset, -limits.dc_offset_max, limits.dc_offset_max),
        value=f"{audio.dc_offset:.5f} of full scale",
        limit=f"± {limits.dc_offset_max:.5f} of full scale",
        remedy="Filter below 20 Hz and master again.",
        redo_from=SONG,
    )


def _duration(audio: AudioFacts, limits: GateLimits) -> Finding:
    low, high = limits.duration_min_s, limits.duration_max_s
    too_short = audio.duration_s < low
    return finding(
        "duration",
        "Length",
        within(audio.duration_s, low, high),
        value=clock(audio.duration_s),
        limit=f"{clock(low)} to {clock(high)}",
        remedy="Plan more sections." if too_short else "Plan fewer sections.",
        redo_from=SONG,
    )


def _lead_silence(audio: AudioFacts, limits: GateLimits) -> Finding:
    wanted, allowed = limits.lead_silence_max_s, limits.end_silence_max_s
    return finding(
        "lead_silence",
        "Silence before the first sound",
        audio.lead_silence_s <= wanted + EDGE,
        value=f"{audio.lead_silence_s * 1000:.0f} ms",
        limit=f"≤ {wanted * 1000:.0f} ms",
        remedy="Trim the start and master again.",
        redo_from=SONG,
        otherwise=Severity.NOTICE if audio.lead_silence_s <= allowed + EDGE else Severity.BLOCKING,
    )


def _tail_silence(audio: AudioFacts, limits: GateLimits) -> Finding:
    return finding(
        "tail_silence",
        "Silence after the last sound",
        audio.tail_silence_s <= limits.end_silence_max_s + EDGE,
        value=f"{audio.tail_silence_s:.2f} s",
        limit=f"≤ {limits.end_silence_max_s:.1f} s",
        remedy="Trim the end and master again.",
        redo_from=SONG,
    )


def _inner_silence(audio: AudioFacts, limits: GateLimits) -> Finding:
    return finding(
        "inner_silence",
        "Longest silence within",
        audio.longest_silence_s <= limits.inner_silence_max_s + EDGE,
        value=f"{audio.longest_silence_s:.2f} s",
        limit=f"≤ {limits.inner_silence_max_s:.1f} s",
        remedy="Compose again; a part fell silent where the form wants music.",
        redo_from=SONG,
    )


def _coding(audio: AudioFacts, limits: GateLimits) -> Finding:
    rate, bits = limits.sample_rate_min_hz, limits.bits_min
    return finding(
        "coding",
        "Master file",
        audio.sample_rate_hz >= rate and audio.bits_per_sample >= bits,
        value=f"{audio.bits_per_sample} bit, {audio.sample_rate_hz / 1000:.1f} kHz",
        limit=f"≥ {bits} bit, {rate / 1000:.1f} kHz",
        remedy=f"Render the master as lossless {bits} bit at {rate / 1000:.1f} kHz.",
        redo_from=SONG,
    )


def _channels(audio: AudioFacts, limits: GateLimits) -> Finding:
    return finding(
        "channels",
        "Channels",
        audio.channels == limits.channels,
        value=counted(audio.channels, "channel"),
        limit=counted(limits.channels, "channel"),
        remedy=f"Render the master with {counted(limits.channels, 'channel')}.",
        redo_from=SONG,
    )


def _correlation(audio: AudioFacts, limits: GateLimits) -> Finding:
    return finding(
        "mono_fold",
        "Stereo correlation",
        audio.stereo_correlation >= limits.correlation_min - EDGE,
        value=f"{audio.stereo_correlation:+.2f}",
        limit=f"≥ {limits.correlation_min:+.2f}",
        remedy="Listen in mono; what cancels there needs less width.",
        redo_from=SONG,
        otherwise=Severity.NOTICE,
    )


def _hook(audio: AudioFacts, limits: GateLimits) -> Finding:
    start_s, latest_s = audio.hook_start_s, limits.hook_latest_s
    return finding(
        "hook",
        "Hook arrives",
        start_s is not None and start_s <= latest_s + EDGE,
        value="no hook" if start_s is None else clock(start_s),
        limit=f"by {clock(latest_s)}",
        remedy="Shorten what comes before the first chorus.",
        redo_from=SONG,
        otherwise=Severity.NOTICE,
    )


def _tempo(audio: AudioFacts, limits: GateLimits) -> Finding:
    tolerance_bpm = audio.declared_bpm * limits.tempo_tolerance
    unsure = audio.bpm_confidence < limits.confidence_min
    met = unsure or within(audio.bpm, audio.declared_bpm - tolerance_bpm, audio.declared_bpm + tolerance_bpm)
    return finding(
        "tempo",
        "Tempo",
        met,
        value=f"{audio.bpm:.1f} bpm" + (", unsure" if unsure else ""),
        limit=f"{audio.declared_bpm:.1f} ± {tolerance_bpm:.1f} bpm",
        remedy="Listen whether the beat is where the metadata says.",
        redo_from=SONG,
        otherwise=Severity.NOTICE,
    )


def _key(audio: AudioFacts, limits: GateLimits) -> Finding:
    unsure = audio.key_confidence < limits.confidence_min
    return finding(
        "key",
        "Key",
        unsure or keys_agree(audio.declared_key, audio.key),
        value=audio.key + (", unsure" if unsure else ""),
        limit=audio.declared_key,
        remedy="Listen whether the song rests on the note that the metadata says.",
        redo_from=SONG,
        otherwise=Severity.NOTICE,
    )


def _stems(audio: AudioFacts, limits: GateLimits) -> Finding:
    return finding(
        "stems",
        "Stems",
        audio.stems >= limits.stems_min,
        value=counted(audio.stems, "stem"),
        limit=f"≥ {counted(limits.stems_min, 'stem')}",
        remedy="Render the stems with the mix.",
        redo_from=SONG,
    )
