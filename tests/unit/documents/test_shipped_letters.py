"""Every shipped kind of letter: drawn without blanks, with what the reference asks of it, citing only what holds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from letterdata import FORMS, PROFILE
from measure import measure

from app.catalog.places import forms_dir
from app.documents.checking.known import shipped
from app.documents.data import BLANK, parse_letter
from app.documents.examine import examine
from app.documents.render import render, render_docx_bytes, render_pdf_bytes
from app.services.letter_kinds import sample_data

KINDS = sorted(FORMS)
KNOWN = shipped(forms_dir())
# letters.md: sanctions say the right to appeal; what asks for an answer says by when; who must have a copy.
APPEAL = {"letter.admonish", "letter.written_check", "letter.deep_check", "letter.circular"}
OBJECTION = {"letter.correct_order"}
OWN_WORDS = {"letter.admonish", "letter.interview_notice", "letter.inquiry", "letter.entrust_talk"}
ANSWERED = {
    "letter.discipline_suggestion", "letter.monitor_suggestion", "letter.supervision_suggestion", "letter.integrity_reminder",
    "letter.inquiry", "letter.written_check", "letter.deep_check", "letter.correct_order", "letter.rectify_deadline",
    "letter.supervise_urge", "letter.issue_list", "letter.rectify_suggestion", "letter.question", "letter.entrust_talk",
    "letter.consult_discipline",
}  # fmt: skip
COPIED = {"letter.discipline_suggestion", "letter.monitor_suggestion", "letter.supervision_suggestion", "letter.admonish"}
STUDIED = {"letter.admonish", "letter.written_check", "letter.deep_check", "letter.clean_opinion_reply", "letter.inquiry_feedback"}
SLIPS = {"letter.interview_notice", "letter.integrity_reminder", "letter.supervise_urge", "letter.clue_transfer"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_drawn_with_samples_and_no_blank_is_left(kind: str) -> None:
    form = FORMS[kind]
    made = parse_letter(form, sample_data(form))
    assert [w for w in made.warnings if "没有填写" in w] == []
    read = measure(render_pdf_bytes(made, PROFILE))
    said = read.text().replace(BLANK, "")
    assert "{" not in said
    assert "【" not in said
    assert (made.title or made.mark).replace("｜", "")[:4] in said
    assert render_docx_bytes(made, PROFILE).startswith(b"PK")
    if form.format == "letter":
        assert abs(read.pitch() - 29) < 0.6 or len(read.body(0)) < 2


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_drawn_from_the_least_that_is_required(kind: str) -> None:
    form = FORMS[kind]
    least = {
        "issuers": ["中共某县纪律检查委员会"], "to": ["县住房和城乡建设局党组"], "title": "关于有关事项的函", "date": "2026-11-22",
        "body": [{"level": 0, "text": "请研究。"}],
    }  # fmt: skip
    assert parse_letter(form, {k: v for k, v in least.items() if k in form.required}).kind == kind


def owed(kind: str) -> set[str]:
    return {o.id for o in FORMS[kind].owes}


def test_sanctions_say_the_right_to_appeal_and_others_how_to_disagree() -> None:
    assert {k for k in KINDS if "appeal" in owed(k)} == APPEAL
    assert {k for k in KINDS if "objection" in owed(k)} == OBJECTION
    assert {k for k in KINDS if owed(k) & {"statement", "explain"}} == OWN_WORDS
    assert "own_view" in owed("letter.clarification")


def test_what_waits_for_an_answer_needs_the_day_and_no_day_is_invented() -> None:
    asked = {k for k in KINDS if any(n.of in ("reply_by", "deadline") for n in FORMS[k].needs)}
    assert asked == ANSWERED
    for kind in asked:
        deadline = FORMS[kind].deadline
        assert deadline is not None
        assert deadline.days is None
        assert deadline.note == "待单位确认"
        assert any("期限" in u or "时限" in u or "天数" in u for u in FORMS[kind].unconfirmed)


def test_copies_studies_and_slips_are_asked_for() -> None:
    assert {k for k in KINDS if any(n.of == "cc" for n in FORMS[k].needs)} == COPIED
    assert {k for k in KINDS if any(n.of == "decided" for n in FORMS[k].needs)} >= STUDIED
    assert {k for k in KINDS if FORMS[k].receipt is not None} == SLIPS
    assert FORMS["letter.admonish"].attachments[0].title == "诫勉谈话记录"


def test_an_owed_sentence_stands_in_the_draft_of_its_kind() -> None:
    for form in FORMS.values():
        text = "".join(p.text for p in form.body)
        for one in form.owes:
            assert any(word in text for word in one.words), (form.code, one.id)


def test_only_articles_in_force_on_the_day_are_cited() -> None:
    form = FORMS["letter.supervision_suggestion"]
    assert [b.document for b in form.cited(date(2026, 11, 22))] == [
        "中华人民共和国监察法", "中华人民共和国公职人员政务处分法", "中国共产党纪律检查机关监督执纪工作规则",
    ]  # fmt: skip
    assert [b.document for b in form.cited(date(2024, 5, 1))] == [
        "中华人民共和国公职人员政务处分法", "中国共产党纪律检查机关监督执纪工作规则",
    ]  # fmt: skip
    assert form.cited(date(2018, 5, 1)) == ()
    assert form.cited(date(2026, 11, 22), frozenset({"beijing-28"}))[-1].article == "第26条"


def test_an_article_that_is_not_confirmed_is_never_cited() -> None:
    inquiry = FORMS["letter.inquiry"]
    assert inquiry.cited(date(2026, 11, 22)) == ()
    everything = frozenset({"tianjin-xunshi", "shibiyan-2022"})
    assert all("扛牢" not in b.document for f in FORMS.values() for b in f.cited(date(2026, 11, 22), everything))


def test_no_kind_takes_values_from_who_informed_or_from_the_matter_of_a_clue() -> None:
    for form in FORMS.values():
        for origins in form.prefill.values():
            for one in origins:
                if "ledger.clue" in one.kinds:
                    assert one.name in ("title", "channel", "category", "disposition", "due", "date", "assigned_to"), form.code
    said = "".join(v.label for v in FORMS["letter.clue_transfer"].values)
    assert "反映人" not in said


@pytest.mark.parametrize("code", KINDS)
def test_the_examination_finds_nothing_in_a_letter_of_any_kind(code: str, tmp_path: Path) -> None:
    for path in render(parse_letter(FORMS[code], sample_data(FORMS[code])), PROFILE, tmp_path).files:
        assert examine(path, PROFILE, known=KNOWN).deviations == (), path.suffix
