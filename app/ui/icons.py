"""Line icons of the program's own set (resources/icons, Apache-2.0), tinted with a token colour.

A button that shows one remembers its name, so that another theme can tint it again.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.catalog.places import resources_dir
from app.ui.theme import Tokens

SIZE = 20
SCALES = (1, 2, 4)  # crisp up to 200 %, also at the larger text sizes
NAME, TINT = "icon-name", "icon-tint"


@lru_cache(maxsize=128)
def _svg(name: str) -> str:
    return (resources_dir() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def icon(name: str, color: QColor, off: QColor | None = None) -> QIcon:
    """An icon by file name in one colour; off: its colour on a button that cannot be pressed."""
    text = _svg(name)
    made = QIcon()
    for mode, tint in ((QIcon.Mode.Normal, color), (QIcon.Mode.Disabled, off or color)):
        renderer = QSvgRenderer(QByteArray(text.replace("currentColor", tint.name()).encode("utf-8")))
        for scale in SCALES:
            made.addPixmap(_painted(renderer, SIZE * scale), mode)
    return made


def _painted(renderer: QSvgRenderer, size: int) -> QPixmap:
    made = QPixmap(size, size)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return made


def set_icon(button: QAbstractButton, name: str, tokens: Tokens, tint: str = "ink", size: int = 18) -> None:
    """Put an icon on a button in a token's colour; `retint` renews it when the theme changes."""
    button.setProperty(NAME, name)
    button.setProperty(TINT, tint)
    button.setIconSize(QSize(size, size))
    button.setIcon(icon(name, tokens.color(tint), tokens.color("faint")))


def retint(root: QWidget, tokens: Tokens) -> None:
    """Give every icon under a widget the colours of the theme that is worn now."""
    buttons: Iterable[QAbstractButton] = root.findChildren(QAbstractButton)
    for button in buttons:
        name = button.property(NAME)
        if name:
            set_icon(button, str(name), tokens, str(button.property(TINT)), button.iconSize().width())
