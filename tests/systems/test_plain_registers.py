"""Mechanisms 22, 30, 56, 58, 59, 68, 84, 85 and 88: what is only registered, what has no place, what is locked."""

from __future__ import annotations

import ast
import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from app.catalog.catalog import Catalog
from app.catalog.records import FieldDef, FieldType
from app.domain.errors import ErrorCode
from app.services import backup, ledgers, lists, records
from app.services.lists import ListQuery
from tests.unit.services.desk import Desk, new_office, refused

ROOT = Path(__file__).parents[2]
SCORE = re.compile(r"得分|评分|打分|分值|总分|名次|排名|积分|量表|score|rank|points")


@pytest.fixture
def desk(tmp_path: Path, catalog: Catalog) -> Iterator[Desk]:
    """A clerk with all business roles."""
    made = Desk(new_office(tmp_path / "office", catalog, packs=False).session)
    yield made
    made.session.close()


def every(fields: tuple[FieldDef, ...]) -> Iterator[FieldDef]:
    for one in fields:
        yield one
        yield from every(one.columns)


def settled_meeting(desk: Desk) -> str:
    made = desk.meeting(minutes_full=True, archive_no="会-2026-11").id
    for step in ("review", "finalise"):
        records.transition(desk.session, made, step)
    return made


def test_s22_a_changed_byte_of_settled_minutes_is_found_and_a_correction_keeps_them(desk: Desk) -> None:
    made = settled_meeting(desk)
    before = records.get(desk.session, made)
    with refused(ErrorCode.FINALISED):
        records.save(desk.session, "meeting", before.kind, {**before.body, "archive_no": "会-2026-12"}, made)
    records.correct(desk.session, made, "存档号应为会-2026-12")
    after = records.get(desk.session, made)
    assert after.body["archive_no"] == "会-2026-11"
    assert after.body["corrections"][0]["text"] == "存档号应为会-2026-12"
    assert backup.verify(desk.session) == []
    with desk.session.store.database.write() as conn:
        conn.execute(text("UPDATE record SET body = replace(body, '会-2026-11', '会-2026-18') WHERE id = :id"), {"id": made})
    assert backup.verify(desk.session) != []


def test_s30_clues_are_numbers_without_informants_or_case_texts_and_late_ones_are_listed(desk: Desk) -> None:
    form = desk.session.form("clue")
    labels = [f.label for f in every(form.fields)]
    assert not [t for t in labels if re.search(r"举报人|检举人|反映人姓名|案情|主要内容", t)]
    days = {"XS-1": "2026-11-19", "XS-2": "2026-11-20", "XS-3": "2026-12-31"}
    for number, due in days.items():
        body = {"title": number, "date": "2026-08-01", "due": due}
        records.save(desk.session, "clue", "ledger.clue", body)
    late = {"title": "XS-4", "date": "2026-08-01", "due": "2026-10-01", "conclusion": "false"}
    closed = records.save(desk.session, "clue", "ledger.clue", late).value.id
    for step in ("assign", "close"):
        records.transition(desk.session, closed, step)
    found = ledgers.summary(desk.session, ListQuery(forms=("clue",)), ("clue",)).whole
    assert (found.total, found.open, found.late, found.closed) == (4, 3, 1, 1)


@pytest.mark.parametrize("kinds", [("doc.appoint_record",), ("dossier.annual_eval", "dossier.clean_opinion"), ("report.principal_eval",)])
def test_s56_nobody_is_scored(desk: Desk, kinds: tuple[str, ...]) -> None:
    for kind in kinds:
        form = desk.session.catalog.records.of_kind(kind)
        assert form is not None
        fields = list(every(tuple(form.fields_for(kind))))
        assert not [f.label for f in fields if SCORE.search(f.label) or SCORE.search(f.id) if f.id != "exam_score"]


def test_s56_the_only_number_about_a_person_is_the_mark_of_a_law_exam(catalog: Catalog) -> None:
    numbers = {
        (form.id, f.id) for form in catalog.records for f in every(form.fields)
        if f.type in (FieldType.INTEGER, FieldType.MONEY) and SCORE.search(f"{f.label} {f.id}")
    }  # fmt: skip
    assert numbers <= {("appointment", "exam_score"), ("event", "score"), ("event", "exam_score"), ("study", "score")}


def test_s58_relatives_have_no_place(catalog: Catalog) -> None:
    form = catalog.records.of_kind("dossier.relative_avoidance")
    assert form is not None
    labels = [f.label for f in every(tuple(form.fields_for("dossier.relative_avoidance")))]
    assert not [t for t in labels if re.search(r"亲属姓名|配偶|子女|亲属.*(姓名|单位)|关系人", t)]
    assert "本人已报告（申报）" in labels
    every_label = [f.label for one in catalog.records for f in every(one.fields)]
    assert not [t for t in every_label if re.search(r"亲属姓名|配偶姓名|子女姓名", t)]


def test_s59_lists_have_versions_and_declarations_only_a_state(desk: Desk) -> None:
    one = {"title": "政商交往正面清单、负面清单", "date": "2025-03-01", "version": "2025年版"}
    first = records.save(desk.session, "document", "doc.pos_neg_list", one).value
    second = records.save(desk.session, "document", "doc.pos_neg_list", {**one, "date": "2026-03-01", "version": "2026年版"}).value
    assert [records.get(desk.session, r.id).body["version"] for r in (first, second)] == ["2025年版", "2026年版"]
    declared = desk.session.form("dossier")
    kinds_of_fields = {f.type for f in declared.fields_for("dossier.family_business") if f.section.startswith("报告情况")}
    assert kinds_of_fields <= {FieldType.FLAG, FieldType.DATE}


FOUR = {"sec.political": "坚定", "sec.duty": "尽责", "sec.clean": "未见反映", "sec.life": "简朴"}
LEADER = {"opinion": "同意", "principal_section": "对“一把手”的意见", "rectify_requirement": "三个月内整改", **FOUR}


@pytest.mark.parametrize("lacking", sorted(LEADER))
def test_s68_a_report_of_an_inspection_is_not_settled_while_a_part_about_the_leader_is_missing(desk: Desk, lacking: str) -> None:
    own, _name = desk.session.own_unit()
    body = {"title": "巡察情况报告", "date": "2026-04-16", "actor": own, "subject": [desk.lower_unit], **LEADER}
    made = records.save(desk.session, "report", "report.inspection", {k: v for k, v in body.items() if k != lacking}).value.id
    with refused(ErrorCode.BAD_INPUT):
        records.transition(desk.session, made, "finalise")
    records.save(desk.session, "report", "report.inspection", {**body, lacking: " "}, made)
    with refused(ErrorCode.BAD_INPUT):
        records.transition(desk.session, made, "finalise")
    records.save(desk.session, "report", "report.inspection", body, made)
    assert records.transition(desk.session, made, "finalise").value.state == "final"


def test_s68_other_reports_have_no_such_parts(desk: Desk) -> None:
    own, _name = desk.session.own_unit()
    made = records.save(desk.session, "report", "report.inspection_materials", {"title": "材料审阅", "date": "2026-04-16", "actor": own}).value
    assert records.transition(desk.session, made.id, "finalise").value.state == "final"


def test_s84_ideology_is_only_counted_by_checks(catalog: Catalog, desk: Desk) -> None:
    found = [(v.id, t) for v in catalog.vocab for t in v.terms if "意识形态" in t.label]
    assert found
    modules = [p.stem for p in (ROOT / "app").rglob("*.py")]
    assert not [m for m in modules if re.search(r"crawl|monitor|sentiment|opinion_watch|spider", m)]
    labels = [f.label for form in catalog.records for f in every(form.fields)]
    assert not [t for t in labels if re.search(r"言论|舆情|社交账号|微信号|微博", t)]


@pytest.mark.parametrize("kind", ["study.culture", "study.family"])
def test_s85_activities_are_counted_as_they_were_entered(desk: Desk, kind: str) -> None:
    for month, count in (("2026-03", 2), ("2026-06", 3)):
        for day in range(count):
            records.save(desk.session, "study", kind, {"title": f"活动{month}{day}", "date": f"{month}-{day + 1:02d}"})
    records.save(desk.session, "study", "study.center", {"title": "中心组学习", "date": "2026-06-20"})
    counted = ListQuery(forms=("study",), kinds=(kind,))
    assert lists.count(desk.session, counted) == 5
    assert lists.count(desk.session, replace(counted, date_from="2026-06-01", date_to="2026-06-30")) == 3
    last = lists.rows(desk.session, ("study",), lists.list_ids(desk.session, counted), ["title"])[0]
    records.delete(desk.session, [last.id])
    assert lists.count(desk.session, counted) == 4


def test_s88_the_program_works_without_a_network_and_asks_for_none(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise AssertionError("a connection was asked for")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    made = desk.talk(desk.principal)
    assert records.get(desk.session, made.id).title
    assert backup.verify(desk.session) == []


def test_s88_no_module_imports_a_network_library() -> None:
    forbidden = {"socket", "ssl", "http", "urllib", "requests", "httpx", "aiohttp", "ftplib", "smtplib", "xmlrpc", "websockets"}
    found = []
    for path in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [(path.name, n) for n in names if n.partition(".")[0] in forbidden or n == "PySide6.QtNetwork"]
    assert found == []
