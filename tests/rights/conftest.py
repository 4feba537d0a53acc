"""The example office with records of every class, and the same office as an account of one role sees it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from app.catalog.catalog import Catalog, load_catalog
from app.services import example, people, records
from app.services.session import Session
from tests.unit.services.desk import Desk, new_office

CATALOG = load_catalog()
ROLES = sorted(CATALOG.rights.roles)
CLERK = ("party_clerk", "discipline_secretary", "org_clerk")


@dataclass(frozen=True)
class Filled:
    """An office with records of every class. members: two members with fields in charge; head: a lower unit's head."""

    desk: Desk
    principal: str
    members: tuple[str, str]
    secretary: str

    def person_of(self, role: str) -> str:
        """Whose account one of the role is in these tests."""
        named = {"principal": self.principal, "discipline_secretary": self.secretary, "member": self.members[0]}
        return named.get(role, self.members[1] if role in ("dossier_subject", "org_clerk", "inspection_clerk") else "")

    def as_role(self, role: str, person: str | None = None) -> Session:
        """The office as somebody with one role sees it, in a session of its own."""
        whole = self.desk.session
        user = replace(
            whole.user, id=f"a-{role}", roles=(role,), person=self.person_of(role) if person is None else person
        )
        session = replace(whole, user=user, undo_stack=[], redo_stack=[], cache={})
        session.business = whole.business if whole.catalog.rights.business([role]) else None
        return session


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """Made once for all tests of rights, which only read it."""
    made = Desk(new_office(tmp_path_factory.mktemp("rights") / "office", CATALOG, roles=CLERK).session)
    example.add_example(made.session, years=1)
    yield _with_more(made)
    made.session.close()


def _with_more(desk: Desk) -> Filled:
    session, day = desk.session, "2026-10-12"
    own = session.own_unit()[0]
    posts = [p for p in people.posts(session) if p.unit == own and not p.until]
    members = [p.person for p in posts if "member" in p.roles and p.fields and "principal" not in p.roles]
    principal = next(p.person for p in posts if "principal" in p.roles)
    secretary = next((p.person for p in posts if "discipline_secretary" in p.roles), members[-1])
    first, second = [m for m in dict.fromkeys(members) if m != secretary][:2]

    def add(form: str, kind: str, title: str, **fields: object) -> None:
        records.save(session, form, kind, {"title": title, "date": day, **fields})

    add("report_up", "report.problem_up", "关于主要负责人的问题", subject=[principal], recipients=["superior_discipline", "principal"])
    add("report_up", "report.problem_up", "关于班子成员的问题", subject=[first], about="member", recipients=["principal"])
    add("report_up", "report.problem_up", "一把手问题不写对象", about="principal", recipients=["principal"])
    add("report_up", "report.bypass", "成员越级报告", actor=first, received_by=secretary)
    add("event", "event.principal_issue", "发现主要负责人的问题", subject=[principal])
    add("event", "event.procedure_violation", "违背决策程序", subject=[principal])
    add("event", "event.member_issue", "发现成员的问题", subject=[first])
    add("clue", "ledger.clue", "涉主要负责人线索", subject=[principal])
    add("clue", "ledger.clue", "涉成员线索", subject=[first])
    add("ledger", "ledger.petition", "涉主要负责人信访", subject=[principal])
    add("ledger", "ledger.intervention", "成员打招呼", person=first, reporter=second, received_by=principal)
    add("report", "report.petition_quarterly", "季度信访分析", actor=own)
    add("report", "report.clue_quarterly", "线索季度专题", actor=own)
    for member in (first, second):
        add("report", "report.discipline_brief", f"通报{member}", actor=own, subject=[member])
        add("dossier", "dossier.transfer", f"交流{member}", subject=member)
        add("report", "report.shuze", f"述责{member}", actor=member, publish_scope="班子范围" if member == first else "本单位",
            published_at="2026-10-20")  # fmt: skip
    add("report", "report.shuze", "还没有公开的述责", actor=principal, publish_scope="本单位", published_at="2027-01-01")
    add("dem_life", "mtg.dem_life_special", "专门民主生活会", actor=own, chair=principal,
        attendance=[{"id": "w1", "person": principal, "role": "chair"}, {"id": "w2", "person": first, "role": "attendee"}],
        criticism=[{"id": "c1", "from": first, "to": principal, "text": "到基层少得出奇"}])  # fmt: skip
    return Filled(desk, principal, (first, second), secretary)


@pytest.fixture
def catalog() -> Catalog:
    """The shipped definitions."""
    return CATALOG
