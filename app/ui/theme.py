"""Look of the window: tokens, style sheet, fonts, Qt's own Chinese texts.

Belongs here: everything that turns resources/themes into a QApplication's looks. Light on
imports on purpose: the unlock window is painted before anything heavy is loaded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from app.catalog.places import resources_dir

THEMES = {"light": "浅色", "dark": "深色", "contrast": "高对比"}
FAMILIES = ("Microsoft YaHei UI", "Noto Sans CJK SC", "Source Han Sans SC", "思源黑体", "Noto Sans SC")
SHIPPED_FONT = "NotoSansSC_500Medium.ttf"
_LINE = re.compile(r'^( *)([a-z_]+):(?: +"?([^"#][^"]*|#[0-9a-fA-F]{6})"?)?\s*$')


@dataclass(slots=True)
class Tokens:
    """Colours of one theme by name. Painters keep this object and ask it at each painting (ADR 0073)."""

    name: str
    values: dict[str, str]

    def become(self, other: Tokens) -> None:
        """Turn into another theme: whatever is painted from now on is in its colours."""
        self.name, self.values = other.name, dict(other.values)

    def color(self, name: str) -> QColor:
        """A colour by token name; KeyError for an unknown one (a bug)."""
        return QColor(self.values[name])

    def soft(self, tone: str) -> QColor:
        """The background that goes with a tone."""
        return self.color(f"{tone if f'{tone}_soft' in self.values else 'muted'}_soft")

    def strong(self, tone: str) -> QColor:
        """The text colour of a tone."""
        return self.color(tone if f"{tone}_soft" in self.values else "muted")


def read_tokens(path: Path | None = None) -> dict[str, Tokens]:
    """All themes of the token file; later themes fall back on the first one's values."""
    themes: dict[str, dict[str, str]] = {}
    current: dict[str, str] = {}
    first: dict[str, str] = {}
    for line in (path or resources_dir() / "themes" / "tokens.yaml").read_text(encoding="utf-8").splitlines():
        found = _LINE.match(line)
        if not found or line.lstrip().startswith("#"):
            continue
        indent, key, value = found.groups()
        if not indent:
            current = dict(first)
            themes[key] = current
            first = first or current
        elif value:
            current[key] = value.strip()
    return {name: Tokens(name, values) for name, values in themes.items()}


def style_sheet(tokens: Tokens) -> str:
    """The style sheet with the tokens filled in."""
    text = (resources_dir() / "themes" / "window.qss").read_text(encoding="utf-8")
    known = {**tokens.values, "icons": (resources_dir() / "icons").as_posix()}
    return re.sub(r"@([a-z_]+)", lambda m: known[m.group(1)], text)


def load_font() -> str:
    """The family to use: one the computer has, else the shipped font (loaded only then)."""
    have = set(QFontDatabase.families())
    for family in FAMILIES:
        if family in have:
            return family
    number = QFontDatabase.addApplicationFont(str(resources_dir() / "fonts" / SHIPPED_FONT))
    families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    return families[0] if families else QApplication.font().family()


def install_translation(app: QApplication) -> bool:
    """Qt's own dialogs and buttons in Chinese; False when the wheel lacks the file."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    loaded = translator.load("qtbase_zh_CN", folder)
    if loaded:
        app.installTranslator(translator)
    return loaded


def palette(tokens: Tokens) -> QPalette:
    """The palette for parts that no style sheet reaches (carets, placeholders, native dialogs)."""
    made = QPalette()
    pairs = {
        QPalette.ColorRole.Window: "page", QPalette.ColorRole.Base: "card", QPalette.ColorRole.Text: "ink",
        QPalette.ColorRole.WindowText: "ink", QPalette.ColorRole.Button: "card",
        QPalette.ColorRole.ButtonText: "ink", QPalette.ColorRole.AlternateBase: "hover",
        QPalette.ColorRole.Highlight: "primary", QPalette.ColorRole.HighlightedText: "primary_ink",
        QPalette.ColorRole.PlaceholderText: "faint", QPalette.ColorRole.Link: "info",
        QPalette.ColorRole.ToolTipBase: "card", QPalette.ColorRole.ToolTipText: "ink",
    }  # fmt: skip
    for role, name in pairs.items():
        made.setColor(role, tokens.color(name))
    return made


def dress(app: QApplication, theme: str = "light", worn: Tokens | None = None) -> Tokens:
    """Give the application its font, palette and style sheet; returns the tokens for painters.

    worn: the tokens that painters hold already, to be turned into the theme.
    """
    themes = read_tokens()
    tokens = themes.get(theme, themes["light"])
    if worn is not None:
        worn.become(tokens)
        tokens = worn
    font = QFont(load_font())
    font.setPixelSize(13)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    app.setStyle("Fusion")
    app.setFont(font)
    app.setPalette(palette(tokens))
    app.setStyleSheet(style_sheet(tokens))
    return tokens
