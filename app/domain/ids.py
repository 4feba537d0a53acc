"""How new identifiers are made.

Ids are random and carry no meaning; numbers a person reads (文号) are not ids.
"""

from __future__ import annotations

import secrets


def new_id(prefix: str) -> str:
    """A new id: the prefix (one or two letters) and 80 random bits in hexadecimal."""
    return f"{prefix}{secrets.token_hex(10)}"
