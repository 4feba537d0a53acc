"""A folder as people have them: locks, links, pipes, huge and unreadable files, other formats — each told, none stops the rest."""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

import pytest

from app.catalog.letters_loader import load_letters
from app.catalog.places import forms_dir
from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import Cancelled, JobContext
from app.services.letter_readback import looked_at
from app.services.letter_readback_files import MOST, files_in
from app.services.letter_readback_judge import OldEntry
from tests.unit.documents.oldletters import MANNERS


def read(folder: Path) -> dict[str, OldEntry]:
    return {e.path.name: e for e in looked_at(files_in([folder]), load_letters(forms_dir() / "letters").values())}


def sound(path: Path) -> None:
    path.write_bytes(MANNERS["direct"](random.Random(path.name))[0])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes and links of this kind in a folder")
def test_every_strange_file_of_a_folder_gets_its_sentence_and_the_others_are_read(tmp_path: Path) -> None:
    sound(tmp_path / "1.docx")
    sound(tmp_path / "9.docx")
    (tmp_path / "2.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    (tmp_path / "3.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "4.ofd").write_bytes(b"PK\x03\x04")
    (tmp_path / "5.docx").symlink_to(tmp_path / "1.docx")
    os.mkfifo(tmp_path / "6.docx")
    with (tmp_path / "7.docx").open("wb") as made:
        made.truncate(2 * 1024**3)
    (tmp_path / "8.docx").write_bytes(b"")
    for name in ("~$1.docx", ".~lock.1.docx#", "._1.docx", "~WRL0001.docx", "照片.jpg"):
        (tmp_path / name).write_bytes(b"x")
    started = time.monotonic()
    found = read(tmp_path)
    assert time.monotonic() - started < 10
    assert list(found) == ["1.docx", "2.doc", "3.pdf", "4.ofd", "5.docx", "6.docx", "7.docx", "8.docx", "9.docx"]
    assert [name for name, e in found.items() if not e.error] == ["1.docx", "9.docx"]
    said = {"2.doc": "另存为 docx", "3.pdf": "PDF", "4.ofd": "OFD", "5.docx": "链接", "6.docx": "不是普通文件", "7.docx": "太大"}
    assert {name: words for name, words in said.items() if words not in found[name].error} == {}


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="rights are not asked of the administrator")
def test_a_file_that_may_not_be_opened_is_told(tmp_path: Path) -> None:
    sound(tmp_path / "1.docx")
    sound(tmp_path / "2.docx")
    (tmp_path / "1.docx").chmod(0)
    assert [bool(e.error) for e in read(tmp_path).values()] == [True, False]


def test_folders_in_folders_are_read_and_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    deep = tmp_path / "2019" / "函"
    deep.mkdir(parents=True)
    sound(deep / "b.docx")
    sound(tmp_path / "a.docx")
    if sys.platform != "win32":
        (deep / "back").symlink_to(tmp_path, target_is_directory=True)
        (deep / "itself").symlink_to(deep / "itself")
    assert [p.name for p in files_in([tmp_path, tmp_path / "a.docx"])] == ["a.docx", "b.docx"]


def test_ten_thousand_files_are_refused_quickly_and_those_of_other_kinds_do_not_count(tmp_path: Path) -> None:
    for n in range(10_000):
        (tmp_path / f"{n}.txt").touch()
    sound(tmp_path / "a.docx")
    started = time.monotonic()
    assert len(files_in([tmp_path])) == 1
    assert time.monotonic() - started < 3
    for n in range(MOST):
        (tmp_path / f"{n}.docx").touch()
    with pytest.raises(AppError) as caught:
        files_in([tmp_path])
    assert caught.value.code is ErrorCode.TOO_LARGE


def test_looking_for_files_can_be_stopped(tmp_path: Path) -> None:
    sound(tmp_path / "a.docx")
    with pytest.raises(Cancelled):
        files_in([tmp_path], JobContext(stopped=lambda: True))
