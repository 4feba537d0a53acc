"""Actions as data; menus, shortcuts, the Ctrl+K palette and the shortcut sheet are projections."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget


def always() -> bool:
    """The condition of an action that can be done at any time."""
    return True


@dataclass(frozen=True, slots=True)
class Action:
    """Something a person can do.

    id: stable name. menus: the menus it stands in. when: whether it can be done now.
    words: other words the palette finds it by. more: other shortcuts for the same.
    """

    id: str
    title: str
    callback: Callable[[], object]
    shortcut: str = ""
    when: Callable[[], bool] = always
    menus: tuple[str, ...] = ()
    words: str = ""
    more: tuple[str, ...] = ()


class Actions:
    """All actions of one window in the order they were declared."""

    def __init__(self, actions: Iterable[Action] = ()) -> None:
        self._actions: dict[str, Action] = {}
        self.extend(actions)

    def extend(self, actions: Iterable[Action]) -> None:
        """Add actions; an id that is taken is a bug."""
        for action in actions:
            if action.id in self._actions:
                raise ValueError(action.id)
            self._actions[action.id] = action

    def __iter__(self) -> Iterator[Action]:
        return iter(self._actions.values())

    def get(self, action_id: str) -> Action:
        """One action; KeyError for an unknown id."""
        return self._actions[action_id]

    def run(self, action_id: str) -> None:
        """Do an action if it can be done now."""
        action = self._actions[action_id]
        if action.when():
            action.callback()

    def find(self, text: str) -> list[Action]:
        """Actions that can be done now and whose title or words contain the text."""
        wanted = text.strip().lower()
        return [a for a in self._actions.values() if wanted in f"{a.title} {a.words}".lower() and a.when()]

    def bind(self, window: QWidget) -> None:
        """Give the window the shortcuts."""
        for action in self._actions.values():
            if not action.shortcut:
                continue
            made = QAction(action.title, window)
            made.setShortcuts([QKeySequence(k) for k in (action.shortcut, *action.more)])
            made.triggered.connect(lambda _checked=False, name=action.id: self.run(name))
            window.addAction(made)

    def menu(self, name: str, parent: QWidget) -> QMenu:
        """A menu with the actions that stand in it."""
        made = QMenu(parent)
        made.setAccessibleName(name)
        for action in self._actions.values():
            if name in action.menus:
                entry = made.addAction(action.title)
                entry.setEnabled(action.when())
                if action.shortcut:
                    entry.setShortcut(QKeySequence(action.shortcut))
                entry.triggered.connect(lambda _checked=False, key=action.id: self.run(key))
        return made

    def sheet(self) -> list[tuple[str, str]]:
        """Shortcut and title of every action that has one: the shortcut sheet."""
        return [(written(a.shortcut), a.title) for a in self._actions.values() if a.shortcut]


def written(shortcut: str) -> str:
    """A shortcut as it is printed on keys."""
    return shortcut.replace("Left", "←").replace("Right", "→")
