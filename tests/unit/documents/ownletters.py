"""Right letters of our own in many manners: lengths, levels, issuers, seals, attachments, copies, head, for each layout.

A seed gives one letter; nothing in it departs from the standard or from good wording.
"""

from __future__ import annotations

import random
from typing import Any

from letterdata import FORMS

from app.documents.data import parse_letter
from app.documents.model import OfficialDocument

TEXTS = (
    "各单位要充分认识做好这项工作的重要意义，切实增强责任感和紧迫感，把思想和行动统一到上级部署要求上来，推动各项任务落地见效。",
    "2026年1月至11月，全县共开展专项检查12次，发现问题58个，已完成整改46个，整改完成率为79.31%；其余12个问题正在按计划推进。",
    "要结合“三重一大”事项集体决策制度执行情况，逐项明确责任单位、责任人和完成时限——确需延期的，应当提前报告并说明理由。",
    "县委办公室、县政府办公室、县纪委监委机关、县委组织部、县委宣传部、县委统战部等部门要各司其职、密切配合，形成工作合力。",
    "一是压实责任；二是建章立制；三是强化监督。检查人员包括周明远、欧阳慧、阿卜杜热依木·买买提、𬭎䶮等4名同志。",
    "联系电话为010-12345678，电子邮箱为abc@example.org，材料请于2027年1月20日前报送县委办公室（县政府大楼305室）。",
)
HEADS = ("提高思想认识", "明确重点任务", "压实工作责任", "加强督促检查", "严肃工作纪律")
ORGANS = ("中共某县委员会", "某县人民政府", "中共某县纪律检查委员会", "某县监察委员会", "中共某县委组织部", "某县住房和城乡建设局", "某县人民代表大会常务委员会")
TITLES = (
    "关于做好作风建设工作的{}", "关于印发《某县领导干部廉洁从政若干规定（试行）》的{}", "关于进一步加强全县党风廉政建设和反腐败工作落实全面从严治党主体责任和监督责任情况专项检查的{}",
)  # fmt: skip
COPIES = ("县委办公室", "县人大常委会办公室", "县政府办公室", "县政协办公室", "县人民法院", "县人民检察院", "县人民武装部", "各民主党派县委", "县总工会", "县妇女联合会")
ANNEXES = ("某县2026年度重点任务分工表", "问题整改台账", "全县各级党组织落实全面从严治党主体责任情况专项检查发现问题清单及整改责任分工一览表")
RECEIVERS = ("各乡镇人民政府", "县政府各部门、各直属机构", "各乡镇党委", "县委各部委", "县级国家机关各部门党组（党委）")
NAMES = ("周明远", "欧阳慧", "李雷", "韩梅梅", "王敏", "司马相如")
KINDS = (("letter.official", "general", "通知"), ("letter.circular", "general", "通报"), ("letter.official_letter", "letter", "函"),
         ("letter.major_request", "upward", "请示"), ("letter.minutes", "minutes", ""), ("letter.official", "order", ""))  # fmt: skip


def own_letter(seed: int) -> OfficialDocument:
    """The letter of a seed."""
    rng = random.Random(seed)
    kind, shape, word = rng.choice(KINDS)
    data: dict[str, Any] = {"date": rng.choice(["2026-11-22", "2026-12-31"]), "body": _body(rng, rng.randrange(5)), "number": f"某发〔2026〕{rng.choice([1, 12, 123])}号"}
    data |= {"order": _order, "minutes": _minutes}.get(shape, _letter)(rng, shape, word)
    return parse_letter(FORMS[kind], data)


def _body(rng: random.Random, parts: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [{"text": rng.choice(TEXTS)}]
    for head in rng.sample(HEADS, parts):
        rows.append({"level": 1, "text": head})
        for lead in rng.sample(["落实主体责任。", "强化日常监督。", "完善制度机制。"], rng.choice([2, 3])):
            rows.append({"level": 2, "text": lead + rng.choice(TEXTS)})
            rows += [{"level": 3, "text": f"{what}{rng.choice(TEXTS)}"} for what in rng.sample(["定期研究。", "及时报告。"], rng.choice([0, 2]))]
    return rows


def _letter(rng: random.Random, shape: str, word: str) -> dict[str, Any]:
    joint = rng.choice([1, 1, 1, 2, 3]) if shape == "general" else 1
    issuers, closed = rng.sample(ORGANS, joint), rng.choice(["seal", "none", "name"])
    found: dict[str, Any] = {
        "issuers": issuers, "title": rng.choice(TITLES).format(word), "seal": closed == "seal", "joint_mark": joint > 1 and rng.random() < 0.5,
        "to": ["某市人民政府"] if shape == "upward" else rng.sample(RECEIVERS, rng.choice([1, 2, 5])),
        "attachments": [{"title": name, "body": _body(rng, rng.choice([0, 1]))} for name in rng.sample(ANNEXES, rng.choice([0, 0, 1, 2, 3]))],
        "cc": rng.sample(COPIES, rng.choice([0, 1, 3, 10])), "note": rng.choice(["", "联系人：王某某，电话：12345678"]), "urgency": rng.choice(["", "", "特急", "加急"]),
    }  # fmt: skip
    if closed == "name" and joint == 1:
        found["signature"] = {"post": "书记", "name": "周明远"}
    if shape != "letter":
        found["printer"] = {"office": issuers[0] + "办公室", "date": "2026-12-31"}
    if shape == "upward":
        found["signers"] = list(NAMES[: rng.choice([1, 2, 3])])
    if rng.random() < 0.25:
        found |= {"secrecy": {"level": rng.choice(["机密", "秘密"]), "period": "1年"}, "copy_no": "12"}
    return {name: value for name, value in found.items() if value not in ("", [])}


def _order(rng: random.Random, _shape: str, _word: str) -> dict[str, Any]:
    return {"format": "order", "mark": "某县人民政府令", "issuers": ["某县人民政府"], "number": "第8号", "title": rng.choice(["", "某县机关运行办法"]),
            "to": [], "seal": False, "signature": {"post": "县长", "name": "周明远"}}  # fmt: skip


def _minutes(rng: random.Random, _shape: str, _word: str) -> dict[str, Any]:
    present = rng.sample(NAMES, rng.choice([3, 6]))
    return {"issuers": [rng.choice(ORGANS)], "seal": False, "printer": {"office": "中共某县委办公室", "date": "2026-12-31"},
            "attendance": {"出席": present, "列席": ["张某某（县财政局）", "李某某（县审计局）"]}}  # fmt: skip
