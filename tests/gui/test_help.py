"""The manual: every page has a chapter, links and pictures lead somewhere, it is searched, read and left by keys."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextDocument

from app.ui.manual import Manual, links_of, manual_dir, pictures_of, plain_text, read_manual
from app.ui.navigation import FOOT, HOME_OF, NAV_PAGES
from app.ui.pages.help import HelpPage

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.shell import Shell

Idle = Callable[[], None]
LARGEST = 120 * 1024


@pytest.fixture(scope="module")
def manual() -> Manual:
    return read_manual()


@pytest.fixture
def page(shell: Shell, idle: Idle) -> HelpPage:
    """The help page at its first chapter."""
    shell.desk.open("help")
    idle()
    assert isinstance(shell.current, HelpPage)
    return shell.current


def test_every_page_has_a_chapter(manual: Manual) -> None:
    known = {t for c in manual.chapters for t in c.topics} | set(manual.by_id)
    assert {p.name for p in NAV_PAGES if p.name not in known} == set()
    assert {p for p in HOME_OF if p not in known} <= {"study", "checks", "reports", "documents", "events"}
    assert FOOT.name not in known
    assert manual.chapter_for("nothing of the kind") == "start"
    assert manual.chapter_for("settings.backup") == "backup"
    assert manual.chapter_for("settings.packs") == "duties"
    assert manual.chapter_for("settings.log") == "accounts"


def test_every_file_is_a_chapter_with_a_title_and_something_to_read(manual: Manual) -> None:
    assert {p.stem for p in (manual_dir() / "zh").glob("*.md")} == set(manual.by_id)
    assert len({c.title for c in manual.chapters}) == len(manual.chapters)
    for chapter in manual.chapters:
        assert chapter.text.startswith(f"# {chapter.title}\n")
        assert len(chapter.text) > 200


def test_links_lead_to_chapters_and_never_out(manual: Manual) -> None:
    for chapter in manual.chapters:
        for link in links_of(chapter):
            assert link.removesuffix(".md") in manual.by_id, f"{chapter.id}: {link}"
        assert "http" not in chapter.text


def test_pictures_are_named_and_light(manual: Manual) -> None:
    named = {p for c in manual.chapters for p in pictures_of(c)}
    assert all(re.fullmatch(r"pictures/[a-z0-9-]+\.png", p) for p in named)
    there = {f"pictures/{p.name}" for p in (manual_dir() / "pictures").glob("*.png")}
    assert named == there  # drawn by `lvze pictures --manual`
    for path in (manual_dir() / "pictures").glob("*.png"):
        assert path.stat().st_size <= LARGEST, path.name


def test_no_chapter_judges_people(manual: Manual) -> None:
    for chapter in manual.chapters:
        assert "失职" not in chapter.text
        assert "问题人员" not in chapter.text


def test_shortcuts_in_the_manual_exist(manual: Manual, shell: Shell) -> None:
    written = set(re.findall(r"`((?:Ctrl|Alt|Shift)\+[^`]+|F\d+)`", manual.by_id["keys"].text.partition("## 填写时")[0]))
    known = {k for a in shell.actions_ for k in (a.shortcut, *a.more)}
    assert {w.replace("←", "Left") for w in written} <= known


def test_words_are_found_with_their_heading(manual: Manual) -> None:
    hits = manual.find("恢复密钥")
    assert {"start", "accounts"} <= {h.chapter for h in hits}
    assert any(h.heading == "口令" for h in hits)
    assert manual.find("没有这个词组") == []
    assert plain_text("- **备份到……**：见[备份](backup.md)`F1`") == "备份到……：见备份F1"


def test_f1_opens_the_chapter_of_the_page(shell: Shell, idle: Idle, qtbot: QtBot) -> None:
    shell.desk.open("exchange")
    idle()
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow, timeout=2000)
    qtbot.keyClick(shell, Qt.Key.Key_F1)
    idle()
    assert isinstance(shell.current, HelpPage)
    assert shell.current.shown == "exchange"
    assert "名片" in shell.current.view.toPlainText()


def test_f1_on_a_tab_of_the_settings_opens_the_chapter_of_the_tab(shell: Shell, idle: Idle) -> None:
    shell.desk.open("settings", tab="backup")
    idle()
    shell.show_help()
    idle()
    assert isinstance(shell.current, HelpPage)
    assert shell.current.shown == "backup"


def test_chapters_are_searched_followed_and_gone_back_to(page: HelpPage, qtbot: QtBot) -> None:
    assert page.shown == "start"
    assert page.model.rowCount() == len(page.manual.chapters)
    page.view.followed.emit("home")
    assert page.shown == "home"
    page.back.click()
    assert page.shown == "start"
    page.forward.click()
    assert page.shown == "home"
    qtbot.keyClicks(page.line, "fcitx5")
    assert page.model.rowCount() >= 1
    qtbot.keyClick(page.line, Qt.Key.Key_Return)
    qtbot.keyClick(page.list, Qt.Key.Key_Home)
    page.list.setCurrentIndex(page.model.index(0, 0))
    assert page.shown == "input"
    assert page.view.extraSelections()
    page.line.setText("没有这个词组")
    assert page.none.isVisibleTo(page)
    page.line.clear()
    assert page.model.rowCount() == len(page.manual.chapters)


def test_nothing_outside_the_manual_is_read(page: HelpPage) -> None:
    kind = int(QTextDocument.ResourceType.ImageResource.value)
    for name in ("../themes/tokens.yaml", "file:///etc/hostname", "http://example.invalid/a.png"):
        assert page.view.loadResource(kind, QUrl(name)) is None
    before = page.shown
    page.view._follow(QUrl("http://example.invalid/"))
    assert page.shown == before
