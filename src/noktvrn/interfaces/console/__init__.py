"""The operator's console: a full-screen surface in the terminal.

Everything that it reads comes through ``desk`` and everything that it changes through ``deeds``, both in threads of
their own; pages are pure functions from records to lines of text; widgets draw lines and move a cursor.
"""
