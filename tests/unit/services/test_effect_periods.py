"""影响期: counted by the article, shown in the dossier, told in the reply on its day; revoked, cleared, corrected ones end."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.catalog.sanctions import load_sanctions
from app.domain.clock import FixedClock
from app.domain.errors import AppError, ErrorCode
from app.services import dossier, effect_periods, letters, opinion_facts, records, tasks, undo
from app.services.dossier import Entry
from app.services.letter_prefill import Context
from app.services.tasks import TaskScope
from tests.unit.services.desk import OTHER_PASSWORD, Desk, refused
from tests.unit.services.test_opinion_facts import entry, request

REPLY = "letter.clean_opinion_reply"


def one_entry(desk: Desk, who: str, found: str) -> Entry:
    return next(e for e in dossier.dossier(desk.session, who).entries if e.id == found)


def words(desk: Desk, who: str, found: str) -> str:
    effect = one_entry(desk, who, found).effect
    return effect.words if effect is not None else ""


def the_day(desk: Desk, day: str) -> None:
    desk.session.clock = FixedClock(dt.datetime.fromisoformat(f"{day}T09:00:00+00:00"))


def reply(desk: Desk, one: str, day: str = "2026-11-20") -> str:
    drafted = letters.draft(desk.session, REPLY, context=Context((one,)), day=dt.date.fromisoformat(day))
    return "\n".join(row["text"] for row in drafted["body"])


@pytest.mark.parametrize(("measure", "until"), [
    ("party_warning", "2027-08-02"), ("party_serious_warning", "2028-02-02"), ("gov_warning", "2027-02-02"), ("gov_demerit", "2027-08-02"),
    ("gov_major_demerit", "2028-02-02"), ("gov_demote", "2028-08-02"), ("gov_remove", "2028-08-02"),
])  # fmt: skip
def test_a_sanction_weighs_for_the_months_of_its_article(desk: Desk, measure: str, until: str) -> None:
    who = desk.person("李四海")
    found = entry(desk, who, date="2026-08-03", measure=f"sanction.{measure}")
    effect = one_entry(desk, who, found).effect
    assert effect is not None
    assert (str(effect.start), str(effect.until), effect.standing) == ("2026-08-03", until, "running")
    assert "条" in effect.why
    assert "《" in effect.why


def test_what_no_source_says_is_left_to_the_unit(desk: Desk) -> None:
    who = desk.person("李四海")
    found = entry(desk, who, "dossier.org_measure", date="2026-08-03", measure="sanction.admonish")
    assert "待确认" in words(desk, who, found)
    effect_periods.set_months(desk.session, "sanction.admonish", 6)
    assert words(desk, who, found) == "2026-08-03 至 2027-02-02，诫勉6个月（本单位设置），还在影响期内"
    undo.undo(desk.session)
    assert "待确认" in words(desk, who, found)
    for code, months, error in (("sanction.gov_warning", 6, ErrorCode.NOT_FOUND), ("sanction.admonish", 0, ErrorCode.BAD_INPUT)):
        with refused(error):
            effect_periods.set_months(desk.session, code, months)


def test_the_decision_comes_before_the_article_and_a_difference_is_said(desk: Desk) -> None:
    who = desk.person("李四海")
    found = entry(desk, who, date="2026-08-03", measure="sanction.gov_warning", valid_until="2027-03-02")
    effect = one_entry(desk, who, found).effect
    assert effect is not None
    assert (str(effect.until), effect.why) == ("2027-03-02", "按决定文书")
    assert "2027-02-02" in effect.note


def test_the_period_begins_with_the_day_of_effect_and_ends_with_its_last_day(desk: Desk) -> None:
    who = desk.person("李四海")
    found = entry(desk, who, date="2026-08-01", effect_from="2026-08-03", measure="sanction.gov_warning")
    for day, standing in (("2026-08-02", "ahead"), ("2026-08-03", "running"), ("2027-02-02", "running"), ("2027-02-03", "ended")):
        the_day(desk, day)
        effect = one_entry(desk, who, found).effect
        assert effect is not None
        assert effect.standing == standing, day


def test_a_revoked_sanction_no_longer_counts_and_a_changed_one_asks_to_be_checked(desk: Desk) -> None:
    who = desk.person("李四海")
    found = entry(desk, who, date="2026-08-03", measure="sanction.gov_warning")
    one = request(desk, who)
    assert [p.entry for p in opinion_facts.periods(desk.session, one)] == [found]
    records.transition(desk.session, found, "appeal", values={"appealed_at": "2026-09-01"})
    assert "申诉中" in opinion_facts.periods(desk.session, one)[0].note
    values = {"appealed_at": "2026-09-01", "appeal_result": "某纪复〔2026〕1号，2026年10月9日，撤销"}
    records.transition(desk.session, found, "appeal_revoked", values=values)
    assert opinion_facts.periods(desk.session, one) == []
    assert "不再计算" in words(desk, who, found)


def test_a_sanction_whose_decision_was_revoked_upon_appeal_no_longer_counts_either(desk: Desk) -> None:
    who = desk.person("李四海")
    source = entry(desk, who, "dossier.accountability", title="追责决定")
    found = entry(desk, who, date="2026-08-03", measure="sanction.gov_warning", source_record=source)
    values = {"appealed_at": "2026-09-01", "appeal_result": "撤销"}
    records.transition(desk.session, source, "appeal", values={"appealed_at": "2026-09-01"})
    records.transition(desk.session, source, "appeal_revoked", values=values)
    assert opinion_facts.periods(desk.session, request(desk, who)) == []
    assert "不再计算" in words(desk, who, found)


def test_the_reply_says_from_when_until_when_and_how_it_stands_on_its_own_day(desk: Desk) -> None:
    who = desk.person("李四海")
    found = entry(desk, who, date="2026-08-03", summary="政务警告", basis="某监〔2026〕5号", measure="sanction.gov_warning")
    one = request(desk, who)
    opinion_facts.take_in(desk.session, one, [found])
    told = "李四海同志：政务警告（某监〔2026〕5号，2026年8月3日），影响期自2026年8月3日至2027年2月2日，截至本回复成文之日"
    assert f"{told}尚未届满。" in reply(desk, one)
    assert f"{told}尚未届满。" in reply(desk, one, "2027-02-02")
    assert f"{told}已届满。" in reply(desk, one, "2027-02-03")


def test_the_reply_leaves_out_what_was_corrected_cleared_or_revoked_after_it_was_taken_in(desk: Desk) -> None:
    who = desk.person("李四海")
    ids = [entry(desk, who, date="2026-08-03", summary=f"处分{n}", measure="sanction.gov_warning") for n in range(2)]
    one = request(desk, who)
    opinion_facts.take_in(desk.session, one, ids)
    assert all(f"处分{n}" in reply(desk, one) for n in range(2))
    entry(desk, who, date="2026-08-03", summary="更正后的处分", corrects=ids[0])
    values = {"appealed_at": "2026-09-01", "appeal_result": "撤销"}
    records.transition(desk.session, ids[1], "appeal", values={"appealed_at": "2026-09-01"})
    records.transition(desk.session, ids[1], "appeal_revoked", values=values)
    assert not any(f"处分{n}" in reply(desk, one) for n in range(2))


def test_every_sentence_about_a_period_names_the_request_it_comes_from(desk: Desk) -> None:
    who = desk.person("李四海")
    found = entry(desk, who, date="2026-08-03", summary="政务警告", measure="sanction.gov_warning")
    one = request(desk, who)
    opinion_facts.take_in(desk.session, one, [found])
    drafted = letters.draft(desk.session, REPLY, context=Context((one,)))
    assert {r["record"] for r in drafted["sources"] if "影响期自" in r["text"]} == {one}


def test_clues_and_talks_about_the_person_never_come_into_the_reply(desk: Desk) -> None:
    who = desk.person("李四海")
    records.save(desk.session, "clue", "ledger.clue", {"title": "XS-77", "date": "2026-11-01", "subject": [who]})
    desk.talk(who, facts="谈话里的机密内容")
    one = request(desk, who)
    opinion_facts.take_in(desk.session, one, [entry(desk, who, date="2026-08-03", measure="sanction.gov_warning")])
    drafted = letters.draft(desk.session, REPLY, context=Context((one,)))
    assert not [w for w in ("XS-77", "谈话里的机密内容") if w in str(drafted)]


def test_who_may_not_see_dossiers_sees_no_period_of_them(desk: Desk) -> None:
    who = desk.person("李四海")
    entry(desk, who, date="2026-06-03", measure="sanction.gov_warning")
    assert [t for t in tasks.tasks(desk.session, TaskScope(office=True)).tasks if "影响期" in t.title]
    desk.add_account("party", "party_clerk", name="钱敏")
    desk.session = desk.relogin("party", OTHER_PASSWORD)
    assert effect_periods.held_by(desk.session, [who], desk.session.clock.today()) == []
    assert not [t for t in tasks.tasks(desk.session, TaskScope(office=True)).tasks if "影响期" in t.title]


@pytest.mark.parametrize(("day", "told"), [("2026-11-01", ""), ("2026-11-02", "还有 31 天"), ("2026-12-03", "今天届满"), ("2027-01-03", "已届满"), ("2027-01-04", "")])
def test_a_period_that_ends_is_a_task_a_month_before_and_a_month_after(desk: Desk, day: str, told: str) -> None:
    who = desk.person("李四海")
    entry(desk, who, date="2026-06-04", measure="sanction.gov_warning")
    the_day(desk, day)
    found = [t for t in tasks.tasks(desk.session, TaskScope(office=True)).tasks if "影响期" in t.title]
    assert [t.tag for t in found] == ([told] if told else [])


@pytest.mark.parametrize(("line", "field"), [
    ("{code: sanction.gov_warning, months: 6}", "months"), ("{code: sanction.nothing}", "code"),
    ("{code: sanction.gov_warning, months: 0, document: 某法, article: 第八条}", "months"),
    ("{code: sanction.gov_warning, months: 6, none: true, document: 某法, article: 第八条}", "none"),
])  # fmt: skip
def test_a_number_without_its_article_is_refused_naming_file_line_and_field(
    tmp_path: Path, catalog: Catalog, line: str, field: str
) -> None:
    (tmp_path / "own.yaml").write_text(f"measures:\n  - {line}\n", encoding="utf-8")
    with pytest.raises(AppError) as caught:
        load_sanctions(tmp_path, catalog.vocab)
    assert caught.value.code is ErrorCode.BAD_DATA_FILE
    assert "own.yaml 第 2 行" in caught.value.where
    assert field in caught.value.where
