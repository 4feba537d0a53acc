"""The home page of each role: what it shows, whom it asks, that it can be used at once, what is news on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from app.catalog.catalog import Catalog
from app.domain.clock import FixedClock
from app.services import backup, preferences, records, tasks
from app.services.accounts import add_user
from app.services.session import Session
from app.services.setup import unlock
from app.ui.desk import Desk
from app.ui.dialogs import Dialogs
from app.ui.homecards import CareCard
from app.ui.jobs import Runner
from app.ui.pages.factory import make_page
from app.ui.pages.home import HomePage
from app.ui.pages.tasks import TasksPage
from app.ui.reminding import Reminder, pressing
from app.ui.settings.own import OwnTab
from app.ui.shell import Shell
from app.ui.theme import Tokens
from tests.unit.services.desk import OTHER_PASSWORD, TODAY, new_office
from tests.unit.services.desk import Desk as Clerk

Idle = Callable[[], None]
Enter = Callable[[str], Shell]


@pytest.fixture
def clock() -> FixedClock:
    """A clock that can be moved."""
    return FixedClock(TODAY)


@pytest.fixture
def office(tmp_path: Path, catalog: Catalog, clock: FixedClock) -> Iterator[Session]:
    """An office whose clerk works for everybody, without duties: only workflows and letters ask for something."""
    made = new_office(tmp_path / "office", catalog, packs=False, clock=clock).session
    yield made
    made.close()


def late_suggestion(session: Session) -> str:
    body = {"title": "关于资金管理的建议", "date": "2026-11-02", "issued_at": "2026-11-02", "due": "2026-11-10"}
    return records.save(session, "suggestion", "ledger.suggestion", body).value.id


def letter_to_sign(session: Session) -> str:
    from app.services import letters

    view = Clerk(session).letter()
    letters.advance(session, view.id, "submit")
    return view.id


@contextmanager
def window(session: Session, runner: Runner, tokens: Tokens, idle: Idle) -> Iterator[Shell]:
    """The main window of a session, on the home page."""
    desk = Desk(session, runner, Dialogs(scripted=True), tokens)
    if session.business is not None:
        desk.load_directory()
    shell = Shell(desk, make_page, "某单位")
    shell.show()
    desk.open("home")
    idle()
    try:
        yield shell
    finally:
        shell.keep_drafts()
        idle()
        shell.close()
        shell.deleteLater()


@contextmanager
def as_role(office: Session, role: str, runner: Runner, tokens: Tokens, idle: Idle) -> Iterator[Shell]:
    """Log out, and in again as an account with one role."""
    add_user(office, f"x{role}", "张同志", (role,), OTHER_PASSWORD)
    office.close()
    session = unlock(office.folder, office.catalog, office.clock, f"x{role}", OTHER_PASSWORD)
    with window(session, runner, tokens, idle) as shell:
        yield shell
    session.close()


def home(shell: Shell) -> HomePage:
    assert isinstance(shell.current, HomePage)
    return shell.current


def numbers(shell: Shell) -> dict[str, int | None]:
    return {c.card.label: c.card.number for c in home(shell).cards if c.isVisible() and c.card is not None}


def titles(shell: Shell) -> list[str]:
    return [r.todo.title for r in home(shell).list.rows]


def words(where: QWidget) -> str:
    return " ".join(w.text() for w in where.findChildren(QLabel) if w.isVisible())


def press(where: QWidget, text: str) -> None:
    button = next(b for b in where.findChildren(QPushButton) if b.text().startswith(text) and b.isVisible())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


# --- for whom --------------------------------------------------------------------
def test_a_clerk_begins_with_the_tasks_of_the_office_and_may_narrow_them(office: Session, shell: Shell, idle: Idle) -> None:
    late_suggestion(office)
    shell.desk.open("home")
    idle()
    whole = tasks.tasks(office, tasks.TaskScope(office=True))
    assert numbers(shell)["逾期"] == sum(t.state == "overdue" for t in whole.tasks)
    press(home(shell), "我的")
    idle()
    mine = tasks.tasks(office, tasks.TaskScope(mine=True))
    assert numbers(shell)["逾期"] == sum(t.state == "overdue" for t in mine.tasks)
    assert preferences.get(office, "home_scope") == "mine"


def test_a_leader_sees_letters_to_sign_first(office: Session, runner: Runner, tokens: Tokens, idle: Idle) -> None:
    letter_to_sign(office)
    with as_role(office, "principal", runner, tokens, idle) as shell:
        assert numbers(shell)["待签发"] == 1
        row = home(shell).list.rows[0]
        assert (row.todo.tag, row.todo.button) == ("待签发", "去签发")
        row.setFocus()
        QTest.keyClick(row, Qt.Key.Key_Return)
        idle()
        assert shell.place is not None
        assert shell.place.page == "letter"


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "auditor"])
def test_administrators_see_backups_accounts_and_logs_and_no_content(
    office: Session, runner: Runner, tokens: Tokens, idle: Idle, role: str
) -> None:
    late_suggestion(office)
    backup.backup(office)
    with as_role(office, role, runner, tokens, idle) as shell:
        page = home(shell)
        cares = {c.title.text() for c in page.findChildren(CareCard)}
        wanted = {"system_admin": {"备份", "账号"}, "security_admin": {"账号"}, "auditor": set()}[role]
        assert cares == wanted | {"安全日志"}
        assert numbers(shell) == {}
        assert "资金管理" not in words(shell)
        assert not page.why.place.isVisible()
        assert shell.navigation.allowed("tasks") is False


def test_an_old_backup_is_something_to_do(office: Session, runner: Runner, tokens: Tokens, clock: FixedClock, idle: Idle) -> None:
    from app.services.home_roles import cares

    assert [(c.value, c.tone) for c in cares(office) if c.label == "备份"] == [("还没有", "bad")]
    backup.backup(office)
    assert [(c.value, c.tone) for c in cares(office) if c.label == "备份"] == [("今天", "good")]
    clock.instant += dt.timedelta(days=7)
    assert [(c.value, c.tone) for c in cares(office) if c.label == "备份"] == [("7 天前", "good")]
    clock.instant += dt.timedelta(days=1)
    assert [(c.value, c.tone) for c in cares(office) if c.label == "备份"] == [("8 天前", "bad")]


def test_who_only_receives_is_led_to_packages(office: Session, runner: Runner, tokens: Tokens, idle: Idle) -> None:
    late_suggestion(office)
    with as_role(office, "receiver", runner, tokens, idle) as shell:
        assert numbers(shell) == {"还没有出具回执": 0, "本年收到": 0}
        press(home(shell), "打开交换")
        idle()
        assert shell.place is not None
        assert shell.place.page == "exchange"


@pytest.mark.parametrize("role", ["member", "party_clerk", "inspection_clerk", "org_clerk"])
def test_no_role_sees_tasks_of_records_it_may_not_read(
    office: Session, runner: Runner, tokens: Tokens, idle: Idle, role: str
) -> None:
    late_suggestion(office)
    with as_role(office, role, runner, tokens, idle) as shell:
        for scope in ("mine", "office"):
            shell.desk.open("tasks", scope=scope, group="")
            idle()
            page = shell.current
            assert isinstance(page, TasksPage)
            assert page.found is not None
            assert "资金管理" not in repr(page.found)
        shell.desk.open("home")
        idle()
        assert "资金管理" not in words(shell) + " ".join(titles(shell))


# --- what it reaches to ----------------------------------------------------------
def test_the_span_is_chosen_counted_and_remembered(office: Session, shell: Shell, idle: Idle) -> None:
    for day in ("2026-11-21", "2026-11-27", "2026-12-20"):
        body = {"title": f"建议 {day}", "date": "2026-11-02", "issued_at": "2026-11-02", "due": day}
        records.save(office, "suggestion", "ledger.suggestion", body)
    shell.desk.open("home")
    idle()
    page = home(shell)
    assert [b.text() for b in page.spans.values()] == ["本周 1", "本月 2", "本季度 3"]
    assert numbers(shell)["本季度到期"] == 3
    press(page, "本周")
    idle()
    assert numbers(shell)["本周到期"] == 1
    assert not [t for t in titles(shell) if "反馈" in t and "12-20" in t]
    shell.desk.open("settings")
    shell.desk.open("home")
    idle()
    assert numbers(shell)["本周到期"] == 1


def test_numbers_lead_to_the_same_numbers_of_tasks(office: Session, shell: Shell, idle: Idle) -> None:
    late_suggestion(office)
    shell.desk.open("home")
    idle()
    card = home(shell).cards[0]
    assert card.card is not None
    card.setFocus()
    QTest.keyClick(card, Qt.Key.Key_Return)
    idle()
    page = shell.current
    assert isinstance(page, TasksPage)
    assert len(page.shown) == card.card.number


def test_before_anything_is_counted_the_page_has_its_labels_and_can_be_used(office: Session, shell: Shell, idle: Idle) -> None:
    letter_to_sign(office)
    shell.desk.open("home")
    page = home(shell)
    page.refresh()
    from app.services import home as service

    office.cache.clear()
    look = service.first_look(office)
    assert look is not None
    page._show(look)
    assert numbers(shell)["逾期"] is None
    assert {c.card.label for c in page.cards if c.card is not None} == {"逾期", "本季度到期", "等待他人", "本年已有记录"}
    assert all("…" not in words(c) for c in page.cards)
    assert page.list.rows[0].todo.tag == "待签发"
    idle()
    assert numbers(shell)["逾期"] is not None


# --- what others changed -----------------------------------------------------------
def test_news_opens_its_record_and_is_read_then(office: Session, runner: Runner, tokens: Tokens, idle: Idle) -> None:
    first, second = (Clerk(office).talk(Clerk(office).person(name)).id for name in ("李雷", "韩梅梅"))
    with as_role(office, "party_clerk", runner, tokens, idle) as shell:
        page = home(shell)
        assert page.news._tabs["news"].text() == "有变化 2"
        row = page.news.rows.findChildren(QPushButton)[0]
        assert "王敏 登记谈心谈话" in row.accessibleName() or "王敏" in row.text()
        row.click()
        idle()
        assert shell.place is not None
        assert shell.place.args["id"] in (first, second)
        shell.desk.back()
        idle()
        assert page.news._tabs["news"].text() == "有变化 1"
        press(page, "全部标为已读")
        idle()
        assert page.news._tabs["news"].text() == "有变化"


# --- the daily line ------------------------------------------------------------------
def test_the_day_begins_with_one_quiet_line_that_leads_to_tasks(
    office: Session, shell: Shell, clock: FixedClock, idle: Idle, qapp: QApplication
) -> None:
    late_suggestion(office)
    reminder = Reminder(shell)
    reminder.start()
    idle()
    said = shell.bar.rows[0]
    assert said.message.text == "逾期 1 项。"
    press(said, "打开待办")
    idle()
    assert isinstance(shell.current, TasksPage)
    shell.bar.dismiss()
    reminder.count()
    idle()
    assert not shell.bar.rows
    clock.instant = dt.datetime(2026, 11, 21, 0, 5, tzinfo=dt.UTC)
    reminder.look()
    idle()
    assert shell.bar.rows[0].message.text == "逾期 1 项。"


def test_who_does_not_want_the_line_has_it_off_but_keeps_the_number(office: Session, shell: Shell, idle: Idle) -> None:
    late_suggestion(office)
    shell.desk.open("settings", tab="own")
    idle()
    tab = next(t for t in shell.page("settings").findChildren(OwnTab))
    tab.remind.click()
    idle()
    assert preferences.get(office, preferences.REMIND) == "off"
    assert not pressing(office).say
    shell.bar.dismiss()
    Reminder(shell).start()
    idle()
    assert not [r for r in shell.bar.rows if "逾期" in r.message.text]
    assert shell.navigation._buttons["tasks"].text() == "待办 1"
