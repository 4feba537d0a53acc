"""The elements of an official document as they were recognised. Does not belong here: how they are recognised (roles)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.documents.checking.paper import Para


@dataclass(slots=True)
class Elements:
    """The elements found; an absent one is empty or None. body: text with its levels (0 for plain text); passed: in brackets under
    the title, when and by whom a 决议 was passed (条例第九条); printer: the paragraph that ends in 印发; office: 印发机关 where it
    has a cell of its own; date_again: a second date over the first; again: elements of 版头 that stand there twice, with their
    names."""

    copy_no: Para | None = None
    secrecy: Para | None = None
    urgency: Para | None = None
    marks: list[Para] = field(default_factory=list)
    number: Para | None = None
    signers: list[Para] = field(default_factory=list)
    titles: list[Para] = field(default_factory=list)
    passed: list[Para] = field(default_factory=list)
    to: Para | None = None
    body: list[tuple[int, Para]] = field(default_factory=list)
    attached: list[Para] = field(default_factory=list)
    issuers: list[Para] = field(default_factory=list)
    date: Para | None = None
    date_again: Para | None = None
    note: Para | None = None
    annexes: list[Para] = field(default_factory=list)
    annex_text: list[Para] = field(default_factory=list)
    copies: list[Para] = field(default_factory=list)
    office: Para | None = None
    printer: Para | None = None
    attendance: list[Para] = field(default_factory=list)
    again: list[tuple[str, Para]] = field(default_factory=list)

    @property
    def first_text(self) -> Para | None:
        """The first paragraph of the text."""
        return self.body[0][1] if self.body else None

    @property
    def head(self) -> list[Para]:
        """What stands over the title in black: everything but the mark."""
        return [p for p in (self.copy_no, self.secrecy, self.urgency, self.number, *self.signers) if p is not None]

    @property
    def imprint(self) -> list[Para]:
        """The lines of 版记."""
        return [*self.copies, *(p for p in (self.office, self.printer) if p is not None)]

    @property
    def text(self) -> list[Para]:
        """Title, recipients, text with its levels, and what is below it down to 附注."""
        single = [p for p in (self.to, self.date, self.note) if p is not None]
        return [*self.titles, *self.passed, *single, *(p for _, p in self.body), *self.attached, *self.issuers]


def part_of(para: Para, start: int, end: int) -> Para:
    """Characters of a paragraph as one of their own, at the same place."""
    runs, at = [], 0
    for run in para.runs:
        text = run.text[max(start - at, 0) : max(end - at, 0)]
        at += len(run.text)
        if text:
            runs.append(replace(run, text=text))
    return replace(para, runs=runs)


def joined(lines: list[Para], at: Para) -> Para:
    """Lines of a PDF as one paragraph that stands where one of them does."""
    return replace(at, runs=[run for line in lines for run in line.runs], lines=[row for line in lines for row in line.lines])
