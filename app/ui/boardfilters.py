"""The filters above the duty board: columns, who bears it, document, person, words; a chip with its number for each state.

Does not belong here: what a filter means (services.duty_filter) and the grid itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from app.domain.duties.results import DutyState
from app.services.duties import Board
from app.services.duty_filter import DutyFilter
from app.services.duty_print import Layout
from app.services.duty_spans import Grain
from app.services.duty_words import STATE_LABELS, TIERS
from app.services.standing import URGENCY
from app.ui.desk import Desk
from app.ui.fields.picker import PickEdit
from app.ui.fields.sources import PersonSource
from app.ui.parts import Flow, button, restyle, row
from app.ui.searchline import search_line
from app.ui.taborder import read_on

GRAINS: Mapping[Grain, str] = {Grain.MONTH: "按月", Grain.QUARTER: "按季", Grain.YEAR: "按年"}
LONGEST = 9  # characters of a document's title on its chip


class BoardFilters(QWidget):
    """Two lines of filters. `changed`: another DutyFilter; `viewed`: another Layout."""

    changed = Signal(object)
    viewed = Signal(object)

    def __init__(self, desk: Desk, before: Sequence[QWidget], after: Sequence[QWidget]) -> None:
        """before and after: what stands at the ends of the first line, such as the year and 打印."""
        super().__init__()
        self._desk = desk
        self.chosen = DutyFilter()
        self.arrangement = Layout()
        self._packs: Mapping[str, str] = {}
        self._grains = {g: self._grain_chip(g, text) for g, text in GRAINS.items()}
        self._tier = button("全部责任", self._pick_tier, "chip")
        self._pack = button("全部文件", self._pick_pack, "chip")
        self.person = PickEdit(PersonSource(desk), "责任人")
        self.person.setMinimumWidth(70)
        self.person.setMaximumWidth(104)
        self.person.changed.connect(lambda: self.set_filter(replace(self.chosen, person=self.person.value() or "")))
        self.text = search_line(
            "查找职责", "查找职责：名称、条文、责任人", (64, 150), lambda text: self.set_filter(replace(self.chosen, text=text))
        )
        self._states = Flow(5)
        self._group = button("", self._pick_group, "chip")
        self.groups: Callable[[], Iterable[str]] = tuple
        self._last = after[-1]
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addLayout(row(*before, *self._grains.values(), self._tier, self._pack, self.person, self.text, None, *after, spacing=5))
        second = row(spacing=6)
        second.addWidget(self._states, 1)
        second.addWidget(self._group, 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(second)
        self._show()

    def _grain_chip(self, grain: Grain, text: str) -> QPushButton:
        made = button(text, lambda: self.set_layout(replace(self.arrangement, grain=grain)), "chip")
        made.setCheckable(True)
        return made

    # --- choosing -------------------------------------------------------------------
    def set_filter(self, chosen: DutyFilter) -> None:
        """Show another filter and tell the page when it differs."""
        if chosen != self.chosen:
            self.put(chosen)
            self.changed.emit(chosen)

    def put(self, chosen: DutyFilter) -> None:
        """Show another filter without telling anybody."""
        self.chosen = chosen
        if (self.person.value() or "") != chosen.person:
            self.person.set_value(chosen.person or None)
        if self.text.text().strip() != chosen.text:
            self.text.setText(chosen.text)
        self._show()

    def set_layout(self, layout: Layout) -> None:
        """Show other columns or groups and tell the page."""
        self.arrangement = layout
        self._show()
        self.viewed.emit(layout)

    def _menu(
        self, anchor: QWidget, options: Iterable[tuple[str, str]], now: str, act: Callable[[str], object]
    ) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for code, text in options:
            entry = menu.addAction(text)
            entry.setCheckable(True)
            entry.setChecked(code == now)
            entry.triggered.connect(lambda _c=False, v=code: act(v))
        menu.popup(anchor.mapToGlobal(anchor.rect().bottomLeft()))
        return menu

    def _pick_tier(self) -> None:
        options = [("", "全部责任"), *TIERS.items()]
        self._menu(self._tier, options, self.chosen.tier, lambda t: self.set_filter(replace(self.chosen, tier=t)))

    def _pick_pack(self) -> None:
        options = [("", "全部文件"), *self._packs.items()]
        self._menu(self._pack, options, self.chosen.pack, lambda p: self.set_filter(replace(self.chosen, pack=p)))

    def _pick_group(self) -> None:
        now = "document" if self.arrangement.by_document else "tier"

        def act(by: str) -> None:
            self.set_layout(replace(self.arrangement, by_document=by == "document", folded=frozenset()))

        menu = self._menu(self._group, (("tier", "按责任分组"), ("document", "按文件分组")), now, act)
        menu.addSeparator()
        menu.addAction("全部收起").triggered.connect(lambda _c=False: self.fold_all(folded=True))
        menu.addAction("全部展开").triggered.connect(lambda _c=False: self.fold_all(folded=False))

    def fold_all(self, *, folded: bool) -> None:
        """Fold every group, or open all."""
        self.set_layout(replace(self.arrangement, folded=frozenset(self.groups()) if folded else frozenset()))

    # --- showing ----------------------------------------------------------------------
    def show_board(self, board: Board) -> None:
        """The numbers of the states, and the documents that can be chosen."""
        self._packs = board.packs
        had = self.focusWidget()
        state = str(had.property("state") or "") if had is not None and self._states.isAncestorOf(had) else ""
        self._states.clear()
        for one in URGENCY:
            number = board.counts.get(one.value, 0)
            if number or one.value in self.chosen.states:
                made = self._state_chip(one, number)
                self._states.addWidget(made)
                if one.value == state:
                    made.setFocus()
        if self.chosen.active:
            self._states.addWidget(button("清除筛选", lambda: self.set_filter(DutyFilter()), "link"))
        read_on(self._last, (self._states, self._group))
        self._show()

    def _state_chip(self, state: DutyState, number: int) -> QPushButton:
        text = STATE_LABELS[state]
        made = button(f"{text} {number}", lambda: self.set_filter(self.chosen.toggled(state.value)), "chip", name=f"只看{text}，{number} 格")
        made.setCheckable(True)
        made.setChecked(state.value in self.chosen.states)
        made.setProperty("state", state.value)
        made.setToolTip("点一下只看这种结果，可以选几种；再点一下取消")
        return made

    def _show(self) -> None:
        for grain, made in self._grains.items():
            made.setChecked(grain is self.arrangement.grain)
        self._name(self._tier, TIERS.get(self.chosen.tier, ""), "全部责任")
        self._name(self._pack, self._packs.get(self.chosen.pack, self.chosen.pack), "全部文件")
        self._group.setText("按文件分组" if self.arrangement.by_document else "按责任分组")

    @staticmethod
    def _name(chip: QPushButton, text: str, nothing: str) -> None:
        shown = f"{text[: LONGEST - 1]}…" if len(text) > LONGEST else text
        chip.setText(shown or nothing)
        chip.setToolTip(text)
        chip.setAccessibleName(text or nothing)
        restyle(chip, tone="info" if text else "")
