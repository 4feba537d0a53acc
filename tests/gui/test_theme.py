"""Look: tokens, contrast, Qt in Chinese, no colour in Python."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor, QFontDatabase, QFontMetrics
from PySide6.QtWidgets import QApplication

from app.catalog.places import resources_dir
from app.ui.navigation import FOOT, NAV_PAGES
from app.ui.theme import Tokens, dress, read_tokens, style_sheet

UI = Path(__file__).parents[2] / "app" / "ui"
PAIRS = [("ink", "card"), ("ink", "page"), ("sub", "card"), ("sub", "page"), ("nav_ink", "nav"), ("nav_sub", "nav"),
         ("primary_ink", "primary"), ("primary_ink", "primary_hover"), ("nav_ink", "nav_selected"), ("nav_ink", "nav_hover"),
         *((t, f"{t}_soft") for t in ("good", "bad", "warn", "info", "muted")),
         *((t, "card") for t in ("good", "bad", "warn", "info", "muted")),
         *((t, b) for t in ("ink", "sub") for b in ("hover", "selection", "info_soft", "good_soft", "warn_soft", "bad_soft",
                                                    "muted_soft"))]  # fmt: skip
SHAPES = [(f, b) for f in ("focus", "primary") for b in ("card", "page")] + [("nav_sub", "nav_selected"), ("nav_sub", "nav")]
HINTS = [("faint", "card"), ("faint", "page")]


def luminance(color: QColor) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in color.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
@pytest.mark.parametrize(("front", "back"), PAIRS)
def test_contrast_is_at_least_4_5(theme: str, front: str, back: str) -> None:
    tokens = read_tokens()[theme]
    high, low = sorted((luminance(tokens.color(front)), luminance(tokens.color(back))), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
@pytest.mark.parametrize(("front", "back"), SHAPES + HINTS)
def test_shapes_and_hints_stand_out_3_to_1(theme: str, front: str, back: str) -> None:
    tokens = read_tokens()[theme]
    high, low = sorted((luminance(tokens.color(front)), luminance(tokens.color(back))), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= 3


def test_every_icon_is_of_the_one_set() -> None:
    for path in (resources_dir() / "icons").glob("*.svg"):
        text = path.read_text(encoding="utf-8")
        if 'viewBox="0 0 24 24"' in text:
            assert 'stroke="currentColor" stroke-width="1.5" stroke-linecap="round"' in text, path.name
        else:
            assert path.stem == "app" or path.stem.split("-")[0] in ("check", "dash", "dot", "day", "night"), path.name


def test_every_page_of_the_navigation_has_an_icon_of_its_own() -> None:
    names = [p.icon for p in (*NAV_PAGES, FOOT)]
    assert len(set(names)) == len(names)
    assert all((resources_dir() / "icons" / f"{n}.svg").is_file() for n in names)


def test_every_control_shows_that_it_has_the_focus() -> None:
    sheet = (resources_dir() / "themes" / "window.qss").read_text(encoding="utf-8")
    for control in ("QPushButton", "QLineEdit", "QPlainTextEdit", "QComboBox", "QSpinBox", "QCheckBox", "QRadioButton",
                    "QTableView", "QTreeView", "QListView", "QTabBar::tab"):  # fmt: skip
        assert re.search(rf"{control}:focus", sheet), control


def test_every_theme_fills_the_whole_sheet() -> None:
    for tokens in read_tokens().values():
        assert "@" not in style_sheet(tokens)


def test_no_colour_literal_in_python() -> None:
    found = [p.name for p in UI.rglob("*.py") if re.search(r"#[0-9a-fA-F]{6}\b|QColor\(\s*\d", p.read_text("utf-8"))]
    assert found == []


def test_qt_speaks_chinese(tokens: Tokens) -> None:
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"


def test_the_font_has_every_character_of_the_names(qapp: QApplication) -> None:
    dress(qapp)
    metrics = QFontMetrics(qapp.font())
    assert all(metrics.inFont(c) for c in "履责台有记录逾期“一把手”龚曌·…")
    assert QFontDatabase.families()
