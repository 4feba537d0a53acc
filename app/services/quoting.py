"""What a letter may rest on: settled conclusions only. Replies on integrity, circulars, and who must agree to them.

An opinion of a reply that is not clean is never one person's (DP-13); what is unverified is not quoted (DP-11); a circular
quotes settled conclusions and names people only with two approvals (DP-14). Does not belong here: the letters' own way.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.catalog.lettertables import table_texts
from app.catalog.records import RecordForm, RecordForms, Transition
from app.domain.errors import AppError, ErrorCode
from app.services.appeals import REVOKED, appeal_of
from app.services.record_body import as_list
from app.services.session import User
from app.store import names, queries
from app.store.database import Connection
from app.store.sight import Sight

REPLY, CIRCULAR, OPINION = "letter.clean_opinion_reply", "letter.circular", "dossier.clean_opinion"
CLEAN = frozenset({"no_problem", "good", "ok"})
HELD = ("submit", "sign")
CLUE, SETTLED_CLUES = "clue", frozenset({"closed", "rechecked"})
UNVERIFIED = "unverified"
MOST_CLUES = 1000
ANOTHER = "请由另一位同志办理这一步。"


def refuse_quotes(
    forms: RecordForms, conn: Connection, form: RecordForm, step: Transition, before: Mapping[str, Any],
    body: Mapping[str, Any], user: User, sight: Sight,
) -> None:  # fmt: skip
    """Refuse to send on or sign a reply or circular that quotes what is not settled, or that one person alone would sign.

    Raises AppError BAD_INPUT (what is quoted, who is missing), BAD_STATE (the same person).
    """
    kind = before["kind"]
    if form.id != "letter" or step.id not in HELD or kind not in (REPLY, CIRCULAR):
        return
    basis = as_list(body.get("basis_records"))
    quoted = [*basis, *as_list(body.get("links"))]
    for number, why in _unsettled(forms, conn, quoted, len(basis)):
        raise AppError(
            ErrorCode.BAD_INPUT, f"依据的记录第 {number} 条{why}，不能写进{form_word(kind)}。", action="请去掉这一条，或等有了结论再写。",
            where="依据的记录",
        )  # fmt: skip
    if kind == REPLY:
        _refuse_open_clues(conn, body, sight)
    if step.id == "sign":
        _refuse_alone(conn, kind, before, body, quoted[: len(basis)], user)


def refuse_entry_alone(conn: Connection, form: RecordForm, step: Transition, before: Mapping[str, Any], user: User) -> None:
    """An opinion enters a dossier from the reply that was studied together, or by somebody else than who wrote the entry.

    Raises AppError BAD_STATE.
    """
    if (form.id, before["kind"], step.id) != ("dossier", OPINION, "finalise") or before["author"] != user.id:
        return
    source = queries.row_by_id(conn, str(before["body"].get("source_record") or ""))
    if source is None or source.kind != REPLY:
        raise AppError(ErrorCode.BAD_STATE, "不是由回复函归入的廉政意见，不能由登记人一个人入档。", action=ANOTHER)


def form_word(kind: str) -> str:
    """How a sentence calls the letter."""
    return "通报" if kind == CIRCULAR else "回复函"


def _unsettled(forms: RecordForms, conn: Connection, quoted: Sequence[str], basis: int) -> Iterator[tuple[int, str]]:
    """Place in the list and reason for every record that may not be quoted.

    The first `basis` ones are what the letter rests on: they need a settled conclusion. The others only say what
    matter it belongs to (a ledger row that is late is still open); of them clues and what an appeal took back are held.
    """
    rows = queries.rows_by_id(conn, quoted)
    for number, row in ((n, rows[i]) for n, i in enumerate(quoted, 1) if i in rows):
        body = json.loads(row.body)
        state = forms.get(row.form).state(row.state)
        if row.form == CLUE:
            settled = row.state in SETTLED_CLUES and bool(body.get("conclusion"))
        else:
            settled = number > basis or (state is not None and state.locked and state.counts)
        if any(r.get("state") == UNVERIFIED for r in body.get("reflections") or []):
            yield number, "还有没有核查的反映"
        elif not settled:
            yield number, "还没有定稿的结论"
        elif appeal_of(body) == REVOKED:
            yield number, "经申诉已撤销"


def letter_text(body: Mapping[str, Any]) -> str:
    """Everything a letter says, attachments included."""
    parts = [str(body.get("title") or ""), *(str(r.get("text") or "") for r in body.get("body") or [])]
    attached = body.get("attachments_text") or []
    parts += [str(r.get(k) or "") for r in attached for k in ("title", "body")]
    rows = [*(body.get("body") or []), *(p for r in attached for p in r.get("text") or [])]
    parts += [str(p.get("text") or "") for r in attached for p in r.get("text") or []]
    parts += [t for p in rows if p.get("table") for t in table_texts(p["table"])]
    return "\n".join(parts)


def _refuse_open_clues(conn: Connection, body: Mapping[str, Any], sight: Sight) -> None:
    """A reply does not mention a clue about its people that has no conclusion yet."""
    text = letter_text(body)
    for person in as_list(body.get("subject")):
        for row in queries.mentioning(conn, person, sight.only((CLUE,)), MOST_CLUES):
            settled = row.state in SETTLED_CLUES and bool(json.loads(row.body).get("conclusion"))
            if row.title and row.title in text and not settled:
                raise AppError(
                    ErrorCode.BAD_INPUT, "正文写到一条还没有核查结论的线索，不能写进回复函。",
                    action="请删去这一句，或等有了结论再写。", where="正文",
                )  # fmt: skip


def _refuse_alone(
    conn: Connection, kind: str, before: Mapping[str, Any], body: Mapping[str, Any], basis: list[str], user: User
) -> None:
    if kind == REPLY:
        if body.get("conclusion") not in CLEAN and before["author"] == user.id:
            raise AppError(ErrorCode.BAD_STATE, "不利的廉政意见须集体研究，不能由登记人一个人签发。", action=ANOTHER)
        return
    if not people_named(conn, body) and not body.get("named"):
        return
    if not basis:
        raise AppError(ErrorCode.BAD_INPUT, "点名通报要有已经定稿的结论作依据。", action="请在“依据的记录”里选上。", where="依据的记录")
    if not body.get("second_approver") or body["second_approver"] == body.get("signed_by"):
        raise AppError(
            ErrorCode.BAD_INPUT, "点名通报须两位领导批准，请写明另一位批准人，不能与签发人是同一个人。", where="另一位批准人"
        )
    if before["author"] == user.id:
        raise AppError(ErrorCode.BAD_STATE, "点名通报不能由登记人自己办理签发。", action=ANOTHER)


def people_named(conn: Connection, body: Mapping[str, Any]) -> list[str]:
    """The people whom the letter and what it quotes are about and whom its text names."""
    ids = set(as_list(body.get("subject")))
    quoted = [*as_list(body.get("basis_records")), *as_list(body.get("links"))]
    for row in queries.rows_by_id(conn, quoted).values():
        ids |= set(as_list(json.loads(row.body).get("subject")))
    people = queries.existing(conn, ids)[0]
    text = letter_text(body)
    return sorted(n for n in names.names_of(conn, people).values() if n in text)
