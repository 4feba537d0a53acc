"""The menu behind 登记: every kind of record the account may create, grouped by page."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from app.ui.desk import Desk

PAGES = {"meetings": "会议", "talks": "谈话", "study": "学习", "checks": "检查", "reports": "报告",
         "ledgers": "台账", "dossier": "廉政档案", "documents": "文件", "events": "事件"}  # fmt: skip


def new_menu(desk: Desk, parent: QWidget, pages: tuple[str, ...] = tuple(PAGES)) -> QMenu:
    """A menu of the kinds on the given pages."""
    session = desk.session
    menu = QMenu(parent)
    menu.setAccessibleName("登记")
    for page in pages:
        kinds = [
            (form.id, kind)
            for form in session.catalog.records.on_page(page)
            for kind in form.offered
            if session.can("create", form.id, kind)
        ]
        if not kinds:
            continue
        target = menu if len(pages) == 1 else menu.addMenu(PAGES.get(page, page))
        for form_id, kind in kinds:
            entry = target.addAction(session.catalog.vocab.short(kind))
            entry.triggered.connect(lambda _c=False, f=form_id, k=kind: desk.open("record", form=f, kind=k))
    if len(pages) > 1 and session.can("create", "letter"):
        menu.addSeparator()
        menu.addAction("起草文书…").triggered.connect(lambda _c=False: desk.open("letters", start=True))
    return menu


def choose_new(desk: Desk, parent: QWidget, pages: tuple[str, ...] = tuple(PAGES)) -> None:
    """Show the menu at the top right, under the primary button."""
    menu = new_menu(desk, parent, pages)
    window = parent.window()
    corner = window.mapToGlobal(QPoint(window.width() - 24, 64))
    menu.popup(QPoint(corner.x() - menu.sizeHint().width(), corner.y()))


