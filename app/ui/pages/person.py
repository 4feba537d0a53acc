"""One person at a glance: posts over the years, what is judged of them this year, records by kind."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.services import people, person_page
from app.services.dossier import may_see
from app.services.duties import DutyCell
from app.services.lists import Row
from app.services.people import PostRow
from app.ui.charts.rows import StateRow, StateRows
from app.ui.charts.sheets import scrolled
from app.ui.charts.track import Spans
from app.ui.desk import Desk
from app.ui.dialogs import Ask
from app.ui.pages.base import Head, Page
from app.ui.parts import Card, Empty, button, clear, label, restyle, row, tag
from app.ui.postform import PostDialog
from app.ui.printing import preview
from app.ui.simpletable import SimpleTable
from app.ui.whypanel import WhyDrawer

SECTIONS = (("", "全部"), ("meetings", "会议"), ("talks", "谈话"), ("dossier", "档案"), ("other", "其他"))
URGENT = ("bad", "warn", "info", "muted", "good")


class PersonPageView(Page):
    """One person: posts, what is judged of them, records, dossier."""

    entities = frozenset({"person", "post", "record", "setting"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.person_id = self._section = ""
        self.page: person_page.PersonPage | None = None
        self._shown: list[Row] = []
        whole = QWidget()
        box = QHBoxLayout(whole)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(14)
        box.addWidget(self._left(), 2)
        self.why = WhyDrawer(desk, self, self._right())
        box.addWidget(self.why.place, 3)
        self._place = QVBoxLayout()
        other = QWidget()
        other.setLayout(self._place)
        self._stack = QStackedLayout()
        self._stack.addWidget(whole)
        self._stack.addWidget(other)
        self.box.addLayout(self._stack, 1)

    def _left(self) -> QWidget:
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(14)
        posts = Card("任职")
        self._able = self.desk.session.can("manage_people")
        if self._able:
            posts.head.addWidget(button("姓名、支部", self._rename, "small"))
            posts.head.addWidget(button("新增任职", lambda: self.edit_post(None), "small"))
        self.spans = Spans(self.desk, "任职")
        self.spans.activated.connect(self._edit_span)
        self._no_post = label("还没有任职。职责按任职起止和分管清点，请先登记任职。", "sub", wrap=True)
        self._how = label("Enter 或点一行修改任职。", "sub")
        for part in (self.spans, self._no_post, self._how):
            posts.body.addWidget(part)
        box.addWidget(posts)
        duties = Card("本年履责")
        self._numbers = tag("", "muted")
        duties.head.addWidget(self._numbers)
        if self.desk.session.can("evaluate"):
            duties.head.addWidget(button("履责表", self.duty_sheet, "small", name="看个人履责表"))
        self.duties = StateRows(self.desk, "本年履责")
        self.duties.activated.connect(lambda cell: self.why.show_for(cell))
        self._duty_area = scrolled(self.duties)
        self._no_duty = QVBoxLayout()
        duties.body.addWidget(self._duty_area, 1)
        duties.body.addLayout(self._no_duty)
        box.addWidget(duties, 1)
        return holder

    def _right(self) -> QWidget:
        card = Card("有关记录")
        if may_see(self.desk.session):
            card.head.addWidget(button("廉政档案", self.file, "small", name="打开廉政档案"))
        card.head.addWidget(button("时间线", self.timeline, "small", name="看个人时间线"))
        card.head.addWidget(button("打印", self.print, "small", name="打印个人履责情况"))
        self._chips = {code: button(text, lambda c=code: self.set_section(c), "chip") for code, text in SECTIONS}  # type: ignore[misc]
        card.body.addLayout(row(*self._chips.values(), None, spacing=6))
        self.records = SimpleTable(
            "有关记录", (("日期", 96), ("种类", 150), ("标题", 0), ("状态", 84)), self._open, "这一类还没有记录。"
        )
        card.body.addWidget(self.records, 1)
        return card

    def go(self, args: dict[str, object]) -> None:
        if str(args["id"]) != self.person_id:
            self._section = ""
        self.person_id = str(args["id"])
        self.why.put_away()
        self.update_now()

    def refresh(self) -> None:
        session, person = self.desk.session, self.person_id
        if person:
            self.desk.runner.query(
                self, lambda: person_page.person_page(session, person), self._show, failed=self._failed,
                key="person", label="正在读个人页",
            )  # fmt: skip

    def _failed(self, error: AppError) -> bool:
        clear(self._place)
        self.set_head(Head("人员", "", back=True, home="people"))
        self._place.addWidget(Empty("打不开这一页", f"{error.message}{error.action}", "看全部人员", lambda: self.desk.open("people")))
        self._stack.setCurrentIndex(1)
        return True

    # --- showing -------------------------------------------------------------
    def _show(self, page: person_page.PersonPage) -> None:
        self.page = page
        self._stack.setCurrentIndex(0)
        under = " · ".join(t for t in (page.person.titles, page.person.unit_label, page.person.branch) if t)
        able = self.desk.session.can("create", "talk")
        primary = ("登记谈话", self._talk) if able else None
        self.set_head(Head(page.person.name, under or "没有任职", primary, back=True, home="people"))
        self._show_posts(page)
        self._show_duties(page)
        self._show_records()

    def _show_posts(self, page: person_page.PersonPage) -> None:
        self.spans.set_spans(
            [(p.title, _post_sub(p), p.since, p.until or "", p.id) for p in page.posts], self.desk.today()
        )
        self.spans.setVisible(bool(page.posts))
        self._how.setVisible(bool(page.posts) and self._able)
        self._no_post.setVisible(not page.posts)

    def _show_duties(self, page: person_page.PersonPage) -> None:
        cells = sorted(page.duties, key=lambda c: (URGENT.index(c.tone), c.due or "9999"))
        met = sum(c.tone == "good" for c in cells)
        self._numbers.setVisible(bool(cells))
        self._numbers.setText(f"{met} / {len(cells)} 有记录")
        self.duties.set_rows([_duty_row(c) for c in cells])
        self._duty_area.setVisible(bool(cells))
        clear(self._no_duty)
        if not cells:
            self._no_duty.addWidget(Empty("没有按人清点的职责", "登记任职并启用职责文件后显示。"))

    def _records_of(self, section: str) -> list[Row]:
        if self.page is None:
            return []
        seen = {r.id for r in self.page.dossier}
        trail = [*self.page.dossier, *(r for r in self.page.records if r.id not in seen)]
        trail.sort(key=lambda r: r.date, reverse=True)
        known = {s for s, _t in SECTIONS}

        def belongs(found: Row) -> bool:
            page = self.desk.session.form(found.form).page
            return not section or page == section or (section == "other" and page not in known)

        return [r for r in trail if belongs(r)]

    def set_section(self, section: str) -> None:
        """Show only records of one kind."""
        self._section = section
        self._show_records()
        self.records.setFocus()

    def _show_records(self) -> None:
        for code, text in SECTIONS:
            chip, count = self._chips[code], len(self._records_of(code))
            chip.setText(f"{text} {count}")
            chip.setAccessibleName(f"只看{text}，{count} 条")
            chip.setVisible(bool(count) or not code or code == self._section)
            restyle(chip, tone="info" if code == self._section else "")
        self._shown = self._records_of(self._section)
        self.records.set_rows([(r.date, r.kind_label, r.title, r.state_label) for r in self._shown])

    # --- acts ----------------------------------------------------------------
    def _talk(self) -> None:
        self.desk.open("record", form="talk", kind="talk.heart", values={"subject": [self.person_id]})

    def file(self) -> None:
        """The person's dossier."""
        self.desk.open("file", id=self.person_id)

    def timeline(self) -> None:
        """Everything about the person in order of time."""
        self.desk.open("timeline", person=self.person_id)

    def duty_sheet(self) -> None:
        """The person's duties of the year by quarter."""
        self.desk.open("dutysheet", person=self.person_id)

    def _open(self, number: int) -> None:
        found = self._shown[number]
        self.desk.open("letter" if found.form == "letter" else "record", id=found.id)

    def print(self) -> None:
        """The person's sheet on paper."""
        session, person = self.desk.session, self.person_id
        preview(self.desk, self, "个人履责情况", lambda: person_page.person_pdf(session, person))

    def _rename(self) -> None:
        if self.page is None:
            return
        now = self.page.person
        asked = (Ask("name", "姓名", now.name), Ask("branch", "所在支部", now.branch, hint="例如 机关第一党支部"))
        text = "支部用来核对以普通党员身份参加的组织生活。"
        given = self.desk.dialogs.form("修改姓名和支部", text, asked, "保存")
        if given:
            session, person = self.desk.session, self.person_id
            self.desk.runner.operate(
                self, "修改人员", lambda _c: people.save_person(session, given["name"], person, branch=given["branch"]),
                lambda _v: self.refresh(),
            )

    def _edit_span(self, key: object) -> None:
        post = next((p for p in self.page.posts if p.id == key), None) if self.page is not None else None
        if post is not None and self._able:
            self.edit_post(post)

    def edit_post(self, post: PostRow | None) -> None:
        """Add or change a post."""
        dialog = PostDialog(self.desk, self.person_id, post, self)
        dialog.saved.connect(lambda: QTimer.singleShot(0, self, self.refresh))
        dialog.open()

    def first_focus(self) -> QWidget | None:
        return self.duties if self.duties.rows else self.records

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.why.isVisible():
            self.why.put_away()
            return
        super().keyPressEvent(event)


def _post_sub(post: PostRow) -> str:
    return " · ".join(t for t in (post.unit_name, f"分管 {'、'.join(post.fields)}" if post.fields else "") if t)


def _duty_row(cell: DutyCell) -> StateRow:
    sub = " · ".join(t for t in (cell.period_label, f"期限 {cell.due}" if cell.due else "") if t)
    return StateRow(cell.label or cell.duty, sub, cell.text if len(cell.text) <= 6 and cell.text else cell.state_label, cell.tone, cell)
