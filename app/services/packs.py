"""Sending: choose records, preview, encrypt to the superior, keep the register of what went out."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from app.catalog.records import FieldDef, FieldType, RecordForm
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.exchange.container import inspect_outer, write_package
from app.exchange.manifest import Entry, ManifestDraft
from app.jobs.progress import JobContext
from app.services.accounts import heads
from app.services.lists import Row, display_rows
from app.services.partners import identity, partners, trusted_cards
from app.services.record_sight import without_unread
from app.services.results import OpResult, Touched
from app.services.second_person import Second, confirm_export, wanted
from app.services.session import Session
from app.store import blobs, listing, names, queries
from app.store.changelog import canonical
from app.store.listing import ListQuery

RECORDS = "records.json"
FORMAT = 1
OUT_STATES = {"exported": "已导出，待回执", "accepted": "已接收", "refused": "对方未接收"}


@dataclass(frozen=True, slots=True)
class PackSelection:
    """What a report covers. Dates are ISO days, both ends included; empty people = everyone."""

    date_from: str
    date_to: str
    forms: tuple[str, ...]
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PackItem:
    """One record offered for a package. included: ticked at first; reason: why not."""

    record_id: str
    title: str
    kind_label: str
    date: str
    state_label: str
    included: bool
    reason: str


@dataclass(frozen=True, slots=True)
class PackRow:
    """A line of the register of sent or received packages."""

    id: str
    kind: str
    partner: str
    at: str
    period: str
    count: int
    state: str
    state_label: str
    sha256: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InspectView:
    """What anyone may see of a package file."""

    intact: bool
    lines: tuple[str, ...] = field(default=())


def preview(session: Session, selection: PackSelection) -> list[PackItem]:
    """The records a selection offers; drafts are listed but not ticked."""
    forms = tuple(f for f in selection.forms if session.can("export", f))
    query = ListQuery(forms=forms, date_from=selection.date_from, date_to=selection.date_to, descending=False)
    sight = session.sight("export")
    with session.store.read() as conn:
        rids = list(listing.list_ids(conn, query, sight))
        if selection.people:
            wanted = {
                rid
                for person in selection.people
                for rid in listing.list_ids(conn, ListQuery(forms=forms, person=person), sight)
            }
            rids = [rid for rid in rids if rid in wanted]
        rows = display_rows(conn, session.catalog, queries.rows_by_rid(conn, rids), sight)
    return [_item(session, row) for row in rows]


def _item(session: Session, row: Row) -> PackItem:
    state = session.form(row.form).state(row.state)
    ready = state is None or state.counts
    return PackItem(
        row.id, row.title, row.kind_label, row.date, row.state_label, ready, "" if ready else "尚未定稿，先不勾选"
    )


def export(
    session: Session,
    record_ids: Sequence[str],
    partner_ids: Sequence[str],
    path: Path,
    *,
    period: str = "",
    context: JobContext | None = None,
    second: Second | None = None,
) -> OpResult[PackRow]:
    """Write an encrypted, signed report package and enter it in the register. Not undoable.

    second: who stands by, where `wants_second` says so. Raises AppError NOT_ALLOWED, BAD_INPUT (nothing or nobody
    chosen, no second person), WRONG_PASSWORD, DISK_FULL, FILE_ACCESS; Cancelled.
    """
    report = context or JobContext()
    if not record_ids:
        raise AppError(ErrorCode.BAD_INPUT, "没有选中要报送的记录。", action="请在清单里勾选。")
    cards = trusted_cards(session)
    if not partner_ids or any(p not in cards for p in partner_ids):
        raise AppError(ErrorCode.BAD_INPUT, "请选择接收单位。", action="没有的话先导入对方的单位名片。")
    report.report(0, 4, "正在整理记录")
    who = confirm_export(session, _classes(session, record_ids), second)
    package_id = new_id("k")
    records, attachments, kinds = _collect(session, record_ids)
    ends = heads(session)
    draft = ManifestDraft(
        package=package_id,
        kind="report",
        created=session.clock.now(),
        period=period,
        heads={"business": ends.business, "office": ends.office},
        extra={"format": FORMAT, "records": len(record_ids)},
    )
    entries = [_entry(RECORDS, records, "application/json"), *attachments]
    info = write_package(
        path, sender=identity(session), recipients=[cards[p] for p in partner_ids], manifest=draft,
        entries=entries, context=report,
    )  # fmt: skip
    touched = Touched()
    label = "导出报送包"
    labels = [p.name for p in partners(session) if p.id in partner_ids]
    with session.change("package.export", label, touched, undoable=False) as uow:
        uow.put(
            "package",
            f"out:{package_id}",
            {
                "package": package_id, "direction": "out", "kind": "report", "partner": ",".join(partner_ids),
                "partner_name": "、".join(labels), "at": session.stamp(), "period": period,
                "records": len(record_ids), "sha256": info.sha256, "state": "exported",
                "detail": {"kinds": kinds, "records": list(record_ids)},
            },
        )  # fmt: skip
    session.log("package.export", " ".join(t for t in (package_id, who) if t), uow.committed.id if uow.committed else None)
    return session.result(find_sent(session, package_id), touched, label, undoable=False)


def wants_second(session: Session, record_ids: Sequence[str]) -> bool:
    """Whether another person must stand by when these go out."""
    return bool(wanted(session, _classes(session, record_ids)))


def _classes(session: Session, record_ids: Sequence[str]) -> set[str]:
    with session.store.read() as conn:
        rows = queries.rows_by_id(conn, record_ids).values()
    return {session.form(r.form).class_of(r.kind) for r in rows}


def _collect(session: Session, record_ids: Sequence[str]) -> tuple[bytes, list[Entry], dict[str, int]]:
    """records.json, the attachments it names, and how many of each kind."""
    items: list[dict[str, Any]] = []
    wanted: dict[str, tuple[int, str]] = {}
    kinds: dict[str, int] = {}
    with session.store.read() as conn:
        rows = queries.rows_by_id(conn, record_ids)
        known = names.all_names(conn)
        for record_id in record_ids:
            row = rows.get(record_id)
            if row is None or not session.allows(conn, "export", row):
                raise AppError(ErrorCode.NOT_ALLOWED, "选中的记录里有不能报送的。", action="请重新预览后再选。")
            form = session.form(row.form)
            body = public_body(form.fields, without_unread(session, conn, row))
            item = {"id": row.id, "form": row.form, "kind": row.kind, "state": row.state, "entered": row.entered}
            item |= {"title": row.title, "date": row.date, "body": body}
            item["names"] = {i: known[i] for i in sorted(_mentioned(body, known))}
            item["hash"] = hashlib.sha256(canonical(item).encode("utf-8")).hexdigest()
            items.append(item)
            kinds[row.kind] = kinds.get(row.kind, 0) + 1
            wanted |= {a["sha256"]: (int(a.get("size", 0)), a.get("media", "")) for a in attachments_of(form, body)}
        attachments = [_entry(f"blob-{sha}", blobs.read(conn, sha), "application/octet-stream") for sha in wanted]
    return canonical({"format": FORMAT, "records": items}).encode("utf-8"), attachments, kinds


def public_body(fields: Sequence[FieldDef], body: dict[str, Any]) -> dict[str, Any]:
    """A body without the fields marked secret, sub-tables included."""
    found: dict[str, Any] = {}
    definitions = {f.id: f for f in fields}
    for name, value in body.items():
        definition = definitions.get(name)
        if definition is not None and definition.secret:
            continue
        if definition is not None and definition.columns:
            value = [{"id": row.get("id"), **public_body(definition.columns, row)} for row in value]
        found[name] = value
    return found


def attachments_of(form: RecordForm, body: dict[str, Any]) -> list[dict[str, Any]]:
    """The attachment values of a body."""
    return [
        one
        for definition in form.fields
        if definition.type is FieldType.ATTACHMENTS
        for one in body.get(definition.id, [])
    ]


def _mentioned(value: Any, known: dict[str, str]) -> set[str]:
    if isinstance(value, str):
        return {value} if value in known else set()
    if isinstance(value, dict):
        return set().union(*(_mentioned(v, known) for v in value.values()))
    if isinstance(value, list):
        return set().union(*(_mentioned(v, known) for v in value))
    return set()


def _entry(name: str, data: bytes, media: str) -> Entry:
    def reopen() -> BinaryIO:
        return io.BytesIO(data)

    return Entry(name, len(data), reopen, media)


def inspect(path: Path, context: JobContext | None = None) -> InspectView:
    """What a package file shows without any key: intact or damaged, version, suite, for whom."""
    info = inspect_outer(path, context)
    lines = ["完好，没有损坏。" if info.intact else "已损坏：内容与校验值不符。", f"大小：{info.size:,} 字节"]
    if info.version is not None:
        lines.append(f"格式版本：{info.version}")
    if info.suite is not None:
        lines.append(f"密码套件：{info.suite}")
    if info.package:
        lines.append(f"数据包编号：{info.package}")
    lines.extend(f"接收方指纹：{fingerprint}" for fingerprint in info.recipients)
    lines.append(f"SHA-256：{info.sha256}")
    return InspectView(info.intact, tuple(lines))


def sent(session: Session) -> list[PackRow]:
    """The register of packages that went out, latest first."""
    with session.store.read() as conn:
        return [pack_row(session, r, OUT_STATES) for r in queries.packages(conn, "out")]


def find_sent(session: Session, package_id: str) -> PackRow:
    """One line of the register; AppError(NOT_FOUND)."""
    with session.store.read() as conn:
        row = queries.package_row(conn, "out", package_id)
    if row is None:
        raise AppError(ErrorCode.NOT_FOUND, "登记簿里没有这个数据包。")
    return pack_row(session, row, OUT_STATES)


def pack_row(session: Session, r: Any, states: dict[str, str]) -> PackRow:
    """A row of the package table as a line of the register."""
    detail = json.loads(r.detail)
    lines = [f"{session.catalog.vocab.short(k)} {n} 条" for k, n in sorted(detail.get("kinds", {}).items())]
    lines += detail.get("lines", [])
    return PackRow(
        r.package, r.kind, r.partner_name, r.at, r.period, int(r.records), r.state, states.get(r.state, r.state),
        r.sha256, tuple(lines),
    )  # fmt: skip
