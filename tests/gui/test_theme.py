"""Look: tokens, contrast, Qt in Chinese, no colour in Python."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor, QFontDatabase, QFontMetrics
from PySide6.QtWidgets import QApplication

from app.ui.theme import Tokens, dress, read_tokens, style_sheet

UI = Path(__file__).parents[2] / "app" / "ui"
PAIRS = [("ink", "card"), ("ink", "page"), ("sub", "card"), ("sub", "page"), ("nav_ink", "nav"), ("nav_sub", "nav"),
         ("primary_ink", "primary"), *((t, f"{t}_soft") for t in ("good", "bad", "warn", "info", "muted"))]  # fmt: skip


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
