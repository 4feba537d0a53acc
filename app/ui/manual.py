"""The manual as data: chapters of resources/manual, which page each helps with, finding a word. No Qt."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from app.catalog.pairs import read_pairs
from app.catalog.places import resources_dir

AROUND = 18
MOST_HITS = 60


@dataclass(frozen=True, slots=True)
class Chapter:
    """One file. id: its name without ending; text: Markdown."""

    id: str
    title: str
    text: str
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ManualHit:
    """Where a word was found: the chapter, the heading above it, the words around it."""

    chapter: str
    title: str
    heading: str
    around: str


@dataclass(frozen=True, slots=True)
class Manual:
    """All chapters in order."""

    chapters: tuple[Chapter, ...] = ()
    by_id: dict[str, Chapter] = field(default_factory=dict)

    def chapter_for(self, topic: str) -> str:
        """The chapter that helps with a page or goes by that name; the first one when nothing fits."""
        if topic in self.by_id:
            return topic
        base = topic.partition(".")[0]
        for wanted in (topic, base):
            for chapter in self.chapters:
                if wanted and wanted in chapter.topics:
                    return chapter.id
        return self.chapters[0].id if self.chapters else ""

    def find(self, text: str) -> list[ManualHit]:
        """Every paragraph with the text: headings first within each chapter; chapters in their order."""
        wanted = text.strip().lower()
        found: list[ManualHit] = []
        for chapter in self.chapters if wanted else ():
            found.extend(_hits(chapter, wanted))
        return found[:MOST_HITS]

    def titled(self, text: str) -> list[ManualHit]:
        """Chapters and headings with the text: what Ctrl+K offers."""
        wanted = text.strip().lower()
        return [h for h in self.find(text) if wanted in h.heading.lower() or wanted in h.title.lower()]


def _hits(chapter: Chapter, wanted: str) -> list[ManualHit]:
    heading, found, seen = chapter.title, [], set()
    for line in chapter.text.splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ").strip()
        plain = plain_text(line)
        at = plain.lower().find(wanted)
        if at >= 0 and heading not in seen:
            seen.add(heading)
            around = plain[max(at - AROUND, 0) : at + len(wanted) + AROUND * 2]
            found.append(ManualHit(chapter.id, chapter.title, heading, around))
    return found


def plain_text(line: str) -> str:
    """A line of Markdown without its marks."""
    line = re.sub(r"!\[([^\]]*)\]\([^)]*\)", r"\1", line)
    line = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line)
    return re.sub(r"^[#>\-*\d.\s|]+|[*`|]", "", line).strip()


def manual_dir() -> Path:
    """Where the manual is."""
    return resources_dir() / "manual"


def read_manual(folder: Path | None = None) -> Manual:
    """All chapters of the manual."""
    folder = folder or manual_dir()
    chapters = []
    for name, pages in read_pairs(folder / "contents.yaml").items():
        text = (folder / "zh" / f"{name}.md").read_text(encoding="utf-8")
        title = text.partition("\n")[0].lstrip("# ").strip()
        chapters.append(Chapter(name, title, text, tuple(pages.split())))
    return Manual(tuple(chapters), {c.id: c for c in chapters})


def pictures_of(chapter: Chapter) -> list[str]:
    """The pictures a chapter shows, relative to the manual's folder."""
    return re.findall(r"!\[[^\]]*\]\(([^)]+)\)", chapter.text)


def links_of(chapter: Chapter) -> list[str]:
    """The chapters a chapter leads to."""
    return re.findall(r"(?<!!)\[[^\]]*\]\(([^)]+)\)", chapter.text)
