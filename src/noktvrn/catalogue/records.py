"""What all files of a package share: strict models that refuse unknown fields, and how they are written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from noktvrn.errors import InvalidInputError

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256, hexadecimal.")]
RelativePath = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*$", description="Below the folder.")
]

MAX_RECORD_BYTES = 20_000_000
"""Larger files are not read as records."""


class Record(BaseModel):
    """A value of a package file."""

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True, allow_inf_nan=False)


class RecordFile(Record):
    """A whole package file."""

    def to_bytes(self) -> bytes:
        """Return the file as indented JSON, the same bytes for the same values."""
        return (json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n").encode()

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read and validate a file.

        Raises:
            InvalidInputError: Not readable, too large, no JSON, or not of this schema; the first fault is named.
        """
        try:
            size = path.stat().st_size
            if size > MAX_RECORD_BYTES:
                raise _refused(path, f"is {size} bytes long, more than {MAX_RECORD_BYTES}")
            return cls.model_validate_json(path.read_bytes())
        except OSError as error:
            raise _refused(path, f"cannot be read ({error.strerror})") from error
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"])) or "the file"
            raise _refused(path, f"does not follow its schema: {place}: {first['msg']}") from error


def _refused(path: Path, what: str) -> InvalidInputError:
    return InvalidInputError(f"{path.name} {what}.", remedy="Package the release again.", stage="package")
