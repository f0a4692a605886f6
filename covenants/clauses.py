"""The pattern of an agreement: what it says, and what each side is proposed to promise, by 五共.

Texts of the house, in the words of the district's own work; people change them as they like.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from covenants.models import FiveCo, Obligation
from covenants.models.covenants import STEMS
from covenants.operations.duties import DutyPlan

Cadence = Obligation.Cadence
FIRST, OTHERS = 0, 1
NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Promise:
    """A duty proposed to 甲方 (FIRST) or to each of the units (OTHERS)."""

    side: int
    text: str
    cadence: str = Cadence.ONCE


@dataclass(frozen=True)
class Clause:
    """What the agreement says about one of the 五共, and the duties that follow."""

    text: str
    promises: tuple[Promise, ...]


CLAUSES: dict[str, Clause] = {
    FiveCo.PARTY_WORK: Clause(
        "各方坚持党建引领，建立联席会议制度，共同研究辖区党建和治理事项；互通党组织活动安排，"
        "联合开展主题党日、党课和实践活动，共享党群活动阵地。",
        (
            Promise(FIRST, "召集共驻共建联席会议，通报工作、商定事项", Cadence.QUARTERLY),
            Promise(FIRST, "开放社区党群服务中心，为联合活动提供场地和服务", Cadence.HALF_YEARLY),
            Promise(OTHERS, "党组织负责人参加联席会议，带回并落实商定事项", Cadence.QUARTERLY),
            Promise(OTHERS, "与社区党组织联合开展主题党日活动", Cadence.HALF_YEARLY),
        ),
    ),
    FiveCo.CIVILITY: Clause(
        "各方共同培育和践行社会主义核心价值观，联合开展文明创建、移风易俗和群众性文化体育活动，"
        "倡导文明风尚，弘扬邻里互助。",
        (
            Promise(FIRST, "组织居民参加文明创建和群众性文化体育活动", Cadence.HALF_YEARLY),
            Promise(OTHERS, "派出宣讲、文艺或体育骨干，与社区联合举办活动", Cadence.HALF_YEARLY),
        ),
    ),
    FiveCo.ENVIRONMENT: Clause(
        "各方共同维护辖区环境卫生和公共秩序，落实门前责任，联合开展环境整治、绿化养护和"
        "垃圾分类宣传，共同管好公共空间。",
        (
            Promise(FIRST, "排查环境问题，提出整治点位并组织居民参与", Cadence.QUARTERLY),
            Promise(OTHERS, "组织人员参加社区环境整治", Cadence.QUARTERLY),
            Promise(OTHERS, "落实本单位门前及周边环境责任", Cadence.QUARTERLY),
        ),
    ),
    FiveCo.SERVICE: Clause(
        "各方整合服务资源，结合居民实际需要，联合开展便民利民、关爱老幼和困难帮扶等服务；"
        "单位有条件的，向居民错时开放场地设施。",
        (
            Promise(FIRST, "收集并发布居民服务需求，做好对接", Cadence.QUARTERLY),
            Promise(OTHERS, "组织党员职工进社区开展志愿服务", Cadence.QUARTERLY),
        ),
    ),
    FiveCo.SAFETY: Clause(
        "各方共同维护辖区安全稳定，联合开展法治宣传、安全隐患排查、矛盾纠纷化解和邻里守望，"
        "遇有突发情况相互支援。",
        (
            Promise(FIRST, "组织安全巡查，及时通报隐患和处置情况", Cadence.QUARTERLY),
            Promise(OTHERS, "参加安全宣传和隐患排查，管好本单位及家属区安全", Cadence.QUARTERLY),
        ),
    ),
    FiveCo.PROBLEMS: Clause(
        "各方共同研究居民反映集中的难题，明确牵头方和办理期限，发挥各自职能和专业优势，"
        "合力推动解决，并向居民反馈结果。",
        (
            Promise(FIRST, "梳理需要共同解决的难题，提交联席会议研究", Cadence.HALF_YEARLY),
            Promise(OTHERS, "结合本单位职能，帮助解决一件居民急难愁盼的问题", Cadence.YEARLY),
        ),
    ),
    FiveCo.WELFARE: Clause(
        "各方共同参与公益事业，联合开展扶贫济困、助学助老、无偿献血和应急救助等公益活动，"
        "提供的资金物资公开透明使用。",
        (
            Promise(FIRST, "提出公益项目，公开资金物资使用情况", Cadence.YEARLY),
            Promise(OTHERS, "参与或资助社区公益活动", Cadence.YEARLY),
        ),
    ),
}  # fmt: skip

FOREWORD = (
    "为加强区域化党建，推动组织共建、资源共享、事务共商、服务共办，经充分协商，各方本着自愿、"
    "平等、务实的原则，订立本协议，共同遵守。"
)
# Term and number of copies are printed from the facts.
CLOSING = (
    (
        "履行与督促",
        "各方按本协议所列事项履行，由甲方记录履行情况，每半年向各方通报一次；"
        "履行中遇到困难的，及时协商解决。",
    ),
    (
        "变更与终止",
        "需要变更的，协商一致后签订补充协议；需要提前终止的，说明原因并书面告知其他各方。"
        "期满前各方商定是否续签。",
    ),
    ("其他", "未尽事宜由各方协商解决。"),
)


def text_of(codes: Iterable[str], first: str, units: Sequence[str]) -> str:
    """Return the whole text: the sides by name, a clause for each code, what all agreements say."""
    sides = [f"甲方：{first or '　'}"]
    sides += [f"{side_label(at)}：{name}" for at, name in enumerate(units, start=1)]
    clauses = [
        f"（{NUMERALS[at]}）{FiveCo(code).label}。{CLAUSES[code].text}"
        for at, code in enumerate(_known(codes))
    ]
    parts = [("共建内容", "\n".join(clauses))] if clauses else []
    articles = [
        f"{NUMERALS[at]}、{title}\n{text}" for at, (title, text) in enumerate([*parts, *CLOSING])
    ]
    return "\n\n".join(["\n".join(sides), FOREWORD, *articles])


def supplement_text(sides: int) -> str:
    """Return how a supplement between so many sides begins and ends; the middle is theirs."""
    who = "甲、乙双方" if sides == 2 else "各方"
    return (
        f"经协商一致，{who}就原协议有关事项补充约定如下：\n\n"
        f"{NUMERALS[0]}、补充事项\n……\n\n"
        f"{NUMERALS[1]}、效力\n本补充协议是原协议的组成部分，未涉及的事项按原协议执行。"
    )


def duties_of(codes: Iterable[str], units: int) -> list[DutyPlan]:
    """Return what is proposed to 甲方 and to each of so many units, code by code."""
    return [
        DutyPlan(party=side, text=promise.text, code=code, cadence=promise.cadence)
        for code in _known(codes)
        for promise in CLAUSES[code].promises
        for side in ([0] if promise.side == FIRST else range(1, units + 1))
    ]


def title_of(first: str, units: Sequence[str]) -> str:
    """Return a proposed title, cut to what a title may be."""
    names = "、".join([first, *units[:-1]])
    whole = f"{names}与{units[-1]}共驻共建协议" if units else f"{first}共驻共建协议"
    short = f"{first}与{units[0]}等 {len(units)} 家单位共驻共建协议" if units else whole
    return whole if len(whole) <= 60 else short[:100]


def side_label(position: int) -> str:
    """Return 甲方, 乙方, 丙方… for the place of a side."""
    return f"{STEMS[position]}方" if position < len(STEMS) else f"第{position + 1}方"


def _known(codes: Iterable[str]) -> list[str]:
    chosen = set(codes)
    return [code for code in CLAUSES if code in chosen]
