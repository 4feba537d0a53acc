"""Identifiers as distinct types, and how new ones are made.

Ids are random and carry no meaning; numbers a person reads (文号) are not ids.
"""

from __future__ import annotations

import secrets
from typing import NewType

RecordId = NewType("RecordId", str)
PersonId = NewType("PersonId", str)
UnitId = NewType("UnitId", str)
PostId = NewType("PostId", str)
UserId = NewType("UserId", str)
DeviceId = NewType("DeviceId", str)
OperationId = NewType("OperationId", str)
PackageId = NewType("PackageId", str)
RowId = NewType("RowId", str)


def new_id(prefix: str) -> str:
    """A new id: the prefix (one or two letters) and 80 random bits in hexadecimal."""
    return f"{prefix}{secrets.token_hex(10)}"
