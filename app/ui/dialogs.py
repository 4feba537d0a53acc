"""The only home of message boxes and file dialogs; answers can be scripted by tests.

Dialogs are for decisions. Results and failures go to the inline bar (messages).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.parts import button, label, restyle, row

NO_FILES = "选择文件…"
LONGEST_NAME = 28
MOST_BUTTONS, MOST_WORDS = 3, 24  # answers and their characters that fit as buttons
LINE, MOST_LINES = 30, 8


@dataclass(frozen=True, slots=True)
class Ask:
    """One input of a small form. kind: text, long, password, choice (of `choices`, value and words) or files, whose
    answer is a path a line."""

    name: str
    label: str
    value: str = ""
    kind: str = "text"
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Dialogs:
    """What pages ask people with. script: answers given in order instead of showing anything."""

    parent: QWidget | None = None
    script: deque[Any] = field(default_factory=deque)
    asked: list[str] = field(default_factory=list)
    scripted: bool = False

    def _scripted(self, question: str) -> tuple[bool, Any]:
        self.asked.append(question)
        if self.script:
            return True, self.script.popleft()
        if self.scripted:
            raise AssertionError(f"unexpected dialog: {question}")
        return False, None

    def confirm(self, title: str, text: str, yes: str, *, danger: bool = False) -> bool:
        """A decision: does the person want it? `text` names what will go or change."""
        given, answer = self._scripted(title)
        if given:
            return bool(answer)
        dialog = Decision(title, text, (yes,), self.parent, danger=danger)
        return dialog.exec() == QDialog.DialogCode.Accepted

    def form(self, title: str, text: str, asks: tuple[Ask, ...], yes: str) -> dict[str, str] | None:
        """A few inputs; None when the person gave up."""
        given, answer = self._scripted(title)
        if given:
            return answer if answer is None else dict(answer)
        dialog = FormDialog(title, text, asks, yes, self.parent)
        return dialog.values() if dialog.exec() == QDialog.DialogCode.Accepted else None

    def save_file(self, title: str, name: str, kinds: str) -> Path | None:
        """Where to write a file. kinds: a filter such as `PDF 文件 (*.pdf)`."""
        given, answer = self._scripted(title)
        if given:
            return Path(answer) if answer else None
        chosen, _kind = QFileDialog.getSaveFileName(self.parent, title, name, kinds)
        return Path(chosen) if chosen else None

    def open_file(self, title: str, kinds: str) -> Path | None:
        """Which file to read."""
        given, answer = self._scripted(title)
        if given:
            return Path(answer) if answer else None
        chosen, _kind = QFileDialog.getOpenFileName(self.parent, title, "", kinds)
        return Path(chosen) if chosen else None

    def open_files(self, title: str, kinds: str) -> list[Path]:
        """Which files to read; empty when the person gave up."""
        given, answer = self._scripted(title)
        if given:
            return [Path(one) for one in answer or ()]
        chosen, _kind = QFileDialog.getOpenFileNames(self.parent, title, "", kinds)
        return [Path(one) for one in chosen]

    def folder(self, title: str) -> Path | None:
        """Which folder to write into."""
        given, answer = self._scripted(title)
        if given:
            return Path(answer) if answer else None
        chosen = QFileDialog.getExistingDirectory(self.parent, title)
        return Path(chosen) if chosen else None

    def choose(self, title: str, text: str, choices: tuple[str, ...]) -> int | None:
        """A decision with several ways; the number of the one taken, None when the person gave up."""
        given, answer = self._scripted(title)
        if given:
            return answer if answer is None else int(answer)
        dialog = Decision(title, text, choices, self.parent)
        return dialog.taken if dialog.exec() == QDialog.DialogCode.Accepted else None

    def show_folder(self, path: Path) -> bool:
        """Open the folder of a file in the computer's own file manager; False when there is none."""
        given, answer = self._scripted("打开文件夹")
        if given:
            return bool(answer)
        folder = path if path.is_dir() else path.parent
        return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def crash(self, details: str) -> None:
        """A bug of ours: drafts are kept, the program ends. details: types and places, no content."""
        given, _answer = self._scripted("程序出错")
        if not given:
            CrashDialog(details, self.parent).exec()


class Decision(QDialog):
    """One question and its answers. taken: the number of the answer. danger: 取消 is what Enter presses."""

    def __init__(
        self, title: str, text: str, choices: tuple[str, ...], parent: QWidget | None = None, *, danger: bool = False
    ) -> None:
        super().__init__(parent)
        self.taken = 0
        self.setWindowTitle(title)
        self.setAccessibleDescription(text)
        self.setMinimumWidth(440)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 18)
        box.setSpacing(10)
        box.addWidget(label(title, "card-title"))
        box.addWidget(label(text, wrap=True))
        box.addSpacing(8)
        keep = button("取消", self.reject)
        if len(choices) > MOST_BUTTONS or sum(len(choice) for choice in choices) > MOST_WORDS:
            self._list(box, choices, keep)
            return
        answers = [button(choice, lambda n=number: self._take(n)) for number, choice in enumerate(choices)]  # type: ignore[misc]
        restyle(answers[0], role="danger" if danger else "primary")
        first = keep if danger else answers[0]
        first.setDefault(True)
        box.addLayout(row(None, keep, *reversed(answers)))
        first.setFocus()

    def _list(self, box: QVBoxLayout, choices: tuple[str, ...], keep: QPushButton) -> None:
        """Answers that are too many or too long for buttons: a list, the first one chosen."""
        ways = QListWidget()
        ways.setAccessibleName(self.windowTitle())
        ways.addItems(choices)
        ways.setCurrentRow(0)
        ways.setFixedHeight(min(len(choices), MOST_LINES) * max(ways.sizeHintForRow(0), LINE) + 2 * ways.frameWidth() + 4)
        ways.itemDoubleClicked.connect(lambda _item: self._take(ways.currentRow()))
        choose = button("确定", lambda: self._take(ways.currentRow()), "primary")
        choose.setDefault(True)
        box.addWidget(ways)
        box.addLayout(row(None, keep, choose))
        ways.setFocus()

    def _take(self, number: int) -> None:
        self.taken = number
        self.accept()


class CrashDialog(QDialog):
    """Says that a bug ends the program, that nothing typed is lost, and gives the technical text to copy."""

    def __init__(self, details: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._details = details
        self.setWindowTitle("程序出错")
        self.setMinimumWidth(520)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 22, 24, 18)
        box.setSpacing(12)
        box.addWidget(label("程序遇到没有料到的错误，需要退出", "card-title"))
        box.addWidget(label("已保存的内容都在。正在填写的内容已存为草稿，重新打开后接着填。", wrap=True))
        box.addWidget(label("请把下面的技术信息交给信息科：只有程序里的位置和版本，没有业务内容。", "sub", wrap=True))
        text = QPlainTextEdit(details)
        text.setAccessibleName("技术信息")
        text.setReadOnly(True)
        text.setTabChangesFocus(True)
        text.setFixedHeight(150)
        box.addWidget(text)
        self._copy = button("复制技术信息", self._copy_details)
        leave = button("退出", self.accept, "primary")
        leave.setDefault(True)
        box.addLayout(row(self._copy, None, leave))
        leave.setFocus()

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self._details)
        self._copy.setText("已复制")


class FilesInput(QPushButton):
    """A button that takes files from the computer and names them; only paths are kept, nothing is read here."""

    def __init__(self, name: str, kinds: str) -> None:
        super().__init__(NO_FILES)
        self.paths: list[Path] = []
        self._name, self._kinds = name, kinds or "所有文件 (*)"
        self.setProperty("role", "small")
        self.clicked.connect(self._choose)

    def _choose(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileNames(self.window(), self._name, "", self._kinds)
        if chosen:
            self.take([Path(one) for one in chosen])

    def take(self, paths: list[Path]) -> None:
        """These files and no others."""
        self.paths = paths
        first = paths[0].name if len(paths[0].name) <= LONGEST_NAME else f"{paths[0].name[:LONGEST_NAME]}…"
        self.setText(first if len(paths) == 1 else f"{first} 等 {len(paths)} 个文件")
        self.setToolTip("\n".join(p.name for p in paths))


class FormDialog(QDialog):
    """A small dialog with labelled inputs."""

    def __init__(self, title: str, text: str, asks: tuple[Ask, ...], yes: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(440)
        box = QVBoxLayout(self)
        box.setContentsMargins(22, 20, 22, 18)
        box.setSpacing(12)
        box.addWidget(label(title, "card-title"))
        if text:
            box.addWidget(label(text, "sub", wrap=True))
        rows = QFormLayout()
        rows.setSpacing(9)
        rows.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        self._inputs: dict[str, Input] = {}
        for ask in asks:
            self._inputs[ask.name] = made = self._input(ask)
            rows.addRow(label(ask.label, "field"), made)
        box.addLayout(rows)
        accept = button(yes, self.accept, "primary")
        accept.setDefault(True)
        box.addLayout(row(None, button("取消", self.reject), accept))

    def _input(self, ask: Ask) -> Input:
        made: Input
        if ask.kind == "files":
            made = FilesInput(ask.label, ask.hint)
        elif ask.kind == "choice":
            made = QComboBox()
            for code, words in (("", "（不填）"), *ask.choices):
                made.addItem(words, code)
            made.setCurrentIndex(max(0, made.findData(ask.value)))
        elif ask.kind == "long":
            made = QPlainTextEdit(ask.value)
            made.setFixedHeight(90)
            made.setTabChangesFocus(True)
        else:
            made = QLineEdit(ask.value)
            if ask.kind == "password":
                made.setEchoMode(QLineEdit.EchoMode.Password)
        if isinstance(made, QLineEdit | QPlainTextEdit):
            made.setPlaceholderText(ask.hint)
        made.setAccessibleName(ask.label)
        return made

    def values(self) -> dict[str, str]:
        """What was typed, by name."""
        return {name: self._value(made) for name, made in self._inputs.items()}

    @staticmethod
    def _value(made: Input) -> str:
        if isinstance(made, FilesInput):
            return "\n".join(str(path) for path in made.paths)
        if isinstance(made, QComboBox):
            return str(made.currentData() or "")
        return made.text() if isinstance(made, QLineEdit) else made.toPlainText()


Input = QLineEdit | QPlainTextEdit | QComboBox | FilesInput
