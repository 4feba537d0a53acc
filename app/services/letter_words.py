"""Parts of a kind of letter in words, for comparing two wordings. Does not belong here: what differs (letter_kinds)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.services.letter_parts import ELEMENT_WORDS, FORMAT_WORDS, LEVELS, TYPE_WORDS, in_labels

NOTHING = "（无）"


def part_words(name: str, data: Mapping[str, Any]) -> str:
    """What a kind says under a key of its file."""
    value = data.get(name)
    if value in (None, "", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    match name:
        case "format":
            return FORMAT_WORDS.get(str(value), str(value))
        case "required":
            return "、".join(ELEMENT_WORDS.get(one, one) for one in value)
        case "title":
            return in_labels(data, str(value))
        case "values":
            return "\n".join(_field(one) for one in value)
        case "body":
            return _paragraphs(data, value)
        case "attachments":
            return "\n".join(_annex(data, one) for one in value)
        case "receipt":
            return _annex(data, value)
        case "basis":
            return "\n".join(f"《{one.get('document', '')}》{one.get('article', '')} {one.get('note', '')}".strip() for one in value)
        case "needs":
            return "\n".join(str(one.get("say", "")) for one in value)
        case "owes" | "blocks" | "deadline":
            rows = value if isinstance(value, list) else [value]
            return "\n".join(_plain(one) for one in rows)
        case "prefill" | "grounds":
            return f"{len(value)} 项"
        case _:
            return "\n".join(in_labels(data, str(one)) for one in value) if isinstance(value, list) else str(value)


def _field(one: Mapping[str, Any]) -> str:
    more = [TYPE_WORDS.get(str(one.get("type") or "text"), "")]
    more += ["必须填写"] if one.get("required") else []
    more += [str(one[n]) for n in ("hint", "sample") if one.get(n)]
    return f"{one.get('label', '')}（{'，'.join(m for m in more if m)}）"


def _paragraphs(data: Mapping[str, Any], body: list[Mapping[str, Any]]) -> str:
    heads = dict(LEVELS) | {"0": ""}
    return "\n".join(
        "（表格）" if "table" in one else heads.get(str(one.get("level") or 0), "") + in_labels(data, str(one.get("text", ""))) for one in body
    )


def _annex(data: Mapping[str, Any], one: Mapping[str, Any]) -> str:
    body = _paragraphs(data, one.get("body") or [])
    return in_labels(data, str(one.get("title", ""))) + (f"\n{body}" if body else "")


def _plain(one: Mapping[str, Any]) -> str:
    days = [f"{one['days']} 个{'工作日' if one.get('working') else '自然日'}"] if one.get("days") else []
    return "，".join([str(one.get("label", "")), *days, *(str(one[n]) for n in ("text", "note") if one.get(n))])
