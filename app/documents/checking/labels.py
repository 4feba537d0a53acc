"""Whether a line of 版头 is 份号, 密级 or 紧急程度, in whatever words. Does not belong here: how it should be written (rules_head)."""

from __future__ import annotations

import re

_SECRET = re.compile(r"(密级[：:]|[★☆*]|\d{1,2}(年|个月)[★☆*]?)?((?!工作)[\u4e00-\u9fff]{0,2}?(?:绝密|机密|秘密)级?|内部|[\u4e00-\u9fff]{2}(?=★\d{1,2}年$))([^\u4e00-\u9fff0-9a-zA-Z]{0,3}(\d{1,2}|[一二三四五六七八九十]{1,3})(年|个月|月|日|天)|[★☆*]\S{0,8}|[^\u4e00-\u9fff，。：]?长期)?")
_TERM = r"[^\u4e00-\u9fff，。]?(保密)?(期限?)?[^\u4e00-\u9fff，。]?((\d{1,2}|[一二三四五六七八九十]{1,3})(年|个?月|日|天)|长期)[^\u4e00-\u9fff，。]?"
_SECRET_IN_WORDS = re.compile(rf"密级[：:]\S{{1,8}}|(绝密|机密|秘密)(级|文?件|{_TERM})|内部(资料|文件|材料|使用|参阅|掌握|刊物)")
_HOW = "[特加紧平万分很较最火十非常别超甚]"
_URGENT = re.compile(rf"(紧急程度[：:]|等级[：:])?({_HOW}{{0,3}}急[件办报送]{{0,2}}|特提|火速|急速|明电|限时|([尽从]?[快速]|[立随]?即|马上|限时)(办理|[办报送])|尽快|从速){{1,2}}")
_COPY_NO = re.compile(r"(份号[：:]?|编号[：:]?|№|No\.?|第)?(\d{1,8}|[〇○零一二三四五六七八九]{4,8})(号|份)?|第[一二三四五六七八九十百]{1,4}份")


def is_secrecy(text: str) -> bool:
    """Whether a text without spaces is a 密级 with or without its time."""
    return _SECRET.fullmatch(text) is not None or _SECRET_IN_WORDS.fullmatch(text) is not None


def is_urgency(text: str) -> bool:
    """Whether a text without spaces says how urgent a document is."""
    return _URGENT.fullmatch(text) is not None


def is_copy_number(text: str) -> bool:
    """Whether a text without spaces is the number of a copy."""
    return _COPY_NO.fullmatch(text) is not None
