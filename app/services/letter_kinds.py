"""Kinds of letters of an office: its own wording over the shipped ones, kinds of its own, files handed on.

A kind is data of exactly the format of forms/letters; the same loader reads and checks it. What it is called and
whether it is offered is an entry of the vocabulary (own_terms). Letters keep their own text: a new wording changes
drafts from now on, never what is written. Does not belong here: limits and contact (letter_limits), page layouts (profiles).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.catalog.letter_text import Told, fill, paragraphs
from app.catalog.letters import Annex, LetterForm, ValueField, annexes
from app.catalog.letters_loader import OPTIONAL, REQUIRED, parse_letter_form
from app.catalog.letters_writer import letter_data, letter_yaml
from app.catalog.overlay import read_letter
from app.catalog.yamlfile import parse_yaml
from app.crypto.files import read_small, replacing
from app.documents.data import BLANK, parse_letter
from app.documents.model import OfficialDocument
from app.domain.errors import AppError, ErrorCode
from app.services import own_catalog, own_terms
from app.services.letter_owed import dropped, refuse_dropping
from app.services.letter_words import part_words
from app.services.results import OpResult, Touched
from app.services.session import Session
from app.store import queries

Data = Mapping[str, Any]
SHIPPED, CHANGED, OWN = "shipped", "changed", "own"
MOST_BYTES = 256 * 1024
NEW = "letter.new"
_PATH = re.compile(r"（([^（）]*)）$")
_KEYS = {
    "label": "名称", "format": "版式", "summary": "什么时候用", "basis": "依据", "title": "标题", "body": "正文", "required": "必备要素",
    "values": "专有内容", "series": "机关代字", "deadline": "期限", "sealed": "加盖印章", "upward": "上行文", "needs_receipt": "送达回证",
    "unconfirmed": "待确认", "grounds": "依据的条件", "needs": "送审、签发前须有", "owes": "须写明的话",
    "blocks": "可选部分", "prefill": "从哪里带入", "to": "主送", "cc": "抄送", "attachments": "附件", "receipt": "回执", "page_sign": "逐页签名", "signs_inside": "表内签名，不另落款",
}  # fmt: skip
_SAMPLES = {"date": "2026-12-20", "days": "15", "person": "张某某", "unit": "某某单位党组", "record": "2026年11月2日专项检查"}


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind as the list shows it. origin: shipped, changed (own wording of a shipped one) or own; used: letters of it
    that the account may read."""

    code: str
    label: str
    format: str
    summary: str
    origin: str
    retired: bool
    used: int


@dataclass(frozen=True, slots=True)
class Checked:
    """What the loader says of a kind being written: the kind, or the first thing wrong and where (`body.[2].text`)."""

    form: LetterForm | None
    path: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a file would bring; nothing is written yet. known: a kind of this code is there; changes: what would read
    differently, as (what, before, after); gone: owed sentences that it leaves out."""

    data: Data
    form: LetterForm
    known: bool
    changes: tuple[tuple[str, str, str], ...]
    gone: tuple[str, ...] = ()


def all_kinds(session: Session) -> list[KindRow]:
    """Every kind, also those no longer offered."""
    shipped = _shipped(session)
    with session.store.read() as conn:
        used = queries.counts_of_kinds(conn, session.sight())
        worded = {n.removeprefix(own_catalog.OWN_LETTER) for n in queries.settings(conn, own_catalog.OWN_LETTER)}
    return [
        KindRow(f.code, f.label, f.format, f.summary, OWN if f.code not in shipped else CHANGED if f.code in worded else SHIPPED,
                f.retired, used.get(f.code, 0))
        for f in session.catalog.letters.values()
    ]  # fmt: skip


def _shipped(session: Session) -> Mapping[str, LetterForm]:
    return (session.catalog.shipped or session.catalog).letters


def _form(session: Session, code: str) -> LetterForm:
    found = session.catalog.letters.get(code)
    if found is None:
        raise AppError(ErrorCode.NOT_FOUND, "没有这种文书。")
    return found


def data_of(session: Session, code: str) -> dict[str, Any]:
    """A kind as data to change. AppError(NOT_FOUND)."""
    return letter_data(_form(session, code))


def blank(session: Session, like: str = "") -> dict[str, Any]:
    """The start of a new kind, empty or like another one. AppError(NOT_FOUND)."""
    if like:
        return {**data_of(session, like), "code": "", "label": ""}
    return {
        "code": "", "label": "", "format": "letter", "summary": "", "basis": [], "title": "关于{topic}的函",
        "body": [{"text": ""}], "required": ["issuers", "to", "title", "body", "date"],
        "values": [{"name": "topic", "label": "事项"}], "sealed": True,
    }  # fmt: skip


def check(session: Session, data: Data) -> Checked:
    """Read a kind with the loader of the shipped files. Never raises."""
    try:
        return Checked(_read(session, {**data, "code": data.get("code") or NEW}))
    except AppError as error:
        found = _PATH.search(error.where)
        path = found[1].replace(".[", "[") if found else ""
        message = "请填写。" if error.message in ("这里不能为空。", "这里应是一段文字。") else error.message
        return Checked(None, path, message)


def _read(session: Session, data: Data) -> LetterForm:
    return read_letter(json.dumps(dict(data), ensure_ascii=False), session.catalog.vocab, session.catalog.records)


def save_kind(session: Session, data: Data, *, dropping: bool = False) -> OpResult[str]:
    """Keep a kind: the office's own wording of a known one, or a new one when `code` is empty. Undoable; returns its code.

    dropping: a person agreed that a sentence the kind owes no longer stands in the draft.
    Letters that are written keep their text. Raises AppError NOT_ALLOWED, NOT_FOUND, BAD_INPUT (where: the field;
    also a name that is taken, another layout for a kind of which there are letters), TOO_LARGE.
    """
    session.require("configure")
    checked = check(session, data)
    if checked.form is None:
        raise AppError(ErrorCode.BAD_INPUT, checked.problem, where=checked.path)
    code = str(data.get("code") or "")
    if code:
        _refuse_new_layout(session, _form(session, code), checked.form)
        refuse_dropping(_shipped(session).get(code) or _form(session, code), checked.form, agreed=dropping)
    touched = Touched()
    label = f"修改文书种类“{checked.form.label}”" if code else f"新增文书种类“{checked.form.label}”"
    with session.store.read() as conn:
        entry = own_terms.letter_entry(session, conn, code, checked.form.label)
    made = replace(checked.form, code=entry.code)
    with session.change("letter_kind", label, touched) as uow:
        if entry.value is not None:
            uow.put("setting", own_catalog.term_key(entry.vocab, entry.code), {"value": entry.value})
        text = json.dumps(letter_data(made), ensure_ascii=False)
        uow.put("setting", own_catalog.OWN_LETTER + entry.code, {"value": {"text": text}})
    return session.result(entry.code, touched, label)


def _refuse_new_layout(session: Session, before: LetterForm, after: LetterForm) -> None:
    if before.format == after.format:
        return
    with session.store.read() as conn:
        if queries.has_kind(conn, before.code):
            raise AppError(
                ErrorCode.BAD_INPUT, "已有这种文书的公文，版式不能改。", action="请另建一种文书。", where="format"
            )


def reset_kind(session: Session, code: str) -> OpResult[str]:
    """Take the office's own wording of a shipped kind away. Undoable. Raises AppError NOT_ALLOWED, NOT_FOUND (none)."""
    session.require("configure")
    if not any(k.code == code and k.origin == CHANGED for k in all_kinds(session)):
        raise AppError(ErrorCode.NOT_FOUND, "这种文书没有本单位的写法。")
    touched = Touched()
    with session.change("letter_kind", "恢复程序自带的写法", touched) as uow:
        uow.put("setting", own_catalog.OWN_LETTER + code, None)
    return session.result(code, touched, "恢复程序自带的写法")


def retire(session: Session, code: str, retired: bool) -> OpResult[str]:
    """Offer a kind no longer, or again; letters of it stay. Undoable. Raises AppError NOT_ALLOWED, NOT_FOUND, BAD_INPUT."""
    one = _form(session, code)
    return own_terms.retire(session, own_terms.letter_vocab(session, code), code, retired, f"文书种类“{one.label}”")


# --- files -----------------------------------------------------------------
def export_kind(session: Session, code: str) -> str:
    """A kind as the text of a file; logged. Raises AppError NOT_ALLOWED, NOT_FOUND."""
    session.require("configure")
    text = letter_yaml(_form(session, code))
    session.log("export", f"letter kind {code}")
    return text


def import_kind(session: Session, raw: bytes, name: str = "文书种类文件") -> Incoming:
    """Read a file of a kind and say what it would bring; nothing is written.

    A file of a kind of another office (a code not known here) becomes a new kind. Raises AppError NOT_ALLOWED, TOO_LARGE,
    BAD_DATA_FILE (file, line, field), BAD_INPUT (it cannot be drawn).
    """
    session.require("configure")
    if len(raw) > MOST_BYTES:
        raise AppError(ErrorCode.TOO_LARGE, f"文书种类文件超过 {MOST_BYTES // 1024} KB。", where=name)
    node = parse_yaml(raw, name)
    form = parse_letter_form(node, session.catalog.vocab, session.catalog.records)
    preview_document(session, letter_data(form))
    before = session.catalog.letters.get(form.code)
    data = letter_data(form if before is not None else replace(form, code=NEW))
    old = letter_data(before) if before is not None else {}
    known = {**data, "code": form.code if before is not None else ""}
    return Incoming(known, form, before is not None, differences(old, data), gone(session, known))


def write_file(session: Session, code: str, path: Path) -> None:
    """Write a kind as a file; logged. Raises what export_kind raises, DISK_FULL, FILE_ACCESS."""
    text = export_kind(session, code)
    with replacing(path, mode=0o644) as stream:
        stream.write(text.encode("utf-8"))


def read_file(session: Session, path: Path) -> Incoming:
    """Read a file of a kind as import_kind does. Raises also NOT_FOUND, FILE_ACCESS."""
    return import_kind(session, read_small(path, MOST_BYTES), path.name)


def take_in(session: Session, incoming: Incoming, *, dropping: bool = False) -> OpResult[str]:
    """Keep what was previewed, as save_kind does."""
    return save_kind(session, incoming.data, dropping=dropping)


def differences(old: Data, new: Data) -> tuple[tuple[str, str, str], ...]:
    """What of two kinds reads differently: (what, before, after)."""
    names = [n for n in (*REQUIRED, *OPTIONAL) if n != "code" and old.get(n) != new.get(n)]
    return tuple((_KEYS.get(n, n), part_words(n, old), part_words(n, new)) for n in names)


def from_shipped(session: Session, data: Data) -> tuple[tuple[str, str, str], ...]:
    """What a kind being written says otherwise than the shipped one of its code; nothing for a kind of the office's own."""
    usual = _shipped(session).get(str(data.get("code") or ""))
    checked = check(session, data)
    return differences(letter_data(usual), letter_data(checked.form)) if usual and checked.form else ()


def gone(session: Session, data: Data) -> tuple[str, ...]:
    """The sentences a kind owes that a new wording leaves out, to be agreed to before it is saved."""
    code, checked = str(data.get("code") or ""), check(session, data)
    if not code or checked.form is None:
        return ()
    return tuple(o.label for o in dropped(_shipped(session).get(code) or _form(session, code), checked.form))


# --- preview ---------------------------------------------------------------
def preview_document(session: Session, data: Data) -> OfficialDocument:
    """A letter of the kind with sample values, to look at. Raises AppError BAD_INPUT (where: the field)."""
    checked = check(session, data)
    if checked.form is None:
        raise AppError(ErrorCode.BAD_INPUT, checked.problem, where=checked.path)
    return parse_letter(checked.form, sample_data(checked.form, session.unit_name()))


def sample_data(form: LetterForm, unit: str = "某县住房和城乡建设局党组") -> dict[str, Any]:
    """Letter data with every element the kind asks for and a sample for each value."""
    found: dict[str, Any] = {
        "issuers": [unit], "date": "2026-11-20", "values": {v.name: _sample(v) for v in form.values},
    }  # fmt: skip
    if form.signs_inside:
        del found["date"]
    if form.format != "plain":
        found |= {"number": f"某{form.series or '函'}〔2026〕1号"}
    if "to" in form.required and not form.to:
        found["to"] = ["某某单位党组"]
    if "attendance" in form.required or form.format == "minutes":
        found["attendance"] = {"出席": ["张某某", "李某某"], "列席": ["王某某"]}
    if form.format in ("general", "minutes") or "printer" in form.required:
        found["printer"] = {"office": f"{unit}办公室", "date": "2026-11-20"}
    if form.upward or "signers" in form.required:
        found["signers"] = ["张某某"]
    told = Told({"issuer": unit, "recipient": "某某单位党组", **found["values"]})
    found["cc"] = [_filled(form, c, told) for c in form.cc] or (["某某办公室"] if "cc" in form.required else [])
    found["attachments"] = [_annex_data(form, annex, told) for annex in annexes(form)]
    if "note" in form.required:
        found["note"] = "联系人：王某某"
    return {name: value for name, value in found.items() if value != []}


def _filled(form: LetterForm, template: str, told: Told) -> str:
    return fill(template, told.values, lambda _name: BLANK, form)[0]


def _annex_data(form: LetterForm, annex: Annex, told: Told) -> dict[str, Any]:
    laid = paragraphs(form, annex.body, told, lambda _name: BLANK)
    rows = [{"table": p.table} if p.table is not None else {"level": p.level, "text": p.text} for p in laid]
    return {"title": _filled(form, annex.title, told), "body": rows}


def _sample(value: ValueField) -> str:
    return value.sample or _SAMPLES.get(value.type, f"（{value.label}）")
