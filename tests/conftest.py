"""What holds for every test: no network, a home of its own, one thread per process, kernels compiled once."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parent.parent
GUARD = ROOT / "tests" / "guard"

# Read by numba, OpenBLAS and OpenMP when they are first imported, hence here and not in a fixture. The tests run in
# two processes; more threads in each would only wait for one another. Compiled kernels outlive the test run.
os.environ.update(dict.fromkeys(("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"))
os.environ.setdefault("NUMBA_CACHE_DIR", str(ROOT / ".pytest_cache" / "numba"))

# A shell starts what it puts into the background deaf to Ctrl-C, and so would be every child that a test interrupts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Child processes inherit the guard through PYTHONPATH; this process takes it here.
os.environ["PYTHONPATH"] = str(GUARD)
sys.path.insert(0, str(GUARD))
import network_guard  # noqa: E402 - found on the path set above

network_guard.install()

# The contract suites live in the product, and their assertions shall explain themselves as those of the tests do.
pytest.register_assert_rewrite("noktvrn.testing")

from noktvrn.settings import VENDOR_VARIABLES  # noqa: E402 - loaded under the guard

# No deadline: the machine that runs the tests may be busy, and a slow example is no wrong one.
# The examples are the same each time, so that a change is judged by itself; `EXPLORE=1 make test` draws others.
hypothesis.settings.register_profile(
    "noktvrn",
    deadline=None,
    print_blob=True,
    derandomize=not os.environ.get("EXPLORE"),
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("noktvrn")

_PLACES = {
    "HOME": "",
    "NOKTVRN_HOME": "noktvrn",
    "XDG_CACHE_HOME": ".cache",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
}


def _move_in(patch: pytest.MonkeyPatch, home: Path) -> None:
    keys = {name for names in VENDOR_VARIABLES.values() for name in names}
    for name in [name for name in os.environ if name.startswith("NOKTVRN_") or name in keys]:
        patch.delenv(name)
    home.mkdir(mode=0o700)
    for name, place in _PLACES.items():
        patch.setenv(name, str(home / place))


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Directory of all homes of this session; fixtures that live longer than a test see one of their own."""
    base = tmp_path_factory.mktemp("homes")
    with pytest.MonkeyPatch.context() as patch:
        _move_in(patch, base / "session")
        yield base


@pytest.fixture(scope="session")
def _numbers() -> Iterator[int]:
    return count()


@pytest.fixture(autouse=True)
def home(homes: Path, _numbers: Iterator[int], monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home for each test, with no NOKTVRN_ variable but NOKTVRN_HOME set, and nobody's key."""
    path = homes / str(next(_numbers))
    _move_in(monkeypatch, path)
    return path
