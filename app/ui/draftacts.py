"""What can be done with a draft: renew it, print it, write it to files, go to its record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from app.services.compose import paper, renewing
from app.services.compose.drafts import SavedDraft
from app.services.compose.renewing import Renewal
from app.ui.draftrenew import RenewDialog
from app.ui.parts import Flow, button
from app.ui.printing import preview
from app.ui.secondperson import ask_second

if TYPE_CHECKING:
    from app.ui.pages.draft import DraftPage


class DraftActs(Flow):
    """The buttons under a draft."""

    def __init__(self, page: DraftPage) -> None:
        super().__init__(8)
        self._page = page
        self.setAccessibleName("底稿操作")
        self.last: QPushButton | None = None

    def show_for(self, saved: SavedDraft | None) -> None:
        """Offer what the account may do. saved: None for one that is only printed."""
        self.clear()
        if saved is not None and saved.editable and saved.definition is not None:
            self.addWidget(button("重新生成", self.renew))
        able = saved.view.may if saved is not None else {"print", "export"}
        if "print" in able:
            self.addWidget(button("打印", self.print))
        if "export" in able:
            self.addWidget(button("导出 PDF", lambda: self.export("pdf")))
            self.addWidget(button("导出 Word", lambda: self.export("docx")))
        if saved is not None:
            record = saved.view.id
            self.addWidget(button("记录和办理", lambda: self._page.desk.open("record", id=record)))
        buttons: list[QPushButton] = list(self.findChildren(QPushButton))
        self.last = buttons[-1] if buttons else None

    def renew(self) -> None:
        """Compose again and show what differs."""
        self._page.settled(self._compare)

    def _compare(self) -> None:
        page = self._page
        if page.saved is not None:
            session, record = page.desk.session, page.saved.view.id
            page.desk.runner.query(page, lambda: renewing.renewal(session, record), self._ask, label="正在重新生成")

    def _ask(self, found: Renewal) -> None:
        page = self._page
        page.notice.quiet()
        if not found.changes:
            page.desk.say("数据没有变化，底稿不用更新。")
            page.reload(found.saved.view.id)
            return
        RenewDialog(found, page.window(), lambda keys: self._take(found, keys)).open()

    def _take(self, found: Renewal, keys: set[str]) -> None:
        page, view = self._page, found.saved.view
        session = page.desk.session
        page.desk.runner.operate(
            page, "更新底稿", lambda _c: renewing.renew(session, view.id, keys, view.version), lambda fresh: page.reload(fresh.id)
        )

    def print(self) -> None:
        """Preview the pages; from there to a printer."""
        self._page.settled(self._print)

    def _print(self) -> None:
        page = self._page
        session, made, saved = page.desk.session, page.made, page.saved
        if made is not None:
            preview(page.desk, page, made.title, lambda: paper.composition_pdf(session, made))
        elif saved is not None:
            preview(page.desk, page, saved.view.title, lambda: paper.preview_pdf(session, saved.view.id))

    def export(self, kind: str) -> None:
        """Write it into a folder as Word or PDF."""
        self._page.settled(lambda: self._export(kind))

    def _export(self, kind: str) -> None:
        page = self._page
        folder = page.desk.dialogs.folder("导出到哪个文件夹")
        if folder is None:
            return
        session, made, saved = page.desk.session, page.made, page.saved
        of = (saved.view.form, saved.view.kind) if saved is not None else ("", "")

        def go(two: bool) -> None:
            second = ask_second(page.desk, "两个人导出底稿") if two else None
            if second is None and two:
                return

            def work(_context: object) -> list[str]:
                if made is not None:
                    return [f.name for f in paper.export_composition(session, made, folder, (kind,))]
                return [f.name for f in paper.export(session, saved.view.id, folder, (kind,), second)] if saved is not None else []

            page.desk.runner.task(page, "导出底稿", work, lambda names: page.desk.say(f"已导出：{'、'.join(names)}"))

        page.desk.runner.query(page, lambda: paper.wants_second(session, *of), go, key="second")
