"""Benchmarks: every figure that the documentation states is measured here and written down with how and where.

A module ``bench_*.py`` has a ``NAME`` and a function ``run(quick: bool) -> dict`` that returns what
:func:`benchmarks.harness.report` builds. ``make bench`` runs them all.
"""
