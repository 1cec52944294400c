"""JSON Schemas of the package's files. ``python -m noktvrn.catalogue.schemas OUT`` writes them into a folder."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

from noktvrn.catalogue.gate_file import GateFile
from noktvrn.catalogue.metadata import MetadataFile
from noktvrn.catalogue.prompts import PromptsFile
from noktvrn.catalogue.records import RecordFile

SCHEMAS: Final[dict[str, type[RecordFile]]] = {
    "metadata.schema.json": MetadataFile,
    "prompts_used.schema.json": PromptsFile,
    "gate.schema.json": GateFile,
}


def schema_text(model: type[RecordFile]) -> str:
    """Return the JSON Schema (draft 2020-12) of a package file."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **model.model_json_schema(mode="serialization"),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def write_schemas(folder: Path) -> tuple[Path, ...]:
    """Write all schemas into ``folder``, which is made if needed, and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, model in SCHEMAS.items():
        path = folder / name
        path.write_text(schema_text(model), encoding="utf-8")
        paths.append(path)
    return tuple(paths)


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1]))
