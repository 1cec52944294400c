"""Finding the providers: a module ``noktvrn.providers.<role>.<provider>`` is one provider of one role."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

_VENDORS = "language"
"""The package of vendors behind the writers' room: no role's provider, and listed by itself."""


@dataclass(frozen=True, slots=True)
class Filling:
    """A provider of a role.

    Attributes:
        role: Such as ``"music"``.
        provider: Such as ``"embedded"``.
        usable: Whether it can work here.
        reason: Why it cannot; empty when it can.
        about: What it is, in one line.
    """

    role: str
    provider: str
    usable: bool
    reason: str
    about: str


def fillings() -> list[Filling]:
    """Return every provider of every role, by role."""
    import noktvrn.providers as house

    roles = sorted(module.name for module in iter_modules(house.__path__) if module.ispkg and module.name != _VENDORS)
    return [filling for role in roles for filling in _of_role(role)]


def _of_role(role: str) -> list[Filling]:
    package = import_module(f"noktvrn.providers.{role}")
    names = sorted(module.name for module in iter_modules(package.__path__) if not module.name.startswith("_"))
    return [filling for name in names if (filling := _filling(role, name)) is not None]


def _filling(role: str, name: str) -> Filling | None:
    """The provider in a module; None where the module has no class of its own and only serves its neighbours."""
    try:
        module = import_module(f"noktvrn.providers.{role}.{name}")
    except ImportError as error:
        return Filling(role, name, False, f"does not load: {error}", "")
    if not any(kind.__module__ == module.__name__ for _, kind in inspect.getmembers(module, inspect.isclass)):
        return None
    return Filling(role, name, True, "", _first_line(inspect.getdoc(module) or ""))


def _first_line(docstring: str) -> str:
    line = docstring.partition("\n")[0]
    return re.sub(r":\w+:`~?([^`]+)`", r"\1", line)
