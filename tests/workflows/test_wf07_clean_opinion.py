"""WF-07: dossier, running periods, appraisal by a person, collective decision, reply, entry in the dossier."""

from __future__ import annotations

from typing import Any

from app.services import opinion_facts, records
from tests.workflows.walk import Walk


def asked(walk: Walk, about: str = "cadre", who: str = "", **body: Any) -> str:
    walk.day("2026-05-11")
    return walk.save("event.opinion_request", subject=[who or walk.m1], about=about, basis="某组〔2026〕7号", due="2026-05-25", **body)


def prepared(walk: Walk, about: str = "cadre", result: str = "op.none", who: str = "") -> str:
    made = asked(walk, about, who)
    walk.day("2026-05-13").edit(
        made, dossier_read_at="2026-05-12", dossier_read_by=walk.d, facts_confirmed=True, appraisal="立场坚定",
        appraised_by=[walk.d], appraised_at="2026-05-13", decided_at="2026-05-13",
        opinions=[{"person": who or walk.m1, "result": result, "text": "查阅档案，核对影响期"}],
    )  # fmt: skip
    walk.go(made, "check_dossier")
    return made


def test_from_the_request_to_the_dossier(walk: Walk) -> None:
    made = asked(walk)
    assert walk.stand(made, "read", "periods", "appraise") == ("open", "waiting", "waiting")
    walk.refused(made, "check_dossier", "查阅廉政档案")
    made = prepared(walk)
    assert walk.stand(made, "read", "periods", "appraise", "collective", "settle") == ("done", "done", "done", "passed", "open")
    walk.refused(made, "settle_opinion", "两个人")
    with walk.second():
        walk.go(made, "settle_opinion")
    assert walk.stand(made, "settle", "letter") == ("done", "open")
    assert walk.day("2026-05-26").stand(made, "letter") == ("overdue",)
    draft = walk.take_up(made, "letter", "letter.clean_opinion_reply", title="回复")
    walk.refused(made, "reply", "签发回复函", replied_at="2026-05-26", reply_ref=draft)
    begun = records.get(walk.session, draft).body
    assert (begun["subject"], begun["political_appraisal"]) == ([walk.m1], "立场坚定")
    sent = walk.letter("letter.clean_opinion_reply", walk.m1, links=[made], political_appraisal="立场坚定", conclusion="no_problem")
    walk.go(made, "reply", reply_ref=sent, replied_at="2026-05-26")
    walk.refused(made, "handle", "归入廉政档案")
    entry = walk.save("dossier.clean_opinion", subject=walk.m1, summary="未发现影响使用的问题", source_record=sent)
    with walk.second():
        walk.go(entry, "finalise")
    walk.go(made, "handle")
    assert not walk.run(made).open


def test_for_the_first_in_charge_the_meeting_comes_first(walk: Walk) -> None:
    made = prepared(walk, "principal", who=walk.head)
    assert walk.stand(made, "collective", "settle") == ("open", "waiting")
    with walk.second():
        walk.refused(made, "settle_opinion", "集体研究")
        walk.edit(made, collective_ref=walk.meeting("mtg.clean_opinion_review", links=[made]))
        walk.go(made, "settle_opinion")
    assert walk.stand(made, "collective", "settle") == ("done", "done")


def test_who_heads_a_unit_counts_as_such_though_nobody_ticked_it(walk: Walk) -> None:
    made = prepared(walk, "cadre", who=walk.head)
    with walk.second():
        walk.refused(made, "settle_opinion", "集体研究")


def test_an_opinion_against_somebody_is_never_one_persons(walk: Walk) -> None:
    made = prepared(walk, "cadre", "op.period")
    with walk.second():
        walk.refused(made, "settle_opinion", "集体研究")


def test_a_running_period_is_proposed_and_stands_in_the_request_only_when_confirmed(walk: Walk) -> None:
    made = asked(walk)
    entry = walk.save("dossier.discipline", subject=walk.m1, valid_until="2026-05-11", basis="某纪〔2025〕6号")
    walk.go(entry, "finalise")
    assert [p.entry for p in opinion_facts.periods(walk.session, made)] == [entry]
    walk.edit(made, dossier_read_at="2026-05-11", dossier_read_by=walk.d)
    walk.refused(made, "check_dossier", "影响期情况已核对")
    opinion_facts.take_in(walk.session, made, [entry])
    walk.edit(made, facts_confirmed=True)
    walk.go(made, "check_dossier")
    walk.day("2026-05-12")
    assert opinion_facts.periods(walk.session, made) == []
    assert walk.stand(made, "periods") == ("done",)
