"""The wizard's questions about the unit: its name, what kind it is, what holds for it, which documents it goes by."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFormLayout,
    QGridLayout,
    QLineEdit,
    QRadioButton,
    QWidget,
)

from app.catalog.catalog import Catalog
from app.services import proposals
from app.ui.fields.base import anchor_in
from app.ui.packchoice import PackChoices
from app.ui.parts import label, scroll
from app.ui.taborder import read_on
from app.ui.wizard_pages import WizardPage
from app.ui.wizard_state import WizardState

EXAMPLE_NAME, EXAMPLE_KIND = "示例县住房和城乡建设局党组", "party_group"


class UnitQuestions(QWidget):
    """What kind of unit this is and what holds for it. The usual conditions are ticked with the kind.

    hints: show the examples of each kind beside it, else only as a tooltip.
    """

    def __init__(self, catalog: Catalog, *, hints: bool = True) -> None:
        super().__init__()
        self.kinds: dict[str, QRadioButton] = {}
        self.applies: dict[str, QCheckBox] = {}
        self._usual = {k.code: k.applies for k in catalog.proposals.units.values()}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(6)
        grid.addWidget(label("本单位是哪一类", "row-title"), 0, 0, 1, 2)
        group = QButtonGroup(self)
        for number, kind in enumerate(catalog.proposals.units.values()):
            made = QRadioButton(f"{kind.label}（{kind.hint}）" if kind.hint and hints else kind.label)
            made.setToolTip("" if hints else kind.hint)
            made.clicked.connect(lambda _on, code=kind.code: self._choose(code))
            group.addButton(made)
            self.kinds[kind.code] = made
            grid.addWidget(made, 1 + number // 2, number % 2)
        below = 2 + (len(self.kinds) + 1) // 2
        grid.addWidget(label("本单位的情况（决定哪些职责适用，可以改）", "row-title"), below, 0, 1, 2)
        terms = [t for t in catalog.vocab.get("applies_when").terms if t.code != "always"]
        for number, term in enumerate(terms):
            box = QCheckBox(term.label)
            self.applies[term.code] = box
            grid.addWidget(box, below + 1 + number // 2, number % 2)

    def _choose(self, code: str) -> None:
        for word, made in self.applies.items():
            made.setChecked(word in self._usual[code])

    def show_unit(self, kind: str, applies: frozenset[str]) -> None:
        """Show a kind and conditions."""
        if kind in self.kinds:
            self.kinds[kind].setChecked(True)
        for word, made in self.applies.items():
            made.setChecked(word in applies)

    def first(self) -> QWidget:
        """The chosen kind, else the first one."""
        return next((m for m in self.kinds.values() if m.isChecked()), next(iter(self.kinds.values()), self))

    def kind(self) -> str:
        """The chosen kind, empty when none is."""
        return next((code for code, made in self.kinds.items() if made.isChecked()), "")

    def held(self) -> set[str]:
        """The ticked conditions, and the one that always holds."""
        return {"always", *(code for code, made in self.applies.items() if made.isChecked())}


class UnitPage(WizardPage):
    """Name and kind of the unit."""

    def __init__(self, state: WizardState, catalog: Catalog) -> None:
        super().__init__(state)
        self.name = self.line("单位全称", "如 某县住房和城乡建设局党组")
        rows = QFormLayout()
        rows.addRow(label("单位全称", "field"), self.with_note("unit_name", self.name))
        self.box.addLayout(rows)
        self.questions = UnitQuestions(catalog)
        self.box.addLayout(self.with_note("unit_kind", self.questions))
        self.box.addWidget(label("以后可以在“设置 · 本单位”里修改。", "sub"))
        self.box.addStretch(1)
        self._usual = catalog.proposals.units

    def enter(self) -> None:
        state = self.state
        if state.example and not state.unit_name:
            state.unit_name = EXAMPLE_NAME
        if state.example and not state.unit_kind and EXAMPLE_KIND in self._usual:
            state.unit_kind = EXAMPLE_KIND
            state.applies = {"always", *self._usual[EXAMPLE_KIND].applies}
        self.name.setText(state.unit_name)
        self.questions.show_unit(state.unit_kind, frozenset(state.applies))

    def leave(self) -> None:
        self.state.unit_name = self.name.text()
        self.state.unit_kind = self.questions.kind()
        self.state.applies = self.questions.held()

    def entered(self, line: QLineEdit) -> None:
        """Enter in the name goes on to the kinds while none is chosen."""
        if self.questions.kind() or not line.text().strip():
            super().entered(line)
        else:
            self.questions.first().setFocus()

    def mark(self, where: str, text: str) -> bool:
        found = super().mark(where, text)
        if where == "unit_kind":
            self.questions.first().setFocus()
        return found

    def first(self) -> QWidget:
        return self.name


class PacksPage(WizardPage):
    """Which documents the unit goes by: proposals with reasons, and what the ticks mean."""

    def __init__(self, state: WizardState, catalog: Catalog) -> None:
        super().__init__(state)
        self._catalog = catalog
        text = "这些文件来自不同的地方和层级，互不替代，也不会合成一套最严的标准。勾选本单位实际执行的；拿不准就先少勾。"
        self.box.addWidget(label(text, wrap=True))
        self._anchor = anchor_in(self)
        self.choices = PackChoices()
        self.choices.ticked.connect(self._ticked)
        self.box.addWidget(scroll(self.choices), 1)
        self.outlook = label("", "row-title", wrap=True)
        self.box.addWidget(self.outlook)
        self.box.addWidget(label("以后可以在“设置 · 职责文件”里按年度逐项增减，设本单位的次数和期限。", "sub"))

    def enter(self) -> None:
        found = proposals.proposed(self._catalog, self.state.unit_kind, self.state.applies)
        self.state.proposed = tuple(one.id for one in found if one.proposed)
        self.choices.show_choices(found, self.state.packs)
        read_on(self._anchor, (self.choices,))
        self._say()

    def _ticked(self, pack: str, on: bool) -> None:
        self.state.decided[pack] = on
        self._say()

    def _say(self) -> None:
        found = proposals.outlook(self._catalog, self.state.packs, self.state.applies)
        self.outlook.setText(found.sentence())

    def first(self) -> QWidget:
        return next(iter(self.choices.boxes.values()), self)
