"""DP-01: what is settled stays as it is; a changed byte is found in the store, in the log and in what was sent out."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from app.domain.errors import ErrorCode
from app.services import backup, records
from tests.protections.cases import settled_talk
from tests.unit.services.desk import Desk, quick_folder, refused


def test_a_settled_record_takes_only_corrections_and_keeps_its_words(desk: Desk) -> None:
    made = settled_talk(desk, desk.person("李雷"))
    view = records.get(desk.session, made)
    with refused(ErrorCode.FINALISED):
        records.save(desk.session, "talk", view.kind, {**view.body, "facts": "别的"}, made)
    after = records.correct(desk.session, made, "日期应为十一日").value
    assert [c["text"] for c in after.body["corrections"]] == ["日期应为十一日"]
    assert {k: v for k, v in after.body.items() if k != "corrections"} == view.body


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE record SET body = replace(body, '接受批评', '接受批语')", "UPDATE record SET state = 'held'",
        "UPDATE operation SET label = label || '.'", "DELETE FROM change WHERE rowid = (SELECT max(rowid) FROM change)",
    ],
)  # fmt: skip
def test_a_change_past_the_program_is_found(desk: Desk, change: str) -> None:
    settled_talk(desk, desk.person("李雷"))
    assert backup.verify(desk.session) == []
    with desk.session.store.database.write() as conn:
        conn.execute(text(change))
    assert backup.verify(desk.session) != []


def test_one_flipped_byte_in_a_backup_is_found(desk: Desk, tmp_path: Path) -> None:
    settled_talk(desk, desk.person("李雷"))
    made = backup.backup(desk.session, tmp_path / "out")
    path = made / "business.lvdb"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    with refused(ErrorCode.DAMAGED):
        backup.restore(made, quick_folder(tmp_path / "elsewhere"))
