"""读入旧公文: choose files, look at each, import. Everything runs as jobs; nothing is written before 导入."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.services import letter_readback as readback
from app.services.letter_readback import ReadReport
from app.services.letter_readback_files import files_in
from app.services.letter_readback_judge import ReadPlan
from app.ui.desk import Desk
from app.ui.readletters_pages import OldFilesPage, OldLettersPage
from app.ui.stepsdialog import DonePage, StepsDialog

STEPS = ("选文件", "核对", "完成")
FILES, CHECK, DONE = range(3)
NOTE = "导入前已自动备份。整次读入是一步，可以在这里撤销，也可以关闭后按 Ctrl+Z。缺号和重号请到发文登记簿看。"


class ReadLetters(StepsDialog):
    """The steps of reading old letters back."""

    counted = True

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent, "读入旧公文", STEPS)
        self.resize(1240, 680)
        self._mended = False
        self.files, self.check, self.done_page = OldFilesPage(desk), OldLettersPage(desk), DonePage("撤销这次读入", NOTE)
        self.files.picked.connect(self.read)
        self.check.edited.connect(self._edit)
        self.check.ticked.connect(self._tick)
        self.check.repeated.connect(self._repeat)
        self.done_page.undone.connect(lambda: self.take_back("撤销读入", lambda _n: self.done_page.show_undone("已撤销，库里和读入前一样。")))
        self.lay_out((self.files, self.check, self.done_page))

    # --- steps ---------------------------------------------------------------
    def show_step(self, step: int) -> None:
        """Show a page; 上一步 and 导入 belong to the check."""
        super().show_step(step)
        self.back_button.setVisible(step == CHECK)
        self.next_button.setVisible(step == CHECK)
        {FILES: self.files.folder, CHECK: self.check.view}.get(step, self.close_button).setFocus()

    def read(self, places: Sequence[Path]) -> None:
        """Read files and folders in the background, then show what was recognised."""
        if self.busy:
            return
        session, kind, chosen = self._desk.session, str(self.files.kind.currentData() or ""), list(places)
        self.work(self._desk.runner.task(
            self, "读取旧公文", lambda c: readback.plan(session, files_in(chosen, c), c, kind), self._planned, failed=self.refused,
        ))  # fmt: skip

    def _planned(self, plan: ReadPlan) -> None:
        self._mended = False
        self.check.show_plan(plan)
        self.show_step(CHECK)
        self.settle()

    def _edit(self, at: int, texts: dict[str, str], kind: str) -> None:
        self._mended = True
        plan, session = self.check.plan, self._desk.session
        if plan is not None:
            self._desk.runner.query(self, lambda: readback.edit(session, plan, at, texts, kind), lambda _n: self._judged(), failed=self.refused)

    def _tick(self, at: int, chosen: bool) -> None:
        plan, session = self.check.plan, self._desk.session
        if plan is not None:
            self._desk.runner.query(self, lambda: readback.choose(session, plan, {at: chosen}), lambda _n: self._judged(), failed=self.refused)

    def _repeat(self, at: int, reason: str) -> None:
        self._mended = True
        plan, session = self.check.plan, self._desk.session
        if plan is not None:
            self._desk.runner.query(self, lambda: readback.repeat(session, plan, at, reason), lambda _n: self._judged(), failed=self.refused)

    def _judged(self) -> None:
        self.check.refresh()
        self.settle()

    def settle(self) -> None:
        """Say what 导入 would do."""
        plan = self.check.plan
        if plan is None or self.step != CHECK or self.busy:
            return
        refused = readback.refusal(plan)
        count = sum(e.taken for e in plan.entries)
        self.problem.setText(refused.sentence() if refused is not None else "")
        self.next_button.setText(f"导入 {count} 件" if count else "导入")
        self.next_button.setEnabled(refused is None)

    def go_on(self) -> None:
        """Import what is ticked and sound."""
        plan, session = self.check.plan, self._desk.session
        if plan is None or self.busy or self.step != CHECK or not self.next_button.isEnabled():
            return
        self.work(self._desk.runner.operate(self, "读入旧公文", lambda c: readback.apply(session, plan, c), self._done, failed=self.refused))

    def _done(self, report: ReadReport) -> None:
        self.done_page.show_done(f"完成：{report.sentence()}")
        self.show_step(DONE)

    def reject(self) -> None:
        """Close; work that still runs is stopped and leaves nothing, what was mended goes only when the person says so."""
        mended = self._mended and self.step == CHECK
        words = "改过的内容还没有导入，关闭后要重新读取、重新核对。"
        if not mended or self._desk.dialogs.confirm("关闭读入旧公文", words, "关闭", danger=True):
            super().reject()


def open_readback(desk: Desk, owner: QWidget, places: Sequence[Path] = ()) -> None:
    """Open the dialog. places: files or folders that were dropped."""
    dialog = ReadLetters(desk, owner)
    dialog.open()
    if places:
        dialog.read(places)
