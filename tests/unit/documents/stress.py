"""Text that is hard to break into lines: hand-written cases and any number of generated paragraphs."""

from __future__ import annotations

import random

NASTY = [
    "他强调：“要把‘监督的再监督’落到实处（见《某县纪委监委〈关于加强日常监督的意见〉的通知》（某纪发〔2026〕12号））。”",
    "引文连用（“《〈〔【『「甲」』】〕〉》”）和“（《〈乙〉》）”。”）》”！",
    "党组书记——同时兼任工作组组长——指出……问题出在“最后一公里”……？！",
    "2026年11月22日14：30—17:30，县财政局拨付1,234,567.89万元，同比增长12.5%，占58.33％，气温为-5℃，误差±0.01‰。",
    "涉及2026—2030年规划、第3—5项任务、5~7个工作日、10～15人、1/3以上、2:1的比例、3×5米的展板以及20平方公里的范围。",
    "依据《中国共产党纪律检查机关监督执纪工作规则》第二十七条、国办发〔2026〕1号、中纪办发〔2026〕123号和某县府办函〔2026〕4号。",
    "来信请寄zhangsan_lisi.wangwu@discipline.example.gov.cn，或登录https://www.example.gov.cn/path/to/a-very-long-page/index.html?year=2026&month=11#top查询。",
    "资料存于D:\\监督执纪\\2026\\整改台账_最终版-v2.3(修订).xlsx和README_first_before_you_open.tar.gz两个文件中，共12.5MB。",
    "买买提·艾力·吐尔逊、阿卜杜拉·买买提·伊明、亚历山大·谢尔盖耶维奇·普希金三位同志列席（编号：①②③④⑤，Ⅰ类、Ⅱ类）。",
    "按照GB/T 9704-2012、GB/T 15834-2011和GB/T 15835-2011的规定，使用WPS Office 2026或Microsoft Word均可打开。",
    "半角标点混用:检查发现3个问题,分别是\"责任不实\"、\"台账不全\"; 请于5日内(不含节假日)报送! 逾期?不行.",
    "全角数字２０２６年１１月２２日和全角字母ＡＢＣ，金额￥１２３４.５６元、$500、№ 15、#3楼，用时３小时２０分。",
    "张　三　李　四　王　五　赵　六　钱　七　孙　八　周　九　吴　十　郑　一　王　二　冯　三　陈　四　褚　五　卫　六　蒋　七",
    "多个  空格   与行尾空格 以及Latin words between 汉字 with spaces and don’t break O’Brien co-operate re-examination。",
    "省略号连用…………和破折号———连用，还有..........和----------以及～～～～等各种写法的符号，均不应出现在行首。",
    "生僻字𬭎䶮㛃、组合字é与温度25°C、角度45°、经度116°23′17″、千分比5‰、单位㎡、m²、km/h，一律不得拆开。",
    "。”）》」』】〕〉！？；：，、％‰℃",
    "（《“‘【〔〈「『［｛￥＄№",
    "A" * 180,
    "0123456789" * 12,
    "https://example.gov.cn/" + "seg-ment_01/" * 30,
]
_WORDS = ["监督", "检查", "党组", "整改", "落实", "责任", "干部", "群众", "台账", "会议", "县委", "我委", "工作组", "问题", "线索", "廉政", "谈话", "提醒", "专项", "巡察", "反馈", "意见", "情况", "报告", "的", "和", "了", "在", "对", "一", "人", "上", "民主生活会", "全面从严治党", "住房和城乡建设局"]
_THINGS = ["2026年11月22日", "2026—2030年", "58.33%", "１２．５％", "1,234.56万元", "5公里", "14:30", "14：30—17：30", "〔2026〕1号", "某纪建〔2026〕12号", "GB/T 9704-2012", "Word", "WPS Office", "a_b-c.docx", "zhangsan@example.gov.cn", "https://example.gov.cn/a/b?c=1", "-5℃", "第3次", "二〇二六年", "12个工作日", "①", "Ⅱ", "𬭎", "20人", "3/5", "10～15", "C:\\a\\b.txt", "don’t", '"甲"', "\u3000", "买买提·艾力"]
_MARKS = ["，", "。", "、", "；", "：", "？", "！", "……", "——", "。”", "！”", "）。", "》、", "”）", "’”", "》）", "，“", "：“", "（", "《", "“", "‘", "【", "〔", "（“《", "”", "）", "》", "’", "】", "·", "～", "—", ",", ".", "?", "!", ";", ":", "(", ")", "/"]


def paragraphs(count: int, seed: int = 20261122) -> list[str]:
    """The hand-written cases, then generated paragraphs of 10 to 200 pieces; the same for the same seed."""
    chance = random.Random(seed)
    made = list(NASTY)
    while len(made) < count:
        text = "".join(_piece(chance) for _ in range(chance.randint(10, 200))).strip()
        made.append(text or "空")
    return made[:count]


def _piece(chance: random.Random) -> str:
    kind = chance.random()
    source = _WORDS if kind < 0.6 else _MARKS if kind < 0.85 else _THINGS
    return chance.choice(source)
