"""规则适用说明书 (RP-24): which duties are on, by which parameters, what people decided by hand and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.duties.kinds import concerned
from app.domain.periods import Period
from app.services import duty_settings
from app.services.compose.cells import CellPlace
from app.services.compose.periods import label
from app.services.compose.writing import Paragraph
from app.services.duty_settings import DutyRow, DutySettings, PackRow
from app.services.duty_words import period_label
from app.services.evaluation import hidden_kinds, unseen
from app.services.judgements import STATES
from app.services.session import Session
from app.store import names, office

NO_REASON = "未填写"


def paragraphs(session: Session, period: Period) -> tuple[Paragraph, ...]:
    """The whole booklet for a year. Raises AppError NOT_ALLOWED."""
    session.require("evaluate")
    year = period.start.year
    packs = [p for p in duty_settings.packs(session, year) if p.on]
    found = [
        Paragraph("scope", 0, f"本说明书列明{session.unit_name()}{label(period)}启用的职责文件和条目、所用参数、人工认定及理由。自动结果只说明有没有记录，不是事实认定。"),
        Paragraph("h.packs", 1, "启用的职责文件和条目"),
    ]
    for number, pack in enumerate(packs, 1):
        found += _pack(number, pack)
    if not packs:
        found.append(Paragraph("packs.none", 0, "未启用职责文件。"))
    found.append(Paragraph("h.params", 1, "参数"))
    found += list(_params(session, packs, year))
    found.append(Paragraph("h.judged", 1, "人工认定和不适用"))
    found += list(_judged(session, year))
    return tuple(found)


def _pack(number: int, pack: PackRow) -> list[Paragraph]:
    on = [d for d in pack.duties if d.on]
    head = Paragraph(f"h.pack.{pack.id}", 2, pack.title)
    told = f"共{pack.total}条，启用{len(on)}条，未启用{pack.total - len(on)}条。"
    rows = [Paragraph(f"duty.{d.id}", 0, f"{d.label}。规则：{d.said.rstrip('。')}。依据：{d.article}。", basis=d.id) for d in on]
    return [head, Paragraph(f"pack.{pack.id}", 0, told), *rows]


def _params(session: Session, packs: list[PackRow], year: int) -> Iterator[Paragraph]:
    settings = duty_settings.load(session, year)
    count = 0
    for duty in (d for p in packs for d in p.duties if d.on):
        own = settings.params(duty.id)
        if own or not duty.configured:
            count += 1
            yield Paragraph(f"param.{duty.id}", 0, _param_words(session, duty, own, year), basis=duty.id)
    if not count:
        yield Paragraph("params.none", 0, "本单位没有另设参数，一律用文件里的数。")


def _param_words(session: Session, duty: DutyRow, own: Mapping[str, Any], year: int) -> str:
    if not duty.configured:
        return f"{duty.label}：文件没有给出数，本单位尚未设置（待配置）。依据：{duty.article}。"
    since = f"，自{duty.since}年起" if duty.since else ""
    return f"{duty.label}：本单位设置了参数{since}。按参数判定的规则：{duty.said.rstrip('。')}。依据：{duty.article}。"


def _judged(session: Session, year: int) -> Iterator[Paragraph]:
    settings: DutySettings = duty_settings.load(session, year)
    mine = [a for a in settings.approvals() if _of_year(str(a["period"]), year)]
    with session.store.read() as conn:
        known, absent = names.all_names(conn), unseen(session, conn)
    with session.office.read() as conn:
        signers = {a.id: a.name for a in office.accounts(conn)}
    duties, hidden = session.catalog.duties, hidden_kinds(session)
    shown = 0
    for one in sorted(mine, key=lambda a: (str(a["duty"]), str(a["period"]), str(a["subject"]))):
        duty = duties.find(str(one["duty"]))
        if duty is None or any(concerned(duty, kind) for kind in hidden):
            continue
        if not absent.isdisjoint((str(one["period"]), str(one["subject"]), str(one.get("about") or ""))):
            continue  # as the board: no row about a record that the account does not see
        shown += 1
        about = known.get(str(one["subject"]), "")
        where = "，".join(w for w in (period_label(str(one["period"]), {}).replace(" ", ""), about) if w)
        by = "、".join(signers.get(i, known.get(i, "")) for i in one["by"])
        reason = str(one["reason"]).rstrip("。") or NO_REASON
        place = CellPlace(duty.id, str(one["period"]), str(one["subject"]), str(one.get("about") or ""))
        text = f"{duty.label}（{where}）：{STATES.get(str(one['state']), '')}。理由：{reason}。签批：{by}。依据：{duty.article}。"
        yield Paragraph(f"judged.{place.text}", 0, text, records=tuple(one.get("records") or ()), cells=(place.text,))
    if not shown:
        yield Paragraph("judged.none", 0, "没有人工认定和不适用的签批。")


def _of_year(period: str, year: int) -> bool:
    return not period[:4].isdigit() or period[:4] == f"{year:04d}"
