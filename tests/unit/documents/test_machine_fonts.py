"""Official fonts are found by what they call themselves, and what stands in for them is said."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont
from letterdata import PROFILE, letter
from measure import measure

from app.documents import faces, machine_fonts
from app.documents.faces import open_fonts
from app.documents.model import OfficialDocument
from app.documents.render import render, render_docx_bytes, render_pdf_bytes, render_pdf_document
from app.domain.errors import AppError, ErrorCode

NOBODY_HAS = "\U00020001"  # a hanzi of extension B that no shipped font draws
LATIN = "".join(map(chr, range(0x20, 0x7F)))


def box(pen: TTGlyphPen | T2CharStringPen) -> None:
    pen.moveTo((100, 0))
    for corner in ((100, 700), (900, 700), (900, 0)):
        pen.lineTo(corner)
    pen.closePath()


def made(family: str, chars: str, *, rights: int = 8, outlines: str = "glyf", chinese: str = "") -> TTFont:
    """A font of boxes."""
    names = {code: f"u{code:X}" for code in sorted({*map(ord, chars), 32})}
    builder = FontBuilder(1000, isTTF=outlines == "glyf")
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap(names)
    if outlines == "glyf":
        pen = TTGlyphPen(None)
        box(pen)
        builder.setupGlyf({name: pen.glyph() for name in (".notdef", *names.values())})
    else:
        cff = T2CharStringPen(1000, None)
        box(cff)
        builder.setupCFF(family.replace(" ", ""), {}, {name: cff.getCharString() for name in (".notdef", *names.values())}, {})
    builder.setupHorizontalMetrics(dict.fromkeys((".notdef", *names.values()), (1000, 100)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": family, "styleName": "Regular", "fullName": family, "psName": family.replace(" ", "")})
    if chinese:
        builder.font["name"].setName(chinese, 1, 3, 1, 0x804)
    builder.setupOS2(fsType=rights, sTypoAscender=880, sTypoDescender=-120)
    builder.setupPost()
    font: TTFont = builder.font
    return font


Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Puts fonts into a machine that has no others; file names say nothing."""

    def forget() -> None:
        for kept in (machine_fonts.machine_fonts, machine_fonts._coverage, faces._machine_face, faces._book):
            kept.cache_clear()

    def put(*fonts: TTFont, name: str = "a1.ttf") -> None:
        stream = io.BytesIO()
        if len(fonts) > 1:
            collection = TTCollection()
            collection.fonts = list(fonts)
            collection.save(stream)
        else:
            fonts[0].save(stream)
        folder = tmp_path / "fonts" / "office"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(stream.getvalue().ljust(machine_fonts._SMALLEST, b"\0"))
        forget()

    monkeypatch.setattr(machine_fonts, "font_folders", lambda: (tmp_path / "fonts", tmp_path / "none"))
    forget()
    yield put
    monkeypatch.undo()
    forget()


def plain(text: str) -> OfficialDocument:
    return letter("plain", title="情况说明", body=[{"text": text}])


def warnings(document: OfficialDocument) -> str:
    return "\n".join(render_pdf_document(document, PROFILE).warnings)


def test_an_official_font_is_found_by_its_own_name_under_any_file_name(install: Install) -> None:
    install(made("FangSong_GB2312", "情况说明。" + LATIN, chinese="仿宋_GB2312"))
    book = open_fonts(PROFILE)
    assert book.used()["body"] == "仿宋_GB2312"
    assert "仿宋_GB2312" not in warnings(plain("情况说明。"))


@pytest.mark.parametrize("family", ["FZXBSK--GBK1-0", "CESI_XBS_GB2312", "FZXiaoBiaoSong-B05S"])
def test_the_title_font_of_the_office_systems_is_known_by_each_of_its_names(install: Install, family: str) -> None:
    install(made(family, "标题", chinese="方正小标宋_GBK"))
    assert open_fonts(PROFILE).used()["title"] == "方正小标宋_GBK"


def test_a_font_inside_a_collection_is_found(install: Install) -> None:
    install(made("NSimSun", "1"), made("SimSun", "宋体—1", chinese="宋体"), name="a1.ttc")
    face = open_fonts(PROFILE).role("song").face_of("宋")
    assert (face.label, face.advance(ord("宋"))) == ("宋体", 1.0)


def test_without_official_fonts_the_stand_ins_are_named_with_what_they_stand_for(install: Install) -> None:
    said = warnings(plain("情况说明。"))
    assert "正文“仿宋_GB2312”用“朱雀仿宋”代替" in said
    assert "标题“方正小标宋简体”用“思源宋体”代替" in said
    assert "本机没有安装" in said


def test_a_font_with_postscript_outlines_is_not_used_and_said_why(install: Install) -> None:
    install(made("FangSong_GB2312", "情况", outlines="CFF", chinese="仿宋_GB2312"), name="a1.otf")
    assert open_fonts(PROFILE).used()["body"] == "朱雀仿宋"
    assert "“仿宋_GB2312”用“朱雀仿宋”代替（是 OpenType（CFF）格式" in warnings(plain("情况"))


@pytest.mark.parametrize(("rights", "used"), [(0, True), (4, True), (8, True), (2, False), (0x104, False), (0x200, False)])
def test_a_font_that_forbids_embedding_is_not_embedded(install: Install, rights: int, used: bool) -> None:
    install(made("FangSong_GB2312", "情况", rights=rights, chinese="仿宋_GB2312"))
    assert (open_fonts(PROFILE).used()["body"] == "仿宋_GB2312") is used
    assert ("不许嵌入" in warnings(plain("情况"))) is not used
    assert (b"FangSong_GB2312" in render_pdf_bytes(plain("情况"), PROFILE)) is used


def test_a_damaged_official_font_is_passed_over(install: Install, tmp_path: Path) -> None:
    install(made("FangSong_GB2312", "情况", chinese="仿宋_GB2312"))
    path = next((tmp_path / "fonts").rglob("*.ttf"))
    raw = bytearray(path.read_bytes())
    at = raw.index(b"glyf") + 8
    raw[at : at + 8] = b"\xff" * 8
    path.write_bytes(raw)
    assert measure(render_pdf_bytes(plain("情况说明。"), PROFILE)).text()


def test_a_rare_hanzi_is_drawn_by_another_font_of_the_machine_and_said(install: Install) -> None:
    install(made("SimSun-ExtB", NOBODY_HAS, chinese="宋体-ExtB"))
    document = plain(f"承办人李{NOBODY_HAS}签字。")
    assert f"李{NOBODY_HAS}签字" in measure(render_pdf_bytes(document, PROFILE)).text()
    assert f"“{NOBODY_HAS}”不在所用字体里，由“宋体-ExtB”补上" in warnings(document)
    assert render_docx_bytes(document, PROFILE)


def test_a_rare_hanzi_of_a_font_that_forbids_embedding_is_refused(install: Install) -> None:
    install(made("SimSun-ExtB", NOBODY_HAS, rights=2, chinese="宋体-ExtB"))
    with pytest.raises(AppError) as caught:
        render_pdf_bytes(plain(NOBODY_HAS), PROFILE)
    assert caught.value.code is ErrorCode.MISSING_GLYPH


def test_names_with_rare_hanzi_print_with_the_shipped_fonts(install: Install) -> None:
    names = "𬭎㛃䶮𠅤𬀩丂"
    document = plain(f"参加人：{names}。")
    assert names in measure(render_pdf_bytes(document, PROFILE)).text()
    assert "“丂”不在所用字体里，由“思源宋体”补上" in warnings(document)
    assert "不在所用字体里" not in warnings(plain("参加人：张三。"))


def test_every_character_that_no_font_has_is_named_with_its_place(install: Install, tmp_path: Path) -> None:
    other = "\U00030000"
    document = letter("letter", title=f"关于{NOBODY_HAS}的函", body=[{"text": "略。"}, {"level": 1, "text": f"王{other}"}], signers=[])
    with pytest.raises(AppError) as caught:
        render(document, PROFILE, tmp_path)
    message = caught.value.message
    assert f"“{NOBODY_HAS}”（U+20001，标题）" in message
    assert f"“{other}”（U+30000，正文第2段）" in message
    assert not list(tmp_path.glob("*.pdf"))


def test_the_same_missing_character_is_named_once_for_each_place(install: Install) -> None:
    document = letter("plain", title="说明", body=[{"text": NOBODY_HAS * 3}], attachments=[{"title": "表", "body": [{"text": NOBODY_HAS}]}])
    with pytest.raises(AppError) as caught:
        render_pdf_bytes(document, PROFILE)
    assert caught.value.message.count("U+20001") == 2
    assert "附件正文第1段" in caught.value.message


def test_full_width_marks_come_from_a_face_with_a_full_cell(install: Install) -> None:
    narrow = made("FangSong_GB2312", "情况“”", chinese="仿宋_GB2312")
    for code in (0x201C, 0x201D):
        narrow["hmtx"][f"u{code:X}"] = (450, 0)
    install(narrow)
    role = open_fonts(PROFILE).role("body")
    assert (role.advance("“"), role.advance("情")) == (1.0, 1.0)


def test_fonts_of_the_user_are_looked_for_where_windows_and_linux_keep_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WINDIR", "C:/Windows")
    monkeypatch.setenv("LOCALAPPDATA", "D:/person/AppData/Local")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    folders = {path.as_posix() for path in machine_fonts.font_folders()}
    assert {"C:/Windows/Fonts", "D:/person/AppData/Local/Microsoft/Windows/Fonts", (tmp_path / "fonts").as_posix(), "/usr/share/fonts"} <= folders
