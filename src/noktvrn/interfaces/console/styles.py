"""Sheets of style for the screens: grounds and measures; what text looks like is said by its roles."""

from __future__ import annotations

from typing import Final

from noktvrn.interfaces.console.tones import GROUND, PRESSED, RAISED

LIST_NARROW: Final = 24
LIST_WIDE: Final = 32
WIDE: Final = 110
"""Columns from which there is room for the wide list."""
TALL: Final = 34
"""Lines from which there is room for a third line of activity."""
LEAST: Final = (72, 20)
"""Columns and lines below which nothing useful can be shown."""
WANTED: Final = (80, 24)

CSS: Final = f"""
Screen {{ background: {GROUND}; layers: base over; }}
Band {{ height: 1; width: 1fr; }}
Page, RowList {{
    background: {GROUND}; height: 1fr; scrollbar-size: 0 0; overflow-x: hidden; overflow-y: auto;
}}
#bar, #footer {{ background: {RAISED}; }}
#bar {{ padding: 0 1; }}
#said {{ height: 1; padding: 0 1; }}
#body {{ height: 1fr; }}
#left {{ padding: 0 0 0 1; }}
#heading {{ height: 2; }}
#filter {{ display: none; height: 1; border: none; padding: 0; background: {RAISED}; }}
#filter.-open {{ display: block; }}
#page {{ width: 1fr; margin: 0 2 0 3; }}
#strip {{ padding: 0 1; }}
#footer {{ padding: 0 1; }}
ModalScreen {{ background: transparent; align: center bottom; }}
#sheet {{
    background: {RAISED}; width: 100%; height: auto; max-height: 92%; padding: 0 2 1 2; overflow-y: auto;
    scrollbar-size: 0 0; offset: 0 -500;
}}
#sheet.-up {{ offset: 0 0; }}
#sheet Band {{ background: {RAISED}; height: auto; }}
#sheet Input, #sheet Input:focus {{ border: none; height: 1; padding: 0 1; background: {PRESSED}; }}
#sheet Chips {{ height: auto; background: {RAISED}; }}
#choices {{ height: 1; margin: 1 0 0 0; }}
.field {{ height: auto; }}
.field Band {{ width: 16; height: 1; }}
.field Input, .field Chips {{ width: 1fr; }}
.field.-apart {{ margin-top: 1; }}
Choice {{ width: auto; height: 1; margin: 0 2 0 0; }}
#sheet .-gap {{ margin-top: 1; }}
Picker, Help {{ align: center middle; }}
Picker #sheet {{ width: 76; max-width: 96%; padding: 1 2; }}
Help #sheet {{ width: 90%; height: 80%; padding: 1 2; }}
Help Page {{ background: {RAISED}; }}
TooSmall {{ background: {GROUND}; align: center middle; }}
TooSmall Band {{ height: 100%; width: 100%; }}
CrashScreen {{ background: {GROUND}; }}
CrashScreen Band {{ height: 1fr; margin: 2 4; }}
Screen:ansi, Page:ansi, RowList:ansi, #bar:ansi, #footer:ansi, #filter:ansi, #sheet:ansi, TooSmall:ansi,
CrashScreen:ansi, Help Page:ansi {{ background: ansi_default; color: ansi_default; }}
#sheet Band:ansi, #sheet Chips:ansi, #sheet Input:ansi, #sheet Input:focus:ansi {{ background: ansi_default; }}
Picker #sheet:ansi, Help #sheet:ansi {{ border: solid ansi_bright_black; }}
ModalScreen:ansi {{ background: transparent; }}
Input>.input--cursor:ansi {{ text-style: reverse; }}
Input>.input--placeholder, Input>.input--suggestion {{ color: #8c92a0; }}
"""
