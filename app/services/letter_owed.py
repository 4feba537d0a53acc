"""What a kind of letter owes to whom it concerns, guarded when its wording is changed: nothing is dropped silently.

Does not belong here: whether a letter says what it owes when it is signed (letters, by the same words).
"""

from __future__ import annotations

from collections.abc import Iterator

from app.catalog.letters import LetterForm, Owed, SkeletonParagraph
from app.domain.errors import AppError, ErrorCode


def dropped(before: LetterForm, after: LetterForm) -> tuple[Owed, ...]:
    """The owed sentences that stood in the text and no longer do."""
    old, new = "\n".join(_texts(before)), "\n".join(_texts(after))
    return tuple(o for o in before.owes if any(w in old for w in o.words) and not any(w in new for w in o.words))


def refuse_dropping(before: LetterForm, after: LetterForm, *, agreed: bool) -> None:
    """Refuse a wording that owes less than before, and one that leaves an owed sentence out unless that is agreed.

    Raises AppError BAD_INPUT; where: owes or body.
    """
    kept = {o.id for o in after.owes}
    if missing := next((o for o in before.owes if o.id not in kept), None):
        raise AppError(ErrorCode.BAD_INPUT, f"“{missing.label}”是这种文书必须写明的，不能取消。", where="owes")
    if not agreed and (gone := dropped(before, after)):
        raise AppError(ErrorCode.BAD_INPUT, f"新写法里没有了“{gone[0].label}”。", action=f"可以写：{gone[0].text}", where="body")


def _texts(form: LetterForm) -> Iterator[str]:
    yield from _of(form.body)
    for annex in (*form.attachments, *([form.receipt] if form.receipt else ())):
        yield from _of(annex.body)


def _of(body: tuple[SkeletonParagraph, ...]) -> Iterator[str]:
    for one in body:
        yield one.text
        yield from one.table.texts() if one.table is not None else ()
