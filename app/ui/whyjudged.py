"""What two people signed about a state, as the explanation shows it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.judgements import Judgement, Signed
from app.services.lists import Row
from app.ui.parts import RowButton, label, local_time, tag

TONES = {"manual_met": "good", "manual_unmet": "bad"}


class Judged(QWidget):
    """Conclusion, who signed and when, reason, records it rests on, the person's own word, what was signed before."""

    def __init__(self, found: Judgement, open_record: Callable[[Row], object]) -> None:
        super().__init__()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 5, 0, 0)
        self._box.setSpacing(5)
        self._box.addWidget(label("签批", "sub"))
        if found.now is not None:
            self._box.addWidget(tag(found.now.label, TONES.get(found.now.state, "muted")))
            self._signed(found.now)
        else:
            self._box.addWidget(label("没有有效的签批，按记录判定。", wrap=True))
        if found.now is not None and found.evidence:
            self._box.addWidget(label("依据的记录", "sub"))
            for row in found.evidence:
                text = f"{row.date[5:]} {row.title}"
                self._box.addWidget(RowButton(text, lambda r=row: open_record(r), "link"))  # type: ignore[misc]
        if found.statement:
            self._box.addWidget(label("本人说明", "sub"))
            self._box.addWidget(label(found.statement, wrap=True))
        if found.former:
            self._box.addWidget(label("以往签批", "sub"))
        for former in found.former:
            self._box.addWidget(label(former.label, "row-title"))
            self._signed(former)

    def _signed(self, one: Signed) -> None:
        self._box.addWidget(label(f"{local_time(one.at)[:10]}　{'、'.join(one.by)}", "sub", wrap=True))
        self._box.addWidget(label(one.reason, wrap=True))
