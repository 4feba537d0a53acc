"""体检: compares a docx or PDF with the standard and lists what deviates.

A finding is a deviation, not a verdict: `strength` says whether the standard fixes the
value (must) or only recommends it (should). Files come from outside: sizes are checked
before anything is unpacked, XML entities are off, no field or macro is run.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.catalog.profiles import Profile
from app.documents.blocks import MM
from app.documents.examine_docx import read_docx
from app.documents.examine_pdf import read_pdf
from app.documents.model import Format
from app.documents.sheet import Sheet, SheetPage, TextLine
from app.domain.errors import AppError, ErrorCode

MAX_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Deviation:
    """One deviation. page 0: the whole document; strength: must or should."""

    rule: str
    clause: str
    found: str
    expected: str
    page: int
    strength: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was examined, which rules could be checked, and what deviates."""

    file: str
    format: Format
    checked: tuple[str, ...]
    deviations: tuple[Deviation, ...]


def examine(path: Path, profile: Profile, form: Format | None = None) -> Report:
    """Examine a docx or PDF. form: its layout; recognised from the page when not given.

    Raises AppError (FILE_ACCESS, TOO_LARGE, DAMAGED, UNSUPPORTED).
    """
    sheet = _read(path)
    shape = form or _recognise(sheet, profile)
    check = _Check(sheet, profile, shape)
    check.run()
    return Report(path.name, shape, tuple(check.checked), tuple(check.deviations))


def _read(path: Path) -> Sheet:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise AppError(ErrorCode.TOO_LARGE, "文件超过 50 MB，不像公文。", where=path.name)
        raw = path.read_bytes()
    except OSError as exc:
        raise AppError(
            ErrorCode.FILE_ACCESS, "读不出这个文件。", action="请检查文件是否存在。", where=path.name
        ) from exc
    if raw.startswith(b"%PDF-"):
        return read_pdf(raw, path.name)
    if raw.startswith(b"PK\x03\x04"):
        return read_docx(raw, path.name)
    raise AppError(ErrorCode.UNSUPPORTED, "只能体检 docx 和 PDF 文件。", where=path.name)


def _recognise(sheet: Sheet, profile: Profile) -> Format:
    first = sheet.pages[0]
    marks = [line for line in first.lines if line.red]
    if not marks:
        return Format.PLAIN
    if any(abs(rule.width / MM - profile.header.letter_rule_length) < 2 and rule.red for rule in first.rules):
        return Format.LETTER
    text = "".join(line.text for line in marks)
    if "纪要" in text:
        return Format.MINUTES
    ordered = text.endswith("令") and not any(rule.red for rule in first.rules)
    return Format.ORDER if ordered else Format.GENERAL


_MARK_CLAUSE = {Format.LETTER: "10.1", Format.ORDER: "10.2"}


class _Check:
    """Runs every rule that the file gives something to measure for."""

    def __init__(self, sheet: Sheet, profile: Profile, form: Format) -> None:
        self._sheet, self._profile, self._form = sheet, profile, form
        self.checked: list[str] = []
        self.deviations: list[Deviation] = []

    def run(self) -> None:
        """All rules."""
        self._page_size()
        self._margins()
        self._body()
        self._page_numbers()
        self._red_head()
        self._number_and_date()

    def _judge(self, rule: str, clause: str, ok: bool, found: str, expected: str, *, page: int = 0,
               strength: str = "must") -> None:  # fmt: skip
        if rule not in self.checked:
            self.checked.append(rule)
        if not ok:
            self.deviations.append(Deviation(rule, clause, found, expected, page, strength))

    def _page_size(self) -> None:
        page = self._profile.page
        for number, sheet in enumerate(self._sheet.pages, 1):
            sides, wanted = sorted((sheet.width / MM, sheet.height / MM)), sorted((page.width, page.height))
            ok = all(abs(a - b) < 1 for a, b in zip(sides, wanted, strict=True))  # a table may lie on its side (clause 6)
            found = f"{sheet.width / MM:.0f}×{sheet.height / MM:.0f} 毫米"
            self._judge("纸张", "5.1", ok, found, f"{page.width:.0f}×{page.height:.0f} 毫米", page=number)

    def _margins(self) -> None:
        page = self._profile.page
        for name, found, wanted in (
            ("天头", self._sheet.top, page.top),
            ("订口", self._sheet.left, page.left),
            ("版心宽", self._sheet.text_width, page.text_width),
        ):
            if found is not None:
                slack = 1.2 if name != "天头" else self._sheet.top_slack
                ok = abs(found / MM - wanted) <= slack
                self._judge(name, "5.2.1", ok, f"{found / MM:.1f} 毫米", f"{wanted:.0f}±1 毫米")

    def _body(self) -> None:
        grid, sizes = self._profile.grid, self._profile.sizes
        sheet = self._sheet
        if sheet.body_size:
            ok = abs(sheet.body_size - sizes.body) < 0.4
            self._judge("正文字号", "5.2.2", ok, f"{sheet.body_size:.1f} 磅", f"{sizes.body:.0f} 磅（3 号）")
        if sheet.line_pitch:
            ok = abs(sheet.line_pitch - grid.pitch) <= 0.5
            expected = f"{grid.pitch} 磅（每面 {grid.lines} 行）"
            self._judge("行距", "5.2.3", ok, f"{sheet.line_pitch:.2f} 磅", expected, strength="should")
        if sheet.columns:
            ok = sheet.columns == grid.columns
            self._judge(
                "每行字数", "5.2.3", ok, f"{sheet.columns} 字", f"{grid.columns} 字", strength="should"
            )

    def _page_numbers(self) -> None:
        size = self._profile.sizes.small
        for number, page in enumerate(self._sheet.pages, 1):
            if page.footer is None:
                continue
            shown = not (self._form is Format.LETTER and number == 1)
            form = re.fullmatch(r"\s*—\s*\d+\s*—\s*", page.footer.text) if page.footer.text else None
            if not shown:
                self._judge(
                    "页码", "10.1", not page.footer.text, page.footer.text, "信函首页不显示页码", page=number
                )
                continue
            found = page.footer.text or "没有页码"
            self._judge("页码", "7.5", bool(form), found, "— 1 —", page=number)
            if form and page.footer.size:
                ok = abs(page.footer.size - size) < 0.5
                self._judge(
                    "页码字号", "7.5", ok, f"{page.footer.size:.1f} 磅", f"{size:.0f} 磅（4 号）", page=number
                )

    def _red_head(self) -> None:
        if self._form is Format.PLAIN:
            return
        first = self._sheet.pages[0]
        header, clause = self._profile.header, _MARK_CLAUSE.get(self._form, "7.2.4")
        marks = [line for line in first.lines if line.red]
        self._judge(
            "发文机关标志",
            clause,
            bool(marks),
            "没有红色标志" if not marks else "有",
            "红色发文机关标志",
            page=1,
        )
        wanted = {Format.GENERAL: header.mark_top_general, Format.LETTER: header.mark_top_letter,
                  Format.ORDER: header.mark_top_order, Format.MINUTES: header.mark_top_minutes}[self._form]  # fmt: skip
        if marks and marks[0].top is not None:
            top = marks[0].top / MM
            self._judge(
                "标志位置",
                clause,
                abs(top - wanted) <= 3.5,
                f"距上页边 {top:.1f} 毫米",
                f"{wanted:.0f} 毫米",
                page=1,
            )
        self._red_rules(first)

    def _red_rules(self, first: SheetPage) -> None:
        header = self._profile.header
        length = header.letter_rule_length if self._form is Format.LETTER else self._profile.page.text_width
        red = [rule for rule in first.rules if rule.red]
        need = {Format.LETTER: 4, Format.ORDER: 0}.get(self._form, 1)
        clause = "10.1" if self._form is Format.LETTER else "7.2.7"
        self._judge("红色分隔线", clause, len(red) >= need, f"{len(red)} 条", f"{need} 条", page=1)
        for rule in red:
            ok = abs(rule.width / MM - length) <= 1.5
            self._judge("红线长度", clause, ok, f"{rule.width / MM:.1f} 毫米", f"{length:.0f} 毫米", page=1)

    def _number_and_date(self) -> None:
        number = next((n for line in self._sheet.pages[0].lines if (n := _number(line))), None)
        if number is not None:
            ok = re.search(r"〔\d{4}〕[1-9]\d*号", number) is not None and "第" not in number
            self._judge("发文字号", "7.2.5", ok, number, "〔2026〕1号", page=1)
        for page, sheet in enumerate(self._sheet.pages, 1):
            for line in sheet.lines:
                text = re.sub(r"\s", "", line.text)
                if re.fullmatch(r"[\d〇○零一二三四五六七八九]{4}年.{1,3}月.{1,3}日", text):
                    ok = re.fullmatch(r"\d{4}年[1-9]\d?月[1-9]\d?日", text) is not None
                    self._judge("成文日期", "7.3.5.4", ok, text, "2026年1月5日", page=page)


def _number(line: TextLine) -> str | None:
    text = re.sub(r"\s", "", line.text)
    found = re.search(r"[^\s：:]{0,12}[〔\[(（【［]\d{4}[〕\])）】］]第?\d+号", text)
    return found.group() if found and len(text) < 40 else None


def summary(deviations: Sequence[Deviation]) -> str:
    """One sentence for a person."""
    if not deviations:
        return "未发现与格式标准不符之处。"
    must = sum(deviation.strength == "must" for deviation in deviations)
    return f"发现 {len(deviations)} 处与格式标准不符，其中 {must} 处是标准的明确要求。"
