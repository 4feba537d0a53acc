"""The list of what 体检 found, and what a corrected copy changed: as text, on paper, as .docx, .pdf, .xlsx or .csv.

The list of a letter of our own goes out only where the letter itself may: it quotes from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.crypto.files import write_atomic
from app.documents.statement import statement_docx, statement_pdf
from app.documents.statement_model import Statement, StatementColumn, StatementTable
from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import JobContext
from app.services import letters, records
from app.services.file_check import GRADES, SHAPE_LABELS, Checked, Corrected, Finding
from app.services.outgoing import classes_of, guard
from app.services.prints import Paper, foot
from app.services.profiles import default_profile
from app.services.session import Session
from app.sheets.writing import SheetField, TableFile, write_csv, write_xlsx

ENDINGS = (".docx", ".pdf", ".xlsx", ".csv")
_COLUMNS = (("序号", 0.5), ("性质", 0.6), ("位置", 2.4), ("项目", 1.4), ("条款", 0.9), ("实际", 1.8), ("应为", 1.8))
_CHANGES = (("序号", 0.5), ("位置", 2.2), ("项目", 1.4), ("原来", 2.2), ("改为", 2.2), ("处数", 0.6))
_WIDE = 14.0  # characters of a workbook's column for a share of 1
_NOTE = "体检只比对格式和写法，不对内容作判断。规定、一般、推荐为标准用语的强弱；实务是通行做法，标准没有写明。"


@dataclass(frozen=True, slots=True)
class FoundList:
    """A list to show or write. title: without the name of anybody; about: file, layout and counts; letter: of our own."""

    title: str
    about: str
    columns: tuple[tuple[str, float], ...]
    rows: tuple[tuple[str, ...], ...]
    note: str
    letter: str = ""

    @property
    def text(self) -> str:
        """Tab-separated lines for the clipboard."""
        lines = [self.title, self.about, "\t".join(label for label, _share in self.columns)]
        return "\n".join([*lines, *("\t".join(row) for row in self.rows)])


def found_list(checked: Checked, rows: Sequence[Finding]) -> FoundList:
    """What was found in one file, as shown: by grade, numbered as its marks."""
    count = {grade: sum(r.grade == grade for r in rows) for grade in GRADES}
    said = "、".join(f"{grade} {n} 处" for grade, n in count.items() if n) or "未见与标准不符之处"
    about = f"{checked.source.name}　{SHAPE_LABELS.get(str(checked.report.get('format')), '')}　版式：{checked.layout}　{said}"
    table = tuple(
        (str(r.number), r.grade, _where(r), r.rule, r.clause, r.found, r.expected) for r in rows
    )  # fmt: skip
    return FoundList("公文体检清单", about, _COLUMNS, table, _NOTE, checked.source.letter)


def _where(row: Finding) -> str:
    words = list(dict.fromkeys(place.words for place in row.places))
    return words[0] + (f"等 {len(words)} 处" if len(words) > 1 else "")


def change_list(checked: Checked, corrected: Corrected) -> FoundList:
    """What a corrected copy changes."""
    rows = tuple(
        (str(n), _change_place(c), str(c["rule"]), str(c["before"]), str(c["after"]), str(c["count"]))
        for n, c in enumerate(corrected.changes, 1)
    )  # fmt: skip
    about = f"{checked.source.name}　改了 {len(rows)} 项；改后还有 {len(corrected.left)} 处与标准不符"
    return FoundList("公文改正清单", about, _CHANGES, rows, "原文件没有改动。改正件只改格式和标点写法，不改内容。", checked.source.letter)


def _change_place(change: Mapping[str, Any]) -> str:
    start, paragraph = change["start"], change["paragraph"]
    return (f"第 {paragraph} 段" if paragraph else "全文") + (f"“{start}”" if start else "")


def list_pdf(session: Session, shown: FoundList, paper: Paper | None = None) -> bytes:
    """The list on paper. Logged. Raises AppError NOT_ALLOWED."""
    _allowed(session, shown, "print")
    session.log("print", f"check {shown.letter}".strip())
    return guard(session, _pdf(session, shown, paper), classes_of(session, [shown.letter]) if shown.letter else ())


def _pdf(session: Session, shown: FoundList, paper: Paper | None = None) -> bytes:
    lines = foot(session, "", paper.purpose if paper is not None else "") if session.business is not None else ""
    wide = paper.wide if paper is not None else True
    return statement_pdf(_statement(session, shown, lines, landscape=wide), default_profile(session.catalog))


def write_list(session: Session, shown: FoundList, path: Path, context: JobContext) -> Path:
    """Write the list as .docx, .pdf, .xlsx or .csv, whole or not at all. Logged.

    Raises AppError USAGE (another suffix), NOT_ALLOWED, BAD_INPUT, DISK_FULL, FILE_ACCESS, NOT_FOUND; Cancelled.
    """
    kind = path.suffix.lower()
    if kind not in ENDINGS:
        raise AppError(ErrorCode.USAGE, "清单只能存为 .docx、.pdf、.xlsx 或 .csv。", action="请改文件名。")
    _allowed(session, shown, "export")
    context.report(0, 1, "正在写清单")
    _writers(session, shown, context)[kind](path)
    session.log("export", f"check {shown.letter}".strip())
    return path


def _writers(session: Session, shown: FoundList, context: JobContext) -> dict[str, Callable[[Path], None]]:
    def table(write: Callable[..., None]) -> Callable[[Path], None]:
        fields = [SheetField(label, width=share * _WIDE) for label, share in shown.columns]
        file = TableFile(shown.title, [shown.about, shown.note], fields)
        return lambda path: write(path, file, shown.rows, lambda done: context.report(done, len(shown.rows), "正在写清单"))

    def docx(path: Path) -> None:
        statement = _statement(session, shown, "", landscape=True)
        write_atomic(path, statement_docx(statement, default_profile(session.catalog)), mode=0o644)

    return {
        ".docx": docx, ".pdf": lambda path: write_atomic(path, _pdf(session, shown), mode=0o644),
        ".xlsx": table(write_xlsx), ".csv": table(write_csv),
    }  # fmt: skip


def _statement(session: Session, shown: FoundList, lines: str, *, landscape: bool) -> Statement:
    columns = tuple(StatementColumn(label, share) for label, share in shown.columns)
    when = session.clock.now().astimezone().strftime("%Y-%m-%d %H:%M")
    unit = f"单位：{session.unit_name()}" if session.business is not None else ""
    table = StatementTable("清单", columns, shown.rows, "没有需要列出的。")
    return Statement(shown.title, unit, f"{when}　制表：{session.user.name}", shown.about, (table,),
                     notes=(shown.note,), notes_head="说明", foot=lines, landscape=landscape)  # fmt: skip


def _allowed(session: Session, shown: FoundList, action: str) -> None:
    """A file of elsewhere is nobody's record; the list of a letter goes where the letter may go."""
    if not shown.letter:
        return
    if not session.can_on(action, shown.letter):
        raise session.refused(action)
    if action == "export" and letters.wants_second(session, records.get(session, shown.letter)):
        raise AppError(ErrorCode.BAD_INPUT, "这类文书须由两个人导出，它的体检清单不单独存成文件。", action="请在屏幕上看，或者打印。")
