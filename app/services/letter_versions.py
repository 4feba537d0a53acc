"""The files of a letter as it was signed and as it was numbered: docx and PDF, kept with their SHA-256, never changed.

They are made within the operation that signs or numbers, so that no letter is signed without them, and lie in the
encrypted store like attachments; their hashes stand in the record and with it in the chained log. Whoever opens one
gets what was kept, checked, not what the program would draw today. Does not belong here: the steps (records, letters),
scans that people attach.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.catalog.records import Transition
from app.crypto.files import disk_error, write_atomic
from app.documents.batch import render_batch
from app.documents.model import OfficialDocument
from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import JobContext
from app.services.letter_document import document
from app.services.profiles import LAYOUT, default_profile, keep_signed
from app.services.session import Session
from app.store import blobs
from app.store.database import Connection
from app.store.unit_of_work import UnitOfWork

FIELD = "versions"
STAGES = {"sign": "签发稿", "number": "编号稿"}
MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}

# What was made of a letter for a step: bytes by what is added to the name, as app.documents.batch hands them out.
Made = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Version:
    """One kept file. stage: 签发稿 or 编号稿; form: docx or pdf; mark: 附件2 of a separate attachment, else empty."""

    name: str
    stage: str
    form: str
    mark: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Ready:
    """What a batch has ready for the step of one letter. layout: its code; files: of the new stage, as the body keeps them."""

    layout: str
    files: tuple[dict[str, Any], ...]


def keep(
    session: Session, uow: UnitOfWork, step: Transition, kind: str, body: dict[str, Any], ready: Ready | None = None
) -> dict[str, Any]:
    """The body behind a step; of a letter that the step signs or numbers, with the layout and the files it then has.

    ready: what a batch has made already. Raises AppError BAD_INPUT, MISSING_GLYPH: what cannot be
    put on paper is not signed.
    """
    if step.id not in STAGES or kind not in session.catalog.letters:
        return body
    body = keep_signed(session, uow, step, kind, body, ready.layout if ready is not None else "")
    files = ready.files if ready is not None else stored(uow.conn, step.id, [_made(session, kind, body)])[0]
    return {**body, FIELD: [*(body.get(FIELD) or []), *files]}


def _made(session: Session, kind: str, body: Mapping[str, Any]) -> Made:
    profile = session.catalog.profiles.get(str(body.get(LAYOUT) or "")) or default_profile(session.catalog)
    return next(iter(render_batch([document(session, kind, body)], profile))).files


def stored(conn: Connection, step_id: str, made: Sequence[Made]) -> list[tuple[dict[str, Any], ...]]:
    """Keep the files of letters that a step signs or numbers; of each letter how its body names them."""
    stage = STAGES[step_id]
    files = [(data, MEDIA[ending.rpartition(".")[2]]) for one in made for ending, data in one.items()]
    digests = iter(blobs.put_many(conn, files))
    return [
        tuple(
            {"sha256": next(digests), "name": f"{stage}{ending}", "size": len(data), "media": MEDIA[ending.rpartition(".")[2]]}
            for ending, data in one.items()
        )
        for one in made
    ]


def versions(body: Mapping[str, Any]) -> list[Version]:
    """The kept files of a letter in the order they were made; none for letters signed before files were kept."""
    found = []
    for one in body.get(FIELD) or []:
        stem, _dot, form = str(one["name"]).rpartition(".")
        stage, _dash, mark = stem.partition("-")
        found.append(Version(str(one["name"]), stage, form, mark, str(one["sha256"]), int(one["size"])))
    return found


def latest(body: Mapping[str, Any], form: str) -> list[Version]:
    """The files of the last stage in one format: the letter first, then its separate attachments."""
    kept = versions(body)
    return [v for v in kept if v.form == form and v.stage == kept[-1].stage]


def read(session: Session, body: Mapping[str, Any], one: Version) -> bytes:
    """The bytes of a kept file of a letter that the caller has read. Raises AppError DAMAGED: not what was signed.

    body: of the letter, so that only its own files are read.
    """
    return read_many(session, [(body, one)])[0]


def read_many(session: Session, wanted: Sequence[tuple[Mapping[str, Any], Version]]) -> list[bytes]:
    """The bytes of kept files, each with the body of its letter, in order. Raises as read."""
    with session.store.read() as conn:
        return [_read(conn, body, one) for body, one in wanted]


def _read(conn: Connection, body: Mapping[str, Any], one: Version) -> bytes:
    if one not in versions(body):
        raise AppError(ErrorCode.NOT_FOUND, "这份文书没有这个定稿文件。")
    try:
        return blobs.read(conn, one.sha256)
    except AppError as error:
        raise AppError(
            ErrorCode.DAMAGED, f"保存的{one.stage}读不出来，或者与签发时不一致。", action="请停止使用这份文书，并从备份恢复。"
        ) from error


def whole_pdf(session: Session, body: Mapping[str, Any]) -> bytes | None:
    """The kept PDF when it is the whole letter; None when nothing is kept or attachments are files of their own."""
    kept = latest(body, "pdf")
    return read(session, body, kept[0]) if len(kept) == 1 else None


def write_file(folder: Path, name: str, data: bytes) -> Path:
    """Write one file of a letter into a folder that is made when it is not there. Raises AppError FILE_ACCESS, DISK_FULL."""
    path = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise disk_error(error, folder.name) from error
    write_atomic(path, data, mode=0o644)
    return path


def settle_file(path: Path, target: Path) -> Path:
    """Put a finished file where it belongs, in place of one that is there. Raises AppError FILE_ACCESS, DISK_FULL."""
    try:
        return path.replace(target)
    except OSError as error:
        raise disk_error(error, target.name) from error


def made_of(session: Session, documents: Sequence[OfficialDocument], layout: str, context: JobContext) -> Iterator[Made]:
    """The files of many letters of one layout, in order (letter_batch). Raises as app.documents.batch.render_batch."""
    profile = session.catalog.profiles.get(layout) or default_profile(session.catalog)
    return (letter.files for letter in render_batch(documents, profile, context=context))
