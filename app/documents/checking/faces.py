"""Which face a font name is: 仿宋, 楷体, 黑体, 小标宋, 宋体, 其他 that no official document uses, or a Latin one."""

from __future__ import annotations

import re

_FACES = (
    ("其他", re.compile(r"隶|LiSu|行楷|Xingkai|新魏|Xinwei|幼圆|YouYuan|琥珀|彩云|舒体|行书|魏碑|雅黑|yahei|等线|DengXian|细黑|STXihei|圆体", re.I)),
    ("小标宋", re.compile(r"小标宋|xiaobiaosong|xbs|NotoSerifSC-Bold|NotoSerif(CJK)?SC-(Bold|Black)|大标宋|中宋|STZhongsong", re.I)),
    ("仿宋", re.compile(r"仿宋|fangsong|fsong|_FS_|FZFS|stfangso", re.I)),
    ("楷体", re.compile(r"楷|kaiti|wenkai|kai_|_KT_|FZKT|stkaiti|FZKai|ukai", re.I)),
    ("黑体", re.compile(r"黑|simhei|hei-|heiti|_HT_|FZHT|FZHei|notosans|sourcehan ?sans|wqy-?zenhei", re.I)),
    ("宋体", re.compile(r"宋|simsun|nsimsun|song|_SS_|FZSS|notoserif|sourcehan ?serif|uming", re.I)),
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_NAMED = re.compile(r"SC|CN|GB|CJK|Sim|Kai|Hei|Song|FZ|Ming|WenQuan|DengXian|LXGW|Zhuque|YaHei|CESI|HYb|STF|STK|STX|STZ|STS", re.I)

# Latin fonts by their names, for PDFs: there a name that tells nothing is not taken for one of a Latin font
NAMES_LATIN = re.compile(r"times|arial|calibri|helvet|liberation|dejavu|courier|cambria|georgia|verdana|tahoma|garamond|century", re.I)


def face_of(name: str) -> str:
    """The face, '' when the name tells none."""
    return next((face for face, pattern in _FACES if pattern.search(name)), "")


def is_latin(name: str) -> bool:
    """Whether a font name is that of a Latin font, in which quotes and dashes are narrow. '' is Times New Roman."""
    return not (_CHINESE.search(name) or face_of(name) or _NAMED.search(name))
