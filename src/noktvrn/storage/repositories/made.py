"""What the takes of a run made: assets, provenance, and what was learned."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from noktvrn.catalogue.provenance import ProvenanceLink
from noktvrn.errors import VersionConflictError
from noktvrn.journal.steps import Step
from noktvrn.ports.assets import AssetRef
from noktvrn.ports.repositories import ReflectionRecord, RunAsset
from noktvrn.storage.repositories.rows import RowMapping
from noktvrn.storage.repositories.statements import execute_counted, insert_if_free, upsertable
from noktvrn.storage.tables import provenance, reflections, run_assets
from noktvrn.types import RunId, Sha256

_LINKS = RowMapping(ProvenanceLink, provenance)
_REFLECTIONS = RowMapping(ReflectionRecord, reflections)


class SqlMadeRecords:
    """The part of :class:`noktvrn.ports.repositories.RunRepository` about what was made."""

    _connection: Connection

    def add_asset(self, asset: RunAsset) -> None:
        """Store an asset of a take; a later attempt's asset of the same name takes the place of the earlier."""
        insert = upsertable(self._connection, run_assets).values(**_asset_row(asset))
        kept = ("step", "sha256", "size_bytes", "media_type")
        statement = insert.on_conflict_do_update(
            index_elements=["run_id", "pass_no", "name"], set_={name: insert.excluded[name] for name in kept}
        )
        execute_counted(self._connection, statement)

    def assets(self, run_id: RunId) -> list[RunAsset]:
        """List the assets of all takes in the order in which their names were stored."""
        listing = select(run_assets).where(run_assets.c.run_id == run_id).order_by(run_assets.c.id)
        return [_asset(row) for row in self._connection.execute(listing)]

    def add_provenance(self, run_id: RunId, link: ProvenanceLink) -> None:
        """Append a link to the chain of a run."""
        if not insert_if_free(self._connection, provenance, {"run_id": run_id, **_LINKS.to_row(link)}):
            raise VersionConflictError(
                f"The provenance of run {run_id} has a link {link.sequence} already.",
                remedy="Read the chain again and append behind its end.",
                stage="provenance",
            )

    def provenance(self, run_id: RunId) -> list[ProvenanceLink]:
        """Return the chain of a run."""
        chain = select(*_LINKS.columns).where(provenance.c.run_id == run_id).order_by(provenance.c.sequence)
        return _LINKS.from_rows(self._connection.execute(chain))

    def add_reflection(self, record: ReflectionRecord) -> bool:
        """Store what was learned from a take, once."""
        return insert_if_free(self._connection, reflections, _REFLECTIONS.to_row(record))

    def reflections(self, run_id: RunId) -> list[ReflectionRecord]:
        """List what was learned, by take."""
        listing = select(*_REFLECTIONS.columns).where(reflections.c.run_id == run_id).order_by(reflections.c.pass_no)
        return _REFLECTIONS.from_rows(self._connection.execute(listing))


def _asset_row(asset: RunAsset) -> dict[str, Any]:
    return {
        "run_id": asset.run_id,
        "pass_no": asset.pass_no,
        "step": asset.step.value,
        "name": asset.name,
        "sha256": asset.ref.sha256,
        "size_bytes": asset.ref.size_bytes,
        "media_type": asset.ref.media_type,
    }


def _asset(row: Row[Any]) -> RunAsset:
    ref = AssetRef(sha256=Sha256(row.sha256), size_bytes=row.size_bytes, media_type=row.media_type)
    return RunAsset(run_id=RunId(row.run_id), pass_no=row.pass_no, step=Step(row.step), name=row.name, ref=ref)
