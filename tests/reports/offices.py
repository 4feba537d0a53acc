"""Random small offices: invented people and records of every kind that reports count, in any state, from a seed."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

from app.catalog.catalog import Catalog
from app.domain.ids import new_id
from app.domain.periods import add_months
from app.services import people, records
from app.services.results import Touched
from app.services.session import Session
from tests.unit.services.desk import Desk, new_office

TODAY = dt.date(2026, 11, 20)


def random_office(root: Path, catalog: Catalog, seed: int) -> Session:
    """An office of about 250 records dated 2025 and 2026."""
    rng = random.Random(seed)
    desk = Desk(new_office(root, catalog).session)
    session = desk.session
    member = [desk.person(f"成员{n}号", "党组成员", ("member",), fields=(f"科室{n}",)) for n in range(3)]
    secretary = desk.person("纪检甲", "纪检组长", ("discipline_secretary",))
    chief = people.save_person(session, "站长乙").value
    people.save_post(session, chief, desk.lower_unit, "站长", ("principal",), fields=(), since="2021-06-01")
    team = [desk.principal, *member, secretary]
    own = session.own_unit()[0]
    written: list[tuple[str, str, str, dict[str, Any]]] = []

    def day(first: str = "2025-01-01", last: str = "2026-11-20") -> str:
        span = (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days
        return (dt.date.fromisoformat(first) + dt.timedelta(days=rng.randint(0, span))).isoformat()

    def maybe(value: Any, chance: float = 0.5) -> Any:
        return value if rng.random() < chance else None

    def add(form: str, kind: str, state: str | None = None, /, **body: Any) -> str:
        definition = session.form(form)
        states = [s.code for s in definition.states if not s.kinds or kind in s.kinds]
        one = new_id("r")
        kept = {k: v for k, v in body.items() if v not in (None, [], "")}
        written.append((form, kind, state or rng.choice(states), {"id": one, "title": f"{kind}第{len(written)}件", **kept}))
        return one

    def occurrence() -> dict[str, Any]:
        due = maybe(day(), 0.8)
        row = {"id": new_id("w"), "occurred_at": day(), "due": due, "reported_at": due if rng.random() < 0.3 else maybe(day())}
        return {k: v for k, v in row.items() if v}

    for _n in range(40):
        add("rectification", "ledger.rectification", date=day(), source=maybe(rng.choice(["inspection", "audit", "self"])), owner=maybe(rng.choice(team), 0.8),
            due=maybe(day(last="2027-03-01"), 0.8), subject=maybe([desk.lower_unit], 0.2),
            **{k: v for k in ("dim.person", "dim.matter", "dim.cause", "dim.system") if (v := maybe("写明", 0.3))})  # fmt: skip
        add("task", "ledger.task", date=day(), owner=maybe(rng.choice(team), 0.8), due=maybe(day(last="2027-01-01"), 0.8))
        add("talk", "talk.heart", date=day(), actor=rng.choice(team), subject=rng.sample([*team, chief], rng.randint(1, 2)))
    for _n in range(15):
        add("talk", "talk.inquiry", date=day(), actor=secretary, subject=[rng.choice(member)], closed_at=maybe(day(), 0.8), sampled=rng.random() < 0.3,
            verified_at=maybe(day()), conclusion=rng.choice(["truthful", "untruthful"]), verify_result=maybe("truthful"))  # fmt: skip
        issued = day()
        add("suggestion", "ledger.suggestion", date=issued, issued_at=issued, subject=maybe([desk.lower_unit]), cc_leader=maybe([member[0]]), due=maybe(day()),
            urged_at=maybe(day()), feedback_at=maybe(day()), return_visit_at=maybe(day()), assessed_at=maybe(day()))  # fmt: skip
        order = list(range(1, 6))
        rng.shuffle(order)
        speakers = rng.sample(team, rng.randint(3, 5))
        stances = [{"id": new_id("w"), "person": p, "stance": "stance.agree", **({"order": o} if rng.random() < 0.9 else {})} for p, o in zip(speakers, order, strict=False)]
        add("meeting", rng.choice(["mtg.standing", "mtg.special_topic"]), date=day(), attendance=[{"id": new_id("w"), "person": p, "role": "attendee"} for p in (rng.sample(team, 5) if rng.random() < 0.3 else speakers)],
            minutes_full=rng.random() < 0.5, archive_no=maybe("DZ-1"),
            agenda=[{"id": new_id("w"), "title": "议题", "category": maybe("category.large_fund", 0.8), "stances": stances}])  # fmt: skip
        add("ledger", "ledger.request_list", date=day(), owner=rng.choice(team),
            occurrences=[occurrence() for _m in range(rng.randint(0, 3))])
        add("ledger", "ledger.intervention", date=day(), occurred_at=maybe(day()), zero_report=rng.random() < 0.4, matter_kind=maybe("int.construction"),
            received_by=maybe(secretary), disposed_at=maybe(day()), reported_at=maybe(day()))  # fmt: skip
        add("accountability", "ledger.accountability", date=day(), subject=[rng.choice(member)], object=rng.choice(["org", "person"]),
            grade=rng.choice(["grade.light", "grade.heavy", "grade.serious"]), form=[rng.choice(["form.written_check", "form.circular", "form.adjust"])],
            deviation_reason=maybe("说明"), deviation_reviewer=maybe(secretary), visited_at=maybe(day()), visit_due=maybe(day()), executed_at=maybe(day()))  # fmt: skip
        changed = day()
        change = rng.choice(["dossier.promotion", "dossier.transfer"])
        event = add("event", "event.personnel_change", rng.choice(["open", "handled", "not_applicable"]), date=changed, subject=[rng.choice(member)], change=change)
        if rng.random() < 0.6:
            later = min(dt.date.fromisoformat(changed) + dt.timedelta(days=rng.choice([0, 29, 30, 31, 60])), TODAY).isoformat()
            add("dossier", change, "final", date=later, subject=written[-1][3]["subject"][0], source_record=event)
        false = add("event", "event.clue_false", "open", date=day(last="2026-06-01"), subject=[rng.choice(member)], social_impact=rng.random() < 0.5)
        if rng.random() < 0.5:
            add("dossier", "dossier.clarification", "final", date="2026-08-01", subject=written[-1][3]["subject"][0], source_record=false, method="会议", scope="本单位")
        end = day(last="2026-08-01")
        meeting = add("dem_life", "mtg.dem_life", "dls.closed", date=end, end=end, actor=own)
        if rng.random() < 0.7:
            earliest = add_months(dt.date.fromisoformat(end), 2)
            checked = min(earliest + dt.timedelta(days=rng.choice([-1, 0, 30, 31])), TODAY).isoformat()
            add("inspection", "insp.dem_life_rectify", "final", date=checked, actor=secretary, subject=[own], links=[meeting])
    said = [{"id": new_id("w"), "person": p, "order": n, "stance": "stance.agree"} for n, p in enumerate((member[0], desk.principal), 1)]
    for present in ((member[0], desk.principal), (member[0], member[1], desk.principal)):  # the second has a silent member
        add("meeting", "mtg.standing", "final", date="2026-04-01", attendance=[{"id": new_id("w"), "person": p, "role": "attendee"} for p in present],
            agenda=[{"id": new_id("w"), "title": "议题", "category": "category.large_fund", "stances": said}])  # fmt: skip
    codes = ["charge.overall", "ndc.finance", "ndc.personnel", "ndc.bidding", "charge.discipline", "charge.office"]
    for year in (2025, 2026):
        rows = [{"id": new_id("w"), "person": p, "charges": rng.sample(codes, rng.randint(1, 3))} for p in rng.sample(team, 4)]
        add("division", "doc.division", "final", date=f"{year}-02-01", actor=own, charges=rows)
    for kind in ("insp.half_year", "insp.year_end"):
        for year in (2025, 2026):
            add("inspection", kind, "final", date=f"{year}-07-10", actor=rng.choice([*team, chief]), subject=maybe([desk.lower_unit], 0.7), feedback_at=maybe(day()))
    for who in [*team, chief]:
        for year in ("2025", "2026"):
            if rng.random() < 0.7:
                add("report", "report.shuze", "final", date=day(f"{year}-01-01", f"{year}-11-20"), actor=who, onsite=rng.random() < 0.5, evaluation=maybe("好"),
                    published_at=maybe(day()), rectify_report_at=maybe(day()))  # fmt: skip
    _write(session, written, rng)
    return session


def _write(session: Session, written: list[tuple[str, str, str, dict[str, Any]]], rng: random.Random) -> None:
    with session.change("test.records", "随机记录", Touched(), undoable=False) as uow:
        for form, kind, state, body in written:
            one = str(body.pop("id"))
            typed = min(dt.date.fromisoformat(body["date"]) + dt.timedelta(days=rng.choice([0, 0, 0, 40])), TODAY).isoformat()
            fields = {f.id for f in session.form(form).fields_for(kind)}
            kept = {k: v for k, v in body.items() if k in fields}
            records.write_body(session, uow, session.form(form), kind, kept, one, new=True, state=state, entered=max(typed, body["date"]))
