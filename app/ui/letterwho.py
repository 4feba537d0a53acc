"""Who gets a letter of a batch: found by name or initials, by group, or from a pasted list of names.

Does not belong here: what the letters say (lettersheet, letterbatch), picking one person in a form (fields.picker).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.ui.desk import Desk
from app.ui.dialogs import Ask
from app.ui.directory import Directory, Option
from app.ui.parts import Line, button, label, row

ID, KEYS = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
WIDTH = 290
MOST_TOLD = 8
SLICE = 60  # people and units taken up in one turn


@dataclass(frozen=True, slots=True)
class Found:
    """What became of a list of names. several: names that more than one bears; none: names nobody bears."""

    ids: tuple[str, ...]
    several: tuple[str, ...]
    none: tuple[str, ...]

    @property
    def words(self) -> str:
        """What a person is told."""
        parts = [f"选上了 {len(self.ids)} 个"]
        parts += [f"{len(self.none)} 个没有找到：{_short(self.none)}"] if self.none else []
        parts += [f"{len(self.several)} 个有重名，请在清单里自己选：{_short(self.several)}"] if self.several else []
        return "；".join(parts) + "。"


def find_names(known: Directory, text: str) -> Found:
    """People and units named in a text: one a line, or set apart by 、，；; of a line with cells the second tells apart
    people of one name by unit or post. “同志” behind a name does not count."""
    by_name: dict[str, list[Option]] = {}
    for option in (*known.unit_options(), *known.person_options()):
        by_name.setdefault(option.label, []).append(option)
    ids: dict[str, None] = {}
    several, none = [], []
    for name, hint in _names(text):
        options = by_name.get(name) or by_name.get(name.removesuffix("同志")) or []
        fitting = [o for o in options if hint and hint in o.detail] or options
        if len(fitting) == 1:
            ids[fitting[0].id] = None
        elif fitting:
            several.append(name)
        else:
            none.append(name)
    return Found(tuple(ids), tuple(dict.fromkeys(several)), tuple(dict.fromkeys(none)))


def _names(text: str) -> Iterable[tuple[str, str]]:
    for one in text.splitlines():
        if "\t" in one:
            name, hint, *_rest = [cell.strip() for cell in one.split("\t")]
            found = [(name, hint)]
        else:
            found = [(part.strip(), "") for part in re.split(r"[、，,；;]", one)]
        yield from ((re.sub(r"\s+", "", name) if re.fullmatch(r"[^\x00-\x7f\s]\s+[^\x00-\x7f\s]", name) else name, hint) for name, hint in found if name)


def _short(names: tuple[str, ...]) -> str:
    return "、".join(names[:MOST_TOLD]) + ("等" if len(names) > MOST_TOLD else "")


class WhoPicker(QWidget):
    """People and units to tick. changed: told whenever the choice is another one."""

    def __init__(self, desk: Desk, changed: Callable[[], object], told: Callable[[str], object]) -> None:
        super().__init__()
        self._desk, self._changed, self._told = desk, changed, told
        self._groups: dict[str, frozenset[str] | None] = {}
        self._waiting: list[Option] = []
        self.search = Line()
        self.search.setAccessibleName("按姓名、单位或拼音首字母查找")
        self.search.setPlaceholderText("查找姓名、单位")
        self.search.textChanged.connect(lambda _t: self._narrow())
        self.group = QComboBox()
        self.group.setAccessibleName("只列出哪些")
        self.group.setMinimumContentsLength(12)
        self.group.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.group.currentIndexChanged.connect(lambda _i: self._narrow())
        self.who = QListWidget()
        self.who.setAccessibleName("发给谁")
        self.who.setUniformItemSizes(True)
        self.who.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.who.itemChanged.connect(lambda _i: self._count())
        self.chosen = label("", "sub")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        for part in (self.search, self.group, self.who, self.chosen):
            box.addWidget(part)
        every = [button(words, lambda on=on: self._check(on), "small") for words, on in (("全选", True), ("全不选", False))]  # type: ignore[misc]
        box.addLayout(row(*every, None, button("粘贴名单", self.paste, "small")))
        self.setFixedWidth(WIDTH)
        self._fill()

    def _fill(self) -> None:
        known = self._desk.directory
        self.who.clear()
        self._waiting = [o for o in (*known.unit_options(), *known.person_options()) if o.id != known.own_unit]
        self._groups = dict(groups(known, self._desk.today()))
        self.group.blockSignals(True)
        self.group.clear()
        self.group.addItems(list(self._groups))
        self.group.blockSignals(False)
        QTimer.singleShot(0, self, self._add)
        self._count()

    def _add(self, most: int = SLICE) -> None:
        """Put the next of those there are into the list; some in each turn, so that a long register stops nobody."""
        held = self.who.blockSignals(True)
        for option in self._waiting[:most]:
            item = QListWidgetItem(f"{option.label}　{option.detail}".strip())
            item.setToolTip(item.text())
            item.setData(ID, option.id)
            item.setData(KEYS, f"{option.label} {option.detail} {option.keys}".lower())
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.who.addItem(item)
        self.who.blockSignals(held)
        del self._waiting[:most]
        if self._waiting:
            QTimer.singleShot(0, self, self._add)

    def _items(self) -> list[QListWidgetItem]:
        """All of them, also those that the list has not taken up yet."""
        self._add(len(self._waiting))
        return self._taken_up()

    def _taken_up(self) -> list[QListWidgetItem]:
        return [self.who.item(at) for at in range(self.who.count())]

    def _narrow(self) -> None:
        wanted, group = self.search.text().strip().lower(), self._groups.get(self.group.currentText())
        for item in self._items():
            item.setHidden(wanted not in str(item.data(KEYS)) or (group is not None and item.data(ID) not in group))

    def _check(self, on: bool) -> None:
        """Tick or clear those that are shown."""
        self._tick({str(i.data(ID)) for i in self._items() if not i.isHidden()}, on)

    def _tick(self, ids: set[str], on: bool) -> None:
        self.who.blockSignals(True)
        for item in self._items():
            if item.data(ID) in ids:
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.who.blockSignals(False)
        self.who.viewport().update()
        self._count()

    def paste(self) -> None:
        """Tick everybody of a list of names; say which names are not found or borne by several."""
        words = "每行一个，或用顿号隔开；从表格粘贴时，第二列的单位或职务用来分清重名。"
        given = self._desk.dialogs.form("粘贴名单", words, (Ask("names", "名单", kind="long"),), "选上")
        if given is not None:
            found = find_names(self._desk.directory, given["names"])
            self._tick(set(found.ids), True)
            self._told(found.words)

    def subjects(self) -> tuple[str, ...]:
        """Who is ticked, in the order of the list."""
        return tuple(str(i.data(ID)) for i in self._taken_up() if i.checkState() is Qt.CheckState.Checked)

    def _count(self) -> None:
        self.chosen.setText(f"已选 {len(self.subjects())} 个")
        self._changed()


def groups(known: Directory, day: str) -> Iterable[tuple[str, frozenset[str] | None]]:
    """Names of groups and who belongs to them on a day; None: everybody."""
    held = [p for p in known.posts if p.holds_on(day)]
    yield "全部", None
    yield "单位", frozenset(u.id for u in known.units)
    yield "在职人员", frozenset(p.id for p in known.people if p.current)
    yield "本单位班子成员", frozenset(known.leaders(day))
    yield "各单位主要负责人", frozenset(p.person for p in held if "principal" in p.roles)
    for unit in known.units:
        if people := frozenset(p.person for p in held if p.unit == unit.id):
            yield f"{unit.name}的人员", people
