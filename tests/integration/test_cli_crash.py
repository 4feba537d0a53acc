"""The command line under `kill -9`: two programs read old letters into one register at once and are killed again and again.

The command line numbers no new letters; reading old ones in is its way into the register. An import is there whole or
not at all, no number stands twice, and what is missing is told as missing, whenever a program died.
"""

from __future__ import annotations

import contextlib
import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog, load_catalog
from app.catalog.places import forms_dir
from app.catalog.profiles import load_profile
from app.crypto.kdf import KdfParams
from app.documents.data import parse_letter
from app.documents.render import render_docx_bytes
from app.domain.clock import FixedClock
from app.services import register, setup
from app.services.session import DataFolder
from app.store import queries
from tests.unit.services.desk import PASSWORD, TODAY, new_office

ROOT = Path(__file__).parents[2]
SERIES, YEAR = "某建党函", 2023
EACH = 12


def folders(place: Path, catalog: Catalog) -> list[Path]:
    """Letters with odd numbers in one folder, with even ones in the other."""
    form, profile = catalog.letters["letter.circular"], load_profile(forms_dir() / "profiles", "gbt9704")
    made = [place / name for name in ("odd", "even")]
    for one in made:
        one.mkdir(parents=True)
    for n in range(1, 2 * EACH + 1):
        data = {
            "issuers": ["某县住房和城乡建设局党组"], "number": f"{SERIES}〔{YEAR}〕{n}号", "to": ["局属各单位党组织"], "title": f"关于第{n}次检查情况的通报",
            "date": f"{YEAR}-03-{n:02}", "body": [{"text": "现将检查情况通报如下。请各单位对照整改。"}],
        }  # fmt: skip
        (made[(n + 1) % 2] / f"{n:03}.docx").write_bytes(render_docx_bytes(parse_letter(form, data), profile))
    return made


def lvze(office: Path, *argv: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "app.main", *map(str, argv), "--folder", str(office)]
    made = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert made.stdin is not None
    made.stdin.write(PASSWORD.encode() + b"\n")
    made.stdin.flush()
    return made


def reading(office: Path, folder: Path) -> subprocess.Popen[bytes]:
    return lvze(office, "store", "read-letters", folder)


def inside(office: Path) -> list[int]:
    """The numbers in the register; what is missing between them is told, and nothing else."""
    session = setup.unlock(DataFolder(office), load_catalog(), FixedClock(TODAY), "clerk", PASSWORD)
    with contextlib.closing(session):
        with session.store.read() as conn:
            found = [int(r.n) for r in queries.numbers(conn, YEAR)]
        missing = set(range(1, max(found, default=0) + 1)) - set(found)
        assert register.gaps(session, YEAR) == [f"{SERIES}〔{YEAR}〕{n}号" for n in sorted(missing)]
        titles = [row.title for row in register.register(session, YEAR)]
        assert len(titles) == len(set(titles)) == len(found)
    return found


@pytest.mark.timeout(280)
def test_two_programs_that_read_letters_in_and_are_killed_leave_whole_imports_and_a_sound_store(
    tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, rng = tmp_path / "office", random.Random(20261122)
    monkeypatch.setattr("tests.unit.services.desk.quick_folder", lambda root: DataFolder(root, kdf=KdfParams(64 * 1024, 3, 1)))
    new_office(office, catalog, packs=False).session.close()
    waiting = folders(tmp_path / "old", catalog)
    kills = 0
    begin = time.monotonic()
    while waiting:
        running = [reading(office, folder) for folder in waiting]
        spare = time.monotonic() - begin > 40 and kills >= 2
        if not spare:
            time.sleep(rng.uniform(0.5, 6.0) if kills else rng.uniform(0.3, 0.9))  # the first is surely still at work
            victim = rng.choice(running)
            kills += victim.poll() is None
            victim.kill()
        for one, folder in zip(running, list(waiting), strict=True):
            said, wrong = one.communicate()
            assert b"Traceback" not in wrong
            assert "程序内部出错" not in wrong.decode()
            if one.returncode == 0:
                assert json.loads(said)["report"] == {"letters": EACH, "numbered": EACH, "left": 0}
            if one.returncode == 0 or "没有可以导入的文件" in wrong.decode():  # written, but killed before it could say so
                waiting.remove(folder)
        found = inside(office)
        assert len(found) == len(set(found))
        for rest in (0, 1):
            assert sum(n % 2 == rest for n in found) in (0, EACH)
    assert sorted(inside(office)) == list(range(1, 2 * EACH + 1))
    verified = lvze(office, "store", "verify")
    assert json.loads(verified.communicate()[0])["sound"] is True
    assert kills
