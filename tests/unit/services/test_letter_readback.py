"""Old letters come into the register of their year: each shown before, duplicates found, all or none, one undo."""

from __future__ import annotations

import datetime as dt
import random
import threading
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import Cancelled, JobContext
from app.services import backup, letter_readback, letters, numbers, register, search, undo
from app.services import records as record_service
from app.services.letter_readback_files import files_in
from app.services.letter_readback_judge import ReadPlan, What
from app.services.letter_readback_kinds import KindWords
from app.services.letter_readback_rows import number_of
from tests.unit.documents.oldletters import MANNERS, Truth
from tests.unit.services.desk import Desk, new_office

KIND = "letter.reminder"


def written(folder: Path, count: int = 1, manner: str = "direct") -> list[tuple[Path, Truth]]:
    """Old letters with numbers of their own in a folder."""
    folder.mkdir(exist_ok=True)
    found: list[tuple[Path, Truth]] = []
    taken: set[str] = set()
    seed = 0
    while len(found) < count:
        raw, known = MANNERS[manner](random.Random(f"service {manner} {seed}"))
        seed += 1
        if known.number in taken:
            continue
        taken.add(known.number)
        path = folder / f"{len(found):03}.docx"
        path.write_bytes(raw)
        found.append((path, known))
    return found


def planned(desk: Desk, paths: list[Path]) -> ReadPlan:
    return letter_readback.plan(desk.session, paths, JobContext(), KIND)


def test_an_old_letter_enters_the_register_of_its_year_with_its_original(desk: Desk, tmp_path: Path) -> None:
    (path, known), = written(tmp_path / "old")
    plan = planned(desk, [path])
    assert [e.what for e in plan.entries] == [What.NEW]
    report = letter_readback.apply(desk.session, plan, JobContext()).value
    assert (report.letters, report.numbered) == (1, 1)
    row, = register.register(desk.session, known.date.year)
    assert (row.number, row.title, row.date, row.state_label) == (known.number, known.title, known.date.isoformat(), "归档")
    view = record_service.get(desk.session, row.record_id)
    assert view.body["to"] == known.to
    assert view.body["number"] == known.number
    original, = view.body["attachments"]
    assert original["name"] == path.name
    assert original["size"] == path.stat().st_size


def test_it_is_found_by_the_words_of_its_text_and_can_be_printed_again(desk: Desk, tmp_path: Path) -> None:
    (path, known), = written(tmp_path / "old")
    letter_readback.apply(desk.session, planned(desk, [path]), JobContext())
    row, = register.register(desk.session, known.date.year)
    assert [hit.id for hit in search.search(desk.session, "现将有关事项通知如下")] == [row.record_id]
    view = record_service.get(desk.session, row.record_id)
    assert letters.preview_pdf(desk.session, view.kind, view.body, view).pages >= 1


def test_its_page_shows_the_way_as_done_and_it_cannot_be_changed(desk: Desk, tmp_path: Path) -> None:
    (path, known), = written(tmp_path / "old")
    letter_readback.apply(desk.session, planned(desk, [path]), JobContext())
    row, = register.register(desk.session, known.date.year)
    assert [s.id for s in letters.steps(desk.session, row.record_id) if s.available] == []
    view = record_service.get(desk.session, row.record_id)
    assert view.state == "archived"
    with pytest.raises(AppError) as caught:
        record_service.save(desk.session, "letter", view.kind, {**view.body, "title": "改过的标题"}, record_id=view.id, version=view.version)
    assert caught.value.code is ErrorCode.FINALISED


def test_one_undo_takes_letters_numbers_and_all_back(desk: Desk, tmp_path: Path) -> None:
    known = written(tmp_path / "old", 5)
    letter_readback.apply(desk.session, planned(desk, [p for p, _t in known]), JobContext())
    undo.undo(desk.session)
    assert all(not register.register(desk.session, t.date.year) for _p, t in known)
    assert [e.what for e in planned(desk, [p for p, _t in known]).entries] == [What.NEW] * 5


def test_the_store_is_backed_up_before(desk: Desk, tmp_path: Path) -> None:
    (path, _known), = written(tmp_path / "old")
    letter_readback.apply(desk.session, planned(desk, [path]), JobContext())
    assert [b.reason for b in backup.backups(desk.session)] == ["import"]


def test_reading_the_same_folder_again_finds_everything_there(desk: Desk, tmp_path: Path) -> None:
    known = written(tmp_path / "old", 4)
    letter_readback.apply(desk.session, planned(desk, [p for p, _t in known]), JobContext())
    again = planned(desk, [p for p, _t in known])
    assert [e.what for e in again.entries] == [What.SAME] * 4
    assert letter_readback.refusal(again) is not None


def test_a_copy_under_another_name_is_told_and_so_is_another_letter_of_the_same_number(desk: Desk, tmp_path: Path) -> None:
    (path, known), (other, _known) = written(tmp_path / "old", 2)
    copy = path.with_name("copy.docx")
    copy.write_bytes(path.read_bytes())
    plan = planned(desk, [path, copy, other])
    letter_readback.edit(desk.session, plan, 2, {"number": known.number})
    assert [e.what for e in plan.entries] == [What.NEW, What.TWICE, What.CLASH]
    assert "000.docx" in plan.entries[1].words
    letter_readback.choose(desk.session, plan, {0: False})
    assert plan.entries[1].what is What.NEW


def test_a_number_the_register_gave_to_another_letter_is_a_clash_not_overwritten(desk: Desk, tmp_path: Path) -> None:
    two = written(tmp_path / "old", 2)
    letter_readback.apply(desk.session, planned(desk, [two[0][0]]), JobContext())
    plan = planned(desk, [two[1][0]])
    letter_readback.edit(desk.session, plan, 0, {"number": two[0][1].number})
    assert plan.entries[0].what is What.CLASH
    assert letter_readback.refusal(plan) is not None
    letter_readback.edit(desk.session, plan, 0, {"number": two[1][1].number})
    assert plan.entries[0].what is What.NEW


def test_what_is_missing_between_old_numbers_is_shown_as_a_gap_and_none_is_made_up(desk: Desk, tmp_path: Path) -> None:
    two = written(tmp_path / "old", 2)
    plan = planned(desk, [p for p, _t in two])
    for at, n in enumerate((1, 3)):
        letter_readback.edit(desk.session, plan, at, {"number": f"某纪建（2019）第{n}号", "date": "2019年3月5日"})
    letter_readback.apply(desk.session, plan, JobContext())
    assert [r.number for r in register.register(desk.session, 2019)] == ["某纪建〔2019〕1号", "某纪建〔2019〕3号"]
    assert register.gaps(desk.session, 2019) == ["某纪建〔2019〕2号"]


def test_a_letter_without_number_is_kept_without_one(desk: Desk, tmp_path: Path) -> None:
    (path, known), = written(tmp_path / "old")
    plan = planned(desk, [path])
    letter_readback.edit(desk.session, plan, 0, {"number": ""})
    report = letter_readback.apply(desk.session, plan, JobContext()).value
    assert (report.letters, report.numbered) == (1, 0)
    assert register.register(desk.session, known.date.year) == []


def test_what_a_person_corrects_is_what_is_stored(desk: Desk, tmp_path: Path) -> None:
    (path, known), = written(tmp_path / "old")
    plan = planned(desk, [path])
    letter_readback.edit(desk.session, plan, 0, {"to": "县财政局、县审计局", "date": "2020年1月2日"}, "letter.supervise_urge")
    letter_readback.apply(desk.session, plan, JobContext())
    row, = register.register(desk.session, known.date.year)
    view = record_service.get(desk.session, row.record_id)
    assert (view.kind, view.body["to"], view.body["date"]) == ("letter.supervise_urge", ["县财政局", "县审计局"], "2020-01-02")


@pytest.mark.parametrize(("field", "text", "say"), [("date", "三月", "成文日期"), ("number", "3号", "发文字号"), ("title", "", "标题"), ("issuers", "", "发文机关")])
def test_what_is_wrong_keeps_one_letter_out_and_says_so(desk: Desk, tmp_path: Path, field: str, text: str, say: str) -> None:
    two = written(tmp_path / "old", 2)
    plan = planned(desk, [p for p, _t in two])
    letter_readback.edit(desk.session, plan, 0, {field: text})
    assert plan.entries[0].what is What.FAULTY
    assert say in plan.entries[0].words
    assert letter_readback.apply(desk.session, plan, JobContext()).value.letters == 1


def test_a_file_that_cannot_be_read_is_listed_with_the_reason(desk: Desk, tmp_path: Path) -> None:
    (path, _known), = written(tmp_path / "old")
    old = tmp_path / "old" / "a.doc"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)
    (tmp_path / "old" / "~$000.docx").write_bytes(b"lock")
    paths = files_in([tmp_path / "old"])
    assert paths == [path, old]
    plan = planned(desk, paths)
    assert plan.entries[1].what is What.FAULTY
    assert "另存为 docx" in plan.entries[1].words


def test_a_letter_left_out_is_not_written(desk: Desk, tmp_path: Path) -> None:
    two = written(tmp_path / "old", 2)
    plan = planned(desk, [p for p, _t in two])
    letter_readback.choose(desk.session, plan, {0: False})
    assert letter_readback.apply(desk.session, plan, JobContext()).value.letters == 1
    assert register.register(desk.session, two[1][1].date.year)


def test_a_file_that_changed_since_it_was_read_stops_everything(desk: Desk, tmp_path: Path) -> None:
    two = written(tmp_path / "old", 2)
    plan = planned(desk, [p for p, _t in two])
    two[1][0].write_bytes(two[0][0].read_bytes())
    with pytest.raises(AppError) as caught:
        letter_readback.apply(desk.session, plan, JobContext())
    assert caught.value.code is ErrorCode.STALE
    assert all(not register.register(desk.session, t.date.year) for _p, t in two)


def test_a_store_that_changed_since_is_not_written_to(desk: Desk, tmp_path: Path) -> None:
    (path, _known), = written(tmp_path / "old")
    plan = planned(desk, [path])
    desk.letter()
    with pytest.raises(AppError) as caught:
        letter_readback.apply(desk.session, plan, JobContext())
    assert caught.value.code is ErrorCode.STALE


def test_stopping_while_writing_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    known = written(tmp_path / "old", 4)
    plan = planned(desk, [p for p, _t in known])
    asked = threading.Event()
    context = JobContext(publish=lambda p: asked.set() if p.text == letter_readback.WRITING and p.done else None, stopped=asked.is_set, interval=0.0)
    with pytest.raises(Cancelled):
        letter_readback.apply(desk.session, plan, context)
    assert all(not register.register(desk.session, t.date.year) for _p, t in known)


def test_the_kind_is_told_by_the_title(desk: Desk, tmp_path: Path) -> None:
    (path, _known), = written(tmp_path / "old")
    words = KindWords(desk.session.catalog.letters.values())
    said = {title: words.kind_of(title)[0] for title in (
        "关于民主生活会整改落实工作的纪律检查建议", "关于限期整改巡察反馈问题的督办函", "关于对李某某问题的通报", "诫勉书", "约谈通知书",
        "关于加强节假日期间作风建设的提醒函", "关于规范资金使用管理的监察建议", "关于开展工作的通知",
        "关于责任制落实情况的报告", "关于协助查询信息的函", "关于印发《工作要点（试行）》的通知", "近期工作安排",
    )}  # fmt: skip
    assert list(said.values()) == [
        "letter.discipline_suggestion", "letter.supervise_urge", "letter.circular", "letter.admonish", "letter.interview_notice",
        "letter.reminder", "letter.monitor_suggestion", "letter.official", "letter.official", "letter.official_letter", "letter.official", "",
    ]  # fmt: skip
    plan = letter_readback.plan(desk.session, [path], JobContext())
    letter_readback.edit(desk.session, plan, 0, {"title": "近期工作安排"}, "")
    assert plan.entries[0].what is What.FAULTY
    assert "哪一种文书" in plan.entries[0].words


def test_an_ordinary_notice_enters_register_and_search_with_its_word_kept(desk: Desk, tmp_path: Path) -> None:
    (path, known), = written(tmp_path / "old")
    plan = letter_readback.plan(desk.session, [path], JobContext())
    letter_readback.edit(desk.session, plan, 0, {"title": "关于调整分工的通知"}, "letter.official")
    letter_readback.apply(desk.session, plan, JobContext())
    row, = register.register(desk.session, known.date.year)
    view = record_service.get(desk.session, row.record_id)
    assert (view.kind, row.number, row.title) == ("letter.official", known.number, "关于调整分工的通知")
    assert {r["key"]: r["value"] for r in view.body["values"]} == {"topic": "调整分工", "word": "通知"}
    assert [hit.id for hit in search.search(desk.session, "调整分工")] == [row.record_id]


def test_every_kind_of_letter_is_told_by_its_own_title(desk: Desk) -> None:
    forms = desk.session.catalog.letters
    words = KindWords(forms.values())
    wrong = {}
    for form in forms.values():
        title = form.title
        for value in form.values:
            title = title.replace("{" + value.name + "}", value.sample or "某项工作")
        found = words.kind_of(title, text="".join(p.text for p in form.body))[0]
        if found != form.code:
            wrong[form.code] = found
    assert wrong == {}


def test_an_ordinary_request_is_one_on_a_major_matter_only_when_it_says_so(desk: Desk) -> None:
    words = KindWords(desk.session.catalog.letters.values())
    for title, text, kind in (
        ("关于增加办公经费的请示", "现就增加办公经费事项请示如下。", "letter.official"),
        ("关于调整班子分工的请示", "根据重大事项请示报告制度，现请示如下。", "letter.major_request"),
        ("关于资金安排等重大事项的请示", "", "letter.major_request"),
        ("重大事项请示", "", "letter.major_request"),
        ("关于增加编制的批复", "重大事项", "letter.official"),
    ):
        assert words.kind_of(title, text=text)[0] == kind, title


def test_numbers_as_people_type_them_are_kept_in_one_form() -> None:
    for typed in ("某纪建[2026]3号", "某纪建（2026）第3号", "某纪建〔2026〕03号", "某纪建〔二〇二六〕三号"):
        found = number_of(typed)
        assert found is not None
        assert found.shown == "某纪建〔2026〕3号"


def test_who_may_not_number_letters_may_not_read_old_ones_in(tmp_path: Path, catalog: Catalog) -> None:
    session = new_office(tmp_path / "office", catalog, packs=False, roles=("org_clerk",)).session
    (path, _known), = written(tmp_path / "old")
    with pytest.raises(AppError) as caught:
        letter_readback.plan(session, [path], JobContext(), KIND)
    assert caught.value.code is ErrorCode.NOT_ALLOWED
    session.close()


def test_a_letter_to_a_person_in_the_directory_is_about_that_person(desk: Desk, tmp_path: Path) -> None:
    who = desk.person("李雷")
    (path, known), = written(tmp_path / "old")
    plan = planned(desk, [path])
    letter_readback.edit(desk.session, plan, 0, {"to": "李雷同志", "issuers": desk.session.unit_name()})
    letter_readback.apply(desk.session, plan, JobContext())
    row, = register.register(desk.session, known.date.year)
    body = record_service.get(desk.session, row.record_id).body
    assert (body["subject"], body["actor"], body["to"]) == ([who], desk.session.own_unit()[0], ["李雷同志"])


def test_a_number_given_out_on_paper_before_waits_for_its_letter(desk: Desk, tmp_path: Path) -> None:
    numbers.begin_after(desk.session, "某纪建", 2019, 3)
    (path, _known), = written(tmp_path / "old")
    plan = planned(desk, [path])
    letter_readback.edit(desk.session, plan, 0, {"number": "某纪建〔2019〕2号", "date": "2019-03-05"})
    assert plan.entries[0].what is What.NEW
    letter_readback.apply(desk.session, plan, JobContext())
    rows = register.register(desk.session, 2019)
    assert [(r.number, bool(r.record_id)) for r in rows] == [("某纪建〔2019〕1号", False), ("某纪建〔2019〕2号", True), ("某纪建〔2019〕3号", False)]
    undo.undo(desk.session)
    assert [r.state_label for r in register.register(desk.session, 2019)] == ["启用前已编"] * 3


def test_a_number_that_is_reserved_or_void_is_not_taken_by_an_old_letter(desk: Desk, tmp_path: Path) -> None:
    year = desk.session.clock.today().year
    held = numbers.reserve(desk.session, "某纪建", year, "党建办", desk.session.clock.today() + dt.timedelta(days=5), count=2)
    numbers.void(desk.session, f"某纪建:{year}:2", "写错")
    (path, _known), = written(tmp_path / "old")
    plan = planned(desk, [path])
    for number, say in zip(held.value, ("预留给党建办", "作废"), strict=True):
        letter_readback.edit(desk.session, plan, 0, {"number": number})
        assert (plan.entries[0].what, plan.entries[0].repeats) == (What.CLASH, False)
        assert say in plan.entries[0].words
        with pytest.raises(AppError):
            letter_readback.repeat(desk.session, plan, 0, "当年重号")


def test_two_letters_of_one_number_come_in_when_a_person_says_why(desk: Desk, tmp_path: Path) -> None:
    two = written(tmp_path / "old", 2)
    plan = planned(desk, [p for p, _t in two])
    letter_readback.edit(desk.session, plan, 1, {"number": two[0][1].number, "title": "关于另一件事的提醒函"})
    assert plan.entries[1].what is What.CLASH
    letter_readback.repeat(desk.session, plan, 1, "当年编号有误")
    assert plan.entries[1].what is What.NEW
    report = letter_readback.apply(desk.session, plan, JobContext()).value
    assert (report.letters, report.numbered) == (2, 1)
    row, = register.register(desk.session, two[0][1].date.year)
    assert row.title == two[0][1].title
    assert row.note == f"重号：{two[1][1].date.isoformat()}“关于另一件事的提醒函”也用这个号（当年编号有误）"
    hit, = search.search(desk.session, "另一件事")
    body = record_service.get(desk.session, hit.id).body
    assert body["number"] == two[0][1].number
    assert "当年编号有误" in body["remark"]
    undo.undo(desk.session)
    assert register.register(desk.session, two[0][1].date.year) == []


def test_taking_the_reason_back_leaves_the_second_letter_out_again(desk: Desk, tmp_path: Path) -> None:
    two = written(tmp_path / "old", 2)
    plan = planned(desk, [p for p, _t in two])
    letter_readback.edit(desk.session, plan, 1, {"number": two[0][1].number})
    letter_readback.repeat(desk.session, plan, 1, "当年编号有误")
    letter_readback.repeat(desk.session, plan, 1, " ")
    assert plan.entries[1].what is What.CLASH


@pytest.mark.parametrize(("issuer", "told"), [("某某市财政局", True), ("中共{own}", False), ("{own}办公室", False)])
def test_a_letter_of_another_office_is_told_as_received(desk: Desk, tmp_path: Path, issuer: str, *, told: bool) -> None:
    (path, _known), = written(tmp_path / "old")
    plan = planned(desk, [path])
    letter_readback.edit(desk.session, plan, 0, {"issuers": issuer.format(own=desk.session.unit_name())})
    assert any("收到的文件不要导入" in note for note in plan.entries[0].notes) is told


def test_an_element_too_long_to_be_one_keeps_the_letter_out(desk: Desk, tmp_path: Path) -> None:
    (path, _known), = written(tmp_path / "old")
    plan = planned(desk, [path])
    letter_readback.edit(desk.session, plan, 0, {"title": "关于" * 101})
    assert (plan.entries[0].what, "标题太长" in plan.entries[0].words) == (What.FAULTY, True)
