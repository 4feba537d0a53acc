"""A kind of letter as a clerk edits it: placeholders by their Chinese labels, the parts of its form, what it says otherwise.

Data here is that of forms/letters with two differences: a template says 【督办事项】 for {topic}, and a field of its own
is known by `id` (its name in the file, empty for a new one). Reading and keeping a kind is letter_kinds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from app.catalog.letters import ELEMENTS, FORMATS, SIGN, SUBMIT
from app.services.duty_parts import Key, Part, choice, group, rows, several, text
from app.services.session import Session

Data = dict[str, Any]
COMMON = {"issuer": "发文机关", "recipient": "主送", "number": "发文字号", "date": "成文日期", "basis": "依据条款"}
FORMAT_WORDS = {"general": "文件", "letter": "信函", "order": "命令", "minutes": "纪要", "plain": "表格和内部材料"}
ELEMENT_WORDS = {
    "issuers": "发文机关", "number": "发文字号", "to": "主送", "title": "标题", "body": "正文", "date": "成文日期", "attendance": "出席情况",
    "printer": "印发机关和日期", "signers": "签发人", "cc": "抄送", "note": "附注",
}  # fmt: skip
TYPE_WORDS = {
    "text": "一行文字", "long": "一段文字", "date": "日期", "days": "天数", "person": "人员", "unit": "单位", "record": "一条记录", "choice": "从词表里选",
}  # fmt: skip
LEVELS = (("0", "正文"), ("1", "一、"), ("2", "（一）"), ("3", "1."), ("4", "（1）"))
SECTIONS = {
    "text": ("文字", ("label", "summary", "title", "body")),
    "values": ("要填的内容", ("values",)),
    "asks": ("要求", ("format", "required", "series", "sealed", "upward", "needs_receipt", "signs_inside", "needs")),
    "basis": ("依据", ("basis", "unconfirmed")),
    "annexes": ("抄送和附件", ("cc", "attachments", "receipt")),
}
_SAID = frozenset({"label", "document", "of", "say"})  # an empty one is for the loader to refuse; others are just not said
_NAME = re.compile(r"\{([a-z_]+)\}")
_LABEL = re.compile(r"【([^【】]+)】")


# --- templates -------------------------------------------------------------
def labels(data: Mapping[str, Any]) -> dict[str, str]:
    """What may be inserted, by its name in the file: the kind's own fields, then what every letter knows."""
    own = {str(v.get("id", v.get("name", ""))): str(v.get("label", "")) for v in data.get("values") or ()}
    return {**own, **COMMON}


def shown(data: Mapping[str, Any]) -> Data:
    """A kind's data as the form shows it."""
    found = _over_templates(deepcopy(dict(data)), _to_labels(labels(data)))
    found["values"] = [
        {"type": "text"} | {k: v for k, v in row.items() if k != "name"} | {"id": row["name"]} for row in found.get("values") or ()
    ]
    for paragraph in _paragraphs(found):
        paragraph["level"] = str(paragraph.get("level") or 0)
    return found


def _paragraphs(data: Data) -> list[Data]:
    """Every paragraph of the text and of what is attached; a level is a word while it is edited."""
    annexes = [*(data.get("attachments") or ()), *([data["receipt"]] if data.get("receipt") else ())]
    return [p for holder in (data, *annexes) for p in holder.get("body") or () if "table" not in p]


def written(form_data: Mapping[str, Any]) -> Data:
    """The form's data as a file has it; new fields get names, what referred to a removed field goes with it."""
    found = deepcopy(dict(form_data))
    taken = {row.get("id") for row in found.get("values") or ()}
    numbers = (f"own_{_letters(n)}" for n in range(1, 10_000))
    for row in found.get("values") or ():
        row["id"] = row.get("id") or next(name for name in numbers if name not in taken)
    names = {label: name for name, label in reversed(labels(found).items())}
    found = _over_templates(found, lambda words: _LABEL.sub(lambda m: f"{{{names[m[1]]}}}" if m[1] in names else m[0], words))
    found["values"] = [{"name": row["id"], **{k: v for k, v in row.items() if k != "id"}} for row in found.get("values") or ()]
    for paragraph in _paragraphs(found):
        paragraph["level"] = int(paragraph.get("level") or 0)
    _forget_removed(found)
    for name in ("values", "needs", "basis"):
        if name in found:
            found[name] = [{k: v for k, v in row.items() if k in _SAID or v not in ("", None, [])} for row in found[name]]
    return {name: value for name, value in found.items() if value not in ([], {}, "", None) or name in ("code", "body", "basis", "required")}


def _letters(number: int) -> str:
    """a, b, … z, aa: names of fields have no figures."""
    word = ""
    while number:
        number, rest = divmod(number - 1, 26)
        word = chr(ord("a") + rest) + word
    return word


def _forget_removed(data: Data) -> None:
    used = {p.get("block") for p in data.get("body") or ()}
    if "blocks" in data:
        data["blocks"] = [{k: v for k, v in b.items() if k != "instead" or v in used} for b in data["blocks"] if b["id"] in used]
    known = {row["name"] for row in data["values"]} | {b["id"] for b in data.get("blocks") or ()}
    if "prefill" in data:
        data["prefill"] = {name: origins for name, origins in data["prefill"].items() if name in known}
    deadline = data.get("deadline")
    if isinstance(deadline, dict) and deadline.get("value") not in (*known, None):
        del deadline["value"]


def renamed(form_data: Data, before: Mapping[str, str]) -> Data:
    """The form's data after fields were renamed: templates follow. before: labels as they were, by id."""
    changed = {f"【{before[i]}】": f"【{label}】" for i, label in labels(form_data).items() if i in before and before[i] != label}
    if not changed:
        return form_data

    def follow(words: str) -> str:
        return _LABEL.sub(lambda m: changed.get(m[0], m[0]), words)

    return _over_templates(form_data, follow)


def unknown(form_data: Mapping[str, Any]) -> tuple[str, ...]:
    """【…】 of the text that stand for no field: they would be printed as they are."""
    known = set(labels(form_data).values())
    found: list[str] = []

    def look(words: str) -> str:
        found.extend(m for m in _LABEL.findall(words) if m not in known)
        return words

    _over_templates(deepcopy(dict(form_data)), look)
    return tuple(dict.fromkeys(found))


def in_labels(data: Mapping[str, Any], words: str) -> str:
    """A template of a file's data as the form shows it."""
    return _to_labels(labels(data))(words)


def _to_labels(known: Mapping[str, str]) -> Callable[[str], str]:
    return lambda words: _NAME.sub(lambda m: f"【{known[m[1]]}】" if m[1] in known else m[0], words)


def _over_templates(data: Data, change: Callable[[str], str]) -> Data:
    """Change every template of a kind in place."""
    if isinstance(data.get("title"), str):
        data["title"] = change(data["title"])
    data["body"] = [_paragraph(p, change) for p in data.get("body") or ()]
    if data.get("cc"):
        data["cc"] = [change(str(one)) for one in data["cc"]]
    for annex in (*(data.get("attachments") or ()), *([data["receipt"]] if data.get("receipt") else ())):
        annex["title"] = change(str(annex.get("title", "")))
        if annex.get("body"):
            annex["body"] = [_paragraph(p, change) for p in annex["body"]]
    return data


def _paragraph(one: Data, change: Callable[[str], str]) -> Data:
    if "table" in one:
        return {**one, "table": _within(one["table"], change)}
    return {**one, "text": change(str(one.get("text", "")))}


def _within(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_within(one, change) for one in value]
    if isinstance(value, dict):
        return {name: _within(one, change) for name, one in value.items()}
    return value


# --- the form --------------------------------------------------------------
def part(session: Session, section: str, data: Mapping[str, Any]) -> Part:
    """The parts of one section of the form, for what is written so far."""
    if section == "asks":
        return _asks(session, data)
    return {"text": _text, "values": _values, "basis": _basis, "annexes": _annexes}[section](session)


def _text(_session: Session) -> Part:
    return group(
        "文字", Key("label", text("名称"), True), Key("summary", Part("long", "什么时候用"), True), Key("title", text("标题"), True),
    )  # fmt: skip


def _values(session: Session) -> Part:
    vocabs = sorted(((v.id, v.label) for v in session.catalog.vocab), key=lambda pair: pair[1])

    def one(row: Any) -> Part:
        chosen = isinstance(row, dict) and row.get("type") == "choice"
        more = (Key("vocab", choice("词表", vocabs), True),) if chosen else ()
        return group(
            "内容", Key("label", text("叫什么"), True),
            Key("type", Part("choice", "填什么", options=tuple(TYPE_WORDS.items()), reshapes=True), True), *more,
            Key("required", Part("flag", "必须填写")), Key("hint", text("提示")), Key("sample", text("样张里填")),
        )  # fmt: skip

    return group("要填的内容", Key("values", rows("起草时要填的内容", one, {"id": "", "label": "", "type": "text"}), True))


def _asks(session: Session, data: Mapping[str, Any]) -> Part:
    own = {str(v["id"]): str(v.get("label", "")) for v in data.get("values") or () if v.get("id")}
    record = session.catalog.records.find("letter")
    things = {f.id: f.label for f in (record.fields if record is not None else ())} | ELEMENT_WORDS | own
    steps = ((SUBMIT, "送审时"), (SIGN, "签发时"))
    need = group(
        "要求", Key("of", choice("要有什么", things.items()), True), Key("say", text("没有时怎么提醒"), True),
        Key("words", Part("words", "或正文里有这些词之一")), Key("at", choice("什么时候查", steps)),
    )  # fmt: skip
    return group(
        "要求", Key("format", choice("版式", [(f, FORMAT_WORDS.get(f, f)) for f in FORMATS]), True),
        Key("required", several("没有就不能出文书", [(e, ELEMENT_WORDS.get(e, e)) for e in ELEMENTS]), True),
        Key("series", text("机关代字的末字", "例如“督”，编号时提示")), Key("sealed", Part("flag", "加盖印章")),
        Key("upward", Part("flag", "上行文，写签发人")), Key("needs_receipt", Part("flag", "要送达回证")),
        Key("signs_inside", Part("flag", "表内签名，不另落款")),
        Key("needs", rows("送审、签发前还要有", need, {"of": "", "say": ""})),
    )  # fmt: skip


def _basis(session: Session) -> Part:
    packs = [(p.id, p.short) for p in session.catalog.duties.packs]
    one = group(
        "依据", Key("document", text("文件名称", "不写书名号"), True), Key("article", text("条款")), Key("note", Part("long", "说了什么")),
        Key("valid_from", Part("day", "施行日期")), Key("valid_to", Part("day", "失效日期")), Key("pack", choice("只在启用这份职责文件时引用", packs)),
    )  # fmt: skip
    return group(
        "依据", Key("basis", rows("依据的文件和条款", one, {"document": ""}, "没有来源的不写"), True),
        Key("unconfirmed", Part("words", "待单位确认的事")),
    )  # fmt: skip


def _annexes(_session: Session) -> Part:
    paragraph = group("一段", Key("level", choice("层次", LEVELS)), Key("text", Part("long", "文字")))
    annex = (Key("title", text("名称"), True), Key("body", rows("附件正文", paragraph, {"text": ""})))
    return group(
        "抄送和附件", Key("cc", Part("words", "抄送"), True), Key("attachments", rows("附件", group("附件", *annex), {"title": ""}), True),
        Key("receipt", group("送达回证", *annex)),
    )  # fmt: skip


def section_of(path: str) -> str:
    """The section in which a place of the data is edited; the text for what has no place."""
    head = re.split(r"[.\[]", path)[0]
    return next((name for name, (_title, keys) in SECTIONS.items() if head in keys), "text")
