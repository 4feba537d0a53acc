"""Words that are written wrongly whatever they stand for: characters, names of sanctions, short names of organs.

Only words with one right form; where the same characters can be right in another sense the pattern leaves that sense out.
A table of patterns for writing_marks.
"""

from __future__ import annotations

import re

from app.documents.checking.finding import Grade
from app.documents.checking.writing_points import HANZI, Mark

_RIGHT = {
    "布署": "部署", "帐户": "账户", "帐目": "账目", "帐款": "账款", "帐务": "账务", "帐簿": "账簿",
    "帐号": "账号", "欢渡": "欢度", "追朔": "追溯",
    "松驰": "松弛", "震憾": "震撼", "通辑": "通缉", "编篡": "编纂", "装璜": "装潢", "精萃": "精粹", "幅射": "辐射", "重迭": "重叠",
    "坐阵": "坐镇", "挂勾": "挂钩", "气慨": "气概", "寒喧": "寒暄", "侯补": "候补", "气侯": "气候",
    "时侯": "时候", "警剔": "警惕", "纪捡": "纪检", "捡查": "检查",
    "惯彻": "贯彻", "党风正风": "党风政风", "一如继往": "一如既往", "再接再励": "再接再厉", "既往不究": "既往不咎",
    "按步就班": "按部就班", "迫不急待": "迫不及待", "直接了当": "直截了当", "默守成规": "墨守成规", "默守陈规": "墨守成规", "融汇贯通": "融会贯通",
    "穿流不息": "川流不息", "走头无路": "走投无路", "防患未燃": "防患未然", "严惩不待": "严惩不贷", "克不容缓": "刻不容缓", "责无旁代": "责无旁贷",
    "不径而走": "不胫而走", "谈笑风声": "谈笑风生", "人才倍出": "人才辈出", "名符其实": "名副其实", "事倍工半": "事倍功半", "破斧沉舟": "破釜沉舟",
    "有持无恐": "有恃无恐", "原形必露": "原形毕露", "实事求事": "实事求是",
}  # fmt: skip
_ALSO = (  # wrong only in one sense: the pattern, and how it is written right
    (r"(?<![全一])部份(?![额数])", "部分"), (r"按排(?![名放列序队污水量])", "安排"), (r"(?<![究毕])竟赛", "竞赛"), (r"(?<![究毕])竟争", "竞争"),
    (r"(?<![究毕])竟聘", "竞聘"), (r"(?<![解票表议判])决择(?![优机期时])", "抉择"), (r"台帐(?![篷幕])", "台账"), (r"销帐(?![篷幕])", "销账"),
    (r"记帐(?![篷幕])", "记账"), (r"对帐(?![篷幕])", "对账"), (r"查帐(?![篷幕])", "查账"), (r"结帐(?![篷幕])", "结账"), (r"座落(?=[于在])", "坐落"),
    (r"(?<!抽)签定", "签订"), (r"(?<!过)渡假", "度假"), (r"脉博(?!览)", "脉搏"), (r"(?<![专主课标])题纲(?![要领])", "提纲"), (r"(?<!荣)膺品", "赝品"),
    (r"撤消(?!防)", "撤销"), (r"(?<![告训劝警])诫免", "诫勉"), (r"(?<![好各])处份(?!额)", "处分"), (r"侯选(?=人|名单|对象)", "候选"),
)  # fmt: skip
_WRONG = "|".join([*sorted(_RIGHT, key=len, reverse=True), *(pattern for pattern, _right in _ALSO)])


def _written_right(match: re.Match[str]) -> str:
    return _RIGHT.get(match.group()) or next(right for pattern, right in _ALSO if re.search(pattern, match.string[max(match.start() - 1, 0) : match.end() + 1]))


WORDS = (
    Mark("错别字", "用字", re.compile(_WRONG), "", Grade.CUSTOM, titles=False, proper=_written_right),
    Mark("漏用标点", "GB/T 15834", re.compile(
        rf"(?<=[{HANZI}]{{12}})(?<![局委院部组会室府厅处办司科站校心队所馆社台司位关])现将(?:有关|相关|主要)?[{HANZI}]{{0,12}}(?:报告|通报|函告|通知|请示|汇报|公告)如下"),
        "“现将”前面用句号或者逗号", Grade.CUSTOM),
    Mark("机关简称", "规范化简称", re.compile(r"纪检委(?![员派托])"), "纪委", Grade.CUSTOM, titles=False),
    Mark("处分名称", "《中国共产党纪律处分条例》", re.compile(r"党[内纪](?:记过|记大过|降级|撤职|开除)处分"), "警告、严重警告、撤销党内职务、留党察看或者开除党籍",
         Grade.CUSTOM, titles=False),
    Mark("处分名称", "《公职人员政务处分法》", re.compile(r"政务(?:严重警告|撤销党内职务|留党察看|开除党籍|留用察看)处分|(?<!留党)留用察看处分"),
         "警告、记过、记大过、降级、撤职或者开除", Grade.CUSTOM, titles=False),
    Mark("处分名称", "《中国共产党纪律处分条例》", re.compile(r"(?:诫勉(?:谈话)?|批评教育|提醒谈话|责令检查|书面检查)处分"), "诫勉、批评教育等不是处分，写作“给予诫勉”", Grade.CUSTOM,
         titles=False),
)  # fmt: skip
