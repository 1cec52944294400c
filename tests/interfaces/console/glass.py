"""What stands on a terminal, from the bytes that a program writes to it; and what flickers there.

As much of a terminal as the console uses: it moves, writes, erases and switches modes. A frame is what is shown at
once: what is written between the two signs of a synchronized update (DEC mode 2026).

Flicker is any of these. A piece is four or more cells of a line that change in one frame, side by side:

- *blank*: a piece becomes nothing, and is what it was before within 0.1 s; counted for each piece while nobody types,
  and once for three lines or more that go and come again together after a key: one line may also be a list that
  scrolls past a row with less in it;
- *flash*: a piece becomes something else, and is what it was before within 0.1 s, while nobody types;
- *loose*: a cell changes outside a synchronized update, once the program has begun to use them;
- *wipe*: the whole screen is erased.

Somebody types from a key until all that it was to do is on the screen, and 0.3 s longer. For two seconds after the
size changed, nothing is counted: the terminal itself moves everything then.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from rich.cells import cell_len

FLASH_S: Final = 0.1
_CALM_S: Final = 2.0
_IDLE_S: Final = 0.3
_LEAST: Final = 4
_MANY: Final = 3
_GAP: Final = 2
"""Cells that stay what they are between two that change, within one piece."""
_TOKEN: Final = re.compile(
    r"\x1b\[(?P<mark>[?<>=]?)(?P<numbers>[0-9;:]*)(?P<between>[ -/]*)(?P<final>[@-~])"
    r"|\x1b[\]P_^X].*?(?:\x07|\x1b\\)"
    r"|\x1b[()*+].|\x1b[^\[\]P_^X()*+]"
    r"|(?P<control>[\x00-\x1a\x1c-\x1f])"
    r"|(?P<text>[^\x00-\x1f]+)",
    re.DOTALL,
)


@dataclass
class Flicker:
    """What was counted, and where the first cases of each kind were."""

    flash: int = 0
    blank: int = 0
    loose: int = 0
    wipe: int = 0
    frames: int = 0
    cases: list[str] = field(default_factory=list)

    def tell(self, kind: str, words: str) -> None:
        setattr(self, kind, getattr(self, kind) + 1)
        if sum(case.startswith(kind) for case in self.cases) < 12:
            self.cases.append(f"{kind} {words}")


@dataclass(frozen=True)
class _Piece:
    """Cells of a line that changed in one frame: what stood there before, from left to right, and what came."""

    at: float
    before: dict[int, str]
    after: dict[int, str]

    @property
    def went(self) -> bool:
        """Whether nothing came."""
        return all(letter == " " for letter in self.after.values()) and any(
            each.strip() for each in self.before.values()
        )


class Glass:
    """The screen of a terminal.

    Args:
        width: Columns.
        height: Lines.
        now: Tells when bytes came, in seconds.
        answer: Takes what the terminal answers to questions.
    """

    def __init__(
        self, width: int, height: int, now: Callable[[], float], answer: Callable[[bytes], object] = lambda said: None
    ) -> None:
        self.flicker = Flicker()
        self._now, self._answer = now, answer
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._rest = ""
        self._ground, self._x, self._y = "", 0, 0
        self._syncs = self._knows_sync = False
        self._calm_until = float("-inf")
        self._letters: list[list[str]] = []
        self._grounds: list[list[str]] = []
        self._touched: dict[tuple[int, int], str] = {}
        self._pieces: dict[int, list[_Piece]] = {}
        self.key_at, self.typing = float("-inf"), False
        self.resize(width, height)

    def resize(self, width: int, height: int) -> None:
        """Take another size; what has room stays."""
        self.width, self.height = width, height
        for rows, nothing in ((self._letters, " "), (self._grounds, "")):
            del rows[height:]
            for row in rows:
                del row[width:]
                row.extend([nothing] * (width - len(row)))
            rows.extend([nothing] * width for _ in range(height - len(rows)))
        self._x, self._y = min(self._x, width), min(self._y, height - 1)
        self._touched.clear()
        self._pieces.clear()
        self._calm_until = self._now() + _CALM_S

    def lines(self) -> list[str]:
        """Return the text of each line."""
        return ["".join(row).rstrip() for row in self._letters]

    def text(self) -> str:
        """Return all of it."""
        return "\n".join(self.lines())

    def span(self, y: int, left: int, right: int) -> str:
        """Return a part of a line."""
        return "".join(self._letters[y][left:right]).strip()

    def lines_on(self, ground: str, left: int, right: int) -> list[int]:
        """Return the lines that have a ground from one column to another, all the way."""
        return [y for y, row in enumerate(self._grounds) if all(each == ground for each in row[left:right])]

    def feed(self, written: bytes) -> None:
        """Draw what was written."""
        text = self._rest + self._decode(written)
        end = 0
        for found in _TOKEN.finditer(text):
            if found.start() != end:
                break
            end = found.end()
            if found["text"] is not None:
                self._write(found["text"])
            elif found["control"] is not None:
                self._control(found["control"])
            elif found["final"] is not None:
                self._sequence(found["mark"], found["numbers"], found["between"], found["final"])
        self._rest = text[end:]
        if self._touched and not self._syncs:
            self._show(loose=self._knows_sync)

    def _write(self, text: str) -> None:
        for letter in text:
            cells = cell_len(letter)
            if not cells:
                if self._x:
                    self._put(self._x - 1, self._letters[self._y][self._x - 1] + letter)
                continue
            if self._x + cells > self.width:
                self._x, self._y = 0, min(self._y + 1, self.height - 1)
            self._put(self._x, letter)
            if cells == 2:
                self._put(self._x + 1, "")
            self._x += cells

    def _put(self, x: int, letter: str) -> None:
        row = self._letters[self._y]
        self._grounds[self._y][x] = self._ground
        if row[x] != letter:
            self._touched.setdefault((self._y, x), row[x])
            row[x] = letter

    def _control(self, control: str) -> None:
        if control == "\r":
            self._x = 0
        elif control == "\n":
            self._y = min(self._y + 1, self.height - 1)
        elif control == "\b":
            self._x = max(self._x - 1, 0)

    def _sequence(self, mark: str, numbers: str, between: str, final: str) -> None:
        given = [int(each) if each.isdigit() else 0 for each in numbers.split(";")] if numbers else []
        if mark == "?":
            self._mode(given, between, final)
        elif mark or between:
            return
        elif final in "Hf":
            line, column = [*given, 1, 1][:2] if len(given) != 1 else (given[0], 1)
            self._y, self._x = min(max(line, 1), self.height) - 1, min(max(column, 1), self.width) - 1
        elif final == "m":
            self._paint(numbers)
        elif final in "ABCD":
            self._go(final, max(given[0] if given else 1, 1))
        elif final in "JK":
            self._erase(final, given[0] if given else 0)

    def _mode(self, given: list[int], between: str, final: str) -> None:
        if final == "p" and between == "$":
            self._answer(f"\x1b[?{given[0]};{2 if given[0] == 2026 else 0}$y".encode())
        elif final in "hl" and 2026 in given:
            if final == "h":
                if self._touched and not self._syncs:
                    self._show(loose=self._knows_sync)
                self._syncs = self._knows_sync = True
            else:
                self._syncs = False
                self._show(loose=False)
        elif final == "l" and 1049 in given:
            self._knows_sync = False

    def _go(self, final: str, by: int) -> None:
        self._y = min(max(self._y + {"A": -by, "B": by}.get(final, 0), 0), self.height - 1)
        self._x = min(max(self._x + {"D": -by, "C": by}.get(final, 0), 0), self.width - 1)

    def _erase(self, final: str, what: int) -> None:
        here, y0 = self._x, self._y
        if final == "J":
            if what >= 2 and self._knows_sync and self._now() > self._calm_until:
                self.flicker.tell("wipe", f"at {self._now():.3f}")
            rows = range(y0 + 1, self.height) if what == 0 else range(y0) if what == 1 else range(self.height)
            for self._y in rows:
                self._blank(0, self.width)
            self._y = y0
            if what >= 2:
                return
        self._blank(*((here, self.width), (0, min(here + 1, self.width)), (0, self.width))[min(what, 2)])

    def _blank(self, left: int, right: int) -> None:
        for x in range(left, right):
            self._put(x, " ")

    def _paint(self, numbers: str) -> None:
        parts = (numbers or "0").split(";")
        while parts:
            part = parts.pop(0)
            if part in {"0", "", "49"}:
                self._ground = ""
            elif part in {"38", "48"} and parts:
                colour = [parts.pop(0) for _ in range(min(4 if parts[0] == "2" else 2, len(parts)))]
                if part == "48":
                    self._ground = ",".join(colour[1:])

    def _show(self, *, loose: bool) -> None:
        """Take what was written as one frame."""
        at, touched = self._now(), self._touched
        self._touched = {}
        self.flicker.frames += 1
        if at < self._calm_until:
            return
        changes = {
            place: (before, self._letters[place[0]][place[1]])
            for place, before in touched.items()
            if before != self._letters[place[0]][place[1]]
        }
        if loose and changes:
            self.flicker.tell("loose", f"at {at:.3f}: {len(changes)} cells, first {next(iter(changes.items()))}")
        lines = _by_line(changes)
        again = [(y, piece) for y in lines for piece in self._again(y, at)]
        for y, cells in lines.items():
            self._pieces.setdefault(y, []).extend(_pieces(cells, at))
        if not self.typing and at - self.key_at > _IDLE_S:
            for y, piece in again:
                self.flicker.tell("blank" if piece.went else "flash", _case(y, piece, at))
        else:
            gone = [(y, piece) for y, piece in again if piece.went and piece.at > self.key_at]
            if len({y for y, _ in gone}) >= _MANY:
                self.flicker.tell("blank", f"{len(gone)} pieces, first {_case(*gone[0], at)}")

    def _again(self, y: int, at: float) -> list[_Piece]:
        """Return the pieces of a line that are what they were a moment ago; those that may still be so are kept."""
        young = [piece for piece in self._pieces.pop(y, ()) if at - piece.at < FLASH_S]
        found = [piece for piece in young if all(self._letters[y][x] == was for x, was in piece.before.items())]
        self._pieces[y] = [piece for piece in young if piece not in found]
        return found


def _case(y: int, piece: _Piece, at: float) -> str:
    before, after = ("".join(each.values()) for each in (piece.before, piece.after))
    return f"at {at:.3f}: line {y} from {min(piece.before)}: {before!r} was {after!r} for {at - piece.at:.3f} s"


def _by_line(changes: dict[tuple[int, int], tuple[str, str]]) -> dict[int, dict[int, tuple[str, str]]]:
    lines: dict[int, dict[int, tuple[str, str]]] = {}
    for (y, x), change in sorted(changes.items()):
        lines.setdefault(y, {})[x] = change
    return lines


def _pieces(cells: dict[int, tuple[str, str]], at: float) -> list[_Piece]:
    """Part the cells that changed in a line where more than a gap lies between them."""
    groups: list[list[int]] = []
    for x in cells:
        if groups and x - groups[-1][-1] <= _GAP + 1:
            groups[-1].append(x)
        else:
            groups.append([x])
    return [
        _Piece(at, {x: cells[x][0] for x in group}, {x: cells[x][1] for x in group})
        for group in groups
        if len(group) >= _LEAST
    ]
