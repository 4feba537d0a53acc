"""From a page's name to the page: the one place that knows all of them."""

from __future__ import annotations

from app.ui.desk import Desk
from app.ui.newmenu import PAGES
from app.ui.pages.base import Page
from app.ui.pages.lists import ListPage

LISTS = {
    "meetings": ("会议", ("meetings",), "登记党组会、专题会、民主生活会，履责清单会自己清点。"),
    "talks": ("谈话", ("talks",), "登记谈心谈话、提醒谈话、任前廉政谈话等。"),
    "works": ("学习检查报告", ("study", "checks", "reports"), "登记学习教育、监督检查和各类报告。"),
    "dossier": ("全部档案条目", ("dossier",), "一人一档，条目只增不改。"),
    "ledgers": ("台账", ("ledgers",), "登记整改、建议、线索等台账，按期限提醒。"),
    "letters": ("文书", ("letters",), "从履责清单的缺口“写一份”，或点右上角起草。"),
    "all": ("全部记录", (*PAGES, "letters"), "这里列出您看得到的所有记录。"),
}


def make_page(name: str, desk: Desk) -> Page:
    """A page by name; KeyError for an unknown one (a bug). Pages are imported when first opened."""
    if name == "ledgers":
        from app.ui.pages.ledgers import LedgerPage

        return LedgerPage(desk, name, *LISTS[name])
    if name in LISTS:
        title, places, hint = LISTS[name]
        return ListPage(desk, name, title, places, hint)
    if name == "home":
        from app.ui.pages.home import HomePage

        return HomePage(desk)
    if name == "tasks":
        from app.ui.pages.tasks import TasksPage

        return TasksPage(desk)
    if name == "board":
        from app.ui.pages.board import BoardPage

        return BoardPage(desk)
    if name == "record":
        from app.ui.pages.record import RecordPage

        return RecordPage(desk)
    if name == "letter":
        from app.ui.pages.letter import LetterPage

        return LetterPage(desk)
    return _rest(name, desk)


def _rest(name: str, desk: Desk) -> Page:
    if name == "people":
        from app.ui.pages.people import PeoplePage

        return PeoplePage(desk)
    if name == "dossiers":
        from app.ui.pages.dossiers import DossiersPage

        return DossiersPage(desk)
    if name == "file":
        from app.ui.pages.file import FilePage

        return FilePage(desk)
    if name == "person":
        from app.ui.pages.person import PersonPageView

        return PersonPageView(desk)
    if name == "dutysheet":
        from app.ui.pages.dutysheet import DutySheetPage

        return DutySheetPage(desk)
    if name == "talkmatrix":
        from app.ui.pages.talkmatrix import TalkMatrixPage

        return TalkMatrixPage(desk)
    if name == "calendar":
        from app.ui.pages.calendar import CalendarPage

        return CalendarPage(desk)
    if name == "timeline":
        from app.ui.pages.timeline import TimelinePage

        return TimelinePage(desk)
    if name == "exchange":
        from app.ui.pages.exchange import ExchangePage

        return ExchangePage(desk)
    if name == "drafts":
        from app.ui.pages.drafts import DraftsPage

        return DraftsPage(desk)
    if name == "draft":
        from app.ui.pages.draft import DraftPage

        return DraftPage(desk)
    if name == "check":
        from app.ui.pages.check import CheckPage

        return CheckPage(desk)
    if name == "statistics":
        from app.ui.pages.reports import ReportsPage

        return ReportsPage(desk)
    if name == "settings":
        from app.ui.pages.settings import SettingsPage

        return SettingsPage(desk)
    if name == "ownduty":
        from app.ui.pages.ownduty import OwnDutyPage

        return OwnDutyPage(desk)
    if name == "help":
        from app.ui.pages.help import HelpPage

        return HelpPage(desk)
    raise KeyError(name)
