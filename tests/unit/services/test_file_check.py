"""体检 in the window: files from anywhere and own letters, places, switches, own layouts, corrected copies, the list."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import Cancelled, JobContext
from app.services import check_paper, file_check, profiles
from app.services.check_topics import TOPICS, topics
from app.services.file_check import Checked, Choice, Source
from app.services.letter_files import Examiner
from app.services.session import Session
from tests.unit.documents.officemade import FANG, Settings, build, pieces
from tests.unit.services.desk import Desk


def paper(path: Path, *, wrong: bool = False) -> Path:
    """A document of another office; wrong: a half-width comma and a heading in the font of the text."""
    rows = pieces()
    if wrong:
        body = next(row for row in rows if row.role == "body")
        body.text = body.text.replace("，", ",", 1)
        next(row for row in rows if row.role == "h1").face = FANG
    path.write_bytes(build(rows, Settings(), "styles"))
    return path


@pytest.fixture
def examined(desk: Desk, tmp_path: Path) -> Checked:
    return check(desk.session, paper(tmp_path / "来文.docx", wrong=True))


def check(session: Session, path: Path, choice: Choice | None = None) -> Checked:
    return file_check.check(session, file_check.sources([path])[0], choice or Choice(), JobContext())


def test_each_finding_has_its_mark_on_the_drawn_page(examined: Checked) -> None:
    rows = file_check.findings(examined)
    assert [(r.number, r.rule, r.grade) for r in rows] == [(1, "半角标点", "规定"), (2, "一级标题字体", "一般")]
    heading = rows[1].places[0]
    assert heading.page == 1
    assert heading.rect[0] == pytest.approx(28 + 2 * 5.6, abs=1.0)
    assert "一、提高认识" in heading.words
    assert examined.pdf.startswith(b"%PDF")
    assert "以 Word/WPS 打开为准" in examined.note
    assert file_check.counts(rows) == {"规定": 1, "一般": 1, "推荐": 0, "实务": 0}


def test_a_rule_or_a_whole_topic_switched_off_is_not_told_of(examined: Checked) -> None:
    assert [r.rule for r in file_check.findings(examined, frozenset({"半角标点"}))] == ["一级标题字体"]
    assert [r.rule for r in file_check.findings(examined, frozenset({"writing"}))] == ["一级标题字体"]
    assert file_check.findings(examined, frozenset({"writing", "text"})) == []
    assert file_check.summary(examined, frozenset({"writing", "text"})) == "未见不符"


def test_the_choice_is_kept_for_the_person(desk: Desk) -> None:
    assert file_check.read_choice(desk.session) == Choice()
    chosen = Choice(frozenset({"加粗", "writing"}), "gbt9704", "letter")
    file_check.keep_choice(desk.session, chosen)
    assert file_check.read_choice(desk.session) == chosen


def test_every_rule_of_the_format_stands_in_a_topic_and_those_of_writing_fall_into_theirs(desk: Desk, tmp_path: Path) -> None:
    known = {rule for topic in TOPICS for rule in topic.rules}
    assert len(known) == sum(len(topic.rules) for topic in TOPICS)
    raw = paper(tmp_path / "来文.docx").read_bytes()
    report = Examiner(profiles.default_profile(desk.session.catalog)).check(raw, "来文.docx", ["writing"])
    assert set(report["checked"]) <= known
    assert topics([("新规则", "format"), ("新写法", "writing")])[-1].rules == ("新规则",)
    assert "新写法" in topics([("新写法", "writing")])[-1].rules


def test_a_unit_judges_by_its_own_layout(desk: Desk, tmp_path: Path) -> None:
    path = paper(tmp_path / "来文.docx")
    assert file_check.findings(check(desk.session, path)) == []
    base = profiles.find_profile(desk.session.catalog)
    own = replace(base, label="本单位版式", page=replace(base.page, top=30.0))
    code = profiles.save_profile(desk.session, own).value
    assert code in [c for c, _label in file_check.layouts(desk.session)]
    found = check(desk.session, path, Choice(profile=code))
    assert found.layout == "本单位版式"
    assert "天头" in [r.rule for r in file_check.findings(found)]


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_a_letter_of_our_own_is_examined_as_it_would_be_saved(desk: Desk, form: str) -> None:
    letter = desk.letter("letter.reminder")
    found = file_check.check(desk.session, Source("提醒函", letter=letter.id, form=form), Choice(), JobContext())
    assert found.error is None
    assert [r.rule for r in file_check.findings(found)] == []
    assert found.pdf.startswith(b"%PDF")
    assert "回到文书里修改" in file_check.why_not(found)


def locked(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + bytes(600))


def cut(path: Path) -> None:
    paper(path)
    path.write_bytes(path.read_bytes()[:4000])


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", b"<w>" + b" " * 200_000_000)


@pytest.mark.parametrize(("spoil", "said"), [(locked, "打开密码"), (cut, "已损坏"), (bomb, "过大")])
def test_a_bad_file_comes_back_with_its_sentence(
    desk: Desk, tmp_path: Path, spoil: Callable[[Path], None], said: str
) -> None:
    path = tmp_path / "坏.docx"
    spoil(path)
    found = check(desk.session, path)
    assert found.error is not None
    assert said in found.error.sentence()
    assert file_check.summary(found) == "没有体检"
    assert file_check.findings(found) == []


def test_folders_and_too_many_files_are_refused(tmp_path: Path) -> None:
    for paths in ([tmp_path], [Path(f"{n}.docx") for n in range(51)]):
        with pytest.raises(AppError):
            file_check.sources(paths)


def test_a_person_can_stop_it(desk: Desk, tmp_path: Path) -> None:
    source = file_check.sources([paper(tmp_path / "来文.docx")])[0]
    with pytest.raises(Cancelled):
        file_check.check(desk.session, source, Choice(), JobContext(stopped=lambda: True))


def test_a_corrected_copy_lies_beside_the_original_and_never_over_a_file(
    desk: Desk, examined: Checked, tmp_path: Path
) -> None:
    before = (tmp_path / "来文.docx").read_bytes()
    made = file_check.correct(desk.session, examined, Choice(), JobContext())
    assert {c["rule"] for c in made.changes} >= {"半角标点", "标题层次字体"}
    assert made.left == ()
    comma = next(c for c in made.changes if c["rule"] == "半角标点")
    assert comma["before"].replace(",", "，") == comma["after"]  # the same characters on both sides
    out = file_check.write_corrected(made, tmp_path / "改正件")
    assert out.name == "改正件.docx"
    assert file_check.findings(check(desk.session, out)) == []
    assert (tmp_path / "来文.docx").read_bytes() == before
    kept = file_check.correct(desk.session, examined, Choice(frozenset({"writing"})), JobContext())
    assert "半角标点" not in {c["rule"] for c in kept.changes}
    with pytest.raises(AppError) as refused:
        file_check.write_corrected(made, out)
    assert refused.value.code is ErrorCode.BAD_INPUT
    shown = check_paper.change_list(examined, made)
    assert len(shown.rows) == len(made.changes)
    assert "改后还有 0 处" in shown.about


def test_a_pdf_is_not_corrected_and_it_is_said_why(desk: Desk, tmp_path: Path, examined: Checked) -> None:
    path = tmp_path / "来文.pdf"
    path.write_bytes(examined.pdf)
    found = check(desk.session, path)
    assert found.pdf == path.read_bytes()
    assert found.note == ""
    with pytest.raises(AppError) as refused:
        file_check.correct(desk.session, found, Choice(), JobContext())
    assert "PDF 里只有印好的版面" in refused.value.message


@pytest.mark.parametrize("ending", check_paper.ENDINGS)
def test_the_list_is_written_in_every_format(desk: Desk, examined: Checked, tmp_path: Path, ending: str) -> None:
    shown = check_paper.found_list(examined, file_check.findings(examined))
    path = check_paper.write_list(desk.session, shown, tmp_path / f"清单{ending}", JobContext())
    assert path.stat().st_size > 100
    assert check_paper.list_pdf(desk.session, shown).startswith(b"%PDF")
    assert "半角标点" in shown.text
    with pytest.raises(AppError):
        check_paper.write_list(desk.session, shown, tmp_path / "清单.txt", JobContext())


def test_the_list_of_a_letter_goes_out_only_where_the_letter_may(desk: Desk, tmp_path: Path) -> None:
    desk.add_account("zhao", "discipline_clerk")  # somebody who could stand by
    letter = desk.letter("letter.clue_table")
    found = file_check.check(desk.session, Source("线索处置表", letter=letter.id, form="docx"), Choice(), JobContext())
    shown = check_paper.found_list(found, [])
    with pytest.raises(AppError) as refused:
        check_paper.write_list(desk.session, shown, tmp_path / "清单.pdf", JobContext())
    assert "两个人" in refused.value.message
    assert not (tmp_path / "清单.pdf").exists()
