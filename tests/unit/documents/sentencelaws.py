"""What holds for every sentence of the examination, whatever was found: words a clerk reads, no values of the reckoning."""

from __future__ import annotations

import re

from app.documents.checking.finding import Deviation
from app.documents.model import Format

_BELOW_NOUGHT = re.compile(r"(?<![-0-9A-Za-z%\u4e00-\u9fff])-\d")
_IDLE = re.compile(r"\bnan\b|\binf\b|None|True|False")
_CODES = re.compile(rf"\b(?:{'|'.join(Format)}|left|right|center|both|distribute|exact|auto|docx|pdf)\b")
_LATIN_NAME = re.compile(r"[A-Za-z]{3,}")


def broken(deviation: Deviation) -> list[str]:
    """The laws that a sentence breaks."""
    said = []
    for name, text in (("found", deviation.found), ("expected", deviation.expected)):
        if len(text.strip()) < 2:
            said.append(f"{name} is a bare character: {text!r}")
        if _BELOW_NOUGHT.search(text):
            said.append(f"{name} is below nought: {text!r}")
        if _IDLE.search(re.sub(r"“[^”]*”|\d[-\d]+", "", text)):
            said.append(f"{name} has an idle figure: {text!r}")
        if _CODES.search(re.sub(r"“[^”]*”|（[^）]*）", "", text)):
            said.append(f"{name} has an English name: {text!r}")
        if deviation.rule.endswith(("字体", "嵌入")) and _LATIN_NAME.search(re.sub(r"（[^）]*）|“[^”]*”", "", text)):
            said.append(f"{name} has a font by the name in its file: {text!r}")
    if deviation.found == deviation.expected:
        said.append(f"what was found is what is expected: {deviation.found!r}")
    return said
