"""For every role each page it may open: nothing of a record it may not see stands in any widget."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from app.services import lists
from app.services.lists import ListQuery
from app.services.session import Session
from app.ui.desk import Desk
from app.ui.dialogs import Dialogs
from app.ui.jobs import Runner
from app.ui.navigation import NAV_PAGES, may_open
from app.ui.pages.factory import make_page
from app.ui.shell import Shell
from app.ui.theme import Tokens
from tests.rights.conftest import CATALOG, ROLES, Filled, filled  # noqa: F401 - the fixture

FORMS = tuple(f.id for f in CATALOG.records)
MOST_ROWS = 300


@pytest.fixture(params=ROLES)
def window(
    request: pytest.FixtureRequest, filled: Filled, runner: Runner, tokens: Tokens, idle: Callable[[], None]  # noqa: F811
) -> Iterator[Shell]:
    """The main window of an account of one role."""
    desk = Desk(filled.as_role(request.param), runner, Dialogs(scripted=True), tokens)
    if desk.session.business is not None:
        desk.load_directory()
    idle()
    made = Shell(desk, make_page, "某局党组")
    made.show()
    yield made
    idle()
    made.close()
    made.deleteLater()


def test_no_page_says_anything_of_a_hidden_record(window: Shell, filled: Filled, idle: Callable[[], None]) -> None:  # noqa: F811
    session = window.desk.session
    hidden = hidden_titles(filled, session)
    opened = 0
    for page in NAV_PAGES:
        if may_open(session, page):
            window.desk.open(page.name)
            idle()
            opened += 1
            said = texts(window)
            assert not {t for t in hidden if t in said}, page.name
    assert opened
    assert len(hidden) > 5 or "discipline_secretary" in session.user.roles


def hidden_titles(filled: Filled, session: Session) -> set[str]:  # noqa: F811
    """Titles that only records have which this account does not see, and that no label has."""
    rows = {r.id: r.title for r in lists.rows(filled.desk.session, FORMS, _rids(filled.desk.session))}
    mine = {} if session.business is None else {r.id: r.title for r in lists.rows(session, FORMS, _rids(session))}
    shown = " ".join(mine.values()) + " ".join(t.label for v in CATALOG.vocab for t in v.known())
    shown += " ".join(d.label + d.summary for d in CATALOG.duties) + " ".join(f.label for f in CATALOG.letters.values())
    return {title for one, title in rows.items() if one not in mine and len(title) > 5 and title not in shown}


def _rids(session: Session) -> list[int]:
    return list(lists.list_ids(session, ListQuery(FORMS)))


def texts(root: QWidget) -> str:
    """Everything that widgets below say: texts, rows, names, tips."""
    said: list[str] = []
    for widget in (root, *root.findChildren(QWidget)):
        said += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
        if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
            said.append(widget.text())
        elif isinstance(widget, QPlainTextEdit):
            said.append(widget.toPlainText())
        elif isinstance(widget, QComboBox):
            said += [widget.itemText(i) for i in range(widget.count())]
        elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
            said += rows_of(widget.model())
    return "\n".join(said)


def rows_of(model: QAbstractItemModel, parent: QModelIndex = QModelIndex()) -> list[str]:  # noqa: B008 - the empty index
    """The texts of the first rows of a model."""
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
    return [
        str(model.index(r, c, parent).data(role) or "")
        for r in range(min(model.rowCount(parent), MOST_ROWS)) for c in range(model.columnCount(parent)) for role in roles
    ]  # fmt: skip
