"""A corrected copy of a docx: what the rules found and can be repaired without touching what it says, is repaired.

The same reader and the same recognition of elements decide what a paragraph is; repairs are written as direct formats,
so that they take effect whatever the styles say. Text is changed only in marks (brackets, colons, padded dates).
The original bytes stay as they are. Does not belong here: page numbers (mending_pages) and text marks (mending_marks).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.catalog.profiles import Profile
from app.documents.checking.container import open_parts, refuse_compound
from app.documents.checking.docx_reader import Reader
from app.documents.checking.effect import N
from app.documents.checking.elements import Elements
from app.documents.checking.heights import glyph_top
from app.documents.checking.mending_fonts import embed
from app.documents.checking.mending_gaps import mend_gaps
from app.documents.checking.mending_head import mend_head
from app.documents.checking.mending_imprint import mend_imprint
from app.documents.checking.mending_letterhead import mend_letterhead
from app.documents.checking.mending_looks import mend_looks
from app.documents.checking.mending_marks import mend_marks
from app.documents.checking.mending_pages import mend_pages
from app.documents.checking.mending_parts import complete, packed, unwrapped
from app.documents.checking.mending_titles import mend_title
from app.documents.checking.mending_turns import mend_turns
from app.documents.checking.mending_xml import (
    Change,
    Changes,
    bold,
    cells,
    cut,
    faces,
    headed,
    sizes,
    write_fonts,
)
from app.documents.checking.paper import MM, Paper, Para, Section
from app.documents.checking.roles import recognise
from app.documents.checking.rules_levels import are_set_whole, as_set
from app.documents.checking.rules_page import cell_of, pitch_of
from app.documents.checking.rules_red import bordered_paras, gap_above
from app.documents.model import Format
from app.domain.errors import AppError, ErrorCode

_SHORT = 30  # characters of a line that may stand in the middle or at the right of a text
_LABEL = re.compile(r"\s*[\u4e00-\u9fff]{2,5}[：:]")  # 出席：
_GRIDLESS = Section(0.0, 0.0)  # a copy has no grid


@dataclass(frozen=True, slots=True)
class Mended:
    """The corrected copy and what was changed in it."""

    raw: bytes
    changes: tuple[Change, ...]


def mend(raw: bytes, name: str, profile: Profile, form: Format | None = None, *,
         without: frozenset[str] = frozenset()) -> Mended:  # fmt: skip
    """Correct a docx. without: rules and topics that a person switched off are left as they are. Raises AppError (UNSUPPORTED for anything else, DAMAGED, TOO_LARGE)."""
    if not raw.startswith(b"PK"):
        refuse_compound(raw, name)
        raise AppError(ErrorCode.UNSUPPORTED, "只能改正 docx 文件。", where=name)
    from app.documents.examine import judge, recognise_format

    parts = open_parts(raw, name)
    paper = Reader(parts, name).paper()
    found = recognise(paper)
    shape = form or recognise_format(paper, found, profile)
    deviations = judge(paper, found, profile, shape).deviations
    wrong = {deviation.rule for deviation in deviations} - without
    said = bool({d.rule for d in deviations if not {d.rule, d.topic} & without})
    if not said:
        return Mended(raw, ())  # nothing deviates: the copy is the file, byte by byte
    complete(parts)
    changes = Changes(without)
    if "format" not in without and unwrapped(parts["word/document.xml"].find("w:body", N)):
        changes.note("内容控件", "段落在内容控件里", "去掉控件，文字照旧")
        paper = Reader(parts, name).paper()
        found = recognise(paper)
    mend_marks(found, changes, {spot.paragraph for d in deviations if d.rule == "层次标题标点" for spot in d.spots}, without)
    paper = Reader(parts, name).paper()  # with the marks as they are now
    found = recognise(paper)
    files: dict[str, bytes] = {}
    if "format" not in without:
        body = parts["word/document.xml"].find("w:body", N)
        mend_title(found, profile, wrong, changes)
        if not mend_head(body, paper, found, profile, shape, wrong, changes):
            mend_letterhead(parts, paper, found, profile, shape, wrong, changes)
        paper = Reader(parts, name).paper()
        found = recognise(paper)
        mend_looks(paper, found, profile, changes)
        _Mender(paper, found, profile, shape, wrong, changes).run()
        mend_imprint(parts, paper, found, profile, shape, wrong, changes, moved=True)
        files = mend_pages(parts, paper, profile, shape, wrong, changes)
    if "format" not in without:
        paper = Reader(parts, name).paper()
        found = recognise(paper)
        mend_looks(paper, found, profile, changes)  # what styles still say
        if changes.moved:
            mend_turns(paper, found, changes)
        _name_fonts(paper, changes)
        for para in paper.flowing:
            if para.place == "flow" and len(para.bare) > 20 and para.node is not None:
                changes.hanging(para)
                changes.unstretched(para)
        files |= embed(parts, Reader(parts, name).paper(), profile, changes)
    return Mended(packed(raw, parts, files), tuple(changes.rows()))


def _name_fonts(paper: Paper, changes: Changes) -> None:
    """Fonts that a theme names are written on the runs: not every program resolves themes alike."""
    for para in paper.flowing:
        for run in para.runs:
            if run.themed and run.node is not None and run.face and run.text.strip():
                write_fonts(run.node, run.face)
                changes.note("主题字体", "由主题决定", f"写明{run.face}", para)


@dataclass(slots=True)
class _Look:
    """What an element should look like; None leaves a property alone."""

    size: float
    face: str  # '' leaves it alone
    align: str | None = None
    first: float | None = None
    left: float | None = None
    right: float | None = None
    pitch: float | None = None


class _Mender:
    def __init__(self, paper: Paper, found: Elements, profile: Profile, form: Format, wrong: set[str], changes: Changes) -> None:
        self._paper, self._found, self._profile, self._form = paper, found, profile, form
        self._wrong, self._changes = wrong, changes
        names = {role.role: role.docx for role in profile.fonts}
        self._fang, self._kai, self._hei = names["body"], names["kai"], names["hei"]
        self._title, self._song = names["title"], names["song"]

    def run(self) -> None:
        """Repair every element that was recognised."""
        self._spacing_of_blanks()
        self._head()
        self._text()
        self._tail()
        self._imprint()
        mend_gaps(self._found, self._profile, self._wrong, self._changes)

    def _set(self, para: Para, look: _Look, rule: str) -> None:
        """Bring a paragraph to a look; what already takes effect is not touched."""
        if para.node is None:
            return
        grid, change = self._profile.grid, self._changes
        change.align(para, look.align, rule)
        change.indent(para, look.first, look.left, look.right, rule)
        section = self._paper.sections[para.section]
        now = pitch_of(para, section)[0]
        flowing = rule in {"正文", "标题层次"}
        loose = now is None or para.pitch_rule != "exact" or (flowing and max(para.before, para.after) >= 1.0)
        if look.pitch and (loose or (now is not None and (flowing or "行距" in self._wrong) and abs(now - look.pitch) > 0.5)):
            change.pitch(para, look.pitch, apart=not flowing)
        if look.face:
            faces(change, para, look.face, rule)
        sizes(change, para, look.size, rule)
        bold(change, para, rule)
        if rule != "发文机关标志":
            change.black(para)
        if look.pitch and look.size == self._profile.sizes.body and para.bare and change.may("每行字数"):
            cell = cell_of(para, _GRIDLESS) - (para.size or look.size) + look.size
            if "每行字数" in self._wrong or abs(cell - grid.cell) > 0.12:
                cells(change, para, grid.cell - look.size)

    def _spacing_of_blanks(self) -> None:
        start = self._found.titles[0].index if self._found.titles else 0  # the head is set anew or left as it is
        for para in self._paper.flowing:
            if not para.bare and para.place == "flow" and para.node is not None and not para.red and para.index > start:
                if para.above or para.under or (para.pitch_rule == "exact" and (para.pitch or 0) < 15):
                    continue  # it carries a line, or is only there for a small distance
                tall = para.pitch_rule != "exact" or abs((para.pitch or 0) - self._profile.grid.pitch) > 0.6
                if tall and not _holds_drawing(para):
                    self._changes.pitch(para, self._profile.grid.pitch)

    def _head(self) -> None:
        found, sizes, pitch = self._found, self._profile.sizes, self._profile.grid.pitch
        for para in found.marks:
            astray = para.place != "table" and "标志居中" in self._wrong
            look = _Look(para.size or sizes.mark_max, self._title if "标志字体" in self._wrong else "")
            if astray:
                look.align, look.first, look.left, look.right = "center", 0.0, 0.0, 0.0
            self._set(para, look, "发文机关标志")
            if "标志颜色" in self._wrong:
                self._changes.colour(para, "标志颜色")
        if found.number is not None:
            upward = bool(found.signers) or "\t" in found.number.text
            astray = bool(self._wrong & {"发文字号位置", "红线长度"}) and not upward
            align = None if not astray else "right" if self._form is Format.LETTER else "center"
            flat = 0.0 if astray else None
            face = "" if upward else self._fang
            self._set(found.number, _Look(sizes.body, face, align, flat, flat, flat, pitch), "发文字号")
        for label, named in ((found.copy_no, self._fang), (found.secrecy, self._hei), (found.urgency, self._hei)):
            if label is not None:
                self._set(label, _Look(sizes.body, named, "left", 0.0, 0.0, None, pitch), "版头")
        self._signers()
        self._mark_place()
        self._red_line()

    def _signers(self) -> None:
        """签发人 in 仿宋, the name in 楷体 (7.2.6)."""
        if not self._wrong & {"签发人字体", "签发人标签字体"}:
            return
        for para in self._found.signers:
            named = False
            for run in para.runs:
                label = "签发人" in run.text
                if run.node is not None and run.text.strip() and (label or named):
                    write_fonts(run.node, self._fang if label else self._kai)
                    self._changes.note("签发人字体", run.face or "未指定", self._fang if label else self._kai, para)
                named = named or label

    def _mark_place(self) -> None:
        """Space over the mark so that it stands where it should (7.2.4)."""
        header = self._profile.header
        wanted = {Format.GENERAL: header.mark_top_general, Format.MINUTES: header.mark_top_minutes,
                  Format.ORDER: header.mark_top_order}.get(self._form)  # fmt: skip
        if not self._found.marks or wanted is None or self._found.marks[0].place != "flow":
            return
        mark = self._found.marks[0]
        section = self._paper.sections[0]
        top = glyph_top(self._paper, mark)
        if top is None or section.top is None:
            return
        moved = (self._profile.page.top * MM - section.top) + top  # after the margins are put right
        before = mark.before + wanted * MM - moved
        if before >= 0 and abs(before - mark.before) > 2 * MM:
            self._changes.before(mark, before, "标志位置")

    def _red_line(self) -> None:
        number = self._found.number
        if self._form is not Format.GENERAL or number is None:
            return
        far = [p for p in (number, *self._found.signers) if p.under is not None and p.under.red and not 3 <= p.under.space <= 8]
        if not self._wrong & {"红色分隔线", "红线颜色", "红线长度", "红线位置"} and not (far and self._changes.rows()):
            return
        if number.place == "table":
            self._changes.row_height(number, self._profile.header.rule_gap * MM)
            return
        carrier = next((p for p in bordered_paras(self._paper, self._found) if not p.bare and p.place == "flow" and p.under is not None), None)
        if carrier is not None:
            gap = gap_above(self._paper, carrier)
            if gap is not None and carrier.pitch_rule == "exact" and carrier.pitch and carrier.under is not None:
                pitch = max(carrier.pitch + self._profile.header.rule_gap * MM - gap, 1.0)
                self._changes.red_line(carrier, self._profile.header.rule_thickness * MM, carrier.under.space + 5, pitch=pitch)
                return
        under = self._found.signers[-1] if self._found.signers and self._found.signers[-1].index > number.index else number
        self._changes.red_line(under, self._profile.header.rule_thickness * MM, self._profile.header.rule_gap * MM)

    def _text(self) -> None:
        found, sizes, grid = self._found, self._profile.sizes, self._profile.grid
        for para in found.titles:
            self._set(para, _Look(sizes.title, self._title, "center", 0.0, 0.0, 0.0, grid.pitch), "标题")
        if found.to is not None:
            self._set(found.to, _Look(sizes.body, self._fang, "left", 0.0, 0.0, 0.0, grid.pitch), "主送机关")
        indent = 2 * grid.cell
        whole = are_set_whole(found.body)
        for level, para in as_set(found.body):
            if para.place != "flow" or (para.align == "center" and (para.size or 0) >= sizes.title - 2):
                continue  # a title that stands elsewhere is not made text
            going_on = para.new_page and not para.first and not para.left
            face = "" if level in {1, 2} else self._fang
            look = _Look(sizes.body, face, "left", None if going_on else indent, 0.0, None, grid.pitch)
            if not level and para.align in {"right", "center"} and len(para.bare) < _SHORT:
                look.align = look.first = look.left = None  # a line that stands for itself
            elif "首行缩进" not in self._wrong and _typed_indent(para, indent):
                look.first = look.left = None
            else:
                self._changes.strip_lead(para)
            self._set(para, look, "正文" if not level else "标题层次")
            if level in {1, 2}:
                headed(self._changes, para, self._hei if level == 1 else self._kai, self._kai if whole and level == 2 else self._fang)

    def _tail(self) -> None:
        found, sizes, grid = self._found, self._profile.sizes, self._profile.grid
        moved = "附件说明缩进" in self._wrong
        start = (2 + 3) * grid.cell
        for i, para in enumerate(found.attached):
            look = _Look(sizes.body, self._fang, None, None, None, None, grid.pitch)
            if moved:
                self._changes.strip_lead(para)
                look.align, look.left, look.first = "left", start, 0.0 if i else -3 * grid.cell
            self._set(para, look, "附件说明")
        for para in found.attendance:
            self._attendance(para)
        for head in found.annexes:
            title = next((p for p in found.annex_text if p.index > head.index), None)
            if title is not None and "附件标题居中" in self._wrong and (title.size or 0) >= 18:
                self._set(title, _Look(title.size or 22.0, "", "center", 0.0, 0.0, 0.0), "附件标题")
        self._signature()
        if found.note is not None:
            look = _Look(sizes.body, self._fang, None, None, None, None, grid.pitch)
            if "附注位置" in self._wrong:
                self._changes.strip_lead(found.note)
                look.align, look.first, look.left = "left", 2 * grid.cell, 0.0
            self._set(found.note, look, "附注")
        for para in found.annexes:
            self._changes.strip_lead(para)
            self._set(para, _Look(sizes.body, self._hei, "left", 0.0, 0.0, None, grid.pitch), "附件标识")
            if "附件另面" in self._wrong and not para.new_page and para.place == "flow":
                self._changes.new_page(para)
        for para in found.annex_text:
            if para.place == "flow" and len(para.bare) > 40 and "附件正文字号" in self._wrong:
                self._set(para, _Look(sizes.body, "", None, None, None, None, grid.pitch), "附件正文")

    def _attendance(self, para: Para) -> None:
        """出席 in 黑体, two characters from the left (10.3)."""
        if self._form is not Format.MINUTES:
            return
        body, grid = self._profile.sizes.body, self._profile.grid
        look = _Look(body, "", pitch=grid.pitch)
        if "出席缩进" in self._wrong:
            self._changes.strip_lead(para)
            look.align, look.first, look.left = "left", -3 * grid.cell, (2 + 3) * grid.cell
        self._set(para, look, "出席")
        label = next((run for run in para.runs if run.node is not None and run.text.strip()), None)
        named = _LABEL.match(label.text) if label is not None else None
        if "出席字体" in self._wrong and label is not None and (named or len(label.text) < 8):
            together = named is not None and len(label.text.strip()) > named.end()
            if not together or (named is not None and cut(label, named.end()) is not None):
                write_fonts(label.node, self._hei)
                self._changes.note("出席字体", label.face or "未指定", self._hei, para)

    def _signature(self) -> None:
        """Date four from the right, the issuer over its middle (7.3.5.1), when either was out of place."""
        found, sizes, grid = self._found, self._profile.sizes, self._profile.grid
        date = found.date
        if date is None or date.place != "flow":
            return
        moved = bool(self._wrong & {"成文日期位置", "发文机关署名位置", "成文日期", "成文日期字号", "发文机关署名字号"})
        if moved and len(found.issuers) <= 1:
            self._changes.strip_lead(date)
            self._set(date, _Look(sizes.body, self._fang, "right", 0.0, 0.0, 4 * grid.cell, grid.pitch), "成文日期")
            for para in found.issuers:
                self._changes.strip_lead(para)
                half = (len(para.bare) - _cells(date)) / 2
                right = max((4 - half) * grid.cell, 0.0)
                self._set(para, _Look(sizes.body, self._fang, "right", 0.0, 0.0, right, grid.pitch), "发文机关署名")
        else:
            own = self._fang if "发文机关署名字体" in self._wrong else ""  # a name may be a stamp in a face of its own
            self._set(date, _Look(sizes.body, self._fang, None, None, None, None, grid.pitch), "成文日期")
            for para in found.issuers:
                self._set(para, _Look(sizes.body, own, None, None, None, None, grid.pitch), "发文机关署名")

    def _imprint(self) -> None:
        found, small = self._found, self._profile.sizes.small
        hang = 3 * small
        for para in found.copies:
            self._changes.strip_lead(para)
            self._set(para, _Look(small, self._fang, "left", -hang, small + hang, small), "抄送")
        if found.printer is not None:
            self._set(found.printer, _Look(small, self._fang), "印发")


def _typed_indent(para: Para, wanted: float) -> bool:
    """Whether spaces at the start make the indent, which is as good as one that is set."""
    lead = para.text[: len(para.text) - len(para.text.lstrip(" 　"))]
    size = para.size or 16.0
    typed = sum(size if c == "　" else size / 2 for c in lead)
    return bool(lead) and abs(typed + para.first + para.left - wanted) < size / 3 and abs(para.left) < 4


def _holds_drawing(para: Para) -> bool:
    return any(child.tag.endswith(("}drawing", "}pict")) for child in para.node.iter() if isinstance(child.tag, str))


def _cells(para: Para) -> float:
    return sum(1.0 if ord(c) > 0x2000 else 0.55 for c in para.bare)


