"""Copies of both logs' heads outside the data folder.

At start a log must reach at least the anchored number with the anchored hash: an
older file put back, or a cut write-ahead log, is noticed. A missing anchor (first use,
moved disk) is accepted and made anew; the security log says so (services).
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

from sqlalchemy import Table, select

from app.domain.errors import AppError, ErrorCode
from app.store.database import Database
from app.store.tables import operation


class Anchor:
    """The anchored head of one database. path: a small JSON file; log: the chained table."""

    def __init__(self, path: Path, database_id: str, log: Table = operation) -> None:
        self.path = path
        self._id = database_id
        self._log = log

    def keep(self, seq: int, digest: str) -> None:
        """Remember a head. No fsync: a power cut may leave an older head, which still holds."""
        temp = self.path.with_suffix(".tmp")
        with contextlib.suppress(OSError):  # a full or missing state folder must not stop work
            self.path.parent.mkdir(parents=True, exist_ok=True)
            temp.write_text(json.dumps({"id": self._id, "seq": seq, "hash": digest}), encoding="utf-8")
            os.replace(temp, self.path)  # noqa: PTH105 - pathlib's replace is the same call

    def read(self) -> tuple[int, str] | None:
        """The remembered head, None when there is none for this database."""
        try:
            data = json.loads(self.path.read_text(encoding="utf-8"))
            if data["id"] != self._id:
                return None
            return int(data["seq"]), str(data["hash"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def check(self, database: Database) -> bool:
        """Refuse a store older than the anchor with AppError(ROLLED_BACK); False when there is no anchor."""
        known = self.read()
        if known is None:
            return False
        seq, digest = known
        with database.read() as conn:
            found = conn.execute(select(self._log.c.hash).where(self._log.c.seq == seq)).scalar()
        if seq and found != digest:
            raise AppError(
                ErrorCode.ROLLED_BACK,
                f"{database.what}比上次使用时旧：应有第 {seq} 号记载，文件里没有。",
                action="文件可能被换回旧版或部分损坏。请由安全审计员确认后从最近的备份恢复。",
            )
        return True
