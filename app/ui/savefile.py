"""Saving a file that lies with records to a place of the person's choosing: by two where the records go out by two.

The one way out for attachments, kept letters, scans. Does not belong here: pages from a preview (printing).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services import outgoing
from app.ui.desk import Desk
from app.ui.secondperson import ask_second


def save_attachment(desk: Desk, owner: QWidget, one: Mapping[str, Any]) -> None:
    """Ask where, and for the second person where one is wanted; then write it. one: a value of an attachments field."""
    session, sha, name = desk.session, str(one["sha256"]), str(one.get("name") or "附件")

    def ask(two: bool) -> None:
        path = desk.dialogs.save_file("另存附件", name, "所有文件 (*)")
        second = ask_second(desk, "两个人导出附件") if path is not None and two else None
        if path is None or (two and second is None):
            return
        work = lambda _c: outgoing.save_file(session, sha, path, second)  # noqa: E731
        desk.runner.task(owner, "另存附件", work, lambda _n: desk.say("附件已另存。"))

    desk.runner.query(owner, lambda: outgoing.file_wants_second(session, sha), ask)
