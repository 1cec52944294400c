"""``python -m noktvrn``: the command line."""

from __future__ import annotations

import sys

from noktvrn.interfaces.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
