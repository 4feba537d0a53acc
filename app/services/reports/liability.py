"""RP-21 责任追究执行情况与矩阵偏离表 and RP-22 分工核对表."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.duties.model import GradeMatrix
from app.services.division_check import DISCIPLINE, DISCIPLINE_ROLES, FIVE, charged, is_matter
from app.services.record_steps import STEPS
from app.services.reports.model import (
    COUNT,
    DAY,
    RATE,
    Body,
    Cell,
    Chart,
    ChartBar,
    Column,
    Opens,
    Table,
    counted,
    counted_rows,
    part,
    share,
    words,
)
from app.services.reports.settings import matrices
from app.services.reports.source import Rec, Source

ACCOUNTABILITY, DIVISION = "accountability", "division"
STATES = ("opened", "verifying", "stated", "discussed", "final", "executed", "visited")
DECIDED = frozenset({"final", "executed", "visited"})
EXECUTED = frozenset({"executed", "visited"})
FITS, OUTSIDE, EXPLAINED, NO_MATRIX = "一致", "不一致", "不一致，已写理由并复核", "没有对照"
TONE = {FITS: "good", OUTSIDE: "bad", EXPLAINED: "warn", NO_MATRIX: "muted"}
LEADING = ("principal", "member", "discipline_secretary")
COMMON = frozenset({"charge.overall"})


def accountability(source: Source) -> Body:
    """RP-21: cases opened in the period by step, those decided against the matrix, execution and visits."""
    fields = (
        "object", "situation", "grade", "form", "deviation_reason", "deviation_reviewer", "decided_at", "executed_at", "visit_due",
        "visited_at", "responsibility_kind", STEPS,
    )  # fmt: skip
    found = [r for r in source.read(ACCOUNTABILITY, fields) if source.mine(r, ("subject",))]
    decided = [r for r in found if r.state in DECIDED]
    fit = {r.id: _fit(r, matrices(source)) for r in decided} if decided else {}
    tables = (_steps(source, found), _execution(source, found, decided), _matrix(decided, fit), _cases(source, found, fit))
    bars = tuple(
        ChartBar(source.short(grade, "severity") or "没有填写",
                 tuple(part(sum(fit[r.id] == v for r in mine), "bar_rest" if v == NO_MATRIX else TONE[v], v) for v in TONE),
                 f"{len(mine)} 件", Opens(tuple(r.id for r in mine)))
        for grade in dict.fromkeys(r.text("grade") for r in decided)
        if (mine := [r for r in decided if r.text("grade") == grade])
    )  # fmt: skip
    return Body(tables, (Chart("已决定的追责与分档对照", "件", bars),))


def _fit(rec: Rec, known: Sequence[tuple[frozenset[str], GradeMatrix]]) -> str:
    matrix = next((m for objects, m in known if rec.text("object") in objects), None)
    allowed = matrix.allowed.get(rec.text(matrix.grade)) if matrix is not None else None
    if matrix is None or allowed is None:
        return NO_MATRIX
    if all(form in allowed for form in rec.ids(matrix.form)):
        return FITS
    return EXPLAINED if all(rec.filled(name) for name in matrix.deviation) else OUTSIDE


def _steps(source: Source, found: Sequence[Rec]) -> Table:
    form = source.session.form(ACCOUNTABILITY)
    objects = list(dict.fromkeys(("org", "person", "member", *sorted(r.text("object") for r in found))))
    head = (Column("state", "到了哪一步", share=2), *(
        Column(o or "none", source.short(o, "object_kind") or "没有写明", COUNT, "件") for o in objects
    ), Column("all", "合计", COUNT, "件"))  # fmt: skip
    rows = []
    for code in STATES:
        mine = [r for r in found if r.state == code]
        state = form.state(code)
        if mine:
            by = [counted(r.id for r in mine if r.text("object") == o) for o in objects]
            rows.append((words(state.label if state else code), *by, counted(r.id for r in mine)))
    return Table("steps", "各步骤", head, tuple(rows), "这个时期没有责任追究。")


def _execution(source: Source, found: Sequence[Rec], decided: Sequence[Rec]) -> Table:
    executed = [r for r in decided if r.state in EXECUTED]
    late = [r for r in executed if r.filled("visit_due") and r.text("visit_due") < source.today and not r.filled("visited_at")]
    visited = [r for r in executed if r.filled("visited_at")]
    head = (Column("what", "项目", share=2.4), Column("n", "件数", COUNT, "件"), Column("rate", "占比", RATE))
    rows = (
        (words("立项"), _ids(found), words("")), (words("已决定"), _ids(decided), words("")),
        (words("已执行"), _ids(executed, "good"), share(len(executed), len(decided), (r.id for r in decided))),
        (words("已回访"), _ids(visited, "good"), share(len(visited), len(executed), (r.id for r in executed))),
        (words("过了计划回访日期、未见回访"), _ids(late, "bad"), words("")),
    )  # fmt: skip
    return Table("execution", "执行和回访", head, rows if found else (), "这个时期没有责任追究。")


def _matrix(decided: Sequence[Rec], fit: Mapping[str, str]) -> Table:
    head = (Column("what", "情节与形式", share=2.4), Column("n", "件数", COUNT, "件"))
    rows = tuple((words(v), _ids([r for r in decided if fit[r.id] == v], TONE[v])) for v in TONE)
    return Table("matrix", "与规定分档对照", head, rows if decided else (), "这个时期没有作出决定的责任追究。")


def _cases(source: Source, found: Sequence[Rec], fit: Mapping[str, str]) -> Table:
    head = (
        Column("date", "立项日期", DAY, share=1.4), Column("title", "事项", share=2), Column("object", "对象类别", share=1),
        Column("grade", "情节", share=1), Column("form", "形式", share=1.5), Column("fit", "分档对照", share=1.3),
        Column("reason", "偏离理由", share=1.7), Column("decided", "决定日期", DAY, share=1.1), Column("executed", "执行日期", DAY, share=1.1),
        Column("visited", "回访日期", DAY, share=1.1), Column("state", "状态", share=0.9),
    )  # fmt: skip
    rows = [
        (
            source.day(r), words(r.title, record=r.id), words(source.short(r.text("object"), "object_kind")),
            words(source.short(r.text("grade"), "severity")), words(source.shorts(r.ids("form"), "accountability_form")),
            words(fit.get(r.id, ""), TONE.get(fit.get(r.id, ""), "")), words(r.text("deviation_reason")), words(r.text("decided_at")),
            words(r.text("executed_at")), words(r.text("visited_at")), source.state(r),
        )
        for r in found
    ]  # fmt: skip
    return Table("list", "逐件", head, tuple(rows), "这个时期没有责任追究。")


def _ids(found: Sequence[Rec], tone: str = "") -> Cell:
    return counted((r.id for r in found), tone)


# --- RP-22 --------------------------------------------------------------------------------
def division(source: Source) -> Body:
    """RP-22: the division of work in force on the day against the five matters, the secretary's sole duty, gaps, overlaps."""
    found = source.read(DIVISION, ("charges", "filed_at", "reviewed_at", "review_opinion", "valid_from", "valid_to", "version"), first="")
    own = [r for r in found if not r.actor or r.actor == source.own or r.actor in source.holders(LEADING, r.date)]
    held = [r for r in own if (r.text("valid_from") or r.date) <= source.until and (r.text("valid_to") or "9999") >= source.until]
    if not held:
        none = Table("points", "核对", (Column("what", "核对事项"),), (), "截至这一天未见本单位的班子分工文件。")
        return Body((none,))
    now = max(held, key=lambda r: (r.text("valid_from") or r.date, r.id))
    charges = charged(now.rows("charges"))
    return Body((_points(source, now, charges), _gaps(source, now, charges), _people(source, now, charges), _paper(source, now)))


def _points(source: Source, rec: Rec, charges: Sequence[tuple[str, str]]) -> Table:
    leaders = set(source.holders(("principal",), source.until))
    secretaries = set(source.holders(DISCIPLINE_ROLES, source.until))
    head = (Column("what", "核对事项", share=2.6), Column("who", "分管的人", share=2), Column("said", "核对", share=2.4))
    rows = []
    for code, word in FIVE:
        who = [p for p, item in charges if is_matter(item, code, (word,))]
        wrong = [p for p in who if p in leaders]
        said = words(f"主要负责人直接分管：{source.all_names(wrong)}", "bad", rec.id) if wrong else words("主要负责人没有直接分管", "good", rec.id)
        rows.append((words(f"主要负责人不直接分管{source.short(code)}"), words(source.all_names(dict.fromkeys(who)) or "没有人分管"), said))
    others = [(p, i) for p, i in charges if p in secretaries and not is_matter(i, *DISCIPLINE)]
    if not secretaries:
        said = words("当日没有纪委书记（纪检组长）任职，不适用", "muted")
    elif others:
        said = words("还分管：" + "、".join(source.short(i) for _p, i in others), "bad", rec.id)
    elif not any(p in secretaries for p, _i in charges):
        said = words("分工里没有写，无法核对", "warn", rec.id)
    else:
        said = words("只分管纪检监察", "good", rec.id)
    rows.append((words("纪委书记（纪检组长）专责"), words(source.all_names(source.sorted(secretaries))), said))
    return Table("points", f"五项不直接分管和专责（{rec.title}）", head, tuple(rows))


def _gaps(source: Source, rec: Rec, charges: Sequence[tuple[str, str]]) -> Table:
    team = source.holders(LEADING, source.until)
    without = [p for p in team if p not in {who for who, _i in charges}]
    gone = source.sorted({who for who, _i in charges} - set(team))
    uncovered = [source.short(c) for c, word in FIVE if not any(is_matter(i, c, (word,)) for _p, i in charges)]
    if not any(is_matter(i, *DISCIPLINE) for _p, i in charges):
        uncovered.append(source.short(DISCIPLINE[0]))
    by_item: dict[str, set[str]] = {}
    for person, item in charges:
        by_item.setdefault(item, set()).add(person)
    twice = {i: source.sorted(ps) for i, ps in by_item.items() if len(ps) > 1 and i not in COMMON}
    head = (Column("what", "核对事项", share=2.6), Column("n", "数量", COUNT, "项"), Column("said", "是哪些", share=4))
    rows = (
        _gap("当天任职的班子成员没有写分工", rec, source.all_names(without), len(without)),
        _gap("分工里的人当天已不任职", rec, source.all_names(gone), len(gone)),
        _gap("没有人分管的事项", rec, "、".join(uncovered), len(uncovered)),
        _gap("同一事项写给两人以上", rec, "；".join(f"{source.short(i)}：{source.all_names(ps)}" for i, ps in twice.items()), len(twice)),
    )  # fmt: skip
    return Table("gaps", "空缺和重叠", head, rows)


def _gap(what: str, rec: Rec, names: str, number: int) -> tuple[Cell, ...]:
    return words(what), counted_rows(number, (rec.id,) if number else (), "warn"), words(names or "没有", "" if names else "muted")


def _people(source: Source, rec: Rec, charges: Sequence[tuple[str, str]]) -> Table:
    departments = {str(r.get("person") or ""): str(r.get("departments") or "") for r in rec.rows("charges")}
    head = (Column("person", "姓名", share=1.2), Column("charges", "分管事项", share=3), Column("departments", "分管部门", share=3))
    who = source.sorted(dict.fromkeys(p for p, _i in charges))
    rows = tuple(
        (words(source.name(p)), words("、".join(source.short(i) for q, i in charges if q == p)), words(departments.get(p, ""))) for p in who
    )
    return Table("people", "分工", head, rows, "分工没有填写。")


def _paper(source: Source, rec: Rec) -> Table:
    head = (Column("date", "印发日期", DAY, share=1.4), Column("title", "文件", share=3), Column("filed", "报备日期", DAY, share=1.2),
            Column("reviewed", "审核日期", DAY, share=1.2), Column("opinion", "审核意见", share=2.4), Column("state", "状态", share=1))  # fmt: skip
    row = (
        source.day(rec), words(rec.title, record=rec.id), words(rec.text("filed_at") or "未见报备", "" if rec.filled("filed_at") else "warn"),
        words(rec.text("reviewed_at")), words(rec.text("review_opinion")), source.state(rec),
    )  # fmt: skip
    return Table("paper", "分工文件和报备", head, (row,))
