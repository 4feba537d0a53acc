"""The registers of people and units, and one person's page."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.services import people, person_page
from app.services.lists import Row
from app.ui.desk import Desk
from app.ui.dialogs import Ask
from app.ui.directory import match
from app.ui.pages.base import Head, Page
from app.ui.parts import Card, Empty, button, clear, label, row, scroll, tag
from app.ui.postform import PostDialog
from app.ui.simpletable import SimpleTable


class PeoplePage(Page):
    """Everybody of the register and the units."""

    entities = frozenset({"person", "post", "unit"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._ids: list[str] = []
        box = QHBoxLayout()
        box.setSpacing(14)
        card = Card("人员")
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("姓名、职务或拼音首字母")
        self.filter.setAccessibleName("筛选人员")
        self.filter.setFixedWidth(220)
        self.filter.textChanged.connect(lambda _t: self._fill())
        card.head.addWidget(self.filter)
        self.table = SimpleTable("人员", (("姓名", 110), ("现任职务", 0), ("单位", 230)), self._open)
        card.body.addWidget(self.table, 1)
        box.addWidget(card, 3)
        units = Card("单位")
        if desk.session.can("manage_people"):
            units.head.addWidget(button("新增下级单位", self._new_unit, "small"))
        self.units = SimpleTable("单位", (("名称", 0), ("关系", 80)), self._rename_unit)
        units.body.addWidget(self.units, 1)
        box.addWidget(units, 2)
        self.box.addLayout(box, 1)
        desk.directory_changed.connect(self._fill)
        self._head(0)

    def _head(self, count: int) -> None:
        able = self.desk.session.can("manage_people")
        primary = ("新增人员", self.new_person) if able else None
        self.set_head(Head("人员", f"{count} 人 · 双击打开个人页", primary))

    def refresh(self) -> None:
        self.desk.load_directory()

    def _fill(self) -> None:
        options = match(self.desk.directory.person_options(), self.filter.text(), 5000)
        by_id = {p.id: p for p in self.desk.directory.people}
        self._ids = [o.id for o in options]
        self.table.set_rows([(by_id[i].name, by_id[i].titles, by_id[i].unit_label) for i in self._ids])
        units = self.desk.directory.units
        self.units.set_rows([(u.name, "本单位" if u.own else "下级") for u in units])
        self._head(len(self.desk.directory.people))

    def _open(self, number: int) -> None:
        self.desk.open("person", id=self._ids[number])

    def new_person(self) -> None:
        """Add somebody, then open the page to enter posts."""
        given = self.desk.dialogs.form("新增人员", "", (Ask("name", "姓名"),), "新增")
        if given:
            session = self.desk.session
            self.desk.runner.operate(
                self, "登记人员", lambda _c: people.save_person(session, given["name"]),
                lambda new: self.desk.open("person", id=new),
            )  # fmt: skip

    def _new_unit(self) -> None:
        given = self.desk.dialogs.form("新增下级单位", "", (Ask("name", "单位全称"),), "新增")
        if given:
            session, parent = self.desk.session, self.desk.directory.own_unit
            self.desk.runner.operate(self, "登记单位", lambda _c: people.save_unit(session, given["name"], parent))

    def _rename_unit(self, number: int) -> None:
        if not self.desk.session.can("manage_people"):
            return
        unit = self.desk.directory.units[number]
        given = self.desk.dialogs.form("修改单位名称", "", (Ask("name", "单位全称", unit.name),), "保存")
        if given:
            session = self.desk.session
            self.desk.runner.operate(
                self, "修改单位", lambda _c: people.save_unit(session, given["name"], None, unit.id)
            )

    def first_focus(self) -> QWidget | None:
        return self.filter


class PersonPageView(Page):
    """One person: posts, what is judged of them, records, dossier."""

    entities = frozenset({"person", "post", "record", "setting"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.person_id = ""
        self.page: person_page.PersonPage | None = None
        self._trail: list[Row] = []
        box = QHBoxLayout()
        box.setSpacing(14)
        box.addWidget(self._left(), 2)
        box.addWidget(self._right(), 3)
        self.box.addLayout(box, 1)

    def _left(self) -> QWidget:
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(14)
        posts = Card("任职")
        if self.desk.session.can("manage_people"):
            posts.head.addWidget(button("新增任职", lambda: self.edit_post(None), "small"))
            posts.head.addWidget(button("改名", self._rename, "small"))
        self._posts = QVBoxLayout()
        posts.body.addLayout(self._posts)
        box.addWidget(posts)
        duties = Card("本年履责")
        inner = QWidget()
        self._duties = QVBoxLayout(inner)
        self._duties.setContentsMargins(0, 0, 6, 0)
        duties.body.addWidget(scroll(inner), 1)
        box.addWidget(duties, 1)
        return holder

    def _right(self) -> QWidget:
        card = Card("有关记录")
        self._count = tag("", "info")
        card.head.addWidget(self._count)
        self.records = SimpleTable("有关记录", (("日期", 96), ("种类", 150), ("标题", 0), ("状态", 84)), self._open)
        card.body.addWidget(self.records, 1)
        return card

    def go(self, args: dict[str, object]) -> None:
        self.person_id = str(args["id"])
        self.update_now()

    def refresh(self) -> None:
        session, person = self.desk.session, self.person_id
        if person:
            self.desk.runner.query(self, lambda: person_page.person_page(session, person), self._show, key="person")

    def _show(self, page: person_page.PersonPage) -> None:
        self.page = page
        under = " · ".join(t for t in (page.person.titles, page.person.unit_label) if t)
        able = self.desk.session.can("create", "talk")
        primary = ("登记谈话", self._talk) if able else None
        self.set_head(Head(page.person.name, under or "没有任职", primary, back=True))
        self._show_posts(page)
        self._show_duties(page)
        seen = {r.id for r in page.dossier}
        self._trail = [*page.dossier, *(r for r in page.records if r.id not in seen)]
        self._trail.sort(key=lambda r: r.date, reverse=True)
        self._count.setText(f"{len(self._trail)} 条")
        self.records.set_rows([(r.date, r.kind_label, r.title, r.state_label) for r in self._trail])

    def _show_posts(self, page: person_page.PersonPage) -> None:
        clear(self._posts)
        if not page.posts:
            self._posts.addWidget(label("还没有任职。职责按任职起止和分管清点，请先登记任职。", "sub", wrap=True))
        for post in page.posts:
            text = f"{post.title} · {post.unit_name}"
            under = f"{post.since} 至 {post.until or '今'}" + (f" · 分管 {'、'.join(post.fields)}" if post.fields else "")
            lines = QVBoxLayout()
            lines.setSpacing(1)
            lines.addWidget(label(text, "row-title", wrap=True))
            lines.addWidget(label(under, "sub", wrap=True))
            tools = []
            if self.desk.session.can("manage_people"):
                tools = [button("修改", lambda p=post: self.edit_post(p), "small", name=f"修改任职 {post.title}")]  # type: ignore[misc]
            self._posts.addLayout(row(lines, None, *tools))

    def _show_duties(self, page: person_page.PersonPage) -> None:
        clear(self._duties)
        if not page.duties:
            self._duties.addWidget(Empty("没有按人清点的职责", "登记任职并启用职责文件后显示。"))
            return
        for cell in page.duties:
            args = {"duty": cell.duty, "period": cell.period, "subject": cell.subject}
            made = button(f"{cell.label or cell.duty} · {cell.period_label}", lambda a=args: self.desk.open("board", **a), "link")  # type: ignore[misc]
            self._duties.addLayout(row(tag(cell.state_label, cell.tone), made, None))
        self._duties.addStretch(1)

    # --- acts --------------------------------------------------------------
    def _talk(self) -> None:
        self.desk.open("record", form="talk", kind="talk.heart", values={"subject": [self.person_id]})

    def _open(self, number: int) -> None:
        found = self._trail[number]
        self.desk.open("letter" if found.form == "letter" else "record", id=found.id)

    def _rename(self) -> None:
        if self.page is None:
            return
        given = self.desk.dialogs.form("修改姓名", "", (Ask("name", "姓名", self.page.person.name),), "保存")
        if given:
            session, person = self.desk.session, self.person_id
            self.desk.runner.operate(
                self, "修改人员", lambda _c: people.save_person(session, given["name"], person), lambda _v: self.refresh()
            )

    def edit_post(self, post: people.PostRow | None) -> None:
        """Add or change a post."""
        dialog = PostDialog(self.desk, self.person_id, post, self)
        dialog.saved.connect(lambda: QTimer.singleShot(0, self, self.refresh))
        dialog.open()
