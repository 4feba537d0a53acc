"""What happens in one invented year: meetings, talks, studies, checks, reports, ledgers.

A few things are left out or out of order on purpose, so that the board shows every
state: a missing quarter, a speaking order that is wrong, one that was not recorded.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from app.services.example_cast import Cast, Planned

MATTERS = (
    ("年度维修资金安排", "category.large_fund"),
    ("中层干部任免", "category.cadre_appointment"),
    ("老旧小区改造项目安排", "category.major_project"),
    ("年度重点工作计划", "category.major_decision"),
)
ISSUES = (
    "会议记录未写明表态次序", "廉政风险点清单未及时更新", "两份合同审签手续不全", "公务用车登记不完整",
    "支部学习记录缺少签到", "信访件办理超过内部时限", "项目变更未集体研究", "固定资产盘点账实不符",
    "谈话记录未经本人确认", "考勤抽查记录缺失",
)  # fmt: skip
STUDIES = ("《中国共产党纪律处分条例》", "中央八项规定及其实施细则精神", "党内监督条例", "典型案例通报")


def year_of(cast: Cast, rng: random.Random, year: int, this_year: int) -> Iterator[Planned]:
    """All records of a year (some may lie after today: the caller cuts them off).

    Former years are more complete than this one, whichever they are.
    """
    past = year < this_year
    yield from _meetings(cast, rng, year)
    yield from _members(cast, year)
    yield from _life(cast, rng, year)
    yield from _studies(cast, rng, year)
    yield from _talks(cast, rng, year, past=past)
    yield from _checks(cast, rng, year, past=past)
    yield from _reports(cast, year, past=past)
    yield from _ledgers(cast, rng, year, past=past)
    yield from _dossiers(cast, rng, year)
    yield from _documents(cast, year)


def _planned(form: str, kind: str, state: str, **body: Any) -> Planned:
    return Planned(form, kind, state, body)


def _day(year: int, month: int, day: int) -> str:
    return dt.date(year, month, day).isoformat()


def _attendance(cast: Cast) -> list[dict[str, str]]:
    rows = [{"person": cast.principal, "role": "chair"}]
    return rows + [{"person": p, "role": "attendee"} for p in cast.team()[1:]]


def _stances(cast: Cast, *, wrong: bool, recorded: bool) -> list[dict[str, Any]]:
    others = cast.team()[1:]
    people = [*others[:2], cast.principal, *others[2:]] if wrong else [*others, cast.principal]
    rows: list[dict[str, Any]] = []
    for order, person in enumerate(people, 1):
        row: dict[str, Any] = {"person": person, "stance": "stance.agree"}
        if recorded:
            row["order"] = order
        rows.append(row)
    return rows


def _meetings(cast: Cast, rng: random.Random, year: int) -> Iterator[Planned]:
    number = 0
    for month in range(1, 13):
        for day in (8, 22):
            number += 1
            agenda: list[dict[str, Any]] = [{"title": "传达学习上级会议精神", "decision": "抓好贯彻落实"}]
            if month % 3 == 2 and day == 8:
                agenda.append(
                    {"title": "研究部署本季度党风廉政建设工作", "topics": ["integrity_research"], "decision": "同意"}
                )
            if day == 22:
                title, category = rng.choice(MATTERS)
                wrong, recorded = month == 5, month != 7
                stances = _stances(cast, wrong=wrong, recorded=recorded)
                agenda.append({"title": title, "category": category, "stances": stances, "decision": "同意"})
            yield _planned(
                "meeting", "mtg.standing", "final", title=f"第{number}次党组会议", date=_day(year, month, day),
                actor=cast.unit, chair=cast.principal, recorder=cast.heads[0][0], attendance=_attendance(cast),
                agenda=agenda, minutes_full=True, archive_no=f"DZ-{year}-{number:03d}",
            )  # fmt: skip
    for kind, month, title in (
        ("mtg.petition_research", 6, "信访工作专题会议"),
        ("mtg.discipline_hear", 7, "听取纪检工作汇报"),
        ("mtg.warning", 9, "警示教育大会"),
        ("mtg.sanshu", 12, "述纪述廉述作风会议"),
    ):
        agenda = [{"title": title, "topics": ["petition"] if "petition" in kind else [], "decision": "按会议要求办理"}]
        yield _planned(
            "meeting", kind, "final", title=f"{year}年{title}", date=_day(year, month, 12), actor=cast.unit,
            chair=cast.principal, attendance=_attendance(cast), agenda=agenda,
        )  # fmt: skip


def _members(cast: Cast, year: int) -> Iterator[Planned]:
    for index, (member, fields) in enumerate([*cast.members, (cast.discipline, ("纪检监察",))]):
        for quarter in range(4):
            if index == 0 and quarter == 2:
                continue
            yield _planned(
                "meeting", "mtg.field_hear", "final", title=f"听取{fields[0]}党风廉政建设情况汇报",
                date=_day(year, quarter * 3 + 2, 15), actor=member, chair=member,
                agenda=[{"title": f"{fields[0]}汇报", "topics": ["duty_report"], "decision": "继续抓好落实"}],
            )  # fmt: skip
        for half in range(1 if index == 2 else 2):
            yield _planned(
                "meeting", "mtg.field_research", "final", title=f"专题研究{fields[0]}廉政风险防控",
                date=_day(year, 4 + half * 5, 18), actor=member, chair=member,
                agenda=[{"title": "排查风险点", "decision": "更新清单"}],
            )  # fmt: skip


def _life(cast: Cast, rng: random.Random, year: int) -> Iterator[Planned]:
    for month in range(1, 13):
        yield _planned(
            "org_life", "mtg.sanhui_yike", "final", title=f"{month}月党员大会", date=_day(year, month, 5),
            actor=cast.unit, branch="机关第一党支部",
            attendance=[{"person": cast.principal, "role": "ordinary_member"}],
        )  # fmt: skip
        yield _planned(
            "org_life", "mtg.theme_day", "final", title=f"{month}月主题党日", date=_day(year, month, 20),
            actor=cast.unit, branch=rng.choice(("机关第一党支部", "机关第二党支部")),
            attendance=[{"person": m, "role": "ordinary_member"} for m, _f in cast.members[:2]],
        )  # fmt: skip
    statements = [{"person": p, "item": "st.personal_matters", "explained": True} for p in cast.team()]
    yield _planned(
        "dem_life", "mtg.dem_life", "final", title=f"{year - 1}年度民主生活会", date=_day(year, 1, 24),
        end=_day(year, 1, 24), actor=cast.unit, chair=cast.principal, attendance=_attendance(cast),
        statement=statements,
    )  # fmt: skip
    yield _planned(
        "event", "event.dem_life_closed", "open", title=f"{year - 1}年度民主生活会结束", date=_day(year, 1, 24),
        actor=cast.unit,
    )  # fmt: skip


def _studies(cast: Cast, rng: random.Random, year: int) -> Iterator[Planned]:
    for quarter in range(4):
        topic = "integrity" if quarter in (0, 2) else "thought"
        yield _planned(
            "study", "study.center", "final", title=f"第{quarter + 1}季度中心组学习",
            date=_day(year, quarter * 3 + 1, 26), actor=cast.unit, topics=[topic], content=rng.choice(STUDIES),
        )  # fmt: skip
    yield _planned(
        "study", "study.lecture", "final", title="廉政党课：守住第一道关口", date=_day(year, 7, 1),
        actor=cast.principal, topics=["integrity"], content="结合本单位廉政风险点讲纪律要求",
    )  # fmt: skip
    yield _planned(
        "study", "study.warning_activity", "final", title="观看警示教育片", date=_day(year, 5, 16), actor=cast.unit
    )
    for month in range(1, 13):
        yield _planned(
            "study", "study.branch", "final", title=f"{month}月支部学习", date=_day(year, month, 11), actor=cast.unit,
            content=rng.choice(STUDIES),
        )  # fmt: skip


def _talk(kind: str, day: str, actor: str, subject: str, reason: str, state: str = "archived") -> Planned:
    return _planned(
        "talk", kind, state, date=day, actor=actor, subject=subject, reason=reason, place="小会议室",
        requirements="严格要求自己，管好分管领域和身边工作人员", own_statement="赞成谈话意见，认真抓好落实",
    )  # fmt: skip


def _talks(cast: Cast, rng: random.Random, year: int, *, past: bool) -> Iterator[Planned]:
    for index, member in enumerate(cast.team()[1:]):
        if past or index != 3:
            yield _talk("talk.heart", _day(year, 3 + index, 14), cast.principal, member, "年度谈心谈话")
    for index, (head, name) in enumerate(cast.heads):
        member = next(m for m, fields in cast.members if name in fields)
        yield _talk("talk.heart", _day(year, 1 + index, 27), member, head, f"{name}年度谈心谈话")
        yield _talk("talk.remind", _day(year, 12 - index, 6), member, head, "节日前廉洁提醒")
    for index, (_unit, head, inspector) in enumerate(cast.lower):
        if index != 2:
            yield _talk("talk.interview", _day(year, 4 + index, 9), cast.principal, head, "年度约谈")
        yield _talk("talk.interview", _day(year, 8, 11 + index), cast.discipline, head, "落实主体责任约谈")
        yield _talk("talk.interview", _day(year, 9, 11 + index), cast.discipline, inspector, "履行监督责任约谈")
        yield _talk("talk.integrity_yearly", _day(year, 10, 13 + index), cast.discipline, head, "年度廉政谈话")
    for month in range(1, 12, 2):
        head, _name = rng.choice(cast.heads)
        yield _talk("talk.collective", _day(year, month, 17), cast.discipline, head, "重点岗位人员集体谈话")


def _checks(cast: Cast, rng: random.Random, year: int, *, past: bool) -> Iterator[Planned]:
    def check(kind: str, title: str, day: str, actor: str, subject: list[str], **more: Any) -> Planned:
        return _planned("inspection", kind, "final", title=title, date=day, actor=actor, subject=subject, **more)

    lower = [u for u, _h, _i in cast.lower]
    first = cast.members[0][0]
    yield check("insp.half_year", "上半年党风廉政建设督查", _day(year, 7, 10), first, lower, findings=rng.choice(ISSUES))
    yield check("insp.year_end", "年底责任制检查考核", _day(year, 12, 18), first, lower, topics=["party_governance"])
    campaigns = ("工程领域专项整治", "物业维修资金专项整治", "窗口服务专项整治") if past else ("工程领域专项整治",)
    for month, title in enumerate(campaigns, 4):
        yield check("insp.rectify_campaign", title, _day(year, month, 2), cast.discipline, lower, source="inspection")
    yield check(
        "insp.dem_life_rectify", "民主生活会整改专项检查", _day(year, 3, 28), cast.discipline, [cast.unit],
        findings="整改措施十二条，按期完成七条，五条未见完成记录",
    )  # fmt: skip
    for month in range(1, 13):
        yield check(
            "insp.daily", f"{month}月日常监督检查", _day(year, month, 19), cast.discipline, [rng.choice(lower)],
            findings=rng.choice(ISSUES),
        )  # fmt: skip


def _reports(cast: Cast, year: int, *, past: bool) -> Iterator[Planned]:
    def report(kind: str, title: str, month: int, actor: str, recipients: list[str], **more: Any) -> Planned:
        form = "report_up" if kind == "report.principal_power" else "report"
        return _planned(
            form, kind, "final", title=title, date=_day(year, month, 16), actor=actor, recipients=recipients, **more
        )

    both = ["superior_committee", "superior_discipline"]
    last = f"{year - 1}年度"
    yield report("report.main_duty_annual", f"{last}履行主体责任情况报告", 1, cast.unit, both[: 1 + past])
    yield report("report.first_duty_annual", f"{last}履行第一责任情况报告", 1, cast.principal, both)
    yield report("report.team_integrity", "同级班子成员廉洁从政情况报告", 6, cast.discipline, both[1:])
    yield report("report.ecology_annual", f"{year}年度政治生态报告", 11, cast.discipline, both)
    yield report("report.principal_power", "行使权力情况专题报告", 10, cast.discipline, both[1:])
    for quarter in range(4):
        label = f"第{quarter + 1}季度"
        month = quarter * 3 + 3
        yield report("report.petition_quarterly", f"{label}信访举报分析报告", month, cast.discipline, ["principal"])
        yield report("report.petition_lower_quarterly", f"{label}涉下级信访专题分析", month, cast.discipline, both[1:])
        if quarter != 1:
            yield report("report.clue_quarterly", f"{label}问题线索专题报告", month, cast.discipline, ["principal"])
    for member in cast.team():
        yield report("report.shuze", f"{year}年度述责述廉报告", 11, member, both[:1], subject=member)
        yield report("report.sanshu", f"{year}年度述纪述廉述作风报告", 12, member, both[:1], subject=member)
    for person in cast.team()[1:]:
        yield report(
            "report.discipline_brief", "廉政情况通报", 10, cast.discipline, ["member"], subject=person
        )


def _ledgers(cast: Cast, rng: random.Random, year: int, *, past: bool) -> Iterator[Planned]:
    team = cast.team()
    for index in range(28):
        month = 1 + index % 12
        state = rng.choice(("closed", "closed", "closed", "verified", "in_progress"))
        if past:
            state = "closed"
        yield _planned(
            "rectification", "ledger.rectification", state, title=rng.choice(ISSUES), date=_day(year, month, 3),
            actor=cast.unit, source=rng.choice(("inspection", "assess", "dem_life", "audit")),
            owner=team[index % len(team)], due=_day(year, min(12, month + 2), 28), measures="明确责任，限期整改，完善制度",
        )  # fmt: skip
    for place, (unit, head, _inspector) in enumerate(cast.lower if past else ()):
        for step, state in enumerate(("closed", "closed", "closed") if place == 0 else ("closed", "in_progress", "late")):
            yield _planned(
                "rectification", "ledger.rectification", state, title=ISSUES[(place * 3 + step) % len(ISSUES)],
                date=_day(year, 3 + step, 6 + place), actor=cast.unit, subject=[unit], source="special_check", owner=head,
                due=_day(year, 6 + step, 20), measures="按问题清单逐条整改，报送佐证材料",
            )  # fmt: skip
    for index in range(18):
        state = "ts.closed" if index % 6 or past else "ts.doing"
        yield _planned(
            "task", "ledger.task", state, title=f"主体责任任务第{index + 1}项", date=_day(year, 1, 20),
            actor=cast.unit, owner=team[index % len(team)], due=_day(year, 3 + index % 9, 28),
            requirement="按任务明细表落实并报佐证",
        )  # fmt: skip


def _dossiers(cast: Cast, rng: random.Random, year: int) -> Iterator[Planned]:
    kinds = ("dossier.shuze", "dossier.integrity_talk", "dossier.personal_matters", "dossier.exam")
    for person in [*cast.team(), *(h for h, _n in cast.heads)]:
        for kind in kinds[: 2 + (person in cast.team())]:
            yield _planned(
                "dossier", kind, "final", date=_day(year, rng.randint(1, 11), rng.randint(1, 28)), subject=person
            )


def _documents(cast: Cast, year: int) -> Iterator[Planned]:
    charges = [{"person": cast.principal, "charges": ["charge.overall"]}]
    charges += [{"person": m, "charges": list(fields)} for m, fields in cast.members]
    charges.append({"person": cast.discipline, "charges": ["纪检监察"]})
    yield _planned(
        "division", "doc.division", "final", title=f"{year}年领导班子成员分工", date=_day(year, 1, 6), actor=cast.unit,
        charges=charges,
    )  # fmt: skip
    tasks = (
        ("doc.task_table", "落实主体责任任务明细表"),
        ("doc.work_plan", "党风廉政建设工作计划"),
        ("doc.duty_list", "责任清单"),
        ("doc.sanzhong_scope", "“三重一大”事项范围清单"),
        ("doc.power_list", "权力清单"),
    )
    for kind, title in tasks:
        yield _planned("document", kind, "final", title=f"{year}年{title}", date=_day(year, 1, 28), actor=cast.unit)
    for owner in cast.team()[1:]:
        yield _planned(
            "document", "doc.responsibility_letter", "final", title=f"{year}年党风廉政建设责任书",
            date=_day(year, 2, 20), actor=cast.unit, owner=[owner], signed=True, signed_at=_day(year, 2, 20),
        )  # fmt: skip
