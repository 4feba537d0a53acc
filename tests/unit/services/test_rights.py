"""Rights are kept by the services: every writing verb × every role × every class of records."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.catalog.catalog import Catalog, load_catalog
from app.domain.errors import AppError, ErrorCode
from app.services import (
    accounts,
    attachments,
    backup,
    duties,
    duty_settings,
    duty_sheet,
    example,
    history,
    incoming,
    judgements,
    letter_limits,
    letter_prints,
    letter_reissue,
    letters,
    list_print,
    lists,
    packs,
    partners,
    people,
    proposals,
    records,
    register,
    search,
)
from app.services.evaluation import evaluation
from app.services.printorder import PrintOrder
from app.services.session import Session
from app.services.shown import Shown
from tests.unit.services.desk import OTHER_PASSWORD, Desk, new_office, refused, snapshot

CATALOG = load_catalog()
RIGHTS = CATALOG.rights
CLASSES = sorted(RIGHTS.classes)
BUSINESS = [r.code for r in RIGHTS.roles.values() if r.business]
KIND_OF = {f.class_of(k): (f, k) for f in reversed(list(CATALOG.records)) for k in reversed(f.kinds)}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One office whose clerk may do everything; roles are tried on copies of its session."""
    made = Desk(new_office(tmp_path_factory.mktemp("rights"), CATALOG, roles=tuple(BUSINESS)).session)
    yield made
    made.session.close()


def as_role(desk: Desk, role: str) -> Session:
    """The same office as somebody with one role sees it."""
    session = replace(desk.session, user=replace(desk.session.user, roles=(role,)), undo_stack=[], redo_stack=[])
    session.business = desk.session.business if RIGHTS.business([role]) else None
    return session


def make_record(desk: Desk, visibility: str) -> records.RecordView:
    """A record of the class about the principal, typed by the clerk."""
    form, kind = KIND_OF[visibility]
    people_fields = [f for f in form.fields_for(kind) if f.type.value == "person" and f.required]
    body: dict[str, Any] = {f.id: [desk.principal] if f.many else desk.principal for f in people_fields}
    body[form.base["date"]] = "2026-03-03"
    if form.id == "letter":
        body |= letters.draft(desk.session, kind)
    subject = form.field("subject")
    body.setdefault("subject", [desk.principal] if subject is not None and subject.many else desk.principal)
    if RIGHTS.classes[visibility].without:
        del body["subject"]  # such a report does not speak of the own principal
    kept = {k: v for k, v in body.items() if form.field(k) is not None}
    return records.save(desk.session, form.id, kind, kept).value


def may_on(role: str, action: str, visibility: str) -> bool:
    """What the data say of a record of the class about the principal that this very account typed."""
    if not RIGHTS.actions[action].on_records:
        return RIGHTS.allows([role], action)
    is_principal = RIGHTS.roles[role].post == "principal"
    holds = {"", "typed", *(["about_me"] if is_principal else [])}
    if is_principal and "about_me" in RIGHTS.classes[visibility].never and not RIGHTS.classes[visibility].without:
        return False
    return bool(RIGHTS.reach([role], action, visibility) & holds)


def allowed(call: Callable[[], Any], *, hidden: bool = False) -> bool:
    """Whether a call gets past the question of rights (it may fail for another known reason).

    hidden: it is about one record, and a record that may not be seen is said not to be there.
    """
    try:
        call()
    except AppError as error:
        return error.code is not ErrorCode.NOT_ALLOWED and not (hidden and error.code is ErrorCode.NOT_FOUND)
    return True


@pytest.mark.parametrize("visibility", CLASSES)
@pytest.mark.parametrize("role", sorted(RIGHTS.roles))
def test_records_are_written_only_with_the_right(shared: Desk, role: str, visibility: str) -> None:
    session, view = as_role(shared, role), make_record(shared, visibility)
    form, kind = KIND_OF[visibility]
    may = {a: may_on(role, a, visibility) for a in ("view", "create", "edit", "delete", "correct")}
    assert allowed(lambda: records.save(session, form.id, kind, view.body)) == bool(RIGHTS.reach([role], "create", visibility))
    assert allowed(lambda: records.save(session, form.id, kind, view.body, view.id), hidden=True) == may["edit"]
    assert allowed(lambda: records.correct(session, view.id, "更正"), hidden=True) == may["correct"]
    for step in form.transitions_from(view.state, view.kind):
        new = make_record(shared, visibility)
        done = allowed(lambda s=step, n=new: records.transition(session, n.id, s.id), hidden=True)
        assert done == (may["view"] and may_on(role, step.action, visibility))
    fresh = make_record(shared, visibility)
    assert allowed(lambda: records.delete(session, [fresh.id]), hidden=True) == may["delete"]


@pytest.mark.parametrize("visibility", CLASSES)
@pytest.mark.parametrize("role", BUSINESS)
def test_what_may_not_be_seen_is_nowhere(shared: Desk, role: str, visibility: str) -> None:
    session = as_role(shared, role)
    view = make_record(shared, visibility)
    may = may_on(role, "view", visibility)
    form = view.form
    query = lists.ListQuery(forms=(form,))
    assert (view.rid in lists.list_ids(session, query)) == may
    assert lists.count(session, query) == len(lists.list_ids(session, query))
    assert (len(lists.rows(session, (form,), [view.rid])) == 1) == may
    hits = [h.id for h in search.search(session, view.title, 1000)]
    assert (view.id in hits) == may
    if may:
        assert records.get(session, view.id).id == view.id
        assert history.history(session, view.id)
    else:
        with refused(ErrorCode.NOT_FOUND):
            records.get(session, view.id)
        with refused(ErrorCode.NOT_FOUND):
            history.history(session, view.id)


def verbs(desk: Desk, session: Session, tmp: Path) -> dict[str, tuple[Callable[[], Any], Callable[[str], bool]]]:
    """Every other verb with the rule that says who may do it."""
    def one(action: str) -> Callable[[str], bool]:
        return lambda role: RIGHTS.allows([role], action)

    def any_of(*actions: str) -> Callable[[str], bool]:
        return lambda role: any(RIGHTS.allows([role], a) for a in actions)

    def letter(action: str) -> Callable[[str], bool]:
        return lambda role: RIGHTS.allows([role], action, "general")

    duty = CATALOG.duties.find(next(iter(CATALOG.duties)).id)
    assert duty is not None
    draft = desk.letter().id
    signed = desk.signed_letter().id
    paper = tmp / "附件.txt"
    paper.write_text("内容", encoding="utf-8")
    return {
        "people.save_person": (lambda: people.save_person(session, "李雷"), one("manage_people")),
        "people.save_unit": (lambda: people.save_unit(session, "质监站"), one("manage_people")),
        "people.save_post": (
            lambda: people.save_post(session, "p", "u", "职务", (), (), "2026-01-01"), one("manage_people"),
        ),
        "people.remove_post": (lambda: people.remove_post(session, "t"), one("manage_people")),
        "example.add": (lambda: example.add_example(session, years=0), one("manage_people")),
        "example.remove": (lambda: example.remove_example(session), one("manage_people")),
        "settings.set_pack": (lambda: duty_settings.set_pack(session, duty.document, True, 2026), one("configure")),
        "settings.set_duty": (lambda: duty_settings.set_duty(session, duty.id, True, 2026), one("configure")),
        "settings.set_parameters": (lambda: duty_settings.set_parameters(session, duty.id, {}, 2026), one("configure")),
        "settings.set_lists": (lambda: duty_settings.set_lists(session, "branches", {"2026": ()}), one("configure")),
        "settings.approve": (
            lambda: judgements.approve(session, duty.id, "2026", "u", "exempt", "clerk", OTHER_PASSWORD, "理由"),
            one("approve"),
        ),
        "judgements.withdraw": (
            lambda: judgements.withdraw(session, duty.id, "2026", "u", "clerk", OTHER_PASSWORD, "理由"), one("approve"),
        ),
        "judgements.state_own_view": (
            lambda: judgements.state_own_view(session, duty.id, "2026", "u", "本人说明"), one("approve"),
        ),
        "proposals.describe_unit": (
            lambda: proposals.describe_unit(session, "某局党组", "party_group", ()), one("configure"),
        ),
        "letter_limits.set_contact": (lambda: letter_limits.set_contact(session, "王敏"), one("configure")),
        "letters.export": (lambda: letters.export(session, draft, tmp / "out"), letter("export")),
        "letters.file_copy": (lambda: letter_prints.file_copy(session, draft), letter("print")),
        "letters.prints.copies": (lambda: letter_prints.copies(session, draft, PrintOrder()), letter("print")),
        "letters.number": (lambda: letters.advance(session, signed, "number", series="某纪提"), letter("issue")),
        "letters.reissue": (
            lambda: letter_reissue.reissue(session, signed, ""), lambda role: letter("sign")(role) and letter("create")(role),
        ),
        "letters.void": (lambda: letters.advance(session, signed, "void", values={"void_reason": "错"}), letter("sign")),
        "register": (lambda: register.register(session, 2026), letter("view")),
        "register_pdf": (lambda: register.register_pdf(session, 2026), letter("print")),
        "print_list": (lambda: list_print.print_list(session, Shown("谈话", ("talk",), (), array("q"))), letter("print")),
        "partners.add": (lambda: partners.add_partner(session, tmp / "none", "peer"), one("import")),
        "partners.remove": (lambda: partners.remove_partner(session, "u"), one("import")),
        "packs.export": (
            lambda: packs.export(session, [draft], [partner_of(desk, tmp)], tmp / "p.lvpkg"), letter("export"),
        ),
        "incoming.open": (lambda: incoming.open_incoming(session, tmp / "none"), one("import")),
        "incoming.write_receipt": (lambda: incoming.write_receipt(session, "k", tmp / "r"), one("import")),
        "incoming.import_receipt": (lambda: incoming.import_receipt(session, tmp / "none"), one("import")),
        "backup": (lambda: backup.backup(session, tmp / "b"), one("backup")),
        "evaluation": (lambda: evaluation(session), one("evaluate")),
        "board": (lambda: duties.board(session, 2026), one("evaluate")),
        "duty_sheet": (lambda: duty_sheet.duty_sheet(session, desk.principal, 2026), one("evaluate")),
        "team_sheet": (lambda: duty_sheet.team_sheet(session, 2026), one("evaluate")),
        "explain": (lambda: duties.explain(session, duty.id, "2026", "u"), one("evaluate")),
        "accounts.add_user": (
            lambda: accounts.add_user(session, "clerk", "某", ("member",), OTHER_PASSWORD),
            any_of("manage_accounts", "manage_people"),
        ),
        "accounts.set_roles": (lambda: accounts.set_roles(session, "a", ("member",)), any_of("manage_rights", "manage_people")),
        "accounts.remove_user": (lambda: accounts.remove_user(session, "a"), any_of("manage_accounts", "manage_people")),
        "accounts.security_log": (lambda: accounts.security_log(session), one("audit")),
        "attachments.attach": (
            lambda: attachments.attach(session, paper),
            lambda role: any(RIGHTS.allows([role], a, v) for a in ("create", "edit") for v in CLASSES),
        ),
    }  # fmt: skip


def partner_of(desk: Desk, tmp: Path) -> str:
    """Another unit whose card the office has accepted."""
    known = partners.partners(desk.session)
    if known:
        return known[0].id
    other = new_office(tmp / "other", CATALOG, unit="上级单位").session
    card = partners.export_card(other, tmp / "card.lvid")
    other.close()
    return partners.add_partner(desk.session, card, "superior").value.id


@pytest.mark.parametrize("role", sorted(RIGHTS.roles))
def test_every_other_verb_is_done_only_with_the_right(shared: Desk, role: str, tmp_path: Path) -> None:
    session = as_role(shared, role)
    wrong = {}
    for name, (call, rule) in verbs(shared, session, tmp_path).items():
        may = rule(role) and (RIGHTS.business([role]) or name in WITHOUT_BUSINESS)
        if allowed(call, hidden=name.startswith("letters.")) != may:
            wrong[name] = may
    assert wrong == {}


WITHOUT_BUSINESS = {
    "accounts.add_user", "accounts.set_roles", "accounts.remove_user", "accounts.security_log", "backup",
}  # fmt: skip


def test_a_refused_write_leaves_no_trace_in_the_log(shared: Desk) -> None:
    session = as_role(shared, "member")
    before = snapshot(shared.session)
    for call in (lambda: people.save_person(session, "李雷"), lambda: records.save(session, "talk", "talk.heart", {})):
        with refused(ErrorCode.NOT_ALLOWED):
            call()
    assert snapshot(shared.session) == before


def test_the_catalog_of_this_test_is_the_shipped_one(catalog: Catalog) -> None:
    assert set(CLASSES) == {name for f in catalog.records for name in f.classes}
