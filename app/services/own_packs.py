"""Packs of own duties as files: written in the format of forms/duties, read with the same loader and the same checks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from app.catalog.duties import DutyPack
from app.catalog.duties_loader import parse_pack
from app.catalog.duties_writer import duty_data, pack_data, pack_yaml
from app.catalog.duty_labels import GRADES
from app.catalog.yamlfile import read_yaml
from app.crypto.files import replacing
from app.domain.errors import AppError, ErrorCode
from app.services import own_catalog
from app.services.own_duties import HEAD, MOST_DUTIES, put_duties, put_head
from app.services.results import OpResult, Touched
from app.services.sample_office import run_examples
from app.services.session import Session
from app.store import queries


@dataclass(frozen=True, slots=True)
class Failed:
    """An example that does not come out as it says. note: what the rule says instead."""

    duty: str
    number: int
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a pack file would bring. added, changed, same: labels; grades: how many of each grade, in words."""

    pack: DutyPack
    known: bool
    added: tuple[str, ...]
    changed: tuple[str, ...]
    same: tuple[str, ...]
    grades: tuple[tuple[str, int], ...]
    examples: int
    failed: tuple[Failed, ...]


def export_pack(session: Session, pack_id: str, path: Path) -> int:
    """Write an own document as a pack file; returns how many duties. Raises AppError NOT_FOUND, NOT_ALLOWED, DISK_FULL, FILE_ACCESS."""
    session.require("configure")
    pack = session.catalog.duties.pack(pack_id) if pack_id in session.catalog.duties.own else None
    if pack is None:
        raise AppError(ErrorCode.NOT_FOUND, "没有这份本单位职责文件。")
    with replacing(path, mode=0o644) as stream:
        stream.write(pack_yaml(pack_data(pack)).encode("utf-8"))
    session.log("export", f"duties {pack_id}")
    return len(pack.duties)


def preview(session: Session, path: Path) -> Incoming:
    """Read a pack file and run its examples; nothing is written.

    Raises AppError BAD_DATA_FILE (file, line, field), BAD_INPUT (its id is that of a shipped pack), TOO_LARGE.
    """
    session.require("configure")
    pack = parse_pack(read_yaml(path), session.catalog.vocab, forms=session.catalog.records)
    shipped = (session.catalog.shipped or session.catalog).duties
    if shipped.pack(pack.id) is not None:
        raise AppError(
            ErrorCode.BAD_INPUT, f"编号“{pack.id}”是程序自带职责文件的，不能导入。", action="请在文件里换一个编号。", where=path.name
        )
    if "/" in pack.id:
        raise AppError(ErrorCode.BAD_INPUT, "职责文件的编号里不能有“/”。", where=path.name)
    if len(pack.duties) > MOST_DUTIES:
        raise AppError(ErrorCode.TOO_LARGE, f"一份文件最多 {MOST_DUTIES} 条职责。", where=path.name)
    sorted_out: dict[str, list[str]] = {"added": [], "changed": [], "same": []}
    failed: list[Failed] = []
    for duty in pack.duties:
        before = session.catalog.duties.find(duty.id)
        sort = "added" if before is None else "same" if before == duty else "changed"
        sorted_out[sort].append(duty.label)
        outcomes = run_examples(session.catalog, duty, duty.examples)
        failed += [Failed(duty.label, n, o.state, o.note) for n, o in enumerate(outcomes, 1) if not o.passed]
    grades = Counter(d.grade for d in pack.duties)
    return Incoming(
        pack, pack.id in session.catalog.duties.own, tuple(sorted_out["added"]), tuple(sorted_out["changed"]),
        tuple(sorted_out["same"]), tuple((words, grades[g]) for g, words in GRADES.items() if grades[g]),
        sum(len(d.examples) for d in pack.duties), tuple(failed),
    )  # fmt: skip


def import_pack(session: Session, incoming: Incoming, year: int) -> OpResult[int]:
    """Take a previewed pack in from `year` on; returns how many duties are new or changed. One operation, undoable.

    Duties that the file lacks stay as they are. Raises AppError NOT_ALLOWED.
    """
    session.require("configure")
    pack = incoming.pack
    head = {name: value for name, value in pack_data(pack).items() if name in HEAD or name == "title_origin"}
    wanted = [d for d in pack.duties if session.catalog.duties.find(d.id) != d]
    touched = Touched()
    with session.change("own_duties", "导入职责文件", touched) as uow:
        known = queries.settings(uow.conn, own_catalog.pack_key(pack.id))
        put_head(uow, pack.id, head)
        put_duties(uow, pack.id, [duty_data(d) for d in wanted], year, session.clock.today().year)
        if not known:
            uow.put("setting", f"pack:{pack.id}:{year}", {"value": True})
    return session.result(len(wanted), touched, "导入职责文件")
