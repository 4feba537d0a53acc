"""Chinese words for what rules are made of: periods, whom a row is about, comparisons, rule types, grades.

Used by the sentence of a rule and by the editor of own duties. Words of vocabularies and of fields are theirs.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.duties.selectors import Match, Op, Per

GRADES: Mapping[str, str] = {"A": "文件写明次数", "B": "文件写明要有", "C": "次数由单位定", "": "由人认定"}
RULES: Mapping[str, tuple[str, str]] = {
    "count": ("数次数", "一段时间里，某种记录要够几次"),
    "follow": ("事后要办", "一件事发生以后，接着要有另一种记录"),
    "precede": ("事前要办", "一件事发生之前，先要有另一种记录"),
    "complete": ("要素齐全", "每条记录里，该填的都要填到"),
    "ratio": ("比例", "应办的里面，办了的要占多少"),
    "order": ("表态次序", "会上主要负责人最后（或最先）表态"),
    "exists": ("要有一份", "要有一份现行有效的制度或文件"),
    "forbid": ("不得出现", "某种情形不能出现在记录里"),
    "threshold": ("低于就提醒", "比例低于一个数，就提议起草文书"),
    "manual": ("由人认定", "数不出来的，由两个人看材料认定"),
}
PERIODS: Mapping[str, str] = {
    "year": "每年", "half": "每半年", "quarter": "每季度", "term": "每届任期", "calendar_node": "每个节点前后",
    "once": "一次", "none": "按到期日或事件所在年",
}  # fmt: skip
PERS: Mapping[Per, str] = {
    Per.UNIT: "本单位", Per.MEMBER: "每名班子成员（不含主要负责人）", Per.TEAM_MEMBER: "班子里每个人",
    Per.LEADER: "每名领导干部", Per.PRINCIPAL: "主要负责人", Per.HEAD: "纪检、组织部门每名负责人",
    Per.SUBORDINATE: "每个下级单位", Per.SUBORDINATE_PRINCIPAL: "每个下级单位主要负责人",
    Per.SUBORDINATE_DISCIPLINE_HEAD: "每个下级单位纪检负责人", Per.DEPT_HEAD: "每名部门负责人",
    Per.WEAK_SUBORDINATE: "名单里每个落实不力的下级单位", Per.OPEN_RECTIFICATION: "每条没有销号的条目",
    Per.PERSON: "每个当事人", Per.RECIPIENT: "每个报送对象", Per.REPORTING_BODY: "每个报告单位", Per.KIND: "每一种",
    Per.KEY_FIELD: "每个重点领域", Per.BRANCH: "每个支部", Per.DEPARTMENT: "每个部门",
}  # fmt: skip
MATCHES: Mapping[Match, str] = {
    Match.ACTOR: "做这件事的人或单位", Match.SUBJECT: "记录的对象", Match.RECIPIENT: "报送对象",
    Match.ATTENDANCE: "到会的人", Match.OWNER: "责任人", Match.ORGANISER: "做这件事的或作为对象的单位",
}  # fmt: skip
OPS: Mapping[Op, str] = {
    Op.FILLED: "已填写", Op.EMPTY: "没有填写", Op.IS: "是", Op.NOT: "不是", Op.AT_LEAST: "不少于", Op.AT_MOST: "不多于",
}  # fmt: skip
ROLE_GROUPS: Mapping[str, str] = {
    "discipline": "纪检负责人", "org_dept": "组织部门", "team": "班子成员", "responsible_member": "分管的班子成员",
}  # fmt: skip
WHERE: Mapping[str, str] = {
    "topics": "内容标签", "by": "由谁做", "lecturer": "主讲人是", "leader": "带队人是", "chair": "主持人是",
    "owner": "责任人是", "recipients": "报送给", "attendance_role": "到会身份", "attendee_org": "到会的人是",
    "about": "涉及谁", "linked": "关联了", "states": "状态是", "fields": "字段", "rows": "明细里有一行",
    "any_of": "下面任一组成立",
}  # fmt: skip
SETTINGS: Mapping[str, str] = {
    "yearly": "每年", "half-yearly": "每半年", "quarterly": "每季度", "year": "年", "half": "半年", "quarter": "季度",
    "pairs": "两两都谈", "each": "每人至少一次", "ceil": "向上取整", "floor": "向下取整", "round": "四舍五入",
    "first": "要第一个", "any": "不看次序",
}  # fmt: skip
PEOPLE_COLUMNS: Mapping[str, str] = {"person": "人", "role": "身份", "unit": "单位", "note": "备注"}
BASE_FIELDS: Mapping[str, str] = {
    "title": "标题", "date": "日期", "end": "结束日期", "due": "期限", "actor": "做这件事的人", "subject": "对象",
    "topics": "内容标签", "links": "关联的记录", "recipients": "报送对象", "state": "状态", "kind": "种类",
}  # fmt: skip
