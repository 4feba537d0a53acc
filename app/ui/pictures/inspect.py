"""What is wrong with a window as it stands: a floor that a machine can hold, looking stays necessary.

Clipped texts, widgets that overlap or leave their parent, characters the shipped font lacks,
texts that are not Chinese, controls without a name. Does not belong here: taste.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QFont, QFontDatabase, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QFrame,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QSizeGrip,
    QSizePolicy,
    QTabBar,
    QTableView,
    QTextEdit,
    QToolButton,
    QWidget,
)

from app.catalog.places import resources_dir
from app.ui.theme import SHIPPED_FONT

DATA = "data"  # property of widgets whose text is data or code and may hold any language
OVERLAY = "overlay"  # property of widgets that lie above others on purpose
QT_DATA = ("lookInCombo",)  # folder names in Qt's own file dialog
CELLS = 30  # rows of a table whose texts are looked at
SPARE = 1  # px by which rounding may differ
CONTROLS = {
    QAccessible.Role.Button, QAccessible.Role.EditableText, QAccessible.Role.CheckBox, QAccessible.Role.RadioButton,
    QAccessible.Role.ComboBox, QAccessible.Role.Table, QAccessible.Role.List, QAccessible.Role.SpinBox,
    QAccessible.Role.Chart, QAccessible.Role.Slider, QAccessible.Role.Tree,
}  # fmt: skip
KNOWN = """
Word PDF Excel WPS CSV Ctrl Alt Shift Enter Esc Tab Delete Backspace Home End PgUp PgDn Insert Space IT GB KB MB
GiB MiB KiB USB UTF Qt Linux Windows UOS fcitx fcitx5 ibus xim IME AES RSA Apache LVZE lvze lvpkg lvack lvid docx doc
xlsx csv pdf png jpg txt wangmin GB2312
"""
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]+")
_FREE = re.compile(r"代码 ?\S+|[A-Z]+_[A-Z_]+|[0-9a-f]{4}(-[0-9a-f]{4})+|GB/?T? ?\d+")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    kind: clipped overlap outside glyph untranslated nameless order; where: the widget's path.
    """

    kind: str
    where: str
    text: str


def findings(root: QWidget) -> list[Finding]:
    """Everything wrong in a visible widget and its visible children."""
    seen = [w for w in (root, *root.findChildren(QWidget)) if w.isVisible() and not w.visibleRegion().isEmpty()]
    glyphs = Glyphs()
    found: list[Finding] = []
    for widget in seen:
        where = _path(widget, root)
        found += [Finding("clipped", where, t) for t in _clipped(widget)]
        found += [Finding("outside", where, t) for t in _outside(widget)]
        found += [Finding("overlap", where, t) for t in _overlaps(widget)]
        if _nameless(widget):
            found.append(Finding("nameless", where, type(widget).__name__))
        for text, data in _texts(widget):
            lost = glyphs.missing(text)
            if lost and not data:
                found.append(Finding("glyph", where, f"{lost} in {text[:40]}"))
            if not data and _foreign(text):
                found.append(Finding("untranslated", where, text[:60]))
    return found + _out_of_order(root)


def _path(widget: QWidget, root: QWidget) -> str:
    names: list[str] = []
    step: QWidget | None = widget
    while step is not None and step is not root and len(names) < 4:
        names.append(step.objectName() or type(step).__name__)
        step = step.parentWidget()
    return "/".join(reversed(names))


# --- texts -----------------------------------------------------------------
def _texts(widget: QWidget) -> Iterator[tuple[str, bool]]:
    """Texts a widget shows or says, and whether they are data."""
    data = bool(_inherited(widget, DATA))
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text(), data
    if isinstance(widget, QLineEdit):
        yield widget.placeholderText(), False
    if isinstance(widget, QPlainTextEdit | QTextEdit):
        yield widget.placeholderText(), False
    if isinstance(widget, QComboBox):
        yield widget.currentText(), data or widget.objectName() in QT_DATA
    if isinstance(widget, QTabBar):
        yield from ((widget.tabText(i), data) for i in range(widget.count()))
    if isinstance(widget, QAbstractItemView):
        yield from ((t, True) for t in _cells(widget))
    yield widget.toolTip() if widget.toolTip() else "", data
    yield widget.windowTitle() if widget.isWindow() else "", data


def _cells(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    if model is None or isinstance(view, QHeaderView):
        return
    columns = view.horizontalHeader().count() if isinstance(view, QTableView) else 1  # list models hide theirs
    for row in range(min(model.rowCount(), CELLS)):
        for column in range(columns):
            text = model.index(row, column).data()
            if isinstance(text, str):
                yield text


def _inherited(widget: QWidget, name: str) -> object:
    step: QWidget | None = widget
    while step is not None:
        value = step.property(name)
        if value is not None:
            return value
        step = step.parentWidget()
    return None


def _foreign(text: str) -> bool:
    """Whether a text holds words that are neither Chinese nor names everybody uses."""
    bare = _FREE.sub("", text)
    known = frozenset(KNOWN.split())
    return any(word not in known and not word.startswith("F") for word in _LATIN.findall(bare) if len(word) > 2)


class Glyphs:
    """Which characters the shipped font has, without help of other fonts on this computer."""

    def __init__(self) -> None:
        number = QFontDatabase.addApplicationFont(str(resources_dir() / "fonts" / SHIPPED_FONT))
        families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
        font = QFont(families[0] if families else "")
        font.setStyleStrategy(QFont.StyleStrategy.NoFontMerging)
        self._metrics = QFontMetrics(font)
        self._known: dict[str, bool] = {}

    def missing(self, text: str) -> str:
        """The characters of a text that would be boxes."""
        return "".join(c for c in dict.fromkeys(text) if not self._has(c))

    def _has(self, character: str) -> bool:
        if character.isspace() or not character.isprintable():
            return True
        if character not in self._known:
            self._known[character] = bool(self._metrics.inFontUcs4(ord(character)))
        return self._known[character]


# --- sizes -----------------------------------------------------------------
def _clipped(widget: QWidget) -> Iterator[str]:
    """Texts a widget has no room for (texts that end in … by design have been shortened already)."""
    metrics = widget.fontMetrics()
    if isinstance(widget, QLabel):
        yield from _label_clipped(widget, metrics)
    elif isinstance(widget, QPushButton | QToolButton | QCheckBox | QRadioButton):
        if widget.text() and widget.width() + SPARE < min(
            widget.sizeHint().width(), metrics.horizontalAdvance(widget.text().replace("&", "")) + 6
        ):
            yield widget.text()
    elif isinstance(widget, QLineEdit):
        room = widget.width() - 8
        if not widget.text() and metrics.horizontalAdvance(widget.placeholderText()) > room:
            yield widget.placeholderText()
    elif isinstance(widget, QComboBox):
        if widget.currentText() and metrics.horizontalAdvance(widget.currentText()) > widget.width() - 20:
            yield widget.currentText()
    elif isinstance(widget, QTabBar):
        for number in range(widget.count()):
            if metrics.horizontalAdvance(widget.tabText(number)) > widget.tabRect(number).width():
                yield widget.tabText(number)
    elif isinstance(widget, QHeaderView) and widget.model() is not None:
        yield from _sections_clipped(widget, metrics)


def _label_clipped(widget: QLabel, metrics: QFontMetrics) -> Iterator[str]:
    text = widget.text()
    if not text or not widget.pixmap().isNull():
        return
    if widget.wordWrap():
        if widget.heightForWidth(widget.width()) > widget.height() + 2 * SPARE:
            yield text
        return
    lines = text.replace("&", "" if widget.buddy() else "&").splitlines() or [""]
    wide = max(metrics.horizontalAdvance(one) for one in lines)
    ignored = widget.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Ignored
    if wide > widget.width() + SPARE and not ignored:
        yield text
    elif metrics.height() * len(lines) > widget.height() + 3:
        yield f"{text} (height)"


def _sections_clipped(header: QHeaderView, metrics: QFontMetrics) -> Iterator[str]:
    model = header.model()
    for number in range(header.count()):
        text = model.headerData(number, header.orientation())
        if header.isSectionHidden(number) or not isinstance(text, str):
            continue
        side = model.headerData(number, header.orientation(), Qt.ItemDataRole.TextAlignmentRole)
        if isinstance(side, int) and side & Qt.TextFlag.TextWordWrap.value:
            room = QRect(0, 0, header.sectionSize(number), 1000)
            if metrics.boundingRect(room, side | Qt.TextFlag.TextWrapAnywhere.value, text).height() > header.height():
                yield text
        elif metrics.horizontalAdvance(text) > header.sectionSize(number):
            yield text


def _scrolled(widget: QWidget) -> bool:
    """Whether a widget is the content of a scroll area, which may be larger than its viewport."""
    parent = widget.parentWidget()
    above = parent.parentWidget() if parent is not None else None
    return isinstance(above, QAbstractScrollArea) and above.viewport() is parent


def _outside(widget: QWidget) -> Iterator[str]:
    """Widgets that do not fit into their parent."""
    parent = widget.parentWidget()
    if parent is None or widget.isWindow() or isinstance(widget.parentWidget(), QAbstractItemView):
        return
    if isinstance(parent.parentWidget(), QAbstractItemView):
        return
    box, room = widget.geometry(), parent.rect()
    if box.right() > room.right() + SPARE or box.x() < -SPARE:
        yield f"{box.x()}..{box.right()} of 0..{room.right()}"
    elif not _scrolled(widget) and (box.bottom() > room.bottom() + SPARE or box.y() < -SPARE):
        yield f"{box.y()}..{box.bottom()} of 0..{room.bottom()} (height)"


def _overlaps(parent: QWidget) -> Iterator[str]:
    """Children of one widget that lie on each other."""
    if isinstance(parent, QAbstractScrollArea | QLineEdit | QComboBox):
        return
    children = [
        c for c in parent.children()
        if isinstance(c, QWidget) and c.isVisible() and not c.isWindow() and not c.property(OVERLAY)
        and c.property("role") != "popup" and not isinstance(c, QSizeGrip) and not c.objectName().startswith("qt_")
    ]  # fmt: skip
    boxes: list[tuple[QRect, QWidget]] = [(c.geometry(), c) for c in children]
    for number, (box, one) in enumerate(boxes):
        for other, two in boxes[number + 1 :]:
            common = box.intersected(other)
            if common.width() > SPARE and common.height() > SPARE:
                yield f"{type(one).__name__} / {type(two).__name__} {common.width()}×{common.height()}"


# --- names -----------------------------------------------------------------
def _nameless(widget: QWidget) -> bool:
    """A control a screen reader has no name for."""
    parent = widget.parentWidget()
    if widget.objectName().startswith("qt_") or type(parent).__name__ in ("QSpinBox", "QComboBox", "QDateEdit"):
        return False
    if isinstance(widget, QFrame) and type(widget) is QFrame:
        return False
    face = QAccessible.queryAccessibleInterface(widget)
    return face is not None and face.role() in CONTROLS and not face.text(QAccessible.Text.Name)


# --- the way of the Tab key --------------------------------------------------
def _out_of_order(root: QWidget) -> list[Finding]:
    """Steps of the Tab key that go back against the reading direction."""
    stops = list(_stops(root))
    found = []
    for one, two in pairwise(stops):
        here, there = _place(one, root), _place(two, root)
        up = there.bottom() <= here.top() and there.left() < here.right()
        back = there.right() <= here.left() and there.top() < here.center().y() < there.bottom()
        if up or back:
            found.append(Finding("order", _path(two, root), f"after {_path(one, root)} {here.topLeft().toTuple()}"))
    return found


def _stops(root: QWidget) -> Iterator[QWidget]:
    """Where the Tab key stops, in its order."""
    step = root.nextInFocusChain()
    while step is not None and step is not root:
        takes = step.focusPolicy() & Qt.FocusPolicy.TabFocus and step.focusProxy() is None
        seen = step.isVisible() and root.isAncestorOf(step) and not step.visibleRegion().isEmpty()
        if takes and step.isEnabled() and seen:
            yield step
        step = step.nextInFocusChain()


def _place(widget: QWidget, root: QWidget) -> QRect:
    """Where it is seen: of what is scrolled the part in sight."""
    return widget.visibleRegion().boundingRect().translated(widget.mapTo(root, QPoint(0, 0)))
