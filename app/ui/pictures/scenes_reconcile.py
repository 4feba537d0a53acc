"""对账: choosing the list, matching its columns, the rows side by side."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from app.services import lists
from app.services.intake_columns import targets
from app.services.lists import ListQuery
from app.sheets.writing import SheetField, TableFile, write_xlsx
from app.ui.pictures.camera import Camera
from app.ui.pictures.scenes import Scene
from app.ui.pictures.stage import Stage
from app.ui.reconcile import FILE, ReconcileDialog, open_reconcile

FORM = "rectification"


def reconciling(stage: Stage, camera: Camera) -> None:
    """One list that differs here and there."""
    session = stage.session
    if FORM not in {one for one, _label in targets(session)}:
        return
    page = stage.open("ledgers", kind="ledger.rectification")
    form = session.form(FORM)
    fields = [form.field(form.base[name]) for name in ("title", "date", "due")]
    heads = [*(f.label for f in fields if f is not None), "状态"]
    ids = lists.list_ids(session, ListQuery(forms=(FORM,)))[:8]
    rows = [(r.title, r.date, r.due or "2026-12-31", r.state_label) for r in lists.rows(session, (FORM,), ids, ["title"])]
    rows = [*((t + "问题" if n == 1 else t, d, "2026-12-15" if n == 2 else due, s) for n, (t, d, due, s) in enumerate(rows[:6])),
            ("值班记录没有交接签字", "2026-09-02", "2026-12-31", "整改中"), ("合计", "", "", "7 件")]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "县纪委整改台账.xlsx"
        write_xlsx(path, TableFile("台账", (), [SheetField(h) for h in heads]), rows, lambda _n: None)
        stage.modal(lambda: open_reconcile(stage.desk, page, (FORM,)), lambda window: _steps(stage, camera, window, path))  # type: ignore[arg-type]


def _steps(stage: Stage, camera: Camera, window: ReconcileDialog, path: Path) -> None:
    window.who.setText("县纪委")
    window.read(path)
    stage.settle()
    for name in ("reconcile-file", "reconcile-columns", "reconcile-rows"):
        camera.take(name, window)
        if window.next_button.isEnabled() and window.stack.currentIndex() < FILE + 2:
            window.next_button.click()
            stage.settle()


RECONCILE: Mapping[str, Scene] = {"reconcile": reconciling}
