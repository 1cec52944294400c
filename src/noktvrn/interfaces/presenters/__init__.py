"""One wording for every surface: plain strings and rows, without any markup.

A surface (command line, page, bot) adds colour and layout, never words of its own about states, steps or findings.
"""
