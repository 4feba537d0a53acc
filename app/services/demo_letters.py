"""The letters of the demo: drafted from gaps and records, signed, numbered, written out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.services import gap_letters, letters, people, records
from app.services.duties import board
from app.services.gaps import duty_key
from app.services.letter_document import letter_form
from app.services.session import Session

REMINDERS = (
    ("letter.integrity_reminder", "tianshui-2014/3.3/hear-field-quarterly"),
    ("letter.reminder", "beijing-28/14/principal-last"),
)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One file of the demo. format: general, letter, minutes or plain."""

    path: Path
    kind: str
    format: str
    sealed: bool


@dataclass(frozen=True, slots=True)
class Issued:
    """A letter that was signed, numbered and delivered, not yet written to a file."""

    session: Session
    record_id: str
    name: str


def issue_own(session: Session) -> list[Issued]:
    """Reminders for gaps, the minutes of a meeting and a circular."""
    found: list[Issued] = []
    gaps = [c for row in board(session, session.clock.today().year).rows for c in row.cells if c.tone == "bad"]
    for index, (kind, duty) in enumerate(REMINDERS):
        cell = next((c for c in gaps if c.duty == duty), gaps[index])
        body = gap_letters.draft(session, kind, [duty_key(cell.duty, cell.period, cell.subject, cell.record)])
        found.append(_issue(session, kind, _complete(body), "某建纪提", f"{index + 1}-"))
    found.append(_issue(session, "letter.minutes", _minutes(session), "某建党纪要", "3-"))
    found.append(_issue(session, "letter.circular", _circular(session), "某建党", "4-"))
    return found


def write_files(issued: list[Issued], folder: Path) -> list[DocumentRow]:
    """Every letter as Word and PDF."""
    found: list[DocumentRow] = []
    views = [(one, records.get(one.session, one.record_id)) for one in issued]
    text = "".join(json.dumps(view.body, ensure_ascii=False) for _one, view in views)
    for one, view in views:
        form = letter_form(one.session, view.kind)
        for path in letters.export(one.session, view.id, folder, name=one.name, also_embed=text):
            found.append(DocumentRow(path, view.kind, form.format, bool(view.body.get("seal"))))
    return found


def _complete(body: dict[str, Any]) -> dict[str, Any]:
    """What the clerk fills in where the draft shows 【…】."""
    answers = {
        "【反馈时限】": "2026年12月20日",
        "【联系人和电话】": "王敏，12345678",
        "【事由】": "",
        "【原因】": "责任分解不够细，日常督促不够及时，记录归集不完整。",
    }
    rows = []
    for row in body["body"]:
        text = row["text"]
        for blank, answer in answers.items():
            text = text.replace(blank, answer)
        rows.append({**row, "text": text})
    return {**body, "body": rows, "reply_due": "2026-12-20"}


def _minutes(session: Session) -> dict[str, Any]:
    known = people.people(session)
    names = [p.name for p in known if p.unit_label == session.unit_name()]
    own, unit = session.own_unit()
    number = "第21次"
    texts = (
        (0, f"2026年11月8日，{names[0]}主持召开{number}党组会议，研究党风廉政建设等议题。会议决定如下。"),
        (1, "研究部署第四季度党风廉政建设工作"),
        (0, "会议听取了办公室关于第三季度履责情况的汇报，同意第四季度工作安排。各分管负责同志要按时听取分管科室汇报，"
            "逐项核对台账，未见记录的事项于十一月底前补齐。"),
        (1, "研究年度维修资金安排"),
        (0, "会议同意资金安排方案。与会人员逐一发表意见，主要负责人末位表态。由财务科按规定办理，纪检组全程监督。"),
        (1, "研究整改台账销号工作"),
        (0, "会议要求责任人对照台账逐条推进，到期不能销号的说明原因，由办公室每月通报一次进展。"),
    )  # fmt: skip
    return {
        "issuers": [unit],
        "mark": f"{unit}会议纪要",
        "title": "第21次党组会议纪要",
        "date": "2026-11-09",
        "seal": False,
        "actor": own,
        "body": [{"level": level, "text": text} for level, text in texts],
        "present": names[:6],
        "leave": names[6:7],
        "nonvoting": names[7:9],
        "printer_office": "某县住房和城乡建设局办公室",
        "printer_date": "2026-11-10",
    }


def _circular(session: Session) -> dict[str, Any]:
    own, unit = session.own_unit()
    lower = [u.name for u in people.units(session) if not u.own]
    paragraphs: list[tuple[int, str]] = [
        (0, "为进一步压实全面从严治党主体责任，局党组对所属各单位2026年前三季度履责记录作了核对，现将有关情况通报如下。"),
        (1, "基本情况"),
        (2, "记录较为完整的方面"),
        (0, "各单位按季度召开党风廉政建设专题会议，中心组学习、谈心谈话、警示教育均有记录，责任书签订率为百分之百。"),
        (2, "需要加强的方面"),
        (3, "听取分管科室汇报不够均衡"),
        (0, "个别班子成员第三季度未见听取分管科室汇报的记录，有的会议记录没有写明“三重一大”议题的表态次序。"),
        (3, "整改台账销号不够及时"),
        (0, "部分条目超过时限仍在整改，责任人没有说明原因；有的佐证材料只有照片，缺少文字说明。"),
        (1, "有关要求"),
    ]
    asks = (
        "逐条核对。各单位要对照履责清单，把已经开展的工作及时登记，做到一次登记、事事有据，不得事后补造。",
        "按时整改。对未见记录的事项，分管负责同志要在十二月十日前主持研究，明确责任人和完成时限。",
        "规范记录。会议记录要写明出席、列席人员和每一位成员的发言次序、表态意见，主要负责人末位表态。",
        "加强督促。纪检组要结合日常监督检查，对整改情况开展“回头看”，发现苗头性、倾向性问题及时提醒。",
        "保护权利。对通报涉及的事项有不同意见的，可以在收到通报之日起十五日内书面说明，由局党组研究答复。",
    )
    for text in asks * 3:
        paragraphs.append((2, text))
    paragraphs.append((0, "特此通报。"))
    return {
        "issuers": [unit],
        "mark": f"{unit}文件",
        "to": lower,
        "title": "关于2026年前三季度落实全面从严治党主体责任情况的通报",
        "date": "2026-11-20",
        "seal": True,
        "actor": own,
        "body": [{"level": level, "text": text} for level, text in paragraphs],
        "attachments_text": [{"title": "各单位履责记录核对表"}, {"title": "整改台账逾期条目清单"}],
        "cc": ["县纪委监委", "县委组织部"],
        "printer_office": "某县住房和城乡建设局办公室",
        "printer_date": "2026-11-20",
    }


def issue_superior(session: Session, recipient: str) -> list[Issued]:
    """The superior's 纪律检查建议书 after reading the report."""
    own, unit = session.own_unit()
    texts = (
        (0, "我委近日对你单位党组民主生活会整改情况作了专项检查，并核对了你单位报送的第三季度履责记录。现将有关情况和建议通知如下。"),
        (1, "发现的问题"),
        (0, "整改措施共十二条，按期完成七条，五条未见完成记录；5月22日党组会议“三重一大”议题的表态次序与规定不符。"),
        (1, "原因分析"),
        (0, "责任分解不够细，会议记录格式不统一，日常督促不够及时。"),
        (1, "建议"),
        (0, "请逐条明确责任人和完成时限，统一会议记录格式，如实记录每位成员的发言次序和表态意见，把整改情况纳入年底考核。"),
        (1, "回复要求"),
        (0, "请于收到本建议书之日起三十日内，将采纳建议和整改落实情况书面回复我委。对本建议有不同意见的，可以在上述期限内书面提出。"),
    )  # fmt: skip
    body = {
        "issuers": [unit],
        "to": [recipient],
        "title": "关于民主生活会整改落实工作的纪律检查建议",
        "date": "2026-11-20",
        "seal": True,
        "actor": own,
        "body": [{"level": level, "text": text} for level, text in texts],
        "cc": ["县委办公室"],
        "basis": "《关于加强政治监督的实施细则（天津滨海新区）》第30条",
        "links": [_poor_check(session, own)],
        "reply_due": "2026-12-20",
    }
    person = people.save_person(session, "陈国梁").value
    return [_issue(session, "letter.discipline_suggestion", body, "某纪建", "5-", person)]


def _poor_check(session: Session, own: str) -> str:
    """The superior's special check after the democratic-life meeting: what the article may be cited on."""
    body = {"title": "民主生活会整改专项检查", "date": "2026-11-18", "actor": own, "conclusion": "poor"}
    made = records.save(session, "inspection", "insp.dem_life_rectify", body).value
    return records.transition(session, made.id, "start").value.id


def _issue(
    session: Session, kind: str, body: Mapping[str, Any], series: str, prefix: str, signer: str | None = None
) -> Issued:
    """Save, review, sign, number and deliver."""
    chosen = signer or people.people(session)[0].id
    saved = records.save(session, letters.FORM, kind, body).value
    letters.advance(session, saved.id, "submit")
    letters.advance(session, saved.id, "sign", "同意", {"signed_by": chosen})
    letters.advance(session, saved.id, "number", series=series)
    day = session.clock.today().isoformat()
    letters.advance(session, saved.id, "deliver", values={"delivered_at": day, "service": "直接送达"})
    return Issued(session, saved.id, prefix + letter_form(session, kind).label)
