"""What can be done with a letter: its next step, Word, PDF, print."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from app.services import font_notes, letter_prints, letter_reissue, letter_service, letters, numbers
from app.services.letter_prints import Advice
from app.services.letters import Step
from app.services.lists import WAITING_LETTERS
from app.services.numbers import Reserved
from app.services.printorder import PrintOrder
from app.services.records import RecordView
from app.services.results import OpResult
from app.services.session import Session
from app.ui.dialogs import Ask
from app.ui.letterlife import open_life
from app.ui.letteroffer import offer_letters
from app.ui.letterstep import asks, read
from app.ui.letterway import WORDS, print_lines
from app.ui.parts import Flow, button
from app.ui.printing import preview_job
from app.ui.secondperson import ask_second

if TYPE_CHECKING:
    from app.ui.pages.letter import LetterPage

RARE = frozenset({"void", "papers", "appeal"})  # steps that stand in a menu
SERVED = ("numbered", "delivered", "receipted", "replied", "archived")


class LetterActs(Flow):
    """The row of buttons under the letter."""

    def __init__(self, page: LetterPage) -> None:
        super().__init__(8)
        self._page = page
        self.setAccessibleName("文书操作")

    def show_steps(self, record: RecordView | None, steps: list[Step]) -> None:
        """Offer what can be done now."""
        self.clear()
        session = self._page.desk.session
        upcoming = next((s for s in steps if s.available), None)
        if record is None:
            self.addWidget(button("送审", self.submit_new, "primary"))
        elif upcoming is not None:
            self.addWidget(button(WORDS.get(upcoming.id, upcoming.label), lambda: self.advance(upcoming.id), "primary"))
        if self._page.editable:
            save = button("保存", self._page.save)
            save.setToolTip("Ctrl+Enter")
            self.addWidget(save)
        rare: list[tuple[str, Callable[[], None]]] = []
        if record is not None:
            shown = {s.id for s in steps}
            for step in (t for t in record.transitions if t.id not in shown):
                act: Callable[[], None] = lambda s=step.id: self.advance(s)  # type: ignore[misc]  # noqa: E731
                if step.id.partition(".")[0].partition("_")[0] in RARE:
                    rare.append((step.label, act))
                else:
                    self.addWidget(button(step.label, act))
        session = self._page.desk.session
        able = record.may if record is not None else {a for a in ("export", "print") if session.can(a, letters.FORM, self._page.kind)}
        if "export" in able:
            for text, kind, keys in (("导出 Word", "docx", "Ctrl+Shift+W"), ("导出 PDF", "pdf", "Ctrl+Shift+P")):
                made = button(text, lambda k=kind: self.export(k))  # type: ignore[misc]
                made.setToolTip(keys)
                self.addWidget(made)
        if record is not None:
            if record.state in WAITING_LETTERS and session.can("create", letters.FORM):
                made = button("催办…", lambda: offer_letters(self._page.desk, self._page, (f"letter:{record.id}",)), name="就这件文书拟提醒或者督办")
                self.addWidget(made)
            self.addWidget(button("办理全程", lambda: open_life(self._page.desk, self._page, record)))
            if record.kind != letter_service.RECEIPT and record.state in SERVED and session.can("create", letters.FORM, letter_service.RECEIPT):
                self.addWidget(button("送达回证", lambda: self.receipt(record)))
            if letter_reissue.can_reissue(session, record):
                rare.insert(0, ("作废另发", lambda: self.reissue(record)))
            rare.append(("体检这份文书", self.check))
        if "print" in able:
            made = button("打印", self.print)
            made.setToolTip("\n".join(["Ctrl+P", *print_lines(self._page.prints)]))
            self.addWidget(made)
        self._add_rare(rare)

    def _add_rare(self, rare: list[tuple[str, Callable[[], None]]]) -> None:
        """What is seldom done, in a menu; a single one as a button."""
        if len(rare) == 1:
            self.addWidget(button(rare[0][0], rare[0][1]))
        elif rare:
            more = button("更多办理…", name="更多办理：补充材料、作废、申诉、体检")
            menu = QMenu(more)
            menu.setAccessibleName("更多办理")
            for label, act in rare:
                menu.addAction(label, act)
            more.clicked.connect(lambda: menu.popup(more.mapToGlobal(more.rect().topLeft()) - QPoint(0, menu.sizeHint().height())))
            self.addWidget(more)

    def _saved(self, then: Any) -> None:
        """Save first when there is something unsaved, then go on."""
        if self._page.record is None or self._page.touched:
            self._page.save(then)
        else:
            then()

    def check(self) -> None:
        """Examine the letter as it would be saved."""
        self._saved(lambda: self._page.desk.open("check", letter=self._page.record.id, name=self._page.record.title) if self._page.record else None)

    def submit_new(self) -> None:
        """Save a new letter and send it on at once."""
        self._saved(lambda: self.advance("submit"))

    def advance(self, step: str) -> None:
        """Do one step of the letter's way, asking for what it needs."""
        self._saved(lambda: self._advance(step))

    def _advance(self, step: str) -> None:
        record = self._page.record
        if record is None:
            return
        desk = self._page.desk
        session = desk.session
        if letters.is_scan(step):
            self._scan(record)
            return
        if step == "number":
            year = int(str(record.body.get("date") or desk.today())[:4])
            desk.runner.query(
                self._page, lambda: (numbers.default_series(session, record.kind), numbers.reserved(session, year)),
                lambda found: self._number(record, *found),
            )  # fmt: skip
            return
        answers = self._asked(record, step)
        if answers is not None:
            self._go(record, step, answers)

    def _go(self, record: RecordView, step: str, answers: dict[str, str]) -> None:
        desk = self._page.desk
        session, label = desk.session, WORDS.get(step.partition(".")[0], "办理文书")

        def work(_context: object) -> OpResult[RecordView]:
            given = read(desk, session.form(letters.FORM), answers)
            values = letter_service.with_files(session, record, given.values, given.files)
            return letters.advance(session, record.id, step, given.note, values)

        desk.runner.operate(self._page, label, work, self._page.show_view)

    def _asked(self, record: RecordView, step: str) -> dict[str, str] | None:
        """What the person says for a step; None when they gave up."""
        desk = self._page.desk
        form = desk.session.form(letters.FORM)
        found = next((t for t in form.transitions if t.id == step), None)
        wanted = asks(desk, form, record, found) if found is not None else ()
        if not wanted or found is None:
            return {}
        return desk.dialogs.form(found.label, "", wanted, "确定")

    def receipt(self, record: RecordView) -> None:
        """Open the 送达回证 of the letter, prefilled when there is none yet."""
        desk = self._page.desk
        session = desk.session

        def look() -> tuple[str, dict[str, Any]]:
            there = letter_service.receipt_of(session, record)
            return there, {} if there else letter_service.receipt_body(session, record.id)

        def show(found: tuple[str, dict[str, Any]]) -> None:
            there, body = found
            if there:
                desk.open("letter", id=there)
            else:
                desk.open("letter", kind=letter_service.RECEIPT, body=body)

        desk.runner.query(self._page, look, show)

    def reissue(self, record: RecordView) -> None:
        """Void the letter with a reason, unless it is void, and go on with the draft that takes its place."""
        desk, reason = self._page.desk, ""
        session = desk.session
        if record.state != letter_reissue.VOIDED:
            text = "这件文书作废，文号保留在登记簿里；另起一份同样内容的草稿，改好后重新送审、签发、编号。"
            given = desk.dialogs.form("作废另发", text, (Ask("reason", "作废的原因", kind="long"),), "作废另发")
            if given is None:
                return
            reason = given["reason"]
        desk.runner.operate(
            self._page, "作废另发", lambda _c: letter_reissue.reissue(session, record.id, reason),
            lambda view: desk.open("letter", id=view.id),
        )  # fmt: skip

    def _scan(self, record: RecordView) -> None:
        """Keep the scan of the stamped copy with the letter."""
        desk = self._page.desk
        path, session = desk.dialogs.open_file("选择用印件的扫描件", "扫描件 (*.pdf *.png *.jpg *.jpeg *.tif *.bmp)"), desk.session
        if path is not None:
            today = session.clock.today()
            work = lambda _c: letters.attach_scan(session, record.id, path, today)  # noqa: E731
            desk.runner.operate(self._page, "放入用印件", work, self._page.show_view)

    def _number(self, record: RecordView, series: str, held: list[Reserved]) -> None:
        desk = self._page.desk
        if held:
            words = ("按顺序编下一个号", *(f"{r.words}　预留给{r.holder}" for r in held))
            at = desk.dialogs.choose("编号用印", "这一年有预留的文号。这件文书用哪个？", words)
            if at is None:
                return
            if at:
                why = desk.dialogs.form("编号用印", held[at - 1].words, self._late(record), "编号") if self._late(record) else {}
                if why is not None:
                    self._take(record, "", held[at - 1].id, why.get("why", ""))
                return
        kind = desk.session.catalog.letters.get(record.kind)
        ask = Ask("series", "机关代字", series, hint=f"例如 某纪{kind.series if kind is not None and kind.series else '建'}")
        text = "文号由登记簿按机关代字和年份顺序编，编后不能收回。"
        given = desk.dialogs.form("编号用印", text, (ask, *self._late(record)), "编号")
        if given is not None:
            self._take(record, given["series"], "", given.get("why", ""))

    def _late(self, record: RecordView) -> tuple[Ask, ...]:
        """Why a letter of another year gets its number now; nothing for one of this year."""
        year = numbers.other_year(self._page.desk.session, record.body)
        return (Ask("why", "跨年编号的原因", hint=f"成文日期在 {year} 年，编 {year} 年的号"),) if year else ()

    def _take(self, record: RecordView, series: str, reserved: str, why: str) -> None:
        session = self._page.desk.session
        self._page.desk.runner.operate(
            self._page, "编号用印",
            lambda _c: letters.advance(session, record.id, "number", why, None, series, reserved), self._page.show_view,
        )  # fmt: skip

    def export(self, kind: str) -> None:
        """Write the letter into a folder as Word or PDF."""
        self._saved(lambda: self._with_fonts(lambda: self._export(kind)))

    def _with_fonts(self, then: Any) -> None:
        """Say first, once on this computer, which fonts stand in for official ones; then go on."""
        record, desk = self._page.record, self._page.desk
        session = desk.session

        def go_on(note: str) -> None:
            if note:
                desk.say(note, "warn")
            then()

        if record is not None:
            desk.runner.query(self._page, lambda: font_notes.say_once(session, record), go_on)

    def _export(self, kind: str) -> None:
        record, desk = self._page.record, self._page.desk
        if record is None:
            return
        session = desk.session
        desk.runner.query(self._page, lambda: letters.wants_second(session, record), lambda two: self._write(record, kind, two=two))

    def _write(self, record: RecordView, kind: str, *, two: bool) -> None:
        """Ask for the folder, and for the second person where the letter goes out by two."""
        desk = self._page.desk
        folder = desk.dialogs.folder("导出到哪个文件夹")
        second = ask_second(desk, "两个人导出文书") if folder is not None and two else None
        if folder is None or (two and second is None):
            return
        session, record_id = desk.session, record.id
        self._page.show_view(record)

        def done(files: list[Path]) -> None:
            desk.say(f"已导出：{'、'.join(f.name for f in files)}")

        desk.runner.task(self._page, "导出文书", lambda _c: letters.export(session, record_id, folder, (kind,), second=second), done)

    def print(self) -> None:
        """Preview and print; every print is logged with pages, copies and numbers."""

        def go() -> None:
            record = self._page.record
            if record is not None:
                job = LetterJob(self._page.desk.session, record)
                preview_job(self._page.desk, self._page, record.title, job, self._page.look_at_prints)

        self._saved(lambda: self._with_fonts(go))


class LetterJob:
    """A stored letter on its way to paper."""

    def __init__(self, session: Session, record: RecordView) -> None:
        self._session, self._record = session, record
        self.advice: Advice | None = None

    def prepare(self) -> bytes:
        """The pages to look at, and what to know before printing."""
        self.advice = letter_prints.advice(self._session, self._record.id)
        return self.look(PrintOrder(first_number=self.advice.number if self.advice.numbered else 0))

    def look(self, order: PrintOrder) -> bytes:
        """The pages with the number of the first copy."""
        return letter_prints.look(self._session, self._record.id, order)

    def copies(self, order: PrintOrder) -> list[bytes]:
        """The copies that differ, logged."""
        return letter_prints.copies(self._session, self._record.id, order)

    def keep(self, order: PrintOrder) -> bytes:
        """The one copy for a file, logged."""
        return letter_prints.file_copy(self._session, self._record.id, order)
