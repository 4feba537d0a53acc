"""Files of guarded records in the window: a second person is asked for, whichever button they leave by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.services import attachments, records
from app.services.records import RecordView
from app.ui.printing import print_record
from app.ui.savefile import save_attachment
from tests.unit.services.desk import ALL_BUSINESS, OTHER_PASSWORD
from tests.unit.services.desk import Desk as Builder

if TYPE_CHECKING:
    from app.services.session import Session
    from app.ui.shell import Shell

Idle = Callable[[], None]
ANSWER = {"login": "zhao", "password": OTHER_PASSWORD}


@pytest.fixture
def clue(office: Session) -> RecordView:
    office.user = replace(office.user, roles=ALL_BUSINESS)
    Builder(office).add_account("zhao", "discipline_clerk")
    value = attachments.attach_bytes(office, "材料.txt", "材料".encode())
    body = {"title": "XS-2026-001", "date": "2026-05-02", "attachments": [value]}
    return records.save(office, "clue", "ledger.clue", body).value


def test_a_preview_of_a_clue_is_kept_as_a_file_by_two(clue: RecordView, shell: Shell, idle: Idle, tmp_path: Path) -> None:
    path, script = tmp_path / "线索.pdf", shell.desk.dialogs.script
    script.extend([path, None])
    print_record(shell.desk, clue, shell)
    idle()
    assert shell.desk.dialogs.asked[-2:] == ["打印", "两个人导出"]
    assert not path.exists()
    script.extend([path, ANSWER])
    print_record(shell.desk, clue, shell)
    idle()
    assert path.read_bytes().startswith(b"%PDF")


def test_a_file_of_a_clue_is_saved_outside_by_two(clue: RecordView, shell: Shell, idle: Idle, tmp_path: Path) -> None:
    path, script = tmp_path / "材料.txt", shell.desk.dialogs.script
    attachments.attached(shell.desk.session).clear()
    for second, there in ((None, False), ({**ANSWER, "password": "不是这个口令不是这个口令"}, False), (ANSWER, True)):
        script.extend([path, second])
        save_attachment(shell.desk, shell, clue.body["attachments"][0])
        idle()
        assert path.exists() == there


def test_a_talk_is_kept_by_one(clue: RecordView, shell: Shell, idle: Idle, tmp_path: Path, office: Session) -> None:
    builder = Builder(office)
    talk = builder.talk(builder.person("李雷"))
    shell.desk.dialogs.script.append(tmp_path / "谈话.pdf")
    print_record(shell.desk, talk, shell)
    idle()
    assert (tmp_path / "谈话.pdf").exists()
