"""The command line: ``noktvrn <noun> <verb>``.

stdout carries what was asked for, stderr carries talk. ``--json`` on every command prints one JSON value with
documented fields. Exit status: 0 ok, 1 failed, 2 usage, 3 not found, 4 credentials, 5 conflicting state, 6 a provider
failed after retries, 8 a person has to decide, 130 interrupted.

Modules here import nothing heavy at the top, so that ``--help`` answers at once.
"""
