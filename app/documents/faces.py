"""Font files parsed once per process, and which of them draws which character.

A role (正文仿宋, 楷体, …) is a chain of faces: the official font when this machine has
it, else the shipped substitute, then faces for single missing characters, last any font
of the machine that draws a rare hanzi. Measuring, the PDF writer and the docx subset all
ask the same chain, so they agree. Glyph sizes are in em unless a name says pt.
"""

from __future__ import annotations

import re
import struct
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError

from app.catalog.places import resources_dir
from app.catalog.profiles import FontRole, Profile
from app.documents.machine_fonts import MachineFont, Refusal, covering, named, read_fonts
from app.documents.pdf_fonts import PdfFont
from app.domain.errors import AppError, ErrorCode

# These take a whole cell in Chinese text; many Latin-minded fonts draw them narrow.
FULL_WIDTH = frozenset("“”‘’—…")
_LATIN = range(0x20, 0x7F)
# Zero-width and direction marks, soft hyphens, variation selectors (fonts draw the basic form).
_INVISIBLE = re.compile(
    "[\u00ad\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)

# Latin names of fonts that clerks know by another one.
_KNOWN_AS = {"Noto Serif SC": "思源宋体", "Noto Sans SC": "思源黑体", "FangSong": "仿宋", "KaiTi": "楷体", "SimHei": "黑体"}
_FIRST_HAN = 0x2E80
_MOST_NAMED = 20

EM_BOX = (880, -120)  # thousandths of an em above and below the baseline

_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Face:
    """One parsed TrueType file. label: what a clerk calls it."""

    name: str
    font: PdfFont = field(repr=False, compare=False, hash=False)
    label: str = ""

    def has(self, code: int) -> bool:
        """Whether the file draws this code point."""
        return bool(self.font.face.charToGlyph.get(code))

    def advance(self, code: int) -> float:
        """Width of the glyph, em."""
        widths: dict[int, float] = self.font.face.charWidths
        return widths[code] / 1000

    def width(self, text: str) -> float:
        """Width of a text this face draws alone, em."""
        widths: dict[int, float] = self.font.face.charWidths
        return sum(map(widths.__getitem__, map(ord, text))) / 1000


@dataclass(frozen=True, slots=True)
class Role:
    """A typographic role and the chain of faces that draws it.

    refusal: why the official font does not draw it; machine: whether other fonts of the machine may draw rare hanzi.
    """

    code: str
    docx_name: str
    faces: tuple[Face, ...]
    latin: Face
    open_faces: tuple[Face, ...]
    open_latin: Face
    refusal: Refusal | None = None
    machine: bool = False
    _picked: dict[str, Face] = field(default_factory=dict, repr=False, compare=False, hash=False)
    _advances: dict[str, float] = field(default_factory=dict, repr=False, compare=False, hash=False)

    def face_of(self, char: str) -> Face:
        """The face that draws a character; AppError(MISSING_GLYPH) when none does."""
        face = self._picked.get(char)
        if face is None:
            face = _pick(char, self.latin, self.faces) or (_machine_face(char) if self.machine else None)
            if face is None:
                raise missing_glyphs([(char, "")])
            self._picked[char] = face
        return face

    def draws(self, char: str) -> bool:
        """Whether any font draws a character."""
        try:
            self.face_of(char)
        except AppError:
            return False
        return True

    def shipped_face_of(self, char: str) -> Face | None:
        """The shipped open face that draws a character: the only kind we copy into a docx."""
        return _pick(char, self.open_latin, self.open_faces)

    def advance(self, char: str) -> float:
        """Width of a character, em; quotes, dashes and ellipses take a whole cell."""
        found = self._advances.get(char)
        if found is None:
            found = self._advances[char] = self.face_of(char).advance(ord(char))
        return found

    def width(self, text: str) -> float:
        """Width of a text without added spacing, em."""
        return sum(map(self.advance, text))


def _pick(char: str, latin: Face, faces: Sequence[Face]) -> Face | None:
    code = ord(char)
    chain = (latin, *faces) if code in _LATIN else faces
    first = next((face for face in chain if face.has(code)), None)
    if char in FULL_WIDTH and first is not None:
        return next((face for face in chain if face.has(code) and face.advance(code) > 0.99), first)
    return first


def missing_glyphs(found: Sequence[tuple[str, str]]) -> AppError:
    """The error that names characters no font draws, each with the place it stands in (may be empty)."""
    named = "、".join(f"“{char}”（U+{ord(char):04X}{'，' + place if place else ''}）" for char, place in found[:_MOST_NAMED])
    rest = f"等 {len(found)} 处的字" if len(found) > _MOST_NAMED else "这个字" if len(found) == 1 else "这些字"
    return AppError(
        ErrorCode.MISSING_GLYPH,
        f"现有字体里都没有{named}{rest}。",
        action="请改用通用写法，或在本机安装含有这些字的字体后重新打开程序。",
    )


class FontBook:
    """The roles of one profile, ready for measuring and drawing."""

    def __init__(self, roles: Iterable[Role]) -> None:
        self._roles = {role.code: role for role in roles}

    def role(self, code: str) -> Role:
        """The role by its code (body, kai, hei, title, song)."""
        return self._roles[code]

    def used(self) -> dict[str, str]:
        """Name of the leading face of each role, for the person and for reports."""
        return {code: role.faces[0].label for code, role in self._roles.items()}

    def substituted(self) -> list[Role]:
        """Roles whose official font does not draw them (the shipped substitute does)."""
        return [role for role in self._roles.values() if role.refusal is not None]


def clean_text(text: str) -> str:
    """Text without characters that never draw (zero-width joiners, variation selectors)."""
    return _INVISIBLE.sub("", text) if _INVISIBLE.search(text) else text


def open_fonts(profile: Profile, *, system: bool = True) -> FontBook:
    """Open the fonts of a profile. system: prefer official fonts installed on this machine.

    Raises AppError(NOT_FOUND) when a shipped font is missing or damaged.
    """
    return _book(profile.fonts, profile.fallback_fonts, system=system)


@lru_cache(maxsize=8)
def _book(fonts: tuple[FontRole, ...], fallback_fonts: tuple[str, ...], *, system: bool) -> FontBook:
    fallbacks = tuple(_shipped(name) for name in fallback_fonts)
    return FontBook(_role(spec, fallbacks, system=system) for spec in fonts)


def _role(spec: FontRole, fallbacks: Sequence[Face], *, system: bool) -> Role:
    own = _shipped(spec.file)
    official, refusal = _official(spec) if system else (None, None)
    open_latin = _shipped(spec.latin_file) if spec.latin_file else own
    faces = (official, own, *fallbacks) if official else (own, *fallbacks)
    return Role(
        spec.role, spec.docx, faces, official or open_latin, (own, *fallbacks), open_latin, refusal, machine=system
    )


_parsed: dict[tuple[Path, int], Face] = {}


def _shipped(name: str) -> Face:
    path = resources_dir() / "fonts" / name
    try:
        return _open(path, 0)
    except (TTFError, OSError, struct.error) as exc:
        raise AppError(
            ErrorCode.NOT_FOUND,
            f"随程序附带的字体 {name} 缺失或已损坏。",
            action="请重新安装本程序。",
        ) from exc


def _official(spec: FontRole) -> tuple[Face | None, Refusal | None]:
    found, refusal = named([name for name in (spec.docx, spec.docx_alt, *spec.system_names) if name])
    face = _machine(found) if found else None
    return face, None if face else refusal or Refusal.DAMAGED


def _machine(font: MachineFont) -> Face | None:
    try:
        return _open(font.path, font.index)
    except (TTFError, OSError, ValueError, KeyError, IndexError, struct.error):
        return None  # damaged: the substitute draws instead


@lru_cache(maxsize=4096)
def _machine_face(char: str) -> Face | None:
    """A face of the machine that draws a hanzi no shipped font has."""
    if ord(char) < _FIRST_HAN:
        return None  # other scripts need shaping, which we do not do
    faces = (face for font in covering(char) if (face := _machine(font)) and face.has(ord(char)))
    return next(faces, None)


def _open(path: Path, index: int) -> Face:
    with _lock:
        face = _parsed.get((path, index))
        if face is None:
            face = _parsed[path, index] = _parse(path, index)
        return face


def _parse(path: Path, index: int) -> Face:
    taken = {face.name for face in _parsed.values()}
    name = next(n for n in (path.stem, *(f"{path.stem}.{i}" for i in range(index, 1000))) if n not in taken)
    font = PdfFont(name, str(path), index)
    # One ideographic em box for all faces: a line of mixed faces is one even row to readers
    # and selection. Drawing goes by the baseline and is not touched.
    font.face.ascent, font.face.descent = EM_BOX
    pdfmetrics.registerFont(font)
    return Face(name, font, _label(path, index))


def _label(path: Path, index: int) -> str:
    label = next((font.label for font in read_fonts(path) if font.index == index), path.stem)
    return _KNOWN_AS.get(label, label.partition("（")[0])
