"""Child seeds: equal everywhere, apart from one another, in range. Identifiers: sorted by their moment."""

from __future__ import annotations

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from noktvrn.types import MAX_SEED, child_seed, ulid, ulid_time

seeds = st.integers(min_value=0, max_value=MAX_SEED)
names = st.lists(st.one_of(st.text(max_size=12), st.integers(0, 999)), max_size=4)


@given(seeds, names)
def test_child_seed_is_a_63_bit_integer(seed, path):
    assert 0 <= child_seed(seed, *path) <= MAX_SEED


def test_child_seed_keeps_its_value_between_releases():
    # Songs of earlier releases are made again from these; a change here changes them all.
    assert child_seed(7, "chorus", "bass", 3) == 5803944869650222696
    assert child_seed(0) == 6912158355717386040


def test_child_seed_is_equal_in_another_process_with_another_hash_seed():
    code = "from noktvrn.types import child_seed, ulid, ulid_time; print(child_seed(42, 'melody', 1))"
    answers = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": salt}, capture_output=True, text=True, check=True
        ).stdout.strip()
        for salt in ("1", "2")
    }
    assert answers == {str(child_seed(42, "melody", 1))}


@given(seeds, st.text(min_size=1, max_size=8), st.text(min_size=1, max_size=8))
def test_child_seed_differs_by_name_and_by_depth(seed, first, second):
    if first != second:
        assert child_seed(seed, first) != child_seed(seed, second)
    assert child_seed(seed, first, second) != child_seed(seed, first + second)


@given(st.integers(0, 2**48 - 1), st.integers(0, 2**80 - 1))
def test_a_ulid_has_26_digits_and_begins_with_its_moment(milliseconds, entropy):
    identifier = ulid(milliseconds, entropy)
    assert len(identifier) == 26
    assert identifier.startswith(ulid_time(milliseconds))


@given(st.lists(st.integers(0, 2**48 - 1), min_size=2, max_size=2, unique=True), st.integers(0, 2**80 - 1))
def test_ulids_sort_by_their_moment(moments, entropy):
    earlier, later = sorted(moments)
    assert ulid(earlier, entropy) < ulid(later, 0)


def test_a_ulid_is_written_as_everybody_writes_it():
    # The time of the ULID specification's example, and the greatest ULID there is.
    assert ulid_time(1_469_918_176_385) == "01aryz6s41"
    assert ulid(2**48 - 1, 2**80 - 1) == "7" + "z" * 25
