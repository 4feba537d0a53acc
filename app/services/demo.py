"""`lvze demo`: two synthetic offices run the main job and leave everything in one folder.

Register → evaluate → letters (docx, pdf) → report package → import by the superior →
receipt. The same seed gives the same summary, seconds aside.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.catalog.catalog import Catalog, load_catalog
from app.crypto.files import write_atomic
from app.crypto.kdf import FLOOR
from app.domain.clock import FixedClock
from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import JobContext
from app.services import demo_letters, example, incoming, packs, partners, people, setup
from app.services.demo_letters import DocumentRow
from app.services.duties import board
from app.services.session import DataFolder, Session
from app.store.sight import counted

DAY = dt.datetime(2026, 11, 20, 9, 12, tzinfo=dt.UTC)
PASSWORD = "yanshi-2026-lvze"  # noqa: S105 - printed in stores/README.txt, guards invented data only
UNIT = "某县住房和城乡建设局党组"
SUPERIOR = "中共某县纪律检查委员会"
PACKS = ("tianshui-2014", "beijing-28", "shibiyan-2022")
Screenshots = Callable[[Session, Path], list[Path]]


@dataclass(slots=True)
class _Run:
    out: Path
    catalog: Catalog
    context: JobContext
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str, number: int, text: str) -> Iterator[None]:
        self.context.report(number, 8, text)
        start = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 2)


def run_demo(
    out: Path,
    *,
    years: int = 2,
    seed: int = 1,
    screenshots: Screenshots | None = None,
    context: JobContext | None = None,
    catalog: Catalog | None = None,
) -> dict[str, Any]:
    """Run the main job into an empty or earlier demo folder; returns the summary (also summary.json).

    catalog: other definitions than the shipped ones (pictures of forms that somebody has written).

    Raises AppError BAD_INPUT (the folder holds other things, years out of range), DISK_FULL, FILE_ACCESS.
    """
    if not 1 <= years <= 10:
        raise AppError(ErrorCode.BAD_INPUT, "年数应在 1 到 10 之间。", where="--years")
    _prepare(out)
    run = _Run(out, catalog or load_catalog(), context or JobContext())
    with run.stage("setup", 0, "正在建立两个示例办公室"):
        own = new_office(run.out / "stores" / "office", run.catalog)
        roles = ("discipline_secretary", "discipline_clerk")
        superior = new_office(run.out / "stores" / "superior", run.catalog, SUPERIOR, "liuyang", "刘洋", roles, "discipline")
    try:
        return _main_job(run, own, superior, years, seed, screenshots)
    finally:
        own.close()
        superior.close()


def _main_job(
    run: _Run, own: Session, superior: Session, years: int, seed: int, screenshots: Screenshots | None
) -> dict[str, Any]:
    with run.stage("records", 1, "正在登记示例记录"):
        example.add_example(own, years=years, seed=seed, context=run.context, mark=False)
    with run.stage("evaluate", 2, "正在清点职责"):
        counts = board(own, DAY.year).counts
    with run.stage("letters", 3, "正在起草和制发文书"):
        issued = demo_letters.issue_own(own)
    with run.stage("package", 4, "正在报送和回执"):
        package, receipt = _exchange(run, own, superior)
        issued += demo_letters.issue_superior(superior, UNIT)
    with run.stage("documents", 5, "正在写出文书"):
        documents = demo_letters.write_files(issued, run.out / "documents")
    shots: list[Path] = []
    if screenshots is not None:
        with run.stage("screenshots", 6, "正在截取界面"):
            shots = screenshots(own, run.out / "screenshots")
    with run.stage("stores", 7, "正在写出说明"):
        _readme(run.out / "stores")
        summary = _summary(run, own, counts, documents, package, receipt, shots)
    summary["seconds"] = run.seconds
    text = json.dumps(summary, ensure_ascii=False, indent=1, sort_keys=True)
    write_atomic(run.out / "summary.json", text.encode("utf-8"), mode=0o644)
    run.context.report(8, 8, "完成")
    return summary


FOLDERS = ("documents", "packages", "stores", "screenshots")


def _prepare(out: Path) -> None:
    """Make the folder; an earlier demo in it is replaced, anything else is left alone and refused."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        strangers = [p for p in out.iterdir() if p.name not in (*FOLDERS, "summary.json")]
        if strangers:
            raise AppError(
                ErrorCode.BAD_INPUT, "这个文件夹里有别的内容。", action="请换一个空文件夹。", where="--out"
            )
        for name in FOLDERS:
            shutil.rmtree(out / name, ignore_errors=True)
            (out / name).mkdir()
    except OSError as exc:
        raise AppError(ErrorCode.FILE_ACCESS, "输出文件夹无法写入。", action="请检查权限和空间。") from exc


def new_office(
    folder: Path,
    catalog: Catalog,
    unit: str = UNIT,
    login: str = "wangmin",
    person: str = "王敏",
    roles: tuple[str, ...] = ("party_clerk", "discipline_secretary"),
    kind: str = "party_group",
) -> Session:
    """An empty office of the demo, unlocked, its clock standing still at the demo's day."""
    plan = setup.OfficePlan(
        unit_name=unit,
        login=login,
        user_name=person,
        password=PASSWORD,
        roles=roles,
        applies=("always", "has_discipline_office", "has_subordinates"),
        packs=PACKS,
        unit_kind=kind if kind in catalog.proposals.units else "",
    )
    return setup.create_office(DataFolder(folder, kdf=FLOOR), catalog, FixedClock(DAY), plan).session


def _exchange(run: _Run, own: Session, superior: Session) -> tuple[Path, Path]:
    """Cards both ways, package out, import, receipt back."""
    folder = run.out / "packages"
    own_card = partners.export_card(own, folder / "办公室名片.lvid")
    superior_card = partners.export_card(superior, folder / "上级名片.lvid")
    receiver = partners.add_partner(own, superior_card, "superior").value
    partners.add_partner(superior, own_card, "subordinate")
    selection = packs.PackSelection(f"{DAY.year}-07-01", f"{DAY.year}-09-30", own.visible_forms("export"))
    chosen = [item.record_id for item in packs.preview(own, selection) if item.included]
    path = folder / f"{DAY.year}年第三季度报送.lvpkg"
    sent = packs.export(own, chosen, [receiver.id], path, period=f"{DAY.year}Q3", context=run.context).value
    opened = incoming.open_incoming(superior, path, run.context)
    incoming.apply_incoming(superior, opened, run.context)
    receipt = folder / f"{DAY.year}年第三季度报送-回执.lvack"
    incoming.write_receipt(superior, sent.id, receipt)
    incoming.import_receipt(own, receipt)
    return path, receipt


def _readme(folder: Path) -> None:
    text = (
        "这里是演示用的两个加密数据库，内容均为虚构。\n"
        f"office/（{UNIT}）：登录名 wangmin，口令 {PASSWORD}\n"
        f"superior/（{SUPERIOR}）：登录名 liuyang，口令 {PASSWORD}\n"
        "查看：先设置环境变量 LVZE_HOME 指向其中一个文件夹，再运行 lvze。\n"
    )
    write_atomic(folder / "README.txt", text.encode("utf-8"), mode=0o644)


def _summary(
    run: _Run,
    own: Session,
    counts: Mapping[str, int],
    documents: list[DocumentRow],
    package: Path,
    receipt: Path,
    shots: list[Path],
) -> dict[str, Any]:
    def relative(path: Path) -> str:
        return path.relative_to(run.out).as_posix()

    with own.store.read() as conn:
        total = sum(n for _f, _k, _s, _m, n in counted(conn, own.sight()))
    return {
        "unit": UNIT,
        "people": [{"name": p.name} for p in people.people(own, include_left=True)],
        "records": total,
        "duties": dict(sorted(counts.items())),
        "documents": [
            {"path": relative(d.path), "kind": d.kind, "format": d.format, "sealed": d.sealed} for d in documents
        ],
        "packages": [relative(package)],
        "receipts": [relative(receipt)],
        "screenshots": [relative(p) for p in shots],
    }
