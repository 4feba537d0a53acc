"""Documents as WPS and Word users make them are judged by what takes effect."""

from __future__ import annotations

import io
import zipfile

import pytest
from letterdata import PROFILE
from wpsmade import wps_document

from app.documents.checking.mending import mend
from app.documents.examine import examine_bytes

PLANTED = [
    ("left of a section", 'w:left="1587"', 'w:left="1797"', {"订口"}, {"版心宽"}),
    ("a gutter", 'w:gutter="0"', 'w:gutter="300"', {"订口"}, {"版心宽"}),
    ("the theme's font on Normal", '<w:rFonts w:ascii="仿宋_GB2312" w:eastAsia="仿宋_GB2312" w:hAnsi="仿宋_GB2312"/><w:kern', "<w:kern",
     {"正文字体"}, {"发文字号字体", "主送机关字体", "成文日期字体", "发文机关署名字体", "抄送字体", "印发字体", "引号破折号字体", "二级标题字体", "附件说明字体", "附注字体", "数字字母字体"}),
    ("a theme font over a written one", '<w:rFonts w:ascii="黑体" w:hAnsi="黑体" w:eastAsia="黑体"/>',
     '<w:rFonts w:eastAsia="黑体" w:eastAsiaTheme="minorEastAsia"/>', {"一级标题字体"}, set()),
    ("size of the style", '<w:kern w:val="2"/><w:sz w:val="32"/>', '<w:kern w:val="2"/><w:sz w:val="30"/>',
     {"正文字号"}, {"一级标题字号", "二级标题字号", "三级标题字号", "发文字号字号", "主送机关字号", "附件说明字号", "成文日期字号", "发文机关署名字号", "每行字数",
                    "成文日期位置", "发文机关署名位置"}),
    ("indent in characters", 'w:firstLineChars="200" w:firstLine="640"', 'w:firstLineChars="0" w:firstLine="0"', {"首行缩进"}, set()),
    ("grid of lines", 'w:linePitch="579"', 'w:linePitch="312"', {"行距"}, {"标题上空行", "标题下空行", "标志下空行", "附件说明空行", "标志位置"}),
    ("grid of characters", 'w:charSpace="-849"', 'w:charSpace="0"', {"每行字数"}, set()),
    ("character style", 'w:ascii="楷体_GB2312" w:hAnsi="楷体_GB2312" w:eastAsia="楷体_GB2312"', 'w:eastAsia="仿宋_GB2312"', {"二级标题字体"}, {"数字字母字体"}),
    ("field in the footer", ' PAGE  \\* MERGEFORMAT ', " NUMPAGES ", {"页码域"}, {"页码"}),
    ("even pages", "<w:evenAndOddHeaders/>", "", {"双页页码位置"}, set()),
    ("drawn line's length", 'cx="5616000"', 'cx="4616000"', {"红线长度"}, set()),
    ("drawn line's colour", '<a:srgbClr val="FF0000"/>', '<a:srgbClr val="000000"/>', {"红色分隔线"}, set()),
    ("size in a table", '<w:sz w:val="28"/>', '<w:sz w:val="24"/>', {"抄送字号"}, {"印发字号", "页码字号", "单页页码空字", "双页页码空字", "抄送缩进", "抄送回行"}),
    ("borders of a table", 'w:sz="8" w:color="auto"', 'w:sz="24" w:color="auto"', {"版记线粗细"}, set()),
]  # fmt: skip


def test_a_right_document_of_that_manner_has_no_deviation() -> None:
    report = examine_bytes(wps_document(), "a.docx", PROFILE)
    assert report.deviations == ()
    assert len(report.checked) > 80


@pytest.mark.parametrize(("name", "before", "after", "rules", "also"), PLANTED, ids=[row[0] for row in PLANTED])
def test_what_is_planted_there_is_found(name: str, before: str, after: str, rules: set[str], also: set[str]) -> None:
    found = {d.rule for d in examine_bytes(wps_document({before: after}), "a.docx", PROFILE).deviations}
    assert found & rules
    assert not found - rules - also


def test_a_corrected_copy_of_that_manner_keeps_its_other_parts() -> None:
    raw = wps_document({'w:left="1587"': 'w:left="1797"', 'w:firstLineChars="200" w:firstLine="640"': 'w:firstLineChars="0"'})
    mended = mend(raw, "a.docx", PROFILE)
    assert not examine_bytes(mended.raw, "a.docx", PROFILE).deviations
    with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(io.BytesIO(mended.raw)) as after:
        assert set(before.namelist()) <= set(after.namelist())
