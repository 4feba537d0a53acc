"""Every report counted a second time in plain Python over the raw records: no number may differ.

Nothing here calls the builders' helpers; offices are the example of two years and two random ones.
"""

from __future__ import annotations

import calendar as cal
import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.services import people
from app.services.reports import build
from app.services.reports.model import Report, Table
from app.services.session import Session
from tests.reports.conftest import Raw, raw_records
from tests.reports.offices import random_office

TODAY = "2026-11-20"
SPANS = {
    "2026": ("2026-01-01", "2026-12-31"), "2025": ("2025-01-01", "2025-12-31"), "2026H1": ("2026-01-01", "2026-06-30"),
    "2026Q3": ("2026-07-01", "2026-09-30"), "2026Q4": ("2026-10-01", "2026-12-31"), "2026-05": ("2026-05-01", "2026-05-31"),
    "2026-06-30": ("1900-01-01", "2026-06-30"), "2026-11-20": ("1900-01-01", "2026-11-20"),
}  # fmt: skip


@pytest.fixture(scope="module", params=["example", 1, 2, 3])
def office(request: pytest.FixtureRequest, catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The example office or a random one."""
    if request.param == "example":
        yield request.getfixturevalue("shared_office")
        return
    root: Path = tmp_path_factory.mktemp("random") / "office"
    session = random_office(root, catalog, request.param)
    yield session
    session.close()


@pytest.fixture(scope="module")
def raw(office: Session) -> list[Raw]:
    """All its counting records."""
    return raw_records(office)


def reports(office: Session, no: str) -> Iterator[tuple[Report, str, str, str]]:
    """(report, first day, last day, last day that can count) for every period it knows."""
    definition = office.catalog.reports[no]
    for code, (first, last) in SPANS.items():
        kind = "day" if len(code) == 10 else "month" if "-" in code else "quarter" if "Q" in code else "half" if "H" in code else "year"
        if kind in definition.periods:
            yield build.build(office, no, code, "unit"), first, last, min(last, TODAY)


def column(table: Table, name: str) -> dict[str, float | None]:
    """First texts → values of a column."""
    at = table.column(name)
    return {row[0].text: row[at].value for row in table.rows}


def ids(table: Table, row: int, name: str) -> set[str]:
    return set(table.rows[row][table.column(name)].opens.records)


def share(done: int, whole: int) -> float | None:
    return done * 100 / whole if whole else None


def names(office: Session) -> dict[str, str]:
    return {p.id: p.name for p in people.people(office, include_left=True)}


# --- ledgers ------------------------------------------------------------------------------------
DONE = {"verified", "closed", "lookback_due", "lookback_passed"}


def rectified(rows: list[Raw], until: str) -> tuple[set[str], set[str], set[str]]:
    """(all, due, done) ids."""
    everything = {r.id for r in rows}
    due = {r.id for r in rows if r.state in DONE or not r.get("due") or r.get("due") <= until}
    return everything, due, {r.id for r in rows if r.state in DONE}


def test_rp06_rectification(office: Session, raw: list[Raw]) -> None:
    called = names(office)
    seen = 0
    for report, _first, _last, until in reports(office, "RP-06"):
        rows = [r for r in raw if r.form == "rectification" and r.date <= until]
        groups = {"all": {"本单位": rows}, "owner": {}, "dimension": {}}  # type: ignore[var-annotated]
        for r in rows:
            groups["owner"].setdefault(called.get(r.get("owner"), "没有填写"), []).append(r)
        for field, label in (("dim.person", "人"), ("dim.matter", "事"), ("dim.cause", "因"), ("dim.system", "制")):
            groups["dimension"][label] = [r for r in rows if r.get(field)]
        for name, wanted in groups.items():
            table = report.table(name)
            for number, row in enumerate(table.rows):
                mine = wanted.get(row[0].text, rows if row[0].text == "合计" else None)
                assert mine is not None, row[0].text
                everything, due, done = rectified(mine, until)
                assert ids(table, number, "all") == everything
                assert ids(table, number, "due") == due
                assert ids(table, number, "done") == done
                assert ids(table, number, "open") == due - done
                assert ids(table, number, "running") == everything - due
                assert row[table.column("rate")].value == share(len(done), len(due))
                seen += len(everything)
            assert {r[0].text for r in table.rows} - {"合计"} == set(wanted)
        by_source = Counter(str(r.get("source") or "") for r in rows)
        totals = [v for k, v in column(report.table("source"), "all").items() if k != "合计"]
        assert sorted(int(v or 0) for v in totals) == sorted(by_source.values())
    assert seen > 500


def test_rp07_tasks(office: Session, raw: list[Raw]) -> None:
    called = names(office)
    tasks = [r for r in raw if r.form == "task"]
    for report, first, last, until in reports(office, "RP-07"):
        since = "" if first == "1900-01-01" else first
        inside = [r for r in tasks if r.get("due") and since <= r.get("due") <= last]
        due = [r for r in inside if r.get("due") <= until and r.get("due") < TODAY]
        closed = [r for r in due if r.state == "ts.closed"]
        table = report.table("rate")
        if inside:
            total = table.rows[-1]
            assert total[table.column("all")].value == len(inside)
            assert set(total[table.column("closed")].opens.records) == {r.id for r in closed}
            assert set(total[table.column("late")].opens.records) == {r.id for r in due} - {r.id for r in closed}
            assert total[table.column("rate")].value == share(len(closed), len(due))
        owners = Counter(called.get(r.get("owner"), "没有填写") for r in inside)
        assert {k: v for k, v in column(table, "all").items() if k != "合计"} == owners
        late = [r for r in tasks if r.get("due") and r.get("due") <= until and r.get("due") < TODAY and r.state != "ts.closed"]
        assert [row[0].opens.records[0] for row in report.table("late").rows] == [r.id for r in sorted(late, key=lambda r: (r.get("due"), r.id))]


# --- meetings ------------------------------------------------------------------------------------
def verdict(office: Session, meeting: Raw, item: dict) -> str:  # type: ignore[type-arg]
    """Whether the principal spoke last, told from the order of the rows alone."""
    own = office.own_unit()[0]
    posts = [p for p in people.posts(office) if p.unit == own and p.holds_on(meeting.date)]
    leaders = [p.person for p in posts if "principal" in p.roles]
    team = {p.person for p in posts if {"principal", "member"} & set(p.roles)}
    said = item.get("stances") or []
    present = {w["person"]: w.get("role", "attendee") for w in meeting.get("attendance") or []}
    leader = next((p for p in sorted(leaders) if p in {s["person"] for s in said}), leaders[0] if leaders else "")
    if not leader:
        return "不适用"
    mine = [s for s in said if s["person"] == leader]
    if not mine and present and present.get(leader, "absent") == "absent":
        return "不适用"
    numbered = [s for s in said if isinstance(s.get("order"), int)]
    if mine and isinstance(mine[0].get("order"), int) and any(s["order"] > mine[0]["order"] for s in numbered if s["person"] != leader):
        return "不是最后"
    silent = {p for p, role in present.items() if role in ("chair", "attendee") and p in team} - {s["person"] for s in said}
    if not mine or len(numbered) < len(said) or len(said) < 2 or silent or len({s["order"] for s in numbered}) < len(numbered):
        return "无法判定"
    return "最后表态"


def test_rp04_decisions(office: Session, raw: list[Raw]) -> None:
    for report, first, _last, until in reports(office, "RP-04"):
        found = [
            (r, item) for r in raw if r.form == "meeting" and first <= r.date <= until for item in r.get("agenda") or [] if item.get("category")
        ]  # fmt: skip
        counted = Counter(verdict(office, r, item) for r, item in found)
        table = report.table("summary")
        if not found:
            assert table.rows == ()
            continue
        total = table.rows[-1]
        assert total[table.column("all")].value == len(found)
        for word in ("最后表态", "不是最后", "无法判定", "不适用"):
            assert total[table.column(word)].value == counted[word], (report.period.code, word)
        assert total[table.column("special")].value == sum(r.kind == "mtg.special_topic" for r, _i in found)
        meetings = {r.id: r for r, _i in found}
        full = column(report.table("complete"), "yes")
        assert full["全程如实记录"] == sum(bool(r.get("minutes_full")) for r in meetings.values())
        assert full["存档号"] == sum(bool(r.get("archive_no")) for r in meetings.values())
        assert len(report.table("list").rows) == len(found)


def two_months_after(day: str) -> dt.date:
    start = dt.date.fromisoformat(day)
    month, year = (start.month + 2, start.year) if start.month <= 10 else (start.month - 10, start.year + 1)
    return dt.date(year, month, min(start.day, cal.monthrange(year, month)[1]))


def test_rp05_checks_after_two_months(office: Session, raw: list[Raw]) -> None:
    checks = [r for r in raw if r.kind == "insp.dem_life_rectify"]
    own = office.own_unit()[0]
    for report, first, _last, until in reports(office, "RP-05"):
        counted: Counter[str] = Counter()
        for meeting in (r for r in raw if r.form == "dem_life" and first <= r.date <= until):
            end = meeting.get("end") or meeting.date
            earliest = two_months_after(end)
            latest = (earliest + dt.timedelta(days=30)).isoformat()
            mine = [c for c in checks if meeting.id in c.many("links") or c.id in meeting.many("links")]
            if not mine:
                a_year = dt.date.fromisoformat(end).replace(year=int(end[:4]) + 1).isoformat() if not end.endswith("02-29") else f"{int(end[:4]) + 1}-02-28"
                of = meeting.get("actor") or own
                mine = [c for c in checks if not c.many("links") and end <= c.date <= a_year and of in (c.many("subject") or [of])]
            days = sorted({c.date for c in mine} | ({meeting.get("checked_at")} if meeting.get("checked_at") else set()))
            good = [d for d in days if d >= earliest.isoformat()]
            if good:
                counted["按期检查" if good[0] <= latest else "逾期检查"] += 1
            elif days:
                counted["早于两个月"] += 1
            else:
                counted["逾期未见检查" if latest < TODAY else "未到期"] += 1
        table = report.table("numbers")
        assert {k: v for k, v in column(table, "n").items() if v} == dict(counted)


# --- talks ------------------------------------------------------------------------------------
def test_rp03_talks(office: Session, raw: list[Raw]) -> None:
    called = names(office)
    for report, first, _last, until in reports(office, "RP-03"):
        pairs: Counter[tuple[str, str]] = Counter()
        talks = [r for r in raw if r.form == "talk" and first <= r.date <= until]
        for r in talks:
            for who in set(r.many("subject")):
                pairs[(called.get(r.get("actor"), ""), called[who])] += 1
        table = report.table("matrix")
        told: Counter[tuple[str, str]] = Counter()
        others: Counter[str] = Counter()
        for row in table.rows:
            for one, cell in zip(table.columns[1:-1], row[1:-1], strict=True):
                if cell.value and one.id == "others":
                    others[row[0].text] += int(cell.value)
                elif cell.value:
                    told[(called[one.id], row[0].text)] = int(cell.value)
        assert told == {k: v for k, v in pairs.items() if k in told}
        rest = sum(pairs.values()) - sum(told.values())
        assert sum(others.values()) == rest
        assert dict(column(report.table("kinds"), "n")) == Counter(office.catalog.vocab.short(r.kind) for r in talks)


def test_rp10_inquiries(office: Session, raw: list[Raw]) -> None:
    for report, first, last, until in reports(office, "RP-10"):
        closed = []
        for r in raw:
            if r.kind != "talk.inquiry" or r.state not in ("inquiry.closed", "confirmed", "archived"):
                continue
            day = r.get("closed_at") or r.get("end") or r.date
            if r.date <= until and first <= day <= min(last, until):
                closed.append(r)
        linked = {i for r in closed for i in r.many("links")} | {r.id for r in closed}
        events = [r for r in raw if r.kind == "event.inquiry_closed" and first <= r.date <= until and r.id not in linked and not linked & set(r.many("links"))]
        table = report.table("summary")
        numbers = column(table, "n")
        assert numbers["了结的谈话函询件"] == len(closed) + len(events)
        if not events and not any(r.kind == "insp.inquiry_sample" for r in raw):
            drawn = [r for r in closed if r.get("sampled") and r.get("verified_at")]
            assert numbers["抽中并已核实"] == len(drawn)
            assert column(table, "rate")["抽中并已核实"] == share(len(drawn), len(closed))
        false = [r for r in (*closed, *events) if r.get("conclusion") == "untruthful"]
        assert numbers["不如实说明的"] == len(false)
        need = -(-(len(closed) + len(events)) // 10)
        assert table.rows[1][1].text == (str(need) if closed or events else "无对象")


# --- supervision ------------------------------------------------------------------------------------
def test_rp14_assessments(office: Session, raw: list[Raw]) -> None:
    units = [u for u in people.units(office) if not u.own]
    for report, first, _last, until in reports(office, "RP-14"):
        table = report.table("coverage")
        for number, kind in enumerate(("insp.half_year", "insp.year_end")):
            mine = [r for r in raw if r.kind == kind and first <= r.date <= until]
            covered = [u for u in units if any(not r.many("subject") or u.id in r.many("subject") for r in mine)]
            about = [r for r in mine if not r.many("subject") or any(u.id in r.many("subject") for u in units)]
            assert table.rows[number][table.column("covered")].value == len(covered)
            assert ids(table, number, "checks") == {r.id for r in about}
            assert ids(table, number, "fed") == {r.id for r in about if r.get("feedback_at")}
            assert table.rows[number][table.column("rate")].value == share(len(covered), len(units))
        unseen = [row[0].text for row in report.table("half").rows if row[1].text == "未见记录"]
        seen = {u.name for u in units if any(not r.many("subject") or u.id in r.many("subject") for r in raw if r.kind == "insp.half_year" and first <= r.date <= until)}
        assert set(unseen) == {u.name for u in units} - seen


def lacking(r: Raw) -> set[str]:
    links = {"cc_leader": "抄送分管领导", "feedback_at": "反馈", "return_visit_at": "回访", "assessed_at": "纳入考核"}
    found = {label for field, label in links.items() if not r.get(field)}
    if r.get("due") and not r.get("urged_at") and (not r.get("feedback_at") or r.get("feedback_at") > r.get("due")):
        found.add("督办")
    return found


def test_rp15_suggestions(office: Session, raw: list[Raw]) -> None:
    for report, first, last, until in reports(office, "RP-15"):
        mine = [r for r in raw if r.form == "suggestion" and r.date <= until and (first <= r.date <= last or lacking(r))]
        table = report.table("stages")
        if not mine:
            assert table.rows == ()
            continue
        found = column(table, "n")
        for field, label in (("cc_leader", "抄送分管领导"), ("urged_at", "督办"), ("feedback_at", "反馈"), ("return_visit_at", "回访"), ("assessed_at", "纳入考核")):
            assert found[label] == sum(bool(r.get(field)) for r in mine)
        assert found["提出"] == len(mine)
        assert found["闭环"] == sum(not lacking(r) for r in mine)
        for row in report.table("list").rows:
            record = next(r for r in mine if r.id == row[1].opens.records[0])
            assert row[-1].text == "闭环" or set(row[-1].text.split("、")) == lacking(record)


# --- dossiers -----------------------------------------------------------------------------------------
FIVE = ("dossier.promotion", "dossier.transfer", "dossier.econ_audit", "dossier.org_measure", "dossier.discipline")


def test_rp16_updates(office: Session, raw: list[Raw]) -> None:
    for report, first, _last, until in reports(office, "RP-16"):
        counted: Counter[str] = Counter()
        for event in (r for r in raw if r.kind == "event.personnel_change" and first <= r.date <= until and r.state != "not_applicable"):
            limit = (dt.date.fromisoformat(event.date) + dt.timedelta(days=30)).isoformat()
            change = event.get("change")
            for who in event.many("subject"):
                mine = [
                    d for d in raw if d.form == "dossier" and d.kind in ((change,) if change in FIVE else FIVE) and who in d.many("subject") and d.date >= event.date
                ]  # fmt: skip
                named = [d for d in mine if event.id in (*d.many("links"), *d.many("source_record"))]
                free = [d for d in mine if not d.many("links") and not d.many("source_record")
                        and (dt.date.fromisoformat(d.date) - dt.date.fromisoformat(event.date)).days <= 365]  # fmt: skip
                days = sorted(d.date for d in named or free)
                if days:
                    counted["及时" if days[0] <= limit else "晚于规定天数"] += 1
                else:
                    counted["到期未见更新" if limit < TODAY else "未到期"] += 1
        table = report.table("rate")
        if not counted:
            assert table.rows == ()
            continue
        total = table.rows[-1]
        for word in ("及时", "晚于规定天数", "到期未见更新", "未到期"):
            assert total[table.column(word)].value == counted[word]
        ripe = sum(counted.values()) - counted["未到期"]
        assert total[table.column("rate")].value == share(counted["及时"], ripe)


def test_rp17_accounts(office: Session, raw: list[Raw]) -> None:
    from app.store import queries

    for report, first, _last, until in reports(office, "RP-17"):
        with office.store.read() as conn:
            given = queries.settings(conn, f"list:shuze_obligated:{first[:4]}").get(f"list:shuze_obligated:{first[:4]}")
        if given is None:
            given = [p.person for p in people.posts(office) if "principal" in p.roles and p.holds_on(until)]
        who = set(given)
        mine = {p: [r for r in raw if r.kind == "report.shuze" and first <= r.date <= until and p in (r.get("actor"), *r.many("subject"))] for p in who}
        held = {p for r in raw if r.kind == "mtg.shuze" and first <= r.date <= until for p in r.many("presenters")}
        entries = {p for d in raw if d.kind == "dossier.shuze" and first <= d.date for p in d.many("subject")}
        expected = {
            "书面提交": {p for p in who if any(r.get("written") is not False for r in mine[p])},
            "现场述": {p for p in who if p in held or any(r.get("onsite") or r.get("presented_at") for r in mine[p])},
            "评议（测评）": {p for p in who if any(r.get("evaluation") for r in mine[p])},
            "载入廉政档案": {p for p in who if p in entries or any(r.get("filed_at") for r in mine[p])},
            "公开": {p for p in who if any(r.get("published_at") for r in mine[p])},
            "报整改情况": {p for p in who if any(r.get("rectify_report_at") for r in mine[p])},
        }
        found, rates = column(report.table("coverage"), "n"), column(report.table("coverage"), "rate")
        for label, having in expected.items():
            assert found[label] == len(having), (report.period.code, label)
            assert rates[label] == share(len(having), len(who))
        assert len(report.table("people").rows) == len(who)


# --- registers ------------------------------------------------------------------------------------------
def test_rp18_requests(office: Session, raw: list[Raw]) -> None:
    for report, first, last, until in reports(office, "RP-18"):
        counted: Counter[str] = Counter()
        for item in (r for r in raw if r.kind == "ledger.request_list" and r.date <= until):
            rows = [(o.get("occurred_at"), o.get("due"), o.get("reported_at")) for o in item.get("occurrences") or []]
            if not rows and item.state in ("to_report", "late"):
                rows = [(item.date, item.get("due"), item.get("reported_at"))]
            for happened, due, told in rows:
                day = happened or due or item.date
                if not first <= day <= min(last, until):
                    continue
                if not due:
                    counted["按期报告" if told else "没有写应报日期"] += 1
                elif told and told <= until:
                    counted["按期报告" if told <= due else "逾期报告"] += 1
                else:
                    counted["逾期未报" if due <= until and due < TODAY else "未到期"] += 1
        table = report.table("summary")
        assert {k: v for k, v in column(table, "n").items() if v} == dict(counted)
        assert len(report.table("late").rows) == counted["逾期未报"] + counted["逾期报告"]


def test_rp19_interventions(office: Session, raw: list[Raw]) -> None:
    for report, first, last, until in reports(office, "RP-19"):
        real, nil = [], []
        for r in (r for r in raw if r.kind == "ledger.intervention" and r.date <= until):
            day = r.date if r.get("zero_report") else r.get("occurred_at") or r.date
            if first <= day <= min(last, until):
                (nil if r.get("zero_report") else real).append((day, r))
        table = report.table("quarters")
        for row in table.rows:
            if row[0].text == "合计":
                mine, none = real, nil
            else:
                number = "一二三四".index(row[0].text[row[0].text.index("第") + 1])
                year = row[0].text[:4]
                low, high = f"{year}-{number * 3 + 1:02d}-01", f"{year}-{number * 3 + 3:02d}-31"
                mine = [p for p in real if low <= p[0] <= high]
                none = [p for p in nil if low <= p[0] <= high]
                said = "有记录" if mine else "零报告" if none else "未见记录" if f"{year}-{number * 3 + 3:02d}" < TODAY[:7] else "未到期"
                assert row[-1].text == said
            assert set(row[table.column("n")].opens.records) == {r.id for _d, r in mine}
            assert row[table.column("nil")].value == len(none)
            assert row[table.column("disposed")].value == sum(bool(r.get("disposed_at")) for _d, r in mine)


# --- redress and liability ----------------------------------------------------------------------------------
def follows(lead: Raw, who: str, later: list[Raw], *, ever: bool) -> list[Raw]:
    after = [r for r in later if r.date >= lead.date]
    named = [r for r in after if lead.id in (*r.many("links"), *r.many("source_record"), *r.many("clears")) or r.id in lead.many("links")]
    if named:
        return named
    limit = "9999" if ever else (dt.date.fromisoformat(lead.date) + dt.timedelta(days=365)).isoformat()
    free = [r for r in after if who and who in (*r.many("subject"), *r.many("about")) and r.date <= limit]
    return free if ever else [r for r in free if not (r.many("links") or r.many("source_record") or r.many("clears"))]


def test_rp20_redress(office: Session, raw: list[Raw]) -> None:
    for report, first, _last, until in reports(office, "RP-20"):
        false = [(r, p) for r in raw if r.kind == "event.clue_false" and first <= r.date <= until and r.state != "not_applicable" for p in r.many("subject") or [""]]
        punished = [(r, p) for r in raw if r.kind in ("dossier.org_measure", "dossier.discipline") and first <= r.date <= until for p in r.many("subject")]
        clearing = [r for r in raw if r.kind in ("dossier.clarification", "talk.clarify", "letter.clarification")]
        visits = [r for r in raw if r.kind in ("talk.return_visit", "dossier.return_visit")]
        table = report.table("summary")
        if not false and not punished:
            assert table.rows == ()
            continue
        everything, done = column(table, "all"), column(table, "n")
        assert (everything["失实反映的澄清"], done["失实反映的澄清"]) == (len(false), sum(bool(follows(r, p, clearing, ever=False)) for r, p in false))
        social = [(r, p) for r, p in false if r.get("social_impact")]
        assert everything["其中造成社会影响的"] == len(social)
        assert (everything["处理后的回访教育"], done["处理后的回访教育"]) == (len(punished), sum(bool(follows(r, p, visits, ever=True)) for r, p in punished))


MATRIX = {
    "org": {"grade.light": {"form.written_check"}, "grade.heavy": {"form.circular"}, "grade.serious": {"form.adjust"}},
    "person": {"grade.light": {"form.criticize", "form.admonish", "form.written_check"}, "grade.heavy": {"form.circular"},
               "grade.serious": {"form.discipline", "form.org_measure"}, "grade.crime": {"form.judicial"}},
}  # fmt: skip


def test_rp21_accountability(office: Session, raw: list[Raw]) -> None:
    for report, first, _last, until in reports(office, "RP-21"):
        mine = [r for r in raw if r.form == "accountability" and first <= r.date <= until]
        decided = [r for r in mine if r.state in ("final", "executed", "visited")]
        executed = [r for r in decided if r.state != "final"]
        fits: Counter[str] = Counter()
        for r in decided:
            kind = {"org": "org", "unit": "org", "party_committee": "org", "team": "org", "person": "person", "member": "person", "cadre": "person"}
            allowed = MATRIX.get(kind.get(r.get("object") or "", ""), {}).get(r.get("grade"))
            if allowed is None:
                fits["没有对照"] += 1
            elif set(r.many("form")) <= allowed:
                fits["一致"] += 1
            else:
                fits["不一致，已写理由并复核" if r.get("deviation_reason") and r.get("deviation_reviewer") else "不一致"] += 1
        if not mine:
            assert report.table("execution").rows == ()
            continue
        found = column(report.table("execution"), "n")
        assert (found["立项"], found["已决定"], found["已执行"]) == (len(mine), len(decided), len(executed))
        assert found["已回访"] == sum(bool(r.get("visited_at")) for r in executed)
        assert column(report.table("execution"), "rate")["已执行"] == share(len(executed), len(decided))
        if decided:
            assert {k: v for k, v in column(report.table("matrix"), "n").items() if v} == dict(fits)


def test_rp22_division(office: Session, raw: list[Raw]) -> None:
    own = office.own_unit()[0]
    for report, _first, last, _until in reports(office, "RP-22"):
        held = [p for p in people.posts(office) if p.unit == own and p.holds_on(last)]
        leaders = {p.person for p in held if "principal" in p.roles}
        team = {p.person for p in held if {"principal", "member", "discipline_secretary"} & set(p.roles)}
        papers = [r for r in raw if r.form == "division" and (r.get("valid_from") or r.date) <= last and (r.get("valid_to") or "9999") >= last
                  and r.get("actor") in (None, "", own)]  # fmt: skip
        if not papers:
            assert report.table("points").rows == ()
            continue
        now = max(papers, key=lambda r: (r.get("valid_from") or r.date, r.id))
        rows = now.get("charges") or []
        words = {"人事": "ndc.personnel", "财务": "ndc.finance", "行政审批": "ndc.approval", "招投标": "ndc.bidding", "采购": "ndc.procurement"}
        wrong = {w for w, code in words.items() for r in rows if r["person"] in leaders for c in r.get("charges") or [] if c == code or w in c}
        told = [row[2] for row in report.table("points").rows[:5]]
        assert sum(c.tone == "bad" for c in told) == len(wrong)
        gaps = column(report.table("gaps"), "n")
        assert gaps["当天任职的班子成员没有写分工"] == len(team - {r["person"] for r in rows if r.get("charges")})
        matters = Counter(c for r in rows for c in {*(r.get("charges") or [])})
        assert gaps["同一事项写给两人以上"] == sum(n > 1 for m, n in matters.items() if m != "charge.overall")


# --- scopes ------------------------------------------------------------------------------------
def test_a_scope_leaves_what_names_its_people_or_units(office: Session, raw: list[Raw]) -> None:
    posts = [p for p in people.posts(office) if p.held_in(2026)]
    rows = [r for r in raw if r.form == "rectification" and r.date <= TODAY]
    owners = {i for r in rows for i in r.many("owner")} & {p.person for p in posts}
    assert owners
    for who in owners:
        table = build.build(office, "RP-06", "2026", f"person:{who}").table("all")
        assert ids(table, 0, "all") == {r.id for r in rows if who in (*r.many("owner"), *r.many("subject"))}
    for unit in (u for u in people.units(office) if not u.own):
        inside = {unit.id, *(p.person for p in people.posts(office) if p.unit == unit.id)}
        table = build.build(office, "RP-06", "2026", f"subordinate:{unit.id}").table("all")
        assert ids(table, 0, "all") == {r.id for r in rows if inside & {*r.many("owner"), *r.many("subject")}}
    for code in {r.get("source") for r in rows if office.catalog.vocab.has("campaign_source", r.get("source") or "")}:
        table = build.build(office, "RP-06", "2026", f"source:{code}").table("all")
        assert ids(table, 0, "all") == {r.id for r in rows if r.get("source") == code}
    fields = {f: {p.person for p in posts if p.unit == office.own_unit()[0] and f in p.fields} for p in posts for f in p.fields}
    tasks = [r for r in raw if r.form == "task" and r.get("due") and r.get("due")[:4] == "2026"]
    for name, inside in fields.items():
        if not any(p.unit == office.own_unit()[0] and name in p.fields for p in posts):
            continue
        table = build.build(office, "RP-07", "2026", f"department:{name}").table("rate")
        mine = {r.id for r in tasks if inside & {*r.many("owner"), *r.many("subject")}}
        assert {i for n, row in enumerate(table.rows) if row[0].text != "合计" or len(table.rows) == 1 for i in ids(table, n, "all")} == mine
