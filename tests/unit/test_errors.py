"""The error tree: drawn as it is, stable codes, four parts that every surface shows."""

from __future__ import annotations

import inspect
import re

import pytest

from noktvrn import errors
from noktvrn.errors import NoktvrnError, ProviderError


def all_errors() -> list[type[NoktvrnError]]:
    found = [NoktvrnError]
    for kind in found:
        found += kind.__subclasses__()
    return [kind for kind in found if kind.__module__ == errors.__name__]


def make(kind: type[NoktvrnError]) -> NoktvrnError:
    vendor = {"provider": "embedded", "operation": "song"} if issubclass(kind, ProviderError) else {}
    return kind("It broke at 3.", remedy="Mend it.", stage="song", **vendor)


def drawn_tree() -> dict[str, str]:
    """Name of each drawn class, and of the class that it hangs from."""
    parents, path = {}, []
    drawing = errors.__doc__.split("```")[1]
    for line in drawing.strip().splitlines():
        depth, name = re.match(r"((?:[│├└─ ]{4})*)(\w+)", line).groups()
        level = len(depth) // 4
        path[level:] = [name]
        parents[name] = path[level - 1] if level else ""
    return parents


def test_the_drawn_tree_is_the_real_one():
    real = {kind.__name__: kind.__mro__[1].__name__ for kind in all_errors()}
    assert drawn_tree() == real | {"NoktvrnError": ""}


def test_each_error_has_a_code_of_its_own():
    codes = [kind.code for kind in all_errors()]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[a-z][a-z_]*", code) for code in codes)


@pytest.mark.parametrize("kind", all_errors(), ids=lambda kind: kind.__name__)
def test_each_error_carries_message_stage_remedy_and_retryable(kind):
    error = make(kind)
    assert str(error) == "It broke at 3."
    assert error.as_dict() == {
        "code": kind.code,
        "message": "It broke at 3.",
        "stage": "song",
        "remedy": "Mend it.",
        "retryable": kind.retryable,
    }


@pytest.mark.parametrize("kind", all_errors(), ids=lambda kind: kind.__name__)
def test_each_error_has_a_documented_exit_code_and_a_docstring_of_its_own(kind):
    assert kind.exit_code in {1, 2, 3, 4, 5, 6, 130}
    assert "__doc__" in vars(kind)
    assert inspect.getdoc(kind)


def test_a_remedy_cannot_be_forgotten():
    with pytest.raises(TypeError):
        NoktvrnError("It broke.")


def test_a_parameter_error_is_a_value_error():
    assert issubclass(errors.ParameterError, ValueError)
