"""A timeline: one matter along its links, or one person; lines open their record or say why."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services import timeline as service
from app.services.timeline import Event, Timeline
from app.ui.charts.sheets import print_charts, scrolled
from app.ui.charts.track import Track
from app.ui.desk import Desk
from app.ui.pages.base import Head, Page
from app.ui.parts import Card, Empty, button, clear, label, restyle
from app.ui.whypanel import WhyDrawer

KINDS = (("", "全部"), ("record", "记录"), ("due", "期限"), ("post", "任职"))


class TimelinePage(Page):
    """Lines in order of time. Routes: id of a record, or person."""

    entities = frozenset({"record", "person", "post", "setting"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.record_id = self.person_id = ""
        self.timeline: Timeline | None = None
        self._kind = ""
        card = Card()
        top = QHBoxLayout()
        self._about = label("", "sub")
        top.addWidget(self._about)
        top.addStretch(1)
        self._chips = {code: button(text, lambda c=code: self.set_kind(c), "chip", name=f"只看{text}") for code, text in KINDS}  # type: ignore[misc]
        for chip in self._chips.values():
            top.addWidget(chip)
        top.addWidget(button("打印", self.print, "small", name="打印时间线"))
        card.body.addLayout(top)
        self._matter = Track(desk, "事项时间线", arcs=True)
        self._person = Track(desk, "个人时间线")
        self._areas = []
        for track in (self._matter, self._person):
            track.activated.connect(self.open_event)
            self._areas.append(scrolled(track))
            card.body.addWidget(self._areas[-1], 1)
        self._place = QVBoxLayout()
        card.body.addLayout(self._place)
        self.why = WhyDrawer(desk, self)
        lower = QHBoxLayout()
        lower.setSpacing(14)
        lower.addWidget(card, 1)
        lower.addWidget(self.why)
        self.box.addLayout(lower, 1)
        self.set_head(Head("时间线", back=True))

    @property
    def track(self) -> Track:
        """The chart that is shown."""
        return self._person if self.person_id else self._matter

    def go(self, args: dict[str, object]) -> None:
        self.record_id, self.person_id = str(args.get("id") or ""), str(args.get("person") or "")
        self._kind = ""
        self.why.put_away()
        self.update_now()

    def refresh(self) -> None:
        session, record, person = self.desk.session, self.record_id, self.person_id
        if person:
            self.desk.runner.query(self, lambda: service.person(session, person), self._show, key="time", label="正在读时间线")
        elif record:
            self.desk.runner.query(self, lambda: service.matter(session, record), self._show, key="time", label="正在读时间线")

    def _show(self, found: Timeline) -> None:
        self.timeline = found
        kind = "个人时间线" if self.person_id else "事项时间线"
        self.set_head(Head(found.title, kind, back=True, home="people" if self.person_id else "all"))
        self._areas[0].setVisible(not self.person_id)
        self._areas[1].setVisible(bool(self.person_id))
        self._show_chips()
        self._show_events()

    def _show_chips(self) -> None:
        for code, chip in self._chips.items():
            chip.setVisible(bool(self.person_id))
            restyle(chip, tone="info" if code == self._kind else "")

    def set_kind(self, kind: str) -> None:
        """Show only one kind of line of a person."""
        self._kind = kind
        self._show_chips()
        self._show_events()

    def _show_events(self) -> None:
        found = self.timeline
        if found is None:
            return
        events = [e for e in found.events if not self._kind or e.what == self._kind]
        if self.person_id:
            events.reverse()
        self.track.set_events(events, self.desk.today())
        if not self.person_id:
            self.track.choose_key(self.record_id)
        hint = "弧线连着互相关联的记录；Enter 打开记录" if not self.person_id else "新的在上；Enter 打开记录或看为什么"
        self._about.setText(f"{len(events)} 项 · {hint}" + ("；只列出最近的" if found.more else ""))
        clear(self._place)
        if not self.person_id and sum(e.what == "record" for e in events) <= 1:
            text = "在记录的“关联记录”里选上依据、会议、台账、文书，这里就连成一条线。"
            self._place.addWidget(label(f"还没有关联别的记录。{text}", "sub", wrap=True))
        elif not events:
            self._place.addWidget(Empty("没有内容", "换一类看看，或登记有关的会议、谈话和任职。"))

    def open_event(self, key: object) -> None:
        """A record opens, a deadline says why."""
        event: Event | None = self.track.event_of(key)
        if event is None:
            return
        if event.what == "due":
            self.why.show_for(event.cell) if event.cell is not None else self.why.show_record(event.record)
        elif event.record:
            self.desk.open("letter" if event.form == "letter" else "record", id=event.record)
        elif event.what == "post":
            self.desk.open("person", id=self.person_id)

    def print(self) -> None:
        """The timeline on paper."""
        if self.timeline is not None:
            named = [e.record for e in self.timeline.events if e.record]
            print_charts(self.desk, self, "时间线", self.timeline.title, [("", self.track)], wide=False, shown=named)

    def first_focus(self) -> QWidget | None:
        return self.track

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.why.isVisible():
            self.why.put_away()
            return
        super().keyPressEvent(event)
