"""What helps while a letter is written: where the sentence at the cursor comes from, optional parts, what is still missing.

The services know; this row asks them after each pause and offers what follows. Does not belong here: the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QMenu, QPushButton

from app.services import letter_blocks, letter_checks
from app.services.letter_blocks import BlockState
from app.services.letter_checks import Point
from app.ui.desk import Desk
from app.ui.parts import Flow, button, restyle

MOST_WORDS = 60
PLACE = 4  # duty, period, subject, record


@dataclass(frozen=True, slots=True)
class Aid:
    """What the services say of a letter as it stands."""

    blocks: tuple[BlockState, ...]
    points: tuple[Point, ...]


class LetterAids(Flow):
    """Three chips, shown only while there is something to say. put: takes a changed body; add: a sentence to insert;
    go: leads to a field by its label."""

    def __init__(
        self, desk: Desk, put: Callable[[Mapping[str, Any]], object], add: Callable[[str], object], go: Callable[[str], object]
    ) -> None:
        super().__init__()
        self._desk, self._put, self._add, self._go = desk, put, add, go
        self._aid = Aid((), ())
        self._kind, self._body = "", dict[str, Any]()
        self._sources: dict[tuple[str, str], str] = {}  # record and place of the board, in words
        self.source = button("", self._open_source, "chip")
        self.parts = button("可选部分…", self._choose_parts, "chip", name="可选部分")
        self.missing = button("", self._show_missing, "chip")
        for one in (self.source, self.parts, self.missing):
            self.addWidget(one)
        self._show()

    def look(self, kind: str, body: Mapping[str, Any]) -> None:
        """Ask what there is to say of a letter."""
        session = self._desk.session
        self._kind, self._body = kind, dict(body)

        def read() -> Aid:
            return Aid(tuple(letter_blocks.blocks(session, kind, body)), tuple(letter_checks.open_points(session, kind, body)))

        self._desk.runner.query(self, read, self._learn, key="aids")

    def _learn(self, aid: Aid) -> None:
        self._aid = aid
        self._show()

    def show_source(self, text: str) -> None:
        """Name what the paragraph with the cursor was drafted from, as far as its sentences are still there."""
        rows = [r for r in self._body.get("sources") or [] if r.get("text") and str(r["text"]) in text]
        found = {(str(r.get("record") or ""), str(r.get("place") or "")): str(r.get("note") or "原记录") for r in rows}
        found.pop(("", ""), None)
        self._sources = found
        more = f" 等 {len(found)} 处" if len(found) > 1 else ""
        self.source.setText(f"这一段来自：{next(iter(found.values()))[:MOST_WORDS]}{more}" if found else "")
        self._show()

    def _show(self) -> None:
        count = len(self._aid.points)
        self.missing.setText(f"送审、签发前还差 {count} 项…")
        restyle(self.missing, tone="warn")
        for one, shown in ((self.source, bool(self._sources)), (self.parts, bool(self._aid.blocks)), (self.missing, count > 0)):
            one.setVisible(shown)
        self.arrange()
        self.setVisible(bool(self._sources) or bool(self._aid.blocks) or count > 0)

    def _open_source(self) -> None:
        """Go to the record or the place of the board; a menu when there are several."""
        ways = [way for key, note in self._sources.items() for way in self._ways(*key, note)]
        if len(ways) == 1:
            ways[0][1]()
            return
        menu = self._menu()
        for words, go in ways:
            menu.addAction(words[:MOST_WORDS]).triggered.connect(lambda _c=False, g=go: g())
        self._open(menu, self.source)

    def _ways(self, record: str, place: str, note: str) -> Iterator[tuple[str, Callable[[], object]]]:
        parts = place.split("|")
        if len(parts) == PLACE:
            where = dict(zip(("duty", "period", "subject", "record"), parts, strict=True))
            yield f"看板：{note}", lambda: self._desk.open("board", **where)
        if record:
            yield f"记录：{note}", lambda: self._desk.open("record", id=record)

    def _choose_parts(self) -> None:
        menu = self._menu()
        for block in self._aid.blocks:
            times = f"（{block.count} 处）" if block.repeat and block.count > 1 else ""
            entry = menu.addAction(block.label + times)
            entry.setCheckable(True)
            entry.setChecked(block.on)
            entry.triggered.connect(lambda on, b=block: self._switch(b.id, on))
            if block.repeat and block.on:
                more = menu.addAction(f"再加一处：{block.label}")
                more.triggered.connect(lambda _c=False, b=block: self._switch(b.id, True))
        self._open(menu, self.parts)

    def _switch(self, block: str, on: bool) -> None:
        session, kind, body = self._desk.session, self._kind, self._body
        self._desk.runner.query(self, lambda: letter_blocks.switched(session, kind, body, block, on), self._put, key="block")

    def _show_missing(self) -> None:
        menu = self._menu()
        for point in self._aid.points:
            entry = menu.addAction(point.say)
            entry.triggered.connect(lambda _c=False, p=point: self._go(p.where))
            if point.text:
                take = menu.addAction(f"　写上：{point.text[:MOST_WORDS]}")
                take.triggered.connect(lambda _c=False, p=point: self._add(p.text))
        self._open(menu, self.missing)

    def _menu(self) -> QMenu:
        made = QMenu(self)
        made.setToolTipsVisible(True)
        return made

    def _open(self, menu: QMenu, under: QPushButton) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(under.mapToGlobal(under.rect().bottomLeft()))
