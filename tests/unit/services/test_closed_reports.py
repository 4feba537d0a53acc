"""Reports about the principal: who may not read them learns nowhere that there are any (VIS-01)."""

from __future__ import annotations

from app.domain.errors import ErrorCode
from app.services import calendar, dossier, duties, duty_sheet, home, own_terms, records, talk_matrix, tasks
from app.services.duty_filter import DutyFilter
from app.services.evaluation import evaluation
from app.services.session import Session
from app.services.tasks import TaskScope
from tests.unit.services.desk import OTHER_PASSWORD, Desk, refused

YEARLY = "shibiyan-2022/3/special-report-yearly"


def report(desk: Desk) -> str:
    """A report about the principal that was sent to the superior."""
    body = {"title": "专题报告", "date": "2026-05-01", "actor": desk.principal, "subject": [desk.principal], "recipients": ["superior_discipline"]}
    view = records.save(desk.session, "report_up", "report.principal_power", body).value
    records.transition(desk.session, view.id, "finalise")
    return view.id


def clue(desk: Desk, title: str) -> None:
    """A clue that was handled and closed."""
    body = {"title": title, "date": "2026-05-01", "subject": [desk.person("李雷")], "conclusion": "false"}
    view = records.save(desk.session, "clue", "ledger.clue", body).value
    for step in ("assign", "handle", "close"):
        records.transition(desk.session, view.id, step)


def as_party_clerk(desk: Desk) -> Session:
    desk.add_account("party", "party_clerk")
    return desk.relogin("party", OTHER_PASSWORD)


def judged(session: Session) -> set[str]:
    return set(evaluation(session).duties)


def test_who_may_read_them_sees_the_duty_on_them(duty_desk: Desk) -> None:
    assert YEARLY in {r.duty for r in duties.board(duty_desk.session, 2026).rows}


def test_no_page_of_another_account_has_a_row_about_them(duty_desk: Desk) -> None:
    report(duty_desk)
    whole, principal = judged(duty_desk.session), duty_desk.principal
    session = as_party_clerk(duty_desk)
    secret = session.catalog.rights.classes
    kinds = [k for f in session.catalog.records for k in f.kinds if secret[f.class_of(k)].secret]
    left_out = whole - judged(session)
    assert YEARLY in left_out
    assert {d for d in whole if any(k in repr(session.catalog.duties.find(d)) for k in kinds)} == left_out
    sheet = duty_sheet.duty_sheet(session, principal, 2026)
    shown = {r.row.duty for rows in sheet.sections.values() for r in rows}
    shown |= {r.duty for r in duties.board(session, 2026).rows}
    shown |= {c.duty for c in duties.person_cells(session, principal)}
    shown |= {i.cell.duty for i in calendar.agenda(session, "2026-01-01", "2026-12-31").due if i.cell is not None}
    everything = tasks.tasks(session, TaskScope(office=True)).tasks
    shown |= {t.explain.duty for t in everything if t.explain is not None}
    shown |= {t.task.explain.duty for t in home.home(session).todo if t.task is not None and t.task.explain is not None}
    shown |= {w.cell.duty for w in talk_matrix.talk_matrix(session, 2026).missing}
    assert shown
    assert not shown & left_out
    with refused(ErrorCode.NOT_FOUND):
        duties.explain(session, YEARLY, "2026", session.own_unit()[0])
    session.close()


def test_the_list_of_own_words_does_not_count_them(desk: Desk) -> None:
    def used(session: Session) -> int:
        return next(e.used for v in own_terms.lists(session) for e in v.entries if e.code == "report.principal_power")

    report(desk)
    assert used(desk.session) == 1
    session = as_party_clerk(desk)
    assert used(session) == 0
    session.close()


def test_a_dossier_entry_does_not_tell_a_reader_that_it_rests_on_one(desk: Desk) -> None:
    who = desk.person("李雷")
    body = {"title": "专项检查", "date": "2026-05-02", "subject": who, "source_record": report(desk)}
    records.save(desk.session, "dossier", "dossier.power_check", body)
    assert [e.source is not None for e in dossier.dossier(desk.session, who).entries] == [True]
    desk.add_account("leader", "principal")
    session = desk.relogin("leader", OTHER_PASSWORD)
    assert [e.source for e in dossier.dossier(session, who).entries] == [None]
    session.close()


def test_a_row_about_a_record_that_may_not_be_read_does_not_say_its_title(duty_desk: Desk) -> None:
    def labels(session: Session, text: str = "") -> set[str]:
        rows = duties.board(session, 2026, DutyFilter(text=text)).rows
        return {c.period_label for r in rows for c in r.cells}

    clue(duty_desk, "张三被举报")
    assert "张三被举报" in labels(duty_desk.session, "张三被举报")
    session = as_party_clerk(duty_desk)
    assert "张三被举报" not in labels(session)
    assert labels(session, "张三被举报") == set()
    assert "张三" not in repr(home.home(session))
    session.close()
