"""The banks: hand-written material as text, one file per theme; files with ``_`` serve all themes.

A file holds fields (``label: night drives``) and parts (``== scene``), one entry per line. The notation of lines is
that of :mod:`noktvrn.studio.words.markup`.
"""
