"""Tables in: the steps of an import with good, faulty and doubled rows, and the choice of a template."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.services import people
from app.ui.importsheet import ImportSheet, ask_template, open_import
from app.ui.pictures.camera import Camera
from app.ui.pictures.scenes import Scene
from app.ui.pictures.stage import Stage

HEAD = ("序号", "谈话种类", "谈话时间", "谈话人", "谈话对象", "标题", "谈了什么", "经办科室")


def _table(stage: Stage, folder: Path) -> Path:
    """A table as an office has it: mistakes, a person nobody registered, a row twice."""
    names = [p.name for p in people.people(stage.session)][:6]
    rows = [
        (n, "谈心谈话", f"2026年{1 + n % 9}月{1 + n % 27}日", names[0], names[1 + n % 5], f"第{n}次谈心谈话", "管好分管领域，带头廉洁自律", "办公室")
        for n in range(1, 40)
    ]  # fmt: skip
    rows[3] = (4, "谈星谈话", "3月5日", names[0], "查无此人甲", "第4次谈心谈话", "", "办公室")
    rows[7] = (*rows[6][:5], rows[6][5], "同一行又抄了一遍", "办公室")
    rows[9] = (10, "约谈", "2026.13.1", names[0], names[2], "年度约谈", "", "纪检组")
    path = folder / "2026年谈话台账.csv"
    with path.open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows([("2026年谈话台账",), HEAD, *rows])
    return path


def steps(stage: Stage, camera: Camera) -> None:
    """Every step of one import, taken back at the end."""
    page = stage.open("talks")
    with tempfile.TemporaryDirectory() as folder:
        path = _table(stage, Path(folder))

        def walk(window: QWidget) -> None:
            if not isinstance(window, ImportSheet):
                raise TypeError
            camera.take("import-start", window)
            window.read(path)
            stage.settle()
            camera.take("import-file", window)
            window.go_on()
            pick = window.columns.picks[6]
            pick.setCurrentIndex(pick.findData("content"))
            camera.take("import-columns", window)
            window.go_on()
            stage.settle()
            camera.take("import-preview", window)
            preview = window.preview
            preview.faults.setCurrentIndex(1)
            preview.only.setChecked(True)
            preview.register_new.click()
            stage.settle()
            preview.view.selectRow(0)
            camera.take("import-problems", window)
            window.go_on()
            stage.settle()
            camera.take("import-done", window)
            window.result_page.undo.click()
            stage.settle()
            camera.take("import-undone", window)

        stage.modal(lambda: open_import(stage.desk, page, ("talk",)), walk)
    stage.shell.bar.dismiss()
    stage.modal(lambda: ask_template(stage.desk, page, ("rectification", "ledger")), lambda w: camera.take("import-template", w))


IMPORTS: Mapping[str, Scene] = {"imports": steps}
