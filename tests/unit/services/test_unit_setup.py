"""The own unit is described at the first run and changed later; what is switched on stays."""

from __future__ import annotations

from app.domain.errors import ErrorCode
from app.services import duty_settings, proposals, undo
from tests.unit.services.desk import Desk, refused


def test_the_kind_of_unit_is_changed_later_without_switching_anything(desk: Desk) -> None:
    session = desk.session
    duty_settings.set_pack(session, "beijing-28", True, 2026)
    assert proposals.own_unit(session).kind == ""
    proposals.describe_unit(session, "某县城管局党组", "party_group", {"has_subordinates"})
    found = proposals.own_unit(session)
    assert (found.name, found.kind, found.applies) == ("某县城管局党组", "party_group", {"always", "has_subordinates"})
    assert [p.id for p in duty_settings.packs(session, 2026) if p.on] == ["beijing-28"]
    undo.undo(session)
    assert proposals.own_unit(session).kind == ""


def test_a_unit_without_name_or_of_no_known_kind_is_refused(desk: Desk) -> None:
    for name, kind, held in ((" ", "party_group", ()), ("某局", "club", ()), ("某局", "party_group", ("sometimes",))):
        with refused(ErrorCode.BAD_INPUT):
            proposals.describe_unit(desk.session, name, kind, held)
