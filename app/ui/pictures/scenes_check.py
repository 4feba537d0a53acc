"""公文体检: the empty page, a Word document and a PDF with their marks, a refused file, switches, a corrected copy."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.documents.data import parse_letter
from app.documents.render import render_docx_bytes, render_pdf_bytes
from app.services.profiles import default_profile
from app.ui.checkswitches import CheckSwitches
from app.ui.pages.check import CheckPage
from app.ui.pictures.camera import Camera
from app.ui.pictures.scenes import Scene
from app.ui.pictures.stage import Stage, wait_until

SPOILED = (  # what people do to a document: another font and size, a narrow margin, half-width marks
    (r'w:top="\d+"', 'w:top="1440"'),
    (r'(<w:t[^>]*>[^<]*?)，([^<]*</w:t>)', r"\1,\2"),
    (r'w:eastAsia="黑体"', 'w:eastAsia="微软雅黑"'),
    (r'<w:sz w:val="44"/>', '<w:sz w:val="36"/>'),
    (r'<w:sz w:val="28"/>', '<w:sz w:val="24"/>'),
)  # fmt: skip


def _write(stage: Stage, folder: Path) -> list[Path]:
    """A Word document that somebody spoiled, a PDF by other measures, and a file that is none."""
    session = stage.session
    form, profile = session.catalog.letters["letter.discipline_suggestion"], default_profile(session.catalog)
    data = {
        "issuers": [session.unit_name()], "number": "某建党建〔2026〕7号", "to": ["局属各单位党组织"], "cc": ["县纪委监委"], "seal": True,
        "printer": {"office": f"{session.unit_name()}办公室", "date": "2026-11-21"}, "date": "2026-11-20",
        "values": {v.name: v.sample for v in form.values if v.sample},
    }  # fmt: skip
    letter = parse_letter(form, data)
    docx, pdf, bad = folder / "关于整改落实的建议.docx", folder / "关于整改落实的建议.pdf", folder / "旧台账.docx"
    docx.write_bytes(_spoil(render_docx_bytes(letter, profile)))
    other = replace(profile, page=replace(profile.page, top=30.0, left=25.0), sizes=replace(profile.sizes, title=18.0))
    pdf.write_bytes(render_pdf_bytes(letter, other))
    bad.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    return [docx, pdf, bad]


def _spoil(raw: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename in ("word/document.xml", "word/styles.xml"):
                text = data.decode()
                for wanted, put in SPOILED:
                    text = re.sub(wanted, put, text, count=3)
                data = text.encode()
            target.writestr(info, data)
    return out.getvalue()


def steps(stage: Stage, camera: Camera) -> None:
    """Every state of the page and its dialogs."""
    page = stage.open("check")
    if not isinstance(page, CheckPage):
        raise TypeError
    camera.take("check-empty", stage.shell)
    with tempfile.TemporaryDirectory() as place:
        docx, pdf, bad = _write(stage, Path(place))
        page.examine([docx, pdf, bad])
        _drawn(stage, page)
        camera.take("check-docx", stage.shell)
        page.result.list.choose(min(3, len(page.result.rows) - 1))
        _drawn(stage, page)
        camera.take("check-docx-chosen", stage.shell)
        stage.modal(page.open_switches, lambda window: _switches(stage, camera, window))
        stage.modal(page.correct, lambda window: _corrected(stage, camera, window))
        for number, name in ((1, "check-pdf"), (2, "check-refused")):
            page.files.setCurrentIndex(number)
            _drawn(stage, page)
            camera.take(name, stage.shell)
        page.examine([pdf])
        stage.settle()
    stage.shell.bar.dismiss()


def _drawn(stage: Stage, page: CheckPage) -> None:
    stage.settle()
    wait_until(lambda: page.result.pages.ready)


def _switches(stage: Stage, camera: Camera, window: QWidget) -> None:
    if not isinstance(window, CheckSwitches):
        raise TypeError
    text = window.rule("text")
    if text is not None:
        text.setExpanded(True)
        text.child(3).setCheckState(0, Qt.CheckState.Unchecked)
    stage.settle()
    camera.take("check-switches", window)


def _corrected(stage: Stage, camera: Camera, window: QWidget) -> None:
    stage.settle()
    camera.take("check-corrected", window)


CHECKS: Mapping[str, Scene] = {"check": steps}
