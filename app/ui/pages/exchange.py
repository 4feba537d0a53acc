"""Packages out and in: own card, partners, export, import with preview, receipts, registers."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from app.crypto.identity import PublicCard
from app.services import incoming, packs, partners
from app.services.packs import PackRow
from app.services.partners import CardView, Partner
from app.ui.desk import Desk
from app.ui.dialogs import Ask
from app.ui.exporting import out_buttons
from app.ui.exportwizard import ExportWizard
from app.ui.importview import ImportView
from app.ui.pages.base import Head, Page
from app.ui.parts import Card, Either, Empty, button, label, local_time, row
from app.ui.simpletable import SimpleTable

PACKAGE = "报送包 (*.lvpkg)"
RECEIPT = "回执 (*.lvack)"
CARD = "单位名片 (*.lvid)"


class ExchangePage(Page):
    """Everything that leaves or enters in a file."""

    entities = frozenset({"package", "partner", "received", "setting"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wanted = ""
        self._sent: list[PackRow] = []
        self._received: list[PackRow] = []
        self._partners: list[Partner] = []
        self._wants_package = False
        box = QHBoxLayout()
        box.setSpacing(14)
        box.addWidget(self._registers(), 3)
        box.addWidget(self._side(), 2)
        self.box.addLayout(box, 1)
        able = any(desk.session.can("export", f.id) for f in desk.session.catalog.records)
        primary = ("制作报送包", self.start_export) if able else None
        self.set_head(Head("交换", "报送包加密给对方、由本单位签名；可拷盘、刻盘，不需要联网", primary))

    def _registers(self) -> QWidget:
        card = Card()
        tabs = QTabWidget()
        tabs.setAccessibleName("登记簿")
        tabs.tabBar().setAccessibleName("发出和收到")
        out = QWidget()
        box = QVBoxLayout(out)
        box.setContentsMargins(0, 8, 0, 0)
        columns = (("时间", 130), ("对方", 0), ("时期", 150), ("条数", 56), ("状态", 120))
        self.sent = SimpleTable("发出的报送包", columns)
        first = Empty(
            "还没有发出报送包", "先与上级互换名片、电话核对指纹，再点右上角“制作报送包”。包是加密的，只有对方打得开。"
        )
        self._sent_place = Either(self.sent, first)
        box.addWidget(self._sent_place, 1)
        box.addLayout(row(button("导入回执…", self.import_receipt), None))
        tabs.addTab(out, "发出")
        came = QWidget()
        box = QVBoxLayout(came)
        box.setContentsMargins(0, 8, 0, 0)
        self.received = SimpleTable("收到的报送包", columns, lambda n: self.show_received(n))
        none = Empty("还没有收到报送包", "对方把包交给您以后，在这里打开。先看清单，再决定导入；整次导入可以撤销。")
        self._received_place = Either(self.received, none)
        box.addWidget(self._received_place, 1)
        self._open_package = button("打开收到的报送包…", self.start_import)
        box.addLayout(row(self._open_package, button("出具回执…", self.write_receipt), None))
        self._open_package.setEnabled(self.desk.session.can("import"))
        tabs.addTab(came, "收到")
        self.tabs = tabs
        card.body.addWidget(tabs)
        return card

    def _side(self) -> QWidget:
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(14)
        own = Card("本单位名片")
        self._unit = label("", "row-title", wrap=True)
        self._print = label("", "", wrap=True)
        own.body.addWidget(self._unit)
        own.body.addWidget(label("指纹（电话里逐字核对）", "sub"))
        own.body.addWidget(self._print)
        own.body.addLayout(row(button("导出名片…", self.export_card), None))
        box.addWidget(own)
        known = Card("往来单位")
        self._join = button("加入名片…", self.add_partner, "small")
        known.head.addWidget(self._join)
        self.partners = SimpleTable("往来单位", (("单位", 0), ("关系", 76)), self._show_partner)
        known.head.addWidget(out_buttons(self.desk, self, "往来单位", self.partners)[0])
        alone = Empty("还没有往来单位", "请对方导出名片文件交给您，点“加入名片…”，并打电话逐字核对指纹。")
        self._partner_place = Either(self.partners, alone)
        known.body.addWidget(self._partner_place, 1)
        known.body.addLayout(row(button("移除所选", self._remove_partner, "small"), None))
        box.addWidget(known, 1)
        return holder

    # --- data --------------------------------------------------------------
    def go(self, args: dict[str, object]) -> None:
        if args.get("start"):
            self._wants_package = True
            self.dirty = True
        if args.get("package"):
            self._wanted = str(args["package"])
            self.dirty = True

    def first_focus(self) -> QWidget | None:
        return self.sent if self._sent else self._join

    def refresh(self) -> None:
        session = self.desk.session

        def read() -> tuple[CardView, list[Partner], list[PackRow], list[PackRow]]:
            return partners.own_card(session), partners.partners(session), packs.sent(session), incoming.received(session)

        self.desk.runner.query(self, read, self._show, key="exchange")

    def _show(self, found: tuple[CardView, list[Partner], list[PackRow], list[PackRow]]) -> None:
        card, self._partners, self._sent, self._received = found
        self._unit.setText(card.unit)
        self._print.setText(card.fingerprint)
        self.partners.set_rows([(p.name, p.relation_label) for p in self._partners])
        for table, rows in ((self.sent, self._sent), (self.received, self._received)):
            table.set_rows([(local_time(r.at), r.partner, r.period, str(r.count), r.state_label) for r in rows])
        for place, filled in (
            (self._sent_place, self._sent), (self._received_place, self._received), (self._partner_place, self._partners),
        ):  # fmt: skip
            place.show_first(bool(filled))
        self._open_wanted()
        if self._wants_package:
            self.start_export()

    def _open_wanted(self) -> None:
        """Show what came with the package that a search led to."""
        number = next((n for n, r in enumerate(self._received) if r.id == self._wanted), -1)
        self._wanted = ""
        if number >= 0:
            self.tabs.setCurrentIndex(1)
            self.received.selectRow(number)
            self.show_received(number)

    # --- cards -------------------------------------------------------------
    def export_card(self) -> None:
        """Write the own public card."""
        path = self.desk.dialogs.save_file("导出本单位名片", f"{self._unit.text()}.lvid", CARD)
        if path is not None:
            session = self.desk.session
            self.desk.runner.task(
                self, "导出名片", lambda _c: partners.export_card(session, path),
                lambda p: self.desk.say(f"名片已写到 {p.name}，交给对方加入即可。"),
            )  # fmt: skip

    def add_partner(self) -> None:
        """Accept a unit by its card after the fingerprint was compared."""
        path = self.desk.dialogs.open_file("选择对方名片", CARD)
        if path is None:
            return
        self.desk.runner.query(self, lambda: partners.read_card(path), lambda card: self._compare(path, card))

    def _compare(self, path: Path, card: PublicCard) -> None:
        words = "、".join(partners.RELATIONS.values())
        text = f"单位：{card.name}\n指纹：{card.fingerprint}\n请打电话与对方逐字核对指纹，一致才加入。关系填：{words}。"
        given = self.desk.dialogs.form("加入往来单位", text, (Ask("relation", "对方是本单位的", "上级", hint=words),), "指纹一致，加入")
        if given is None:
            return
        relation = next((k for k, v in partners.RELATIONS.items() if v == given["relation"].strip()), "peer")
        session = self.desk.session
        self.desk.runner.operate(
            self, "加入往来单位", lambda _c: partners.add_partner(session, path, relation), lambda _v: self.refresh()
        )

    def _show_partner(self, number: int) -> None:
        one = self._partners[number]
        self.desk.say(f"{one.name} 的指纹：{one.fingerprint}", "info")

    def _remove_partner(self) -> None:
        number = self.partners.currentRow()
        if not 0 <= number < len(self._partners):
            self.desk.say("先选中一个往来单位。", "warn")
            return
        one = self._partners[number]
        if self.desk.dialogs.confirm("移除往来单位", f"不再接收“{one.name}”的包，也不能再发给它。可以撤销。", "移除", danger=True):
            session = self.desk.session
            self.desk.runner.operate(
                self, "移除往来单位", lambda _c: partners.remove_partner(session, one.id), lambda _v: self.refresh()
            )

    # --- out ---------------------------------------------------------------
    def start_export(self) -> None:
        """Open the export wizard."""
        self._wants_package = not self._partners  # goes on by itself once a card was accepted
        if not self._partners:
            self.desk.say("先加入上级单位的名片，才能加密给它。", "warn", ("加入名片", self.add_partner))
            self._join.setFocus()
            return
        wizard = ExportWizard(self.desk, self._partners, self)
        wizard.finished_path.connect(self._exported)
        wizard.open()
        self.wizard = wizard

    def _exported(self, path: str) -> None:
        self.refresh()
        self.desk.say(f"报送包已写到 {Path(path).name}。对方导入后会给您回执文件。")

    def import_receipt(self) -> None:
        """Mark the register of sent packages by a receipt."""
        path = self.desk.dialogs.open_file("选择回执", RECEIPT)
        if path is not None:
            session = self.desk.session

            def done(found: PackRow) -> None:
                self.refresh()
                self.desk.say(f"{found.partner}：{found.state_label}")

            self.desk.runner.operate(self, "导入回执", lambda _c: incoming.import_receipt(session, path), done)

    # --- in ----------------------------------------------------------------
    def start_import(self) -> None:
        """Verify and decrypt a package, then show what an import would do."""
        path = self.desk.dialogs.open_file("打开收到的报送包", PACKAGE)
        if path is not None:
            session = self.desk.session
            self.desk.runner.task(self, "核对报送包", lambda c: incoming.open_incoming(session, path, c), self._preview)

    def _preview(self, found: incoming.Incoming) -> None:
        view = ImportView(self.desk, found, self)
        view.imported.connect(self._imported)
        view.open()
        self.view = view

    def _imported(self, report: incoming.ImportReport) -> None:
        self.tabs.setCurrentIndex(1)
        self.refresh()
        text = f"导入完成：新增 {report.new}，更新 {report.changed}，未变 {report.unchanged}。"
        self.desk.say(text, "good", ("出具回执", lambda: self.receipt_for(report.package_id)))

    def write_receipt(self) -> None:
        """Sign the receipt of the chosen package."""
        number = max(self.received.currentRow(), 0)
        if not self._received:
            self.desk.say("还没有收到的报送包。", "warn")
            return
        self.receipt_for(self._received[number].id)

    def receipt_for(self, package_id: str) -> None:
        """Ask where and write the receipt."""
        path = self.desk.dialogs.save_file("保存回执", f"回执-{package_id[:8]}.lvack", RECEIPT)
        if path is not None:
            session = self.desk.session
            self.desk.runner.operate(
                self, "出具回执", lambda _c: incoming.write_receipt(session, package_id, path), lambda _p: self.refresh()
            )

    def show_received(self, number: int) -> None:
        """List what came with a package."""
        session, one = self.desk.session, self._received[number]

        def done(items: list[incoming.IncomingItem]) -> None:
            from app.ui.importview import ItemsView

            ItemsView(f"{one.partner} · {one.period}", items, self).open()

        self.desk.runner.query(self, lambda: incoming.received_items(session, one.id), done)
