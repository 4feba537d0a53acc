"""The unit's own documents and what they ask: made, changed, taken in from files, written to files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.services import own_duties, own_packs
from app.services.own_duties import OwnDuty, OwnPack
from app.services.own_packs import Incoming
from app.ui.desk import Desk
from app.ui.dialogs import Ask
from app.ui.parts import Card, Either, Empty, button, label
from app.ui.settings.tab import Tab

ROW = int(Qt.ItemDataRole.UserRole) + 1
FILES = "职责文件 (*.yaml)"
NORMATIVE = ("是", "否")
NAMED = 6


class OwnDutiesTab(Tab):
    """Documents with their duties as a tree, the chosen one in full below."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.packs: list[OwnPack] = []
        self._chosen = ""
        card = Card("本单位职责")
        self._able = desk.session.can("configure")
        for made in (button("导入职责文件…", self.take_in, "small"), button("新建文件…", self.new_pack, "small")):
            made.setVisible(self._able)
            card.head.addWidget(made)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("本单位职责")
        self.tree.setHeaderHidden(True)
        self.tree.itemActivated.connect(lambda _i: self.change())
        self.tree.currentItemChanged.connect(self._selected)
        words = "本单位的制度写成职责，和自带的文件一样清点。先新建一份文件，再往里加职责；也可以在“职责文件”里选一条“以此为样本新建”。"
        empty = Empty("还没有本单位职责", words, "新建文件…" if self._able else "", self.new_pack)
        self._either = Either(self.tree, empty)
        card.body.addWidget(self._either, 1)
        self._detail_frame = self._detail()
        card.body.addWidget(self._detail_frame)
        self.box.addWidget(card, 1)

    def _detail(self) -> QWidget:
        frame = QFrame()
        frame.setProperty("role", "inner")
        box = QVBoxLayout(frame)
        box.setContentsMargins(14, 10, 10, 10)
        box.setSpacing(4)
        self._name = label("", "row-title", wrap=True)
        self._sub = label("", "sub", wrap=True)
        self._rule = label("", wrap=True)
        for part in (self._name, self._sub, self._rule):
            box.addWidget(part)
        line = QHBoxLayout()
        line.addStretch(1)
        self.acts = {
            "add": button("新增职责", self.add, "small"), "head": button("改文件信息…", self.rename, "small"),
            "out": button("导出…", self.write_out, "small"), "change": button("修改", self.change, "small"),
            "copy": button("以此为样本新建", self.copy, "small"), "past": button("以前的规则…", self.past, "small"),
            "remove": button("删除…", self.remove, "small"),
        }  # fmt: skip
        for made in self.acts.values():
            line.addWidget(made)
        box.addLayout(line)
        return frame

    @property
    def _year(self) -> int:
        return self.desk.session.clock.today().year

    # --- reading -----------------------------------------------------------
    def read(self) -> None:
        session = self.desk.session
        self.desk.runner.query(self, lambda: own_duties.packs(session), self._show, key="own-packs")

    def _show(self, packs: list[OwnPack]) -> None:
        self.packs = packs
        self.tree.blockSignals(True)
        self.tree.clear()
        for pack in packs:
            top = QTreeWidgetItem([f"{pack.title}（{len(pack.duties)} 条）"])
            top.setData(0, ROW, pack)
            self.tree.addTopLevelItem(top)
            for duty in pack.duties:
                item = QTreeWidgetItem([f"{duty.article}　{duty.label}"])
                item.setData(0, ROW, duty)
                item.setToolTip(0, duty.said)
                top.addChild(item)
            top.setExpanded(True)
        self._choose(self._chosen)
        self.tree.blockSignals(False)
        self._either.show_first(bool(packs))
        self._detail_frame.setVisible(bool(packs))
        self._selected()

    def _choose(self, wanted: str) -> None:
        tops = [self.tree.topLevelItem(n) for n in range(self.tree.topLevelItemCount())]
        items = [i for top in tops if top is not None for i in (top, *(top.child(n) for n in range(top.childCount())))]
        found = next((i for i in items if i.data(0, ROW).id == wanted), items[0] if items else None)
        if found is not None:
            self.tree.setCurrentItem(found)

    @property
    def chosen(self) -> OwnPack | OwnDuty | None:
        """The document or duty that is marked."""
        item = self.tree.currentItem()
        found: OwnPack | OwnDuty | None = item.data(0, ROW) if item is not None else None
        return found

    @property
    def pack(self) -> OwnPack | None:
        """The document that is marked, or that of the marked duty."""
        one = self.chosen
        return next((p for p in self.packs if one is not None and (p is one or one in p.duties)), None)

    def _selected(self, *_items: object) -> None:
        one, pack = self.chosen, self.pack
        self._chosen = one.id if one is not None else ""
        is_duty = isinstance(one, OwnDuty)
        for name, made in self.acts.items():
            wanted = name in ("change", "copy", "remove") if is_duty else name in ("add", "head", "out", "remove")
            past = name == "past" and isinstance(one, OwnDuty) and one.versions > 1
            made.setVisible((wanted and self._able) or past)
        if isinstance(one, OwnDuty):
            self._name.setText(one.label)
            self._sub.setText(f"{pack.title if pack else ''} {one.article} · {one.since} 年起这样规定")
            self._rule.setText(one.said)
        elif one is not None:
            self._name.setText(one.title)
            self._sub.setText(" · ".join(t for t in (one.issuer, one.adopted, "" if one.normative else "参考做法") if t))
            self._rule.setText("在“职责文件”里可以整份停用，也可以逐条停用、改参数。")
        self._sub.setVisible(bool(self._sub.text()))

    # --- documents -----------------------------------------------------------
    def new_pack(self) -> None:
        """A new document."""
        self._ask_head(None)

    def rename(self) -> None:
        """Change what the document is called."""
        self._ask_head(self.pack)

    def _ask_head(self, pack: OwnPack | None) -> None:
        asks = (
            Ask("title", "文件名称", pack.title if pack else "", hint="例如：本局党组落实主体责任实施办法"),
            Ask("short", "简称", pack.short if pack else "", hint="列表里用；空着就用全称"),
            Ask("issuer", "发文机关", pack.issuer if pack else ""),
            Ask("adopted", "通过日期", pack.adopted if pack else "", hint="例如 2026-03-01（党组会议通过）"),
            Ask("normative", "是否必须遵守", NORMATIVE[0] if pack is None or pack.normative else NORMATIVE[1], hint="是或否；做法介绍写“否”"),
        )
        given = self.desk.dialogs.form("改文件信息" if pack else "新建文件", "", asks, "保存")
        if given is None:
            return
        head = {**given, "normative": given["normative"].strip() != NORMATIVE[1]}
        session, year, pack_id = self.desk.session, self._year, pack.id if pack else ""

        def done(made: str) -> None:
            self._chosen = made
            self.read()

        self.desk.runner.operate(
            self, "保存本单位职责文件", lambda _c: own_duties.save_pack(session, head, year, pack_id), done
        )

    def remove(self) -> None:
        """Take the document, or the duty from this year on, away."""
        one, session, year = self.chosen, self.desk.session, self._year
        if isinstance(one, OwnPack):
            text = f"“{one.title}”和它的 {len(one.duties)} 条职责连同以往年度的结论都不再显示。只想不再要求的，在“职责文件”里停用。删除后可以撤销。"
            if self.desk.dialogs.confirm("删除文件", text, "删除", danger=True):
                self.desk.runner.operate(
                    self, "删除本单位职责文件", lambda _c: own_duties.remove_pack(session, one.id), lambda _v: self.read()
                )
        elif one is not None:
            text = f"“{one.label}”从 {year} 年起不再要求；以前的年度照旧。删除后可以撤销。"
            if self.desk.dialogs.confirm("删除职责", text, "删除", danger=True):
                self.desk.runner.operate(
                    self, "删除本单位职责", lambda _c: own_duties.remove_duty(session, one.id, year), lambda _v: self.read()
                )

    # --- duties --------------------------------------------------------------
    def add(self) -> None:
        """Write a new duty."""
        if self.pack is not None:
            self.desk.open("ownduty", pack=self.pack.id)

    def change(self) -> None:
        """Change the marked duty."""
        one = self.chosen
        if isinstance(one, OwnDuty) and self.pack is not None and self._able:
            self.desk.open("ownduty", pack=self.pack.id, duty=one.id)

    def copy(self) -> None:
        """Write a new duty that begins like the marked one."""
        one = self.chosen
        if isinstance(one, OwnDuty) and self.pack is not None:
            self.desk.open("ownduty", pack=self.pack.id, like=one.id)

    def past(self) -> None:
        """What the duty said before."""
        one, session = self.chosen, self.desk.session
        if not isinstance(one, OwnDuty):
            return

        def show(found: list[tuple[int, str, str]]) -> None:
            text = "\n\n".join(f"{since} 年起　{name}\n{said}" for since, name, said in found)
            self.desk.dialogs.choose("以前的规则", text, ("知道了",))

        self.desk.runner.query(self, lambda: own_duties.versions(session, one.id), show)

    # --- files ---------------------------------------------------------------
    def write_out(self) -> None:
        """The document as a pack file."""
        pack, session = self.pack, self.desk.session
        path = self.desk.dialogs.save_file("导出职责文件", f"{pack.short}.yaml", FILES) if pack is not None else None
        if pack is None or path is None:
            return
        self.desk.runner.task(
            self, "导出职责文件", lambda _c: own_packs.export_pack(session, pack.id, path),
            lambda n: self.desk.say(f"已导出 {n} 条职责：{path.name}"),
        )  # fmt: skip

    def take_in(self) -> None:
        """Read a pack file, say what it would bring, take it in."""
        path = self.desk.dialogs.open_file("导入职责文件", FILES)
        session = self.desk.session
        if path is not None:
            self.desk.runner.task(self, "读职责文件", lambda _c: own_packs.preview(session, Path(path)), self._ask_in)

    def _ask_in(self, incoming: Incoming) -> None:
        session, year = self.desk.session, self._year
        if not incoming.added and not incoming.changed:
            self.desk.say(f"“{incoming.pack.title}”和库里的一样，没有要导入的。", "info")
            return
        if self.desk.dialogs.confirm("导入职责文件", coming(incoming, year), "导入"):
            self._chosen = incoming.pack.id
            self.desk.runner.operate(
                self, "导入职责文件", lambda _c: own_packs.import_pack(session, incoming, year), lambda _v: self.read()
            )


def coming(incoming: Incoming, year: int) -> str:
    """What a pack file would bring, in words."""
    grades = "，".join(f"{name} {n} 条" for name, n in incoming.grades)
    lines = [f"《{incoming.pack.title}》共 {len(incoming.pack.duties)} 条：{grades}。从 {year} 年起生效，以前的年度不变。"]
    for word, names in (("新增", incoming.added), ("改动", incoming.changed)):
        if names:
            more = f" 等 {len(names)} 条" if len(names) > NAMED else ""
            lines.append(f"{word} {len(names)} 条：{'、'.join(names[:NAMED])}{more}。")
    if incoming.same:
        lines.append(f"{len(incoming.same)} 条和库里的一样。")
    if incoming.examples:
        passed = incoming.examples - len(incoming.failed)
        lines.append(f"文件里有 {incoming.examples} 个示例，{passed} 个相符。")
    for one in incoming.failed[:NAMED]:
        lines.append(f"不相符：{one.duty}，示例 {one.number} 评为“{one.state}”。{one.note}")
    return "\n".join(lines)
