"""A person's own settings: theme at once, size from the next start, tips once, the input self-check."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from app.services import preferences
from app.ui import boot, inputstate
from app.ui.inputcheck import plugin_version
from app.ui.settings.own import OwnTab
from app.ui.theme import FAMILIES, THEMES, dress
from app.ui.tips import read_tips

if TYPE_CHECKING:
    from app.services.session import Session
    from app.ui.shell import Shell

Idle = Callable[[], None]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def own(shell: Shell, idle: Idle, qapp: QApplication) -> OwnTab:
    """The tab, and the light theme again afterwards."""
    shell.desk.open("settings", tab="own")
    idle()
    found = shell.findChild(OwnTab)
    assert isinstance(found, OwnTab)
    return found


def colour(widget: QWidget, x: int, y: int) -> QColor:
    return widget.grab().toImage().pixelColor(x, y)


def test_another_theme_repaints_everything_at_once_and_keeps_the_place(
    own: OwnTab, shell: Shell, office: Session, idle: Idle, qapp: QApplication
) -> None:
    own.trial.setText("写到一半")
    tokens = shell.desk.tokens
    own.theme.setCurrentIndex(own.theme.findData("dark"))
    own.wear()
    idle()
    assert tokens is shell.desk.tokens
    assert tokens.name == "dark"
    assert colour(shell, shell.width() - 6, shell.height() - 6) == tokens.color("page")
    assert own.trial.text() == "写到一半"
    assert shell.place is not None
    assert shell.place.page == "settings"
    assert preferences.get(office, preferences.THEME) == "dark"
    dress(qapp, "light", tokens)


def test_the_size_is_kept_beside_the_store_and_used_before_the_first_window(
    own: OwnTab, office: Session, idle: Idle, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = office.folder.root
    assert boot.remembered_size(root) == preferences.text_size(root) == "100"
    monkeypatch.delenv("QT_SCALE_FACTOR", raising=False)
    boot.enlarge(root)
    assert "QT_SCALE_FACTOR" not in os.environ
    own.scale.setCurrentIndex(own.scale.findData("130"))
    own._resize()
    idle()
    assert boot.remembered_size(root) == preferences.text_size(root) == "130"
    boot.enlarge(root)
    assert os.environ["QT_SCALE_FACTOR"] == "1.3"
    monkeypatch.delenv("QT_SCALE_FACTOR")


GRAB = """
import sys
from PySide6.QtWidgets import QApplication
from app.ui.theme import dress
from app.ui.unlock import UnlockWindow
app = QApplication(sys.argv)
dress(app)
window = UnlockWindow("clerk")
window.show()
image = window.grab().toImage()
print(image.width(), image.height(), window.devicePixelRatioF(), window.open_button.width(), app.font().pixelSize(),
      app.highDpiScaleFactorRoundingPolicy().name)
"""


@pytest.mark.parametrize("factor", ["1", "1.25", "1.5", "2"])
def test_every_scale_draws_the_same_layout_with_more_pixels(factor: str) -> None:
    env = {**os.environ, "QT_SCALE_FACTOR": factor, "QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "default.warning=false"}
    made = subprocess.run([sys.executable, "-c", GRAB], capture_output=True, text=True, check=True, env=env, cwd=ROOT)
    wide, high, ratio, button, font, policy = made.stdout.split()
    assert float(ratio) == float(factor)
    assert (int(wide), int(high)) == (round(520 * float(factor)), round(460 * float(factor)))
    assert int(button) > 50
    assert font == "13"
    assert policy == "PassThrough"


def test_the_shipped_font_is_used_when_the_computer_has_none(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.ui import theme

    monkeypatch.setattr(theme, "FAMILIES", ("没有这种字体",))
    family = theme.load_font()
    assert "Noto Sans SC" in family
    assert QGuiApplication.font().family() is not None
    assert "Noto Sans SC" in FAMILIES


def test_a_tip_is_shown_once_and_never_again(shell: Shell, office: Session, idle: Idle) -> None:
    shell.read_own()
    idle()
    shell.desk.open("board")
    assert shell.tip.isVisible()
    shell.desk.open("talks")
    shell.desk.open("board")
    idle()
    assert not shell.tip.isVisible()
    assert {"board", "talks"} <= set(preferences.get(office, preferences.TIPS_SEEN).split())


def test_tips_are_switched_off_and_shown_again(own: OwnTab, shell: Shell, idle: Idle) -> None:
    own.tips.setChecked(True)
    own.tips.click()
    idle()
    shell.desk.open("board")
    assert not shell.tip.isVisible()
    own.reset_tips()
    idle()
    shell.desk.open("letters")
    assert shell.tip.isVisible()
    idle()


def test_every_tip_is_for_a_page_and_is_short() -> None:
    from app.ui.navigation import HOME_OF, NAV_PAGES

    known = {p.name for p in NAV_PAGES} | set(HOME_OF) | {"calendar"}
    for page, text in read_tips().items():
        assert page in known
        assert 10 < len(text) <= 60


def test_choosing_keeps_at_once(own: OwnTab, office: Session, idle: Idle) -> None:
    own.minutes.setValue(25)
    own._keep_minutes()
    idle()
    assert preferences.get(office, preferences.IDLE_MINUTES) == "25"
    assert set(THEMES) == {own.theme.itemData(n) for n in range(own.theme.count())}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="plugins are a matter of Linux")
def test_the_shipped_plugin_says_the_version_of_this_qt() -> None:
    found = [f / "platforminputcontexts" / "libibusplatforminputcontextplugin.so" for f in inputstate.plugin_folders()]
    assert plugin_version(next(f for f in found if f.is_file())) == inputstate.qt_version()


def test_a_composition_is_not_ended_by_enter(own: OwnTab) -> None:
    from PySide6.QtCore import QCoreApplication
    from PySide6.QtGui import QInputMethodEvent

    QCoreApplication.sendEvent(own.trial, QInputMethodEvent("zhong", []))
    assert own.trial.composing
    assert own.trial.text() == ""
    done = QInputMethodEvent("", [])
    done.setCommitString("中")
    QCoreApplication.sendEvent(own.trial, done)
    assert not own.trial.composing
    assert own.trial.text() == "中"
    assert own.trial.focusPolicy() & Qt.FocusPolicy.TabFocus
