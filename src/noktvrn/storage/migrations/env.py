"""Run by Alembic: carries out migrations on the connection that :func:`..upgrade` hands over."""

from __future__ import annotations

from alembic import context

# The connection is in a transaction already, so that all revisions last together or not at all, on SQLite as well.
context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
