"""Receiving: verify, decrypt, preview, back up, one transaction, printed report, receipt.

Records of another unit are kept as that unit's reports in a table of their own, never
mixed with own records. The same package twice changes nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.domain.errors import AppError, ErrorCode
from app.exchange import receipts
from app.exchange.container import open_package
from app.exchange.manifest import Manifest
from app.exchange.merge import MergePlan, plan_report
from app.exchange.reader_v1 import Package
from app.jobs.progress import JobContext
from app.services import backup
from app.services.accounts import heads
from app.services.packs import FORMAT, OUT_STATES, RECORDS, PackRow, pack_row
from app.services.partners import identity, trusted_cards
from app.services.results import OpResult, Touched
from app.services.session import Session
from app.store import blobs, queries
from app.store.changelog import canonical

IN_STATES = {"imported": "已导入", "receipted": "已出回执"}
BLOB_LIMIT = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class IncomingItem:
    """One record of the package as the preview lists it."""

    title: str
    kind_label: str
    date: str
    what: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """An opened and verified package, nothing written yet."""

    path: Path
    sha256: str
    manifest: Manifest
    sender_name: str
    plan: MergePlan
    lines: tuple[str, ...]
    items: tuple[IncomingItem, ...]
    records: tuple[Mapping[str, Any], ...] = field(repr=False, default=())


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. package_id: for the receipt."""

    package_id: str
    lines: tuple[str, ...]
    new: int
    changed: int
    unchanged: int
    rejected: int


def open_incoming(session: Session, path: Path, context: JobContext | None = None) -> Incoming:
    """Verify and decrypt a package and say what an import would do; writes nothing.

    Raises AppError NOT_ALLOWED, DAMAGED, NOT_RECIPIENT, UNKNOWN_SENDER, BAD_SIGNATURE,
    TOO_NEW, TOO_LARGE, UNSUPPORTED; Cancelled.
    """
    session.require("import")
    with _opened(session, path, context) as package:
        return _preview(session, path, package)


def _opened(session: Session, path: Path, context: JobContext | None) -> Any:
    return open_package(
        path, identity=identity(session), trusted=list(trusted_cards(session).values()), context=context
    )


def _preview(session: Session, path: Path, package: Package) -> Incoming:
    manifest = package.manifest
    if manifest.kind != "report" or manifest.extra.get("format") != FORMAT:
        raise AppError(ErrorCode.UNSUPPORTED, "这种数据包本版本还不能导入。", action="请升级程序后再试。")
    records = _records(package)
    with session.store.read() as conn:
        held = {r.record: r.hash for r in queries.received_of(conn, manifest.sender.unit)}
    plan = plan_report(
        manifest, records, held, known_kind=lambda k: session.catalog.records.of_kind(k) is not None
    )
    lines = [
        f"发方：{manifest.sender.name}（签名有效，指纹 {manifest.sender.fingerprint}）",
        f"生成时间：{manifest.created}" + (f"　时期：{manifest.period}" if manifest.period else ""),
        *plan.lines(session.catalog.vocab.short),
    ]
    what = {r.id: "新增" for r in plan.new} | {r.id: "更新" for r in plan.changed}
    what |= {r.id: "相同" for r in plan.unchanged}
    items = [
        IncomingItem(
            str(r.get("title", "")), session.catalog.vocab.short(str(r.get("kind", ""))), str(r.get("date") or ""),
            what.get(str(r.get("id")), "不接收"),
        )
        for r in records
    ]  # fmt: skip
    return Incoming(
        path, package.sha256, manifest, manifest.sender.name, plan, tuple(lines), tuple(items), tuple(records)
    )


def _records(package: Package) -> list[dict[str, Any]]:
    """The records of the package with hashes recomputed, so that a wrong one is rejected by the plan."""
    content = package.read_json(RECORDS)
    rows = content.get("records") if isinstance(content, dict) else None
    if not isinstance(rows, list):
        raise AppError(ErrorCode.DAMAGED, "数据包里缺少应有的内容。", action="请发出方重新打包。")
    found: list[dict[str, Any]] = []
    for row in rows:
        if isinstance(row, dict) and isinstance(row.get("body"), dict):
            plain = {k: v for k, v in row.items() if k != "hash"}
            digest = hashlib.sha256(canonical(plain).encode("utf-8")).hexdigest()
            found.append({**row, "hash": digest if digest == row.get("hash") else ""})
        else:
            found.append({})
    return found


def apply_incoming(
    session: Session, incoming: Incoming, context: JobContext | None = None
) -> OpResult[ImportReport]:
    """Back up, then write everything in one transaction. Undoable as a whole.

    The file is verified again from its first byte: it may have changed since the preview.
    Raises what open_incoming raises, STALE when the file changed, DISK_FULL; Cancelled.
    """
    session.require("import")
    report = context or JobContext()
    with _opened(session, incoming.path, report) as package:
        if package.sha256 != incoming.sha256:
            raise AppError(ErrorCode.STALE, "预览之后文件变了。", action="请重新打开预览。")
        fresh = _preview(session, incoming.path, package)
        if fresh.plan.changes_nothing and _known(session, fresh):
            return OpResult(_report(fresh, ("没有变化：这个数据包以前已经导入过。",)))
        backup.before(session, "import", report)
        files = _files(package, fresh, report)
    touched = Touched()
    with session.change("package.import", "导入数据包", touched) as uow:
        for sha, data in files.items():
            if blobs.put(uow.conn, data, "application/octet-stream") != sha:
                raise AppError(ErrorCode.DAMAGED, "数据包里的附件与清单不符。", action="请发出方重新打包。")
        chosen = {r.id for r in (*fresh.plan.new, *fresh.plan.changed)}
        for done, record in enumerate(r for r in fresh.records if r.get("id") in chosen):
            report.report(done, len(chosen), "正在写入")
            uow.put("received", f"{fresh.manifest.sender.unit}:{record['id']}", _received(fresh, record))
        uow.put("package", f"in:{fresh.manifest.package}", _register_row(session, fresh))
    session.log("package.import", fresh.manifest.package, uow.committed.id if uow.committed else None)
    return session.result(_report(fresh, fresh.lines), touched, "导入数据包")


def _known(session: Session, incoming: Incoming) -> bool:
    with session.store.read() as conn:
        return queries.package_row(conn, "in", incoming.manifest.package) is not None


def _files(package: Package, incoming: Incoming, report: JobContext) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    wanted = {f"blob-{a['sha256']}" for r in incoming.records for a in _attachments(r)}
    for done, (info, stream) in enumerate(package.entries()):
        report.report(done, len(incoming.manifest.entries), "正在核对附件")
        if info.name in wanted and info.size <= BLOB_LIMIT:
            found[info.name.removeprefix("blob-")] = b"".join(iter(stream.read, b""))
    return found


def _attachments(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The attachment values of a record of another unit, whichever fields of its form they are in."""
    lists = [v for v in record.get("body", {}).values() if isinstance(v, list)]
    return [a for values in lists for a in values if isinstance(a, dict) and isinstance(a.get("sha256"), str)]


def _received(incoming: Incoming, record: Mapping[str, Any]) -> dict[str, Any]:
    found = {
        "sender": incoming.manifest.sender.unit, "record": record["id"], "package": incoming.manifest.package,
        "form": str(record.get("form", "")), "kind": record["kind"], "title": str(record.get("title", "")),
        "state": str(record.get("state", "")), "hash": record["hash"],
        "body": canonical({"body": record["body"], "names": record.get("names", {})}),
    }  # fmt: skip
    if isinstance(record.get("date"), str):
        found["date"] = record["date"]
    return found


def _register_row(session: Session, incoming: Incoming) -> dict[str, Any]:
    kinds: dict[str, int] = {}
    for record in incoming.records:
        kinds[str(record.get("kind", ""))] = kinds.get(str(record.get("kind", "")), 0) + 1
    manifest = incoming.manifest
    return {
        "package": manifest.package, "direction": "in", "kind": manifest.kind, "partner": manifest.sender.unit,
        "partner_name": manifest.sender.name, "at": session.stamp(), "period": manifest.period,
        "records": len(incoming.records), "sha256": incoming.sha256, "state": "imported",
        "detail": {"kinds": kinds, "counts": incoming.plan.counts(), "heads": dict(manifest.heads)},
    }  # fmt: skip


def _report(incoming: Incoming, lines: tuple[str, ...]) -> ImportReport:
    plan = incoming.plan
    counts = len(plan.new), len(plan.changed), len(plan.unchanged), len(plan.rejected)
    return ImportReport(incoming.manifest.package, lines, *counts)


def received(session: Session) -> list[PackRow]:
    """The register of packages that came in, latest first."""
    with session.store.read() as conn:
        return [pack_row(session, r, IN_STATES) for r in queries.packages(conn, "in")]


def received_items(session: Session, package_id: str) -> list[IncomingItem]:
    """The records that came with a package, as kept, of the forms this account may see."""
    with session.store.read() as conn:
        row = queries.package_row(conn, "in", package_id)
        if row is None:
            raise AppError(ErrorCode.NOT_FOUND, "登记簿里没有这个数据包。")
        return [
            IncomingItem(r.title, session.catalog.vocab.short(r.kind), r.date or "", r.state)
            for r in queries.received_of(conn, row.partner, package_id)
            if session.sight().whole(r.form, r.kind)
        ]


def write_receipt(session: Session, package_id: str, path: Path) -> OpResult[Path]:
    """Sign the receipt of an imported package (`*.lvack`). Raises AppError NOT_ALLOWED, NOT_FOUND, DISK_FULL."""
    session.require("import")
    with session.store.read() as conn:
        row = queries.package_row(conn, "in", package_id)
    if row is None:
        raise AppError(ErrorCode.NOT_FOUND, "登记簿里没有这个数据包。")
    detail = json.loads(row.detail)
    ends = heads(session)
    receipts.write_receipt(
        path, receiver=identity(session), package=package_id, sha256=row.sha256,
        outcome=receipts.Outcome.ACCEPTED, at=session.clock.now(), counts=detail["counts"],
        heads={"business": ends.business, "office": ends.office},
    )  # fmt: skip
    touched = Touched()
    with session.change("package.receipt", "出具回执", touched, undoable=False) as uow:
        before = uow.get("package", f"in:{package_id}")
        if before is not None:
            uow.put("package", f"in:{package_id}", {**before, "state": "receipted"})
    return session.result(path, touched, "出具回执", undoable=False)


def import_receipt(session: Session, path: Path) -> OpResult[PackRow]:
    """Verify a receipt and mark the register of sent packages. Importing it twice changes nothing.

    Raises AppError DAMAGED, UNKNOWN_SENDER, BAD_SIGNATURE, BAD_INPUT (of another package), NOT_FOUND.
    """
    session.require("import")
    cards = trusted_cards(session)
    receipt = receipts.read_receipt(path, trusted=list(cards.values()))
    touched = Touched()
    with session.change("package.receipt", "导入回执", touched) as uow:
        before = uow.get("package", f"out:{receipt.package}")
        if before is None:
            raise AppError(ErrorCode.NOT_FOUND, "登记簿里没有这份回执对应的数据包。", action="请核对是哪个单位的回执。")
        sent_to = [cards[p].fingerprint for p in before["partner"].split(",") if p in cards]
        receipts.check_answers(receipt, package=receipt.package, sha256=before["sha256"], recipients=sent_to)
        counts = receipt.counts or {}
        line = f"{receipt.receiver.name}：新增 {counts.get('new', 0)} 条，更新 {counts.get('changed', 0)} 条"
        lines = [o for o in before["detail"].get("lines", []) if o != line]
        detail = {**before["detail"], "lines": [*lines, line]}
        uow.put("package", f"out:{receipt.package}", {**before, "state": receipt.outcome.value, "detail": detail})
    with session.store.read() as conn:
        row = queries.package_row(conn, "out", receipt.package)
    return session.result(pack_row(session, row, OUT_STATES), touched, "导入回执")
