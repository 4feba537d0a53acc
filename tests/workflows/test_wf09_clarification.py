"""WF-09: found untrue, cleared in time, shown at the original; malice only on a basis of its own."""

from __future__ import annotations

from app.services import clearing, lists, record_page, records
from tests.workflows.walk import Walk


def untrue(walk: Walk) -> str:
    walk.day("2026-05-11")
    clue = walk.save("ledger.clue", title="XS-2026-004", subject=[walk.m1])
    walk.go(clue, "assign", "handle")
    walk.day("2026-06-15").go(clue, "close", conclusion="false", closed_at="2026-06-15")
    return clue


def test_a_clue_that_was_not_true_asks_for_a_clarification_by_itself(walk: Walk) -> None:
    clue = untrue(walk)
    assert walk.stand(clue, "impact", "draft", "tell", "publish", "malice") == ("open", "open", "waiting", "waiting", "open")
    assert walk.day("2026-07-15").stand(clue, "draft") == ("soon",)
    assert walk.day("2026-07-16").stand(clue, "draft") == ("overdue",)


def test_from_the_finding_to_cleared_at_the_place_of_the_original(walk: Walk) -> None:
    clue = untrue(walk)
    walk.edit(clue, social_impact=True)
    one = walk.take_up(clue, "draft", "dossier.clarification", method="会议通报", scope="本单位", own_statement="同意", subject=walk.m1)
    assert records.get(walk.session, one).body["clears"] == [clue]
    assert walk.stand(clue, "draft", "tell", "publish", "file") == ("done", "open", "waiting", "open")
    walk.held("talk.clarify", walk.m1, by=walk.d, links=[clue])
    assert walk.stand(clue, "tell", "publish") == ("done", "open")
    walk.letter("letter.clarification", walk.m1, links=[clue])
    assert walk.stand(clue, "publish") == ("done",)
    walk.refused(one, "file_clarification", "两个人")
    with walk.second():
        walk.go(one, "file_clarification")
    assert walk.stand(clue, "file") == ("done",)
    assert not walk.run(clue).open
    assert record_page.beside(walk.session, records.get(walk.session, clue)).cleared
    row = lists.rows(walk.session, ("clue",), lists.list_ids(walk.session, lists.ListQuery(forms=("clue",))))[0]
    assert row.state_label == "了结 · 已澄清"


def test_without_an_impact_on_others_it_is_cleared_all_the_same_but_not_in_public(walk: Walk) -> None:
    clue = untrue(walk)
    walk.edit(clue, social_impact=False)
    one = walk.take_up(clue, "draft", "dossier.clarification", method="当面", scope="本人", own_statement="同意", subject=walk.m1)
    walk.held("talk.clarify", walk.m1, by=walk.d, links=[clue])
    assert walk.stand(clue, "impact", "publish", "file") == ("done", "passed", "open")
    assert clearing.places(walk.session, one).open == ()


def test_malice_is_never_taken_from_untruth_and_needs_who_found_it(walk: Walk) -> None:
    clue = untrue(walk)
    assert "malicious" not in records.get(walk.session, clue).body
    with walk.second():
        walk.edit(clue, malicious=True, malicious_basis="某纪认〔2026〕1号", malicious_by="某县纪委", malicious_at="2026-06-15")
    assert walk.stand(clue, "malice") == ("done",)


def test_an_event_alone_leads_the_same_way(walk: Walk) -> None:
    walk.day("2026-06-15")
    event = walk.save("event.clue_false", subject=[walk.m1], social_impact=False)
    walk.refused(event, "handle", "核对后入档")
    one = walk.take_up(event, "draft", "dossier.clarification", method="会议", scope="本单位", own_statement="同意", subject=walk.m1)
    walk.held("talk.clarify", walk.m1, by=walk.d, links=[event])
    with walk.second():
        walk.go(one, "file_clarification")
    assert walk.stand(event, "file", "handled") == ("done", "open")
    walk.go(event, "handle")
    assert not walk.run(event).open
