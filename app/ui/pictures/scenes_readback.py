"""Old letters in: the choice of a folder, each letter beside its text, a repeated one, what was done."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.documents.data import parse_letter
from app.documents.render import render
from app.services.profiles import letter_profile
from app.ui.pictures.camera import Camera
from app.ui.pictures.scenes import Scene
from app.ui.pictures.stage import Stage
from app.ui.readletters import ReadLetters, open_readback

KINDS = ("letter.reminder", "letter.discipline_suggestion", "letter.circular", "letter.supervise_urge", "letter.minutes")


def _letters(stage: Stage, folder: Path) -> None:
    """Letters of an earlier year, one twice, one in the old format."""
    session = stage.session
    for n, code in enumerate(KINDS, 1):
        form = session.catalog.letters[code]
        data = {
            "issuers": [session.unit_name()], "number": f"某建党函〔2023〕{n}号", "to": ["局属各单位党组织"], "cc": ["县纪委监委", "县委组织部"], "seal": True,
            "date": f"2023-0{n}-1{n}", "values": {v.name: v.sample for v in form.values if v.sample},
        }  # fmt: skip
        render(parse_letter(form, data), letter_profile(session, code, None), folder, ("docx",), name=f"2023年第{n}件 {form.label}")
    first = next(iter(sorted(folder.glob("*.docx"))))
    (folder / "2023年第1件（副本）.docx").write_bytes(first.read_bytes())
    (folder / "2019年台账.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


def _number(stage: Stage, window: ReadLetters, typed: str) -> None:
    """Type a number for the third letter."""
    window.check.view.selectRow(4)
    window.check.lines["number"].setText(typed)
    window.check.lines["number"].editingFinished.emit()
    stage.settle()


def steps(stage: Stage, camera: Camera) -> None:
    """Every step, taken back at the end."""
    page = stage.open("letters")
    with tempfile.TemporaryDirectory() as place:
        _letters(stage, Path(place))

        def walk(window: QWidget) -> None:
            if not isinstance(window, ReadLetters):
                raise TypeError
            camera.take("readback-start", window)
            window.read([Path(place)])
            stage.settle()
            window.check.view.selectRow(3)
            stage.settle()
            camera.take("readback-check", window)
            window.check.view.selectRow(2)
            stage.settle()
            camera.take("readback-twice", window)
            _number(stage, window, "某建党函〔2023〕2号")
            camera.take("readback-repeated", window)
            _number(stage, window, "某建党函〔2023〕3号")
            window.go_on()
            stage.settle()
            camera.take("readback-done", window)
            window.done_page.undo.click()
            stage.settle()

        stage.modal(lambda: open_readback(stage.desk, page), walk)
    stage.shell.bar.dismiss()


READBACK: Mapping[str, Scene] = {"readback": steps}
