"""Writes a layout as docx: named styles, our line breaks, embedded font subsets.

A line break is written only where Word or LibreOffice might break elsewhere (beside marks
and figures); between plain characters of a full line they break as we do, so most of a
paragraph still flows when a person edits it. Units: twips unless a name says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from xml.sax.saxutils import escape

from app.catalog.profiles import Profile
from app.documents.blocks import MM, Align, Block, Line, Piece, Style
from app.documents.breaking import Span
from app.documents.column import TableUnit, Unit
from app.documents.docx_mark import joint_mark
from app.documents.docx_package import Finished, Written
from app.documents.docx_pages import Sections, bare
from app.documents.docx_tables import gap_paragraph, table_xml
from app.documents.docxnames import NAMESPACES, RUN_STYLE_ID, STYLE_ID, twips
from app.documents.docxparts import CENTRED, INDENTED, ROLE_OF, SLACK, Package, prepare
from app.documents.embedding import HEAD
from app.documents.imprint import PADDING
from app.documents.pages import Layout, ends_unnumbered
from app.documents.pdf import letter_rules

_EMU = 12700  # per pt
_PAGE_NUMBER = "0123456789 —"


def write_docx(layout: Layout, *, also_embed: frozenset[str] = frozenset()) -> bytes:
    """The docx of a layout, with subsets of the open fonts in it.

    also_embed: characters added to each subset (those some shipped font has).
    """
    written = compose_docx(layout)
    return Finished(written.package, written.header, layout.profile, written.used, also_embed).with_document(
        written.document
    )


@dataclass(frozen=True, slots=True)
class _Xml:
    """A block as paragraphs."""

    block: Block
    paragraphs: list[str]


@dataclass(slots=True)
class Memo:
    """What the letters of a batch share: blocks that are written already, by identity and page turns (blocks.Setter);
    prepared packages, by the identity of the profile and what it is prepared for."""

    blocks: dict[tuple[int, frozenset[int]], _Xml] = field(default_factory=dict)
    packages: dict[tuple[object, ...], tuple[Profile, Package]] = field(default_factory=dict)

    def package(self, layout: Layout) -> Package:
        """The package of a letter; asking `prepare` for each would compare whole profiles each time."""
        lying = any(page.landscape for page in layout.pages)
        form, distance, sign = layout.document.format, _header_distance(layout), layout.document.page_sign
        key = id(layout.profile), form, distance, lying, sign
        if key not in self.packages:  # the profile is kept with it, so that its identity stays its own
            self.packages[key] = layout.profile, prepare(layout.profile, form, distance, lying=lying, sign=sign)
        return self.packages[key][1]


def compose_docx(layout: Layout, memo: Memo | None = None) -> Written:
    """The XML of a letter, not packed yet: letters of a batch share what they are packed in, and one memo.

    The characters of blocks that are in the memo already are not told again.
    """
    memo = memo or Memo()
    package = memo.package(layout)
    writer = _Writer(layout, package, memo)
    document, header = writer.document(), writer.header()
    body = f"{HEAD}<w:document {NAMESPACES}><w:body>{document}</w:body></w:document>"
    head = f"{HEAD}<w:hdr {NAMESPACES}>{header}</w:hdr>" if package.header else ""
    used = {role: frozenset(chars) for role, chars in writer.used.items()}
    return Written(package, head.encode(), body.encode(), used)


def _header_distance(layout: Layout) -> float:
    return layout.flow.head.letterhead_top if layout.flow.head.letterhead else 15 * MM


class _Writer:
    """Makes the XML of one letter and notes which characters each role needs."""

    def __init__(self, layout: Layout, package: Package, memo: Memo) -> None:
        self._layout, self._package = layout, package
        self._memo = memo.blocks
        self._base_spacing = twips(layout.profile.grid.cell - layout.profile.sizes.body)
        self.used: dict[str, set[str]] = {"song": set(_PAGE_NUMBER)}
        if layout.document.page_sign:
            self.used["body"] = set(layout.document.page_sign)

    def document(self) -> str:
        """The paragraphs of the body, the imprint before the last one, and the sections they stand in."""
        sections: Sections = self._package.sections
        paragraphs: list[str] = []
        upright, lying = sections.first, False
        for unit in self._layout.units:
            if unit.block.landscape != lying:
                if paragraphs:  # the last paragraph of a section carries its properties
                    end = (sections.lying if lying else upright) + "</w:pPr>"
                    paragraphs[-1] = paragraphs[-1].replace("</w:pPr>", end, 1)
                    upright = sections.later
                lying = not lying
            paragraphs += self._unit(unit) if isinstance(unit, Unit) else self._table(unit)
        if ends_unnumbered(self._layout):  # the blank page and the imprint's make a section without numbers
            if "<w:sectPr" not in paragraphs[-3]:
                paragraphs[-3] = paragraphs[-3].replace("</w:pPr>", f"{upright}</w:pPr>", 1)
            paragraphs[-2] = paragraphs[-2].replace("<w:pageBreakBefore/>", "")
            upright = bare(upright)
        frames, rules = self._imprint()
        if frames and self._last_stands_on_last_page():
            start = "</w:pPr>"
            paragraphs[-1] = frames + paragraphs[-1].replace(start, start + rules, 1)
        elif frames:
            paragraphs.append(frames + gap_paragraph(1.0).replace("</w:p>", f"{rules}</w:p>"))
        return "".join(paragraphs) + (sections.lying if lying else upright)

    def _table(self, unit: TableUnit) -> list[str]:
        return table_xml(unit, self._cell_run)

    def _cell_run(self, role: str, text: str) -> str:
        self.used.setdefault(role, set()).update(text)
        return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'

    def header(self) -> str:
        """The first page's header of a 信函: the mark, the double rules and the space to the text."""
        head = self._layout.flow.head
        if head.letterhead is None:
            return ""
        end = head.letterhead_top + head.letterhead.height
        rest = twips(self._layout.profile.page.top * MM + head.start - end)
        spacer = f'<w:p><w:pPr><w:spacing w:line="{rest}" w:lineRule="exact"/></w:pPr>{self._letter_rules()}</w:p>'
        return "".join(self._unit(Unit(head.letterhead))) + spacer

    def _letter_rules(self) -> str:
        length = self._layout.profile.header.letter_rule_length * MM
        x = (self._layout.profile.page.width * MM - length) / 2
        rules = enumerate(letter_rules(self._layout), 1)
        return "".join(drawn_rule(i, (x, y, length), thickness, "D90000") for i, (y, thickness) in rules)

    def _last_stands_on_last_page(self) -> bool:
        last = self._layout.units[-1].block
        if not isinstance(last, Block):
            return True  # the paragraph under a table
        end = self._layout.pages[-1].lines[-len(last.lines) :]
        return len(end) == len(last.lines) and all(placed.block is last for placed in end)

    def _unit(self, unit: Unit) -> list[str]:
        key = (id(unit.block), unit.breaks)
        known = self._memo.get(key)
        if known is None:
            known = self._memo[key] = _Xml(unit.block, self._written(unit))
        return known.paragraphs

    def _written(self, unit: Unit) -> list[str]:
        block, head = unit.block, self._layout.flow.head
        if head.beside and block.style is Style.MARK:
            return [self._joint_mark(block, head.beside)]
        cuts = [0, *sorted(unit.breaks - {0}), len(block.lines)]
        parts = []
        for start, end in pairwise(cuts):
            turn = start in unit.breaks or (start == 0 and block.new_page)
            parts.append(self._paragraph(block, block.lines[start:end], turn=turn, continued=start > 0))
        return parts

    def _joint_mark(self, block: Block, beside: Block) -> str:
        """The names of a joint mark and “文件” in a table without rules, as a clerk makes it."""
        over = max(line.spacing for line in block.lines) + SLACK / 20  # spacing stands behind the last character too
        plain = replace(block, left=0.0, before=0.0, right=-over)
        names = [self._paragraph(plain, (line,)) for line in block.lines]
        word = self._paragraph(replace(beside, left=0.0), beside.lines)
        columns = (beside.left - block.left, beside.lines[0].pieces[0].width + SLACK / 20)
        return joint_mark(names, word, columns, block)

    def _paragraph(self, block: Block, lines: Iterable[Line], *, turn: bool = False, continued: bool = False,
                   frame: str = "") -> str:  # fmt: skip
        lines = tuple(lines)
        runs = []
        for i, line in enumerate(lines):
            turned = line.hard and i < len(lines) - 1
            runs.append(self._line(block, line, turned=turned))
            if turned:
                runs.append("<w:r><w:br/></w:r>")
        return f"<w:p>{self._properties(block, lines, turn=turn, continued=continued, frame=frame)}{''.join(runs)}</w:p>"

    def _properties(self, block: Block, lines: tuple[Line, ...], *, turn: bool, continued: bool,
                    frame: str = "") -> str:  # fmt: skip
        parts = [f'<w:pStyle w:val="{STYLE_ID[block.style]}"/>']
        if block.keep_next:
            parts.append("<w:keepNext/>")
        if turn:
            parts.append("<w:pageBreakBefore/>")
        if frame:
            parts.append(frame)
        if block.rule_gap:
            thick = self._layout.profile.header.rule_thickness * MM
            space = round(block.rule_gap - thick)
            parts.append(
                f'<w:pBdr><w:bottom w:val="single" w:sz="{round(thick * 8)}" w:space="{space}" w:color="D90000"/></w:pBdr>'
            )
        tabs = [self._tab(piece) for line in lines for piece in line.pieces[1:]]
        if tabs:
            parts.append(f"<w:tabs>{''.join(tabs)}</w:tabs>")
        if not frame and (block.before or twips(block.pitch) != twips(self._layout.profile.grid.pitch)):
            parts.append(
                f'<w:spacing w:before="{twips(block.before)}" w:line="{twips(block.pitch)}" w:lineRule="exact"/>'
            )
        parts.append(self._indent(block, continued=continued))
        if block.align is not (Align.CENTRE if block.style in CENTRED else Align.LEFT):
            parts.append(f'<w:jc w:val="{block.align.value}"/>')
        return f"<w:pPr>{''.join(parts)}</w:pPr>"

    def _tab(self, piece: Piece) -> str:
        end = piece.x + piece.width
        if end > self._layout.profile.page.text_width * MM - 2 * self._layout.profile.grid.cell:
            return f'<w:tab w:val="right" w:pos="{twips(end)}"/>'
        return f'<w:tab w:val="left" w:pos="{twips(piece.x)}"/>'

    def _indent(self, block: Block, *, continued: bool) -> str:
        left, right, first = twips(block.left), twips(block.right), 0 if continued else twips(block.first)
        if block.rule_gap:  # a border is as long as the paragraph: indent only the first line
            left, first = 0, left + first
        usual = twips(2 * self._layout.profile.grid.cell) if block.style in INDENTED else 0
        if (left, right, first) == (0, 0, usual):
            return ""
        if (
            block.align is Align.LEFT
            and not right
            and not block.rule_gap
            and block.style is not Style.IMPRINT
        ):
            right = -SLACK
        hang = f'w:hanging="{-first}"' if first < 0 else f'w:firstLine="{first}"'
        return f'<w:ind w:left="{left}" w:right="{right}" {hang}/>'

    def _line(self, block: Block, line: Line, *, turned: bool) -> str:
        runs = []
        for i, piece in enumerate(line.pieces):
            if i:
                runs.append("<w:r><w:tab/></w:r>")
            spans = _without_hanging(piece.spans) if turned else piece.spans
            runs += [self._run(block, span, line.spacing) for span in spans]
        return "".join(runs)

    def _run(self, block: Block, span: Span, spacing: float) -> str:
        self.used.setdefault(span.role, set()).update(span.text)
        own = ROLE_OF.get(block.style, "body")
        properties = f'<w:rStyle w:val="{RUN_STYLE_ID[span.role]}"/>' if span.role != own else ""
        usual = self._base_spacing if block.size == self._layout.profile.sizes.body else 0
        wanted = int(spacing * 20 // 1) if spacing > usual / 20 + 0.001 else twips(spacing)
        if wanted != usual:
            properties += f'<w:spacing w:val="{wanted}"/>'
        if block.style is Style.MARK:
            half = round(block.size * 2)
            properties += f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'
        text = f'<w:t xml:space="preserve">{escape(span.text)}</w:t>'
        return f"<w:r><w:rPr>{properties}</w:rPr>{text}</w:r>" if properties else f"<w:r>{text}</w:r>"

    def _imprint(self) -> tuple[str, str]:
        """版记 as a frame on the foot of the type area, so that editing cannot move it, and its rules.

        The rules are drawn lines: LibreOffice drops paragraph borders in such frames and
        does not let a table of full width float.
        """
        foot, page = self._layout.imprint, self._layout.profile.page
        y = page.top * MM + self._layout.foot - foot.height
        frames, rules = "", ""
        for i, group in enumerate(foot.groups):
            rules += self._imprint_rule(i, y)
            y += PADDING
            for block in group:
                place = (page.left * MM, y)
                frames += self._paragraph(block, block.lines, frame=frame_at(place, page.text_width * MM, block.height))
                y += block.height
            y += PADDING
        if foot.groups:
            rules += self._imprint_rule(len(foot.groups), y)
        return frames, rules

    def _imprint_rule(self, index: int, y: float) -> str:
        foot, sizes, page = self._layout.imprint, self._layout.profile.imprint, self._layout.profile.page
        if not foot.ruled:
            return ""
        inner = 0 < index < len(foot.groups)
        place = (page.left * MM, y, page.text_width * MM)
        return drawn_rule(index + 11, place, sizes.inner_rule if inner else sizes.outer_rule, "000000")


def _without_hanging(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    # LibreOffice carries an ideographic space behind a full line over, onto a line of its own.
    *before, last = spans
    return (*before, Span(last.text.rstrip("\u3000"), last.role))


def frame_at(place: tuple[float, float], width: float, height: float) -> str:
    """A frame at x, y of the paper (pt)."""
    return (
        f'<w:framePr w:w="{twips(width)}" w:h="{twips(height)}" w:hRule="exact" w:wrap="around" '
        f'w:vAnchor="page" w:hAnchor="page" w:x="{twips(place[0])}" w:y="{twips(place[1])}"/>'
    )


@lru_cache(maxsize=64)
def drawn_rule(index: int, place: tuple[float, float, float], thickness: float, colour: str) -> str:
    """A horizontal line at x, y of the paper with a length (pt); thickness in mm."""
    x, y, length = (round(value * _EMU) for value in place)
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" '
        'distR="0" simplePos="0" relativeHeight="1" behindDoc="1" locked="0" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{x}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{y}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{length}" cy="0"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f'<wp:docPr id="{index}" name="线{index}"/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData '
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvCnPr/><wps:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{length}" cy="0"/></a:xfrm>'
        f'<a:prstGeom prst="line"><a:avLst/></a:prstGeom><a:ln w="{round(thickness * MM * _EMU)}"><a:solidFill>'
        f'<a:srgbClr val="{colour}"/></a:solidFill></a:ln></wps:spPr><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic>'
        "</wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r>"
    )
