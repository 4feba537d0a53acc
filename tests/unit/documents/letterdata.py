"""Letter data the document tests share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.catalog.letters_loader import load_letters
from app.catalog.places import forms_dir
from app.catalog.profiles import load_profile
from app.documents.data import parse_letter
from app.documents.model import OfficialDocument

FORMS = load_letters(forms_dir() / "letters")
PROFILE = load_profile(Path(forms_dir() / "profiles"), "gbt9704")
KINDS = {
    "general": "letter.circular",
    "letter": "letter.discipline_suggestion",
    "minutes": "letter.minutes",
    "plain": "letter.talk_record",
}
TEXT = (
    "我委近日对你单位党组“民主生活会”整改情况——包括第二十七次党组会议——作了专项检查（2026年11月20日至11月22日），"
    "检查组由𬭎䶮㛃、李雷等5人组成，查阅台账12本，完成率58.33%，五条未见完成记录……参见GB/T 9704-2012。"
)
PLAIN = (
    "检查组认为你单位党组对民主生活会整改工作重视不够责任压得不实部分整改措施流于形式主要负责同志没有逐条审核班子成员没有按照"
    "分工抓好分管领域的整改落实有关科室没有建立台账没有定期调度没有销号管理导致整改工作进展缓慢。"
)
ELEVEN = [f"县第{n}工作委员会办公室" for n in "一二三四五六七八九十百"]


def body(times: int) -> list[dict[str, Any]]:
    """Text of all levels, about a page for each two times."""
    part = [
        {"level": 1, "text": "检查发现的情况"},
        {"level": 0, "text": TEXT},
        {"level": 2, "text": "整改责任压得不实。" + PLAIN},
        {"level": 3, "text": "台账不全"},
        {"level": 4, "text": TEXT},
        {"level": 0, "text": PLAIN},
    ]
    return part * times


def letter(form: str, **changes: Any) -> OfficialDocument:
    """A document of one of the four layouts."""
    data: dict[str, Any] = {
        "issuers": ["中共某县纪律检查委员会"],
        "number": "某纪建〔2026〕1号",
        "to": ["县住房和城乡建设局党组"],
        "title": "关于民主生活会整改落实工作的纪律检查建议",
        "date": "2026-11-22",
        "seal": True,
        "body": [{"level": 0, "text": TEXT}],
        "cc": ["县委办公室"],
        "printer": {"office": "中共某县纪律检查委员会办公室", "date": "2026-11-23"},
        "page_sign": "",  # its room takes two lines of a page
    }
    return parse_letter(FORMS[KINDS[form]], data | changes)


def whole_letter(form: str, **changes: Any) -> OfficialDocument:
    """The same with the names that 纪要 must have."""
    names = {"attendance": {"出席": ["王建国", "李明华"]}} if form == "minutes" else {}
    return letter(form, **names, **changes)
