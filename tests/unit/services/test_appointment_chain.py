"""Who answered for each gate of an appointment, now and in every former version."""

from __future__ import annotations

from typing import Any

from app.domain.errors import ErrorCode
from app.services import appointment_chain, records
from app.services.appointment_chain import UNKNOWN
from tests.unit.services.desk import Desk, refused


def people(*gates: tuple[str, str], **more: Any) -> list[dict[str, Any]]:
    return [{"id": f"g{n}", "gate": f"gate.{g}", "person": who, "date": "2026-05-06", **more} for n, (g, who) in enumerate(gates)]


def record(desk: Desk, who: str, **fields: Any) -> str:
    body = {"title": "质监站副站长人选", "date": "2026-05-06", "subject": who, "gate.motion": "passed", **fields}
    return records.save(desk.session, "appointment", "doc.appoint_record", body).value.id


def test_every_gate_says_who_answered_or_that_nobody_was_registered(desk: Desk) -> None:
    who, chief = desk.person("李四海"), desk.person("王五湖")
    one = record(desk, who, gate_people=people(("motion", chief), duty="提出动议"))
    found = appointment_chain.chain(desk.session, one)
    assert found.person == "李四海"
    assert [(g.code, g.words) for g in found.now][:2] == [("gate.motion", "王五湖 提出动议 2026-05-06"), ("gate.recommend", UNKNOWN)]
    assert [g.result for g in found.now] == ["通过", "", "", "", ""]


def test_former_versions_are_read_back_as_they_were(desk: Desk) -> None:
    who, first, then = desk.person("李四海"), desk.person("王五湖"), desk.person("赵六合")
    one = record(desk, who, gate_people=people(("motion", first)))
    view = records.get(desk.session, one)
    records.save(desk.session, "appointment", view.kind, view.body | {"analysis": "只改了分析"}, one)
    view = records.get(desk.session, one)
    rows = [{**view.body["gate_people"][0], "person": then}]
    records.save(desk.session, "appointment", view.kind, view.body | {"gate_people": rows}, one)
    found = appointment_chain.chain(desk.session, one)
    assert [v.gates[0].people[0].name for v in found.versions] == ["赵六合", "王五湖"]


def test_only_records_of_appointments_have_a_chain(desk: Desk) -> None:
    with refused(ErrorCode.BAD_STATE):
        appointment_chain.chain(desk.session, desk.talk(desk.principal).id)
