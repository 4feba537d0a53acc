"""What is said once on each computer: which fonts stand in for the official ones when letters are saved or printed.

Belongs here: whether it was said. Does not belong here: which font draws what (documents.faces).
"""

from __future__ import annotations

import contextlib
import hashlib

from app.documents.faces import open_fonts
from app.documents.glyph_check import stand_ins
from app.services.profiles import letter_profile
from app.services.records import RecordView
from app.services.session import Session

ADVICE = "Word 文件里仍写公文字体的名字。把公文字体装到本机后重新打开程序，PDF 就用它们。"


def say_once(session: Session, letter: RecordView) -> str:
    """The sentences to say before a letter is saved or printed; empty when they were said on this computer before."""
    found = stand_ins(open_fonts(letter_profile(session, letter.kind, letter)))
    if not found:
        return ""
    note = "".join(found) + ADVICE
    path, mark = session.folder.root / "state" / "fonts", hashlib.sha256(note.encode()).hexdigest()
    with contextlib.suppress(OSError, UnicodeDecodeError):
        if path.read_text(encoding="ascii") == mark:
            return ""
    with contextlib.suppress(OSError):  # not kept: it is said once more
        path.write_text(mark, encoding="ascii")
    return note
