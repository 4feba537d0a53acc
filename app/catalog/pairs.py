"""Small tables of sentences: `name: text`, one a line, # for remarks. Read without a YAML library."""

from __future__ import annotations

from pathlib import Path


def read_pairs(path: Path) -> dict[str, str]:
    """The pairs of a file in their order."""
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(":") for line in lines if ":" in line and not line.startswith("#"))
    return {name.strip(): text.strip() for name, _colon, text in pairs}
