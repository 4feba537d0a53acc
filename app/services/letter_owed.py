"""What a kind of letter owes to whom it concerns, guarded when its wording is changed: nothing is dropped silently.

Does not belong here: whether a letter says what it owes when it is signed (letter_checks, which reads by the same words).
"""

from __future__ import annotations

from app.catalog.letter_text import says
from app.catalog.letters import LetterForm, Owed
from app.domain.errors import AppError, ErrorCode


def dropped(before: LetterForm, after: LetterForm) -> tuple[Owed, ...]:
    """The owed sentences that stood in the text and no longer do."""
    old, new = _text(before), _text(after)
    return tuple(o for o in before.owes if says(old, o) and not says(new, o))


def refuse_dropping(before: LetterForm, after: LetterForm, *, agreed: bool) -> None:
    """Refuse a wording that owes less than before, and one that leaves an owed sentence out unless that is agreed.

    Raises AppError BAD_INPUT; where: owes or body.
    """
    kept = {o.id for o in after.owes}
    if missing := next((o for o in before.owes if o.id not in kept), None):
        raise AppError(ErrorCode.BAD_INPUT, f"“{missing.label}”是这种文书必须写明的，不能取消。", where="owes")
    if not agreed and (gone := dropped(before, after)):
        raise AppError(ErrorCode.BAD_INPUT, f"新写法里没有了“{gone[0].label}”。", action=f"可以写：{gone[0].text}", where="body")


def _text(form: LetterForm) -> str:
    """The letter itself: what only an attachment says is easily lost on the way."""
    lines: list[str] = []
    for one in form.body:
        lines += [one.text, *(one.table.texts() if one.table is not None else ())]
    return "\n".join(lines)
