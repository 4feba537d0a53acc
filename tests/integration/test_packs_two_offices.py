"""Two offices: cards, a report package, import, receipt; twice changes nothing, damage changes nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import Cancelled, JobContext
from app.services import attachments, backup, incoming, lists, packs, partners, people, records, search, undo
from app.services.packs import PackSelection
from tests.unit.services.desk import Desk, new_office, refused, snapshot

YEAR = ("2026-01-01", "2026-12-31")


@dataclass(slots=True)
class Pair:
    """An office below and its superior, who know each other's cards."""

    below: Desk
    above: Desk
    folder: Path
    to: str

    def report(self, name: str = "report.lvpkg", forms: tuple[str, ...] = ("talk", "meeting")) -> Path:
        """Everything that is ready, as a package file."""
        items = packs.preview(self.below.session, PackSelection(*YEAR, forms))
        chosen = [i.record_id for i in items if i.included]
        path = self.folder / name
        packs.export(self.below.session, chosen, [self.to], path, period="2026")
        return path

    def take(self, path: Path) -> incoming.ImportReport:
        """The superior opens and imports a package."""
        return incoming.apply_incoming(self.above.session, incoming.open_incoming(self.above.session, path)).value


@pytest.fixture
def pair(tmp_path: Path, catalog: Catalog) -> Iterator[Pair]:
    below = Desk(new_office(tmp_path / "below", catalog).session)
    above = Desk(new_office(tmp_path / "above", catalog, unit="中共某县纪律检查委员会").session)
    low = partners.export_card(below.session, tmp_path / "low.lvid")
    high = partners.export_card(above.session, tmp_path / "high.lvid")
    to = partners.add_partner(below.session, high, "superior").value.id
    partners.add_partner(above.session, low, "subordinate")
    paper = tmp_path / "笔录.pdf"
    paper.write_bytes(b"%PDF-1.7 " + random.Random(1).randbytes(1_200_000))
    li = below.person("李雷")
    value = attachments.attach(below.session, paper)
    held = below.talk(li, "2026-03-03", requirements="管好分管领域", attachments=[value])
    records.transition(below.session, held.id, "hold")
    meeting = below.meeting("2026-04-04")
    records.transition(below.session, meeting.id, "finalise")
    below.talk(li, "2026-05-05")
    yield Pair(below, above, tmp_path, to)
    below.session.close()
    above.session.close()


def test_only_finished_records_are_ticked_and_the_choice_is_by_time_kind_and_person(pair: Pair) -> None:
    session = pair.below.session
    items = packs.preview(session, PackSelection(*YEAR, ("talk", "meeting")))
    assert [(i.date, i.included) for i in items] == [("2026-03-03", True), ("2026-04-04", True), ("2026-05-05", False)]
    assert [i.date for i in packs.preview(session, PackSelection("2026-04-04", "2026-04-04", ("talk", "meeting")))] == [
        "2026-04-04"
    ]
    li = people.find_people(session, "李雷")[0].id
    assert {i.date for i in packs.preview(session, PackSelection(*YEAR, ("talk", "meeting"), (li,)))} == {
        "2026-03-03", "2026-05-05",
    }  # fmt: skip


def test_a_package_arrives_whole_with_attachments_and_the_receipt_marks_the_register(pair: Pair) -> None:
    path = pair.report()
    assert packs.inspect(path).intact
    opened = incoming.open_incoming(pair.above.session, path)
    assert [i.what for i in opened.items] == ["新增", "新增"]
    assert "签名有效" in opened.lines[0]
    report = incoming.apply_incoming(pair.above.session, opened).value
    assert (report.new, report.changed, report.unchanged, report.rejected) == (2, 0, 0, 0)
    items = incoming.received_items(pair.above.session, report.package_id)
    assert {i.date for i in items} == {"2026-03-03", "2026-04-04"}
    sent = packs.sent(pair.below.session)[0]
    assert (sent.id, sent.state, sent.count) == (report.package_id, "exported", 2)
    ack = pair.folder / "r.lvack"
    incoming.write_receipt(pair.above.session, report.package_id, ack)
    marked = incoming.import_receipt(pair.below.session, ack).value
    assert marked.state == "accepted"
    assert any("新增 2 条" in line for line in marked.lines)
    before = snapshot(pair.below.session)
    incoming.import_receipt(pair.below.session, ack)
    assert snapshot(pair.below.session) == before
    assert incoming.received(pair.above.session)[0].state == "receipted"
    stored = pair.above.session.store
    with stored.read() as conn:
        from app.store import blobs

        sha = records.get(pair.below.session, sent_talk(pair)).body["attachments"][0]["sha256"]
        assert blobs.read(conn, sha) == attachments.attachment_bytes(pair.below.session, sha)


def sent_talk(pair: Pair) -> str:
    items = packs.preview(pair.below.session, PackSelection("2026-03-03", "2026-03-03", ("talk",)))
    return items[0].record_id


def test_importing_twice_changes_nothing(pair: Pair) -> None:
    path = pair.report()
    pair.take(path)
    before = snapshot(pair.above.session)
    again = pair.take(path)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    assert snapshot(pair.above.session) == before


def test_a_second_report_brings_only_what_changed(pair: Pair) -> None:
    pair.take(pair.report())
    talk = sent_talk(pair)
    view = records.get(pair.below.session, talk)
    records.save(pair.below.session, "talk", view.kind, {**view.body, "place": "三楼"}, talk)
    report = pair.take(pair.report("second.lvpkg"))
    assert (report.new, report.changed, report.unchanged) == (0, 1, 1)


def test_undoing_an_import_leaves_nothing_of_it(pair: Pair) -> None:
    before = snapshot(pair.above.session)
    path = pair.report()
    pair.take(path)
    assert snapshot(pair.above.session) != before
    undo.undo(pair.above.session)
    assert snapshot(pair.above.session) == before
    assert incoming.received(pair.above.session) == []
    undo.redo(pair.above.session)
    assert len(incoming.received(pair.above.session)) == 1
    undo.undo(pair.above.session)
    assert pair.take(path).new == 2
    assert backup.verify(pair.above.session) == []


def test_reports_of_others_are_never_among_own_records(pair: Pair) -> None:
    pair.take(pair.report())
    session = pair.above.session
    assert not lists.list_ids(session, lists.ListQuery(session.visible_forms()))
    assert {h.kind for h in search.search(session, "管好分管领域")} == {"received"}


@pytest.mark.parametrize("place", [0.0, 0.01, 0.1, 0.5, 0.9, 0.999])
def test_a_damaged_package_changes_nothing(pair: Pair, place: float) -> None:
    path = pair.report()
    before = snapshot(pair.above.session)
    data = bytearray(path.read_bytes())
    data[int(place * (len(data) - 1))] ^= 0x10
    path.write_bytes(bytes(data))
    with pytest.raises(AppError) as failure:
        pair.take(path)
    assert failure.value.code in (
        ErrorCode.DAMAGED, ErrorCode.BAD_SIGNATURE, ErrorCode.TOO_NEW, ErrorCode.NOT_RECIPIENT, ErrorCode.UNSUPPORTED,
        ErrorCode.BAD_INPUT,
    )  # fmt: skip
    assert snapshot(pair.above.session) == before
    assert backup.backups(pair.above.session) == []


def test_a_file_swapped_after_the_preview_is_refused(pair: Pair) -> None:
    first, second = pair.report(), pair.report("second.lvpkg")
    opened = incoming.open_incoming(pair.above.session, first)
    first.write_bytes(second.read_bytes())
    before = snapshot(pair.above.session)
    with refused(ErrorCode.STALE):
        incoming.apply_incoming(pair.above.session, opened)
    assert snapshot(pair.above.session) == before


def test_a_cancelled_import_changes_nothing(pair: Pair) -> None:
    opened = incoming.open_incoming(pair.above.session, pair.report())
    before = snapshot(pair.above.session)
    for stop_after in (1, 3, 6):
        count = [0]

        def stopped(limit: int = stop_after, count: list[int] = count) -> bool:
            count[0] += 1
            return count[0] > limit

        with pytest.raises(Cancelled):
            incoming.apply_incoming(pair.above.session, opened, JobContext(stopped=stopped))
        assert snapshot(pair.above.session) == before


def test_a_package_for_somebody_else_or_from_a_stranger_is_refused(pair: Pair, tmp_path: Path, catalog: Catalog) -> None:
    path = pair.report()
    third = Desk(new_office(tmp_path / "third", catalog, unit="第三单位").session)
    card = partners.export_card(third.session, tmp_path / "third.lvid")
    with refused(ErrorCode.NOT_RECIPIENT, ErrorCode.UNKNOWN_SENDER):
        incoming.open_incoming(third.session, path)
    partners.add_partner(third.session, tmp_path / "low.lvid", "subordinate")
    with refused(ErrorCode.NOT_RECIPIENT):
        incoming.open_incoming(third.session, path)
    partners.remove_partner(pair.above.session, pair.below.session.own_unit()[0])
    with refused(ErrorCode.UNKNOWN_SENDER):
        incoming.open_incoming(pair.above.session, path)
    undo.undo(pair.above.session)
    assert incoming.open_incoming(pair.above.session, path).plan.new
    assert card.exists()
    third.session.close()


def test_a_receipt_that_answers_another_package_is_refused(pair: Pair) -> None:
    report = pair.take(pair.report())
    ack = pair.folder / "r.lvack"
    incoming.write_receipt(pair.above.session, report.package_id, ack)
    data = ack.read_bytes()
    before = snapshot(pair.below.session)
    for place in range(0, len(data), max(1, len(data) // 40)):
        ack.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(AppError):
            incoming.import_receipt(pair.below.session, ack)
    assert snapshot(pair.below.session) == before
    with refused(ErrorCode.NOT_FOUND):
        incoming.write_receipt(pair.above.session, "k-none", ack)


def test_nothing_is_written_when_nothing_or_nobody_is_chosen(pair: Pair) -> None:
    session, path = pair.below.session, pair.folder / "p.lvpkg"
    talk = sent_talk(pair)
    for chosen, to in (([], [pair.to]), ([talk], []), ([talk], ["u-none"])):
        with refused(ErrorCode.BAD_INPUT):
            packs.export(session, chosen, to, path)
    with refused(ErrorCode.NOT_ALLOWED):
        packs.export(session, ["r-none"], [pair.to], path)
    assert not path.exists()
    assert packs.sent(session) == []


def test_secret_fields_do_not_travel(pair: Pair) -> None:
    from app.catalog.records import FieldDef, FieldType

    inner = FieldDef("hidden", "密", FieldType.TEXT, secret=True)
    fields = (inner, FieldDef("rows", "表", FieldType.TABLE, columns=(inner, FieldDef("open", "明", FieldType.TEXT))))
    body = {"hidden": "x", "rows": [{"id": "w1", "hidden": "y", "open": "z"}], "title": "t"}
    assert packs.public_body(fields, body) == {"rows": [{"id": "w1", "open": "z"}], "title": "t"}


def test_the_own_card_or_a_damaged_one_is_no_partner(pair: Pair) -> None:
    with refused(ErrorCode.BAD_INPUT):
        partners.add_partner(pair.below.session, pair.folder / "low.lvid", "peer")
    with refused(ErrorCode.BAD_INPUT):
        partners.add_partner(pair.below.session, pair.folder / "high.lvid", "friend")
    card = bytearray((pair.folder / "high.lvid").read_bytes())
    card[len(card) // 2] ^= 1
    (pair.folder / "bad.lvid").write_bytes(bytes(card))
    with refused(ErrorCode.DAMAGED, ErrorCode.BAD_SIGNATURE):
        partners.add_partner(pair.below.session, pair.folder / "bad.lvid", "peer")


def test_reports_received_are_found_by_title_name_and_text(pair: Pair) -> None:
    pair.take(pair.report())
    session = pair.above.session
    for words in ("李雷", "分管领域", "党组会议"):
        hits = [h for h in search.search(session, words) if h.kind == "received"]
        assert hits, words
        assert {h.group for h in hits} == {"收到的报送"}
    assert [h for h in search.search(session, "talk") if h.kind == "received"] == []
