"""What goes out of the house by two people (VIS-12): packages, dossiers, lists, reports and drafts, in services and the command line's way."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.domain.errors import ErrorCode
from app.jobs.progress import JobContext
from app.services import (
    attachments,
    dossier,
    intake_template,
    letter_life,
    letter_prints,
    letter_versions,
    letters,
    list_export,
    list_print,
    lists,
    outgoing,
    packs,
    partners,
    prints,
    records,
)
from app.services.compose import paper as draft_paper
from app.services.reports import build
from app.services.reports import paper as report_paper
from app.services.second_person import Second
from app.services.session import User
from app.services.shown import Shown
from app.store import office
from tests.unit.services.desk import OTHER_PASSWORD, Desk, new_office, refused


@pytest.fixture
def desk(tmp_path: Path, catalog: Catalog) -> Desk:
    """A clerk with all business roles in an office that knows its superior."""
    made = Desk(new_office(tmp_path / "office", catalog, packs=False).session)
    above = new_office(tmp_path / "above", catalog, unit="上级纪委", packs=False).session
    partners.add_partner(made.session, partners.export_card(above, tmp_path / "card.lvid"), "superior")
    above.close()
    return made


def to(desk: Desk) -> list[str]:
    return [p.id for p in partners.partners(desk.session)]


def clue(desk: Desk) -> str:
    return records.save(desk.session, "clue", "ledger.clue", {"title": "XS-2026-001", "date": "2026-05-02"}).value.id


def last_log(desk: Desk) -> str:
    with desk.session.office.read() as conn:
        return office.log_rows(conn, 1)[0].detail


def test_a_package_with_clues_wants_another_account_and_names_both(desk: Desk, tmp_path: Path) -> None:
    second = desk.add_account("zhao", "discipline_clerk")
    chosen, path = [clue(desk)], tmp_path / "p.lvpkg"
    assert packs.wants_second(desk.session, chosen)
    for wrong, code in (
        (None, ErrorCode.BAD_INPUT), (Second("clerk", OTHER_PASSWORD), ErrorCode.BAD_INPUT),
        (Second("zhao", "不是这个口令不是这个口令"), ErrorCode.WRONG_PASSWORD),
    ):  # fmt: skip
        with refused(code):
            packs.export(desk.session, chosen, to(desk), path, second=wrong)
        assert not path.exists()
    packs.export(desk.session, chosen, to(desk), path, second=Second("zhao", OTHER_PASSWORD))
    assert path.exists()
    assert last_log(desk).endswith(second.id)


def test_who_may_not_export_such_records_cannot_be_the_second(desk: Desk, tmp_path: Path) -> None:
    desk.add_account("zhao", "discipline_clerk")
    desk.add_account("qian", "party_clerk")
    with refused(ErrorCode.NOT_ALLOWED):
        packs.export(desk.session, [clue(desk)], to(desk), tmp_path / "p.lvpkg", second=Second("qian", OTHER_PASSWORD))


def test_a_disposal_table_of_a_clue_goes_out_as_a_file_by_two_and_a_reminder_by_one(desk: Desk, tmp_path: Path) -> None:
    second = desk.add_account("zhao", "discipline_clerk")
    table, reminder = desk.letter("letter.clue_table"), desk.letter()
    assert letters.wants_second(desk.session, table)
    assert not letters.wants_second(desk.session, reminder)
    letters.export(desk.session, reminder.id, tmp_path, ("pdf",))
    with refused(ErrorCode.BAD_INPUT):
        letters.export(desk.session, table.id, tmp_path / "out", ("pdf",))
    assert not (tmp_path / "out").exists()
    with refused(ErrorCode.BAD_INPUT):  # nor by way of the print preview
        outgoing.save_pages(desk.session, tmp_path / "t.pdf", letter_prints.file_copy(desk.session, table.id))
    assert not (tmp_path / "t.pdf").exists()
    outgoing.save_pages(desk.session, tmp_path / "r.pdf", letter_prints.file_copy(desk.session, reminder.id))
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")
    assert letters.export(desk.session, table.id, tmp_path / "out", ("pdf",), second=Second("zhao", OTHER_PASSWORD))
    assert last_log(desk).endswith(second.id)


def test_an_office_with_one_account_still_works_and_the_log_says_alone(desk: Desk, tmp_path: Path) -> None:
    chosen = [clue(desk)]
    assert not packs.wants_second(desk.session, chosen)
    packs.export(desk.session, chosen, to(desk), tmp_path / "p.lvpkg")
    assert last_log(desk).endswith("alone")


def test_everyday_records_go_out_by_one(desk: Desk, tmp_path: Path) -> None:
    desk.add_account("zhao", "discipline_clerk")
    talk = desk.talk(desk.person("李雷"))
    assert not packs.wants_second(desk.session, [talk.id])
    packs.export(desk.session, [talk.id], to(desk), tmp_path / "p.lvpkg")
    assert "alone" not in last_log(desk)


def test_a_dossier_goes_out_by_two(desk: Desk, tmp_path: Path) -> None:
    second = desk.add_account("zhao", "discipline_clerk")
    who, path = desk.person("李雷"), tmp_path / "档案.xlsx"
    assert dossier.wants_second(desk.session)
    with refused(ErrorCode.BAD_INPUT):
        dossier.export(desk.session, who, path, JobContext())
    dossier.export(desk.session, who, path, JobContext(), Second("zhao", OTHER_PASSWORD))
    assert path.exists()
    assert last_log(desk) == f"table {who} {second.id}"


def listed(desk: Desk, *forms: str) -> Shown:
    columns = tuple(lists.columns(desk.session, forms))
    return Shown("清单", forms, columns, lists.list_ids(desk.session, lists.ListQuery(forms)))


def test_a_list_with_clues_among_its_rows_goes_out_by_two(desk: Desk, tmp_path: Path) -> None:
    second = desk.add_account("zhao", "discipline_clerk")
    desk.talk(desk.person("李雷"))
    assert not list_export.wants_second(desk.session, listed(desk, "talk", "clue"))
    clue(desk)
    shown, path = listed(desk, "talk", "clue"), tmp_path / "清单.xlsx"
    assert list_export.wants_second(desk.session, shown)
    with refused(ErrorCode.BAD_INPUT):
        list_export.export_list(desk.session, shown, path, JobContext())
    assert not path.exists()
    list_export.export_list(desk.session, shown, path, JobContext(), Second("zhao", OTHER_PASSWORD))
    assert path.exists()
    assert last_log(desk) == f"list talk clue {second.id}"


@pytest.mark.parametrize("kind", ["xlsx", "docx", "pdf"])
def test_a_report_on_dossiers_is_written_by_two_whatever_the_file(desk: Desk, tmp_path: Path, kind: str) -> None:
    second = desk.add_account("zhao", "discipline_clerk")
    report, path = build.build(desk.session, "RP-16", "2026", "unit"), tmp_path / f"r.{kind}"
    assert report_paper.wants_second(desk.session, report)
    with refused(ErrorCode.BAD_INPUT):
        report_paper.write_report(desk.session, report, path)
    assert not path.exists()
    report_paper.write_report(desk.session, report, path, second=Second("zhao", OTHER_PASSWORD))
    assert path.exists()
    assert last_log(desk) == f"report RP-16 2026 {second.id}"


def test_a_report_on_everyday_records_is_written_by_one(desk: Desk) -> None:
    desk.add_account("zhao", "discipline_clerk")
    assert not report_paper.wants_second(desk.session, build.build(desk.session, "RP-06", "2026", "unit"))


def test_who_may_only_print_a_report_writes_no_file_of_it(desk: Desk, tmp_path: Path) -> None:
    report = build.build(desk.session, "RP-06", "2026", "unit")
    desk.session.user = User("b", "b", "巡察", ("inspection_clerk",))
    assert report_paper.report_pdf(desk.session, report)
    with refused(ErrorCode.NOT_ALLOWED):
        report_paper.write_report(desk.session, report, tmp_path / "r.pdf")


def test_a_draft_of_guarded_figures_is_written_by_two(desk: Desk, tmp_path: Path) -> None:
    second = desk.add_account("zhao", "discipline_secretary")
    made = records.save(desk.session, "report", "report.clue_quarterly", {
        "title": "问题线索季度报告", "date": "2026-07-01", "period": "2026Q2",
        "paragraphs": [{"id": "w1", "level": 0, "text": "本季度收到线索3件。", "key": "", "made": ""}],
    }).value  # fmt: skip
    assert draft_paper.wants_second(desk.session, made.form, made.kind)
    with refused(ErrorCode.BAD_INPUT):
        draft_paper.export(desk.session, made.id, tmp_path)
    assert draft_paper.export(desk.session, made.id, tmp_path, ("pdf",), Second("zhao", OTHER_PASSWORD))
    assert last_log(desk) == f"{made.id} {second.id}"


def test_a_template_with_the_records_there_are_goes_out_by_two_and_an_empty_one_by_one(desk: Desk, tmp_path: Path) -> None:
    second = desk.add_account("zhao", "discipline_clerk")
    clue(desk)
    path = tmp_path / "线索.xlsx"
    assert intake_template.wants_second(desk.session, "clue")
    intake_template.save_template(desk.session, "clue", tmp_path / "空.xlsx", JobContext())
    with refused(ErrorCode.BAD_INPUT):
        intake_template.save_template(desk.session, "clue", path, JobContext(), filled=True)
    assert not path.exists()
    given = Second("zhao", OTHER_PASSWORD)
    assert intake_template.save_template(desk.session, "clue", path, JobContext(), filled=True, second=given) == 1
    assert last_log(desk) == f"template clue {second.id}"


def guarded_pages(desk: Desk) -> list[bytes]:
    """Pages of the clue table, a clue, a dossier, a list with clues, a report on dossiers, a letter's life."""
    one, session = clue(desk), desk.session
    return [
        letter_prints.file_copy(session, desk.letter("letter.clue_table").id), prints.record_pdf(session, one),
        dossier.dossier_pdf(session, desk.person("李雷")), list_print.print_list(session, listed(desk, "talk", "clue")),
        report_paper.report_pdf(session, build.build(session, "RP-16", "2026", "unit")),
        letter_life.life_pdf(session, desk.letter("letter.clue_table").id),
    ]  # fmt: skip


def test_no_preview_of_guarded_pages_is_kept_as_a_file_by_one(desk: Desk, tmp_path: Path) -> None:
    second = desk.add_account("zhao", "discipline_clerk")
    for number, pdf in enumerate(guarded_pages(desk)):
        path = tmp_path / f"{number}.pdf"
        assert outgoing.pages_want_second(desk.session, pdf), number
        with refused(ErrorCode.BAD_INPUT):
            outgoing.save_pages(desk.session, path, pdf)
        assert not path.exists()
        outgoing.save_pages(desk.session, path, pdf, Second("zhao", OTHER_PASSWORD))
        assert path.read_bytes() == pdf
        assert last_log(desk) == f"pages {second.id}"


def test_pages_of_everyday_records_are_kept_by_one(desk: Desk, tmp_path: Path) -> None:
    desk.add_account("zhao", "discipline_clerk")
    talk = desk.talk(desk.person("李雷"))
    pdf = prints.record_pdf(desk.session, talk.id)
    assert not outgoing.pages_want_second(desk.session, pdf)
    outgoing.save_pages(desk.session, tmp_path / "谈话.pdf", pdf)
    assert last_log(desk) == "pages"


def test_who_may_only_print_guarded_pages_keeps_no_file_of_them(desk: Desk, tmp_path: Path) -> None:
    desk.add_account("zhao", "discipline_clerk")
    who = desk.person("李雷")
    desk.session.user = User("b", "b", "干部科", ("dossier_reader",))
    pdf = dossier.dossier_pdf(desk.session, who)
    with refused(ErrorCode.NOT_ALLOWED):
        outgoing.save_pages(desk.session, tmp_path / "档案.pdf", pdf, Second("zhao", OTHER_PASSWORD))
    assert not (tmp_path / "档案.pdf").exists()


def test_the_kept_files_of_a_guarded_letter_are_saved_outside_by_two_and_of_a_reminder_by_one(desk: Desk, tmp_path: Path) -> None:
    second = desk.add_account("zhao", "discipline_clerk")
    for kind, two in (("letter.clue_table", True), ("letter.integrity_reminder", False)):
        letter = desk.letter(kind)
        for step, values in (("submit", None), ("sign", {"signed_by": desk.person("签发领导")})):
            letters.advance(desk.session, letter.id, step, "", values)
        for kept in letter_versions.versions(records.get(desk.session, letter.id).body):
            path = tmp_path / f"{two}{kept.name}"
            assert outgoing.file_wants_second(desk.session, kept.sha256) == two
            if two:
                with refused(ErrorCode.BAD_INPUT):
                    outgoing.save_file(desk.session, kept.sha256, path)
                assert not path.exists()
            outgoing.save_file(desk.session, kept.sha256, path, Second("zhao", OTHER_PASSWORD) if two else None)
            assert path.exists()
            assert last_log(desk) == " ".join((kept.sha256[:16], *([second.id] if two else [])))


def test_a_file_that_lies_with_a_clue_is_saved_outside_by_two(desk: Desk, tmp_path: Path) -> None:
    desk.add_account("zhao", "discipline_clerk")
    value = attachments.attach_bytes(desk.session, "材料.txt", "材料".encode())
    assert not outgoing.file_wants_second(desk.session, value["sha256"])  # one's own typing
    records.save(desk.session, "clue", "ledger.clue", {"title": "XS-2026-009", "date": "2026-05-02", "attachments": [value]})
    with refused(ErrorCode.BAD_INPUT):
        outgoing.save_file(desk.session, value["sha256"], tmp_path / "材料.txt")
    assert outgoing.save_file(desk.session, value["sha256"], tmp_path / "材料.txt", Second("zhao", OTHER_PASSWORD)).exists()
