"""Line icons of the program's own set (resources/icons, Apache-2.0), tinted with a token colour."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.catalog.places import resources_dir

SIZE = 20
SCALE = 2


@lru_cache(maxsize=128)
def _svg(name: str) -> str:
    return (resources_dir() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def icon(name: str, color: QColor) -> QIcon:
    """An icon by file name in one colour; crisp up to 200 %."""
    renderer = QSvgRenderer(QByteArray(_svg(name).replace("currentColor", color.name()).encode("utf-8")))
    made = QPixmap(SIZE * SCALE, SIZE * SCALE)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, SIZE * SCALE, SIZE * SCALE))
    painter.end()
    return QIcon(made)
