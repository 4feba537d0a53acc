"""The register of letters with numbers that are missing: old letters read in with gaps, a kept number over its day."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping
from pathlib import Path

from app.documents.data import parse_letter
from app.documents.render import render
from app.jobs.progress import JobContext
from app.services import letter_readback, numbers
from app.services.letter_readback_files import files_in
from app.services.profiles import letter_profile
from app.ui.pictures.camera import Camera
from app.ui.pictures.scenes import Scene
from app.ui.pictures.stage import Stage

KIND = "letter.circular"
THERE = (1, 2, 5, 6, 9)  # 3、4 and 7、8 are missing


def _old(stage: Stage, folder: Path, year: int) -> None:
    session = stage.session
    form = session.catalog.letters[KIND]
    for n in THERE:
        data = {
            "issuers": [session.unit_name()], "number": f"某建党通〔{year}〕{n}号", "to": ["局属各单位党组织"], "title": f"关于第{n}次检查情况的通报",
            "date": f"{year}-0{n}-1{n}", "body": [{"text": "现将检查情况通报如下。请各单位对照整改。"}],
        }  # fmt: skip
        render(parse_letter(form, data), letter_profile(session, KIND, None), folder, ("docx",), name=f"通报{n}")
    letter_readback.apply(session, letter_readback.plan(session, files_in([folder]), JobContext()), JobContext())


def gaps(stage: Stage, camera: Camera) -> None:
    """A year whose register lacks numbers, then only what is kept."""
    session, today = stage.session, stage.session.clock.today()
    with tempfile.TemporaryDirectory() as place:
        _old(stage, Path(place), today.year)
    numbers.reserve(session, "某建党通", today.year, "办公室", today + dt.timedelta(days=7), "年度部署", 2)
    page = stage.open("statistics")
    page.choose("register")
    page.register.search.setText("某建党通")
    stage.settle()
    camera.take("register-gaps", stage.shell)


REGISTER: Mapping[str, Scene] = {"register-gaps": gaps}
