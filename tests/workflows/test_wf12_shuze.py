"""WF-12: written reports of everybody, a share on site, evaluation, dossier, publication, and what was put right."""

from __future__ import annotations

from app.domain.errors import ErrorCode
from app.services import dossier_proposals, duty_settings, shuze
from tests.unit.services.desk import refused
from tests.workflows.days import Office


def test_one_report_from_the_draft_to_the_answer(town: Office) -> None:
    who = town.member("李建国")
    town.set("wf12_shuze", hand_in_by="02-10", publish_days=20, rectify_days=90)
    one = town.on("2026-01-30").add("report.shuze", actor=who, onsite=True, content="述责述廉")
    assert town.stands(one)["hand_in"] == "open"
    assert town.on("2026-02-03").at(one, "hand_in").standing == "soon"
    assert town.on("2026-02-11").at(one, "hand_in").standing == "overdue"
    town.fill(one, review=[{"reviewer": town.desk.principal, "date": "2026-02-10", "opinion": "内容完整"}])
    assert town.at(one, "review").standing == "done"
    town.step(one, "finalise")
    assert town.at(one, "present").standing == "open"
    with refused(ErrorCode.BAD_STATE) as no:
        town.step(one, "file", filed_at="2026-02-12")
    assert no.error is not None
    assert "评议测评" in no.error.message
    town.on("2026-02-16").step(one, "present", presented_at="2026-02-16")
    town.step(one, "evaluate", evaluation="好 42 张，较好 3 张", evaluated_at="2026-02-16")
    assert town.stands(one)["enter"] == "open"
    assert town.on("2026-03-09").at(one, "publish").standing == "overdue"
    town.step(one, "publish", publish_scope="本单位", published_at="2026-03-09")
    assert town.at(one, "publish").standing == "done"
    assert town.on("2026-03-19").at(one, "enter").standing == "overdue"
    dossier_proposals.enter(town.desk.session, [(one, who)])
    assert town.at(one, "enter").standing == "done"
    assert (town.stands(one)["rectify"], town.stands(one)["answer"]) == ("passed", "passed")
    assert not town.run(one).open


def test_what_the_evaluation_pointed_out_is_put_right_and_answered(town: Office) -> None:
    who = town.member("李建国")
    town.set("wf12_shuze", rectify_days=90)
    one = town.on("2026-01-30").add("report.shuze", "finalise", actor=who)
    assert town.stands(one)["present"] == "passed"
    town.on("2026-02-16").step(one, "evaluate", evaluation="指出一个问题", evaluated_at="2026-02-16")
    row = town.add("ledger.rectification", links=[one], owner=who, measures="完善台账", source="evaluation")
    assert town.at(one, "rectify").standing == "open"
    assert town.on("2026-05-18").at(one, "rectify").standing == "overdue"
    for step in ("start", "report"):
        town.step(row, step)
    with town.second():
        town.step(row, "verify", reviewer=town.desk.principal, opinion="通过")
    assert town.at(one, "rectify").standing == "done"
    assert town.at(one, "answer").standing == "overdue"
    town.step(one, "report_rectify", rectify_report_at="2026-05-18")
    assert not town.run(one).open


def test_the_meeting_asks_for_a_written_report_of_everybody_who_spoke(town: Office) -> None:
    two = [town.member("李建国"), town.member("赵丽华")]
    seats = [{"person": town.desk.principal, "role": "chair"}]
    town.set("wf12_shuze_meeting", ledger_days=30, report_days=120)
    town.on("2026-01-30").add("report.shuze", "finalise", actor=two[0])
    meeting = town.on("2026-02-06").add("mtg.shuze", "finalise", presenters=two, attendance=seats)
    step = town.at(meeting, "reports")
    assert step.standing == "soon"
    assert "赵丽华" in step.words
    assert town.on("2026-02-07").at(meeting, "reports").standing == "overdue"
    town.add("report.shuze", "finalise", actor=two[1], date="2026-02-05")
    assert town.at(meeting, "reports").standing == "done"
    assert town.on("2026-03-09").at(meeting, "ledger").standing == "overdue"
    row = town.add("ledger.rectification", links=[meeting], source="evaluation")
    assert row
    assert town.at(meeting, "ledger").standing == "done"
    assert town.on("2026-06-07").at(meeting, "answer").standing == "overdue"
    town.add("report.rectification", "finalise", links=[meeting], actor=town.desk.principal)
    assert not town.run(meeting).open


def test_the_missing_are_told_by_name_and_the_share_on_site_is_the_units(town: Office) -> None:
    head = town.head_below("何晓峰")
    town.on("2026-02-01").add("report.shuze", "finalise", actor=town.desk.principal)
    found = shuze.written(town.desk.session, 2026)
    assert [n.name for n in found.missing] == ["何晓峰"]
    assert found.percent == "50%"
    assert "待配置" in shuze.on_site(town.desk.session, 2026).sentence()
    duty_settings.set_parameters(town.desk.session, shuze.ON_SITE, {"onsite_ratio": 0.5}, 2026)
    assert shuze.on_site(town.desk.session, 2026).enough is False
    seats = [{"person": town.desk.principal, "role": "chair"}]
    town.add("mtg.shuze", "finalise", presenters=[head], attendance=seats)
    assert shuze.on_site(town.desk.session, 2026).enough is True
