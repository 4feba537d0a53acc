"""Tells when nobody has touched keyboard or mouse for some minutes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication


class IdleWatch(QObject):
    """Tells when nobody has touched keyboard or mouse for some minutes.

    Watches the program's windows, not the whole application: a filter on every event of
    every object would run Python thousands of times a second.
    """

    idle = Signal()
    EVENTS = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel)

    def __init__(self, minutes: float, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.idle)
        QGuiApplication.instance().focusWindowChanged.connect(self.watch)  # type: ignore[union-attr]
        self.set_minutes(minutes)

    def watch(self, window: QObject | None) -> None:
        """Look at what happens in a window."""
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def set_minutes(self, minutes: float) -> None:
        """Change how long; 0 switches it off."""
        self._timer.stop()
        if minutes > 0:
            self._timer.start(int(minutes * 60_000))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._timer.isActive() and event.type() in self.EVENTS:
            self._timer.start()
        return False
