"""Where a 发文字号 stands: alone in a line or a part of one, over two lines, behind secrecy or a mark; never in a sentence."""

from __future__ import annotations

import re

from app.documents.readback_model import OldNumber
from app.documents.readback_pieces import Piece
from app.documents.readback_words import number_in, period_in, unbracketed

_BEFORE = re.compile(r"^(?:等级|密级|缓急|紧急程度)?(?:绝密|机密|秘密)?(?:等级|缓急|紧急程度)?(?:特急|加急|特提|平急|急件)?")


def numbers_at(pieces: list[Piece], at: int) -> list[tuple[OldNumber, str]]:
    """Numbers that stand by themselves in a line, a part of one, or over two lines."""
    piece = pieces[at]
    found = [(n, t) for t in piece.parts if (n := alone(t)) is not None]
    if not found and len(piece.bare) < 70:
        whole = alone(re.sub(r"签发人.*$", "", piece.bare))
        found = [(whole, piece.bare)] if whole is not None else _in_parts(piece)
    if not found and len(piece.bare) < 70 and not re.search(r"[，。；《》]", piece.bare):
        found = [(n, t) for t in piece.text.split() if (n := alone(t)) is not None]
    if not found and at + 1 < len(pieces) and 0 < len(piece.bare) < 16 and 0 < len(pieces[at + 1].bare) < 20:
        joined, below = piece.bare + pieces[at + 1].bare, pieces[at + 1].bare
        both = alone(joined) if not piece.bare.endswith(("文件", "纪要", "令", "简报")) and not piece.line.red else None
        if both is not None and not alone(below) and not (period_in(below) and piece.line.align != "left" and len(piece.bare) > 5):
            found = [(both, joined)]
    if not found and len(piece.bare) < 16:
        bare = period_in(piece.bare)
        found = [(bare, piece.bare)] if bare is not None and at < 40 else []
    if not found:
        bare_parts = [(n, t) for t in piece.parts if len(piece.parts) > 1 and (n := period_in(t)) is not None]
        found = bare_parts[:1] if at < 40 else []
    return found


def alone(text: str) -> OldNumber | None:
    """A number that is the whole of a text, maybe in brackets or with a label."""
    stripped = re.sub(r"^[（(【]|[）)】。]$", "", text) if re.match(r"^[（(【](?!(?:19|20)\d\d)", text) else text
    found = number_in(stripped)
    if found is None:
        return unbracketed(stripped)
    value, before, after = found
    if before or (after and not re.fullmatch(r"[）)】。；;]|文|文件|附件\d*|附件[一二三四五]", after)):
        return None
    return None if re.match(r"^(?:根据|按照|依据|见|附|参照|关于|贯彻)", value.series) else _own(value)


def _own(value: OldNumber) -> OldNumber:
    """Without secrecy and urgency that stand before it in the same line."""
    series = _BEFORE.sub("", value.series)
    return OldNumber(series, value.year, value.n, value.shown[len(value.series) - len(series) :]) if series else value


def _in_parts(piece: Piece) -> list[tuple[OldNumber, str]]:
    """A number behind secrecy, a copy number or a mark without a gap; under a title in the same line."""
    found = number_in(piece.bare)
    if found is None or re.search(r"[，。；《》]", piece.bare):
        return []
    value, before, after = found
    heads = re.match(r"^(?:\d{5,7})?(?:(?:绝密|机密|秘密)(?:[★☆]?(?:长期|\d{1,2}年))?)?(?:特急|加急)?", value.series)
    cut = heads.end() if heads else 0
    marked = re.match(r"^(.*?文件)(.{1,10})$", value.series)
    series = marked[2] if marked else value.series[cut:]
    if not series or (before and not re.fullmatch(r"(?:\d{5,7})?(?:(?:绝密|机密|秘密)(?:[★☆]?(?:长期|\d{1,2}年))?)?(?:特急|加急)?[★☆]?", before)):
        return []
    shown = value.shown[len(value.series) - len(series) :]
    return [(OldNumber(series, value.year, value.n, shown), shown)] if len(after) < 3 else []
