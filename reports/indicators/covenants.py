"""The figures of 共驻共建: covenants (S2–S4), relations (S5), projects (S6, S7), 五共."""

from collections.abc import Iterable

from covenants.models import LIST_A_CHOICES, LIST_B_CHOICES, FundingSource
from covenants.selectors.expiry import LAST_NOTICE_DAYS, NOTICE_DAYS
from orgs.models import Organization
from reports import covenant_records as records
from reports.indicators.anchors import AT_FIRST_PARTY, AT_PLACES, AT_SIDES, LOCATED, node
from reports.indicators.declaration import Indicator, Ratio, yuan

GROUP = "covenant"
DETAIL = "covenant_detail"
STATES = "project_state"
FUNDS = "funds"
FIVE_A, FIVE_B = "five_a", "five_b"
SEVERAL = "多个社区共同实施的，全区计一个，各社区分别计一个；"


def _covenants() -> Iterable[Indicator]:
    yield Indicator(
        code="S2",
        name="协议累计签订",
        unit="份",
        definition="截至统计日签订的共驻共建协议；多方协议计一份，续签另计一份；"
        "草稿、待签、作废和补充协议不计。",
        records=records.signed,
        anchor=AT_FIRST_PARTY,
        excluded={
            "草稿或待签": records.covenants_in_state("draft", "awaiting"),
            "作废": records.covenants_in_state("void"),
            "补充协议": records.amendments,
        },
        in_report=True,
    )
    yield Indicator(
        code="S3",
        name="有效协议",
        unit="份",
        definition="已签订、已生效、未到期（含到期当日）且未提前终止的协议；未约定期限的视为有效。",
        records=records.in_force,
        anchor=AT_FIRST_PARTY,
        in_report=True,
    )
    yield Indicator(
        code="S3.open",
        name="未约定期限协议",
        unit="份",
        definition="统计日当天有效的协议中，没有约定到期日期的。",
        records=records.open_ended,
        anchor=AT_FIRST_PARTY,
        group=DETAIL,
    )


def _ending() -> Iterable[Indicator]:
    yield Indicator(
        code="S4.expired",
        name="已到期未续协议",
        unit="份",
        definition="到期日期早于统计日、没有提前终止、截至统计日没有签订续签协议的协议；作废的不计。",
        records=records.expired_unrenewed,
        anchor=AT_FIRST_PARTY,
        group=GROUP,
    )
    for days, group in ((LAST_NOTICE_DAYS, DETAIL), (NOTICE_DAYS, GROUP)):
        yield Indicator(
            code=f"S4.in{days}",
            name=f"{days}天内到期协议",
            unit="份",
            definition=f"统计日当天有效、在其后 {days} 天内（含第 {days} 天）到期的协议；"
            "已续签的也计。",
            records=records.expiring(days),
            anchor=AT_FIRST_PARTY,
            group=group,
        )


def _relations() -> Iterable[Indicator]:
    yield Indicator(
        code="S5",
        name="共建关系",
        unit="对",
        definition="统计日当天有效协议中甲方与单位的组合，同一甲方与同一单位有几份协议的计一对；"
        "含街道级协议；合并的社区按承接的计，合并的单位按保留的计。",
        records=records.relations,
        anchor=AT_SIDES,
        group=GROUP,
    )
    yield Indicator(
        code="S5.communities",
        name="没有有效协议的社区",
        unit="个",
        definition="统计日当天存在、本社区作为甲方没有有效协议的社区；街道级协议不算社区的。",
        records=records.communities_without,
        anchor=node(Organization.Tier.COMMUNITY),
        group=GROUP,
    )
    yield Indicator(
        code="S5.units",
        name="没有有效协议的单位",
        unit="个",
        definition="统计日当天在用、没有有效协议的单位。"
        "按单位所在社区计入街道和社区，单位未填所在社区的只计入全区。",
        records=records.units_without,
        anchor=LOCATED,
        group=GROUP,
    )


def _projects() -> Iterable[Indicator]:
    yield Indicator(
        code="S6",
        name="项目累计确定",
        unit="个",
        definition="截至统计日确定的共建项目；多个社区共同实施的，全区计一个，各社区分别计一个；"
        "意向、否决、作废不计。",
        records=records.counted_projects,
        anchor=AT_PLACES,
        excluded={
            "意向": records.uncounted_projects("proposed"),
            "否决": records.uncounted_projects("rejected"),
            "作废": records.uncounted_projects("void"),
        },
        in_report=True,
    )
    for code, name, states in (
        ("waiting", "待实施项目", ("confirmed",)),
        ("running", "实施中项目", ("running",)),
        ("paused", "暂停项目", ("paused",)),
        ("finished", "完成项目（含已评价）", ("finished", "evaluated")),
        ("terminated", "终止项目", ("terminated",)),
    ):
        yield Indicator(
            code=f"S6.{code}",
            name=name,
            unit="个",
            definition=f"累计确定的项目中，统计日当天的{name}；五类相加等于累计确定数。",
            records=records.projects_in_state(*states),
            anchor=AT_PLACES,
            group=STATES,
            version=2,
        )
    yield Indicator(
        code="S6.without_covenant",
        name="未依据协议的项目",
        unit="个",
        definition="累计确定的项目中没有依据协议的，依据的协议都已作废的也算；已计入累计确定数。",
        records=records.without_covenant,
        anchor=AT_PLACES,
        group=DETAIL,
    )


def _funds() -> Iterable[Indicator]:
    kinds = (("", "合计", ()), *((s.value, s.label, (s.value,)) for s in FundingSource.Source))
    for code, label, sources in kinds:
        yield Indicator(
            code=f"S6.funds.{code}" if code else "S6.funds",
            name=f"投入资金：{label}" if code else "投入资金",
            unit="元",
            definition=f"累计确定的项目登记的{'各来源资金之和' if not code else label}；"
            + SEVERAL
            + "资金按项目登记的全额计。",
            records=records.funded(*sources),
            anchor=AT_PLACES,
            amount="funds",
            amount_unit="元",
            is_decimal=True,
            finish=yuan,
            group=FUNDS,
        )


def _five_co() -> Iterable[Indicator]:
    for letter, field, choices, group in (
        ("b", "code_b", LIST_B_CHOICES, FIVE_B),
        ("a", "code_a", LIST_A_CHOICES, FIVE_A),
    ):
        for code, label in choices:
            yield Indicator(
                code=f"S6.{letter}.{code}",
                name=label,
                unit="个",
                definition=f"累计确定的项目中，{_list_name(letter)}为“{label}”的。{SEVERAL}不另加权。",
                records=records.of_code(field, code),
                anchor=AT_PLACES,
                group=group,
            )
    yield Indicator(
        code="S6.a.none",
        name="未对应五共目标",
        unit="个",
        definition="累计确定的项目中没有填写“对应五共目标”的。",
        records=records.of_code("code_a", ""),
        anchor=AT_PLACES,
        group=FIVE_A,
    )


def _list_name(letter: str) -> str:
    return "五共事项" if letter == "b" else "对应五共目标"


def _on_time() -> Iterable[Indicator | Ratio]:
    yield Indicator(
        code="S7.due",
        name="已到计划完成日期的项目",
        unit="个",
        definition="累计确定的项目中，计划完成日期不晚于统计日、统计日当天没有终止的；"
        "未定计划完成日期的、未到计划完成日期的和已终止的列在“已剔除”中。",
        records=records.due,
        anchor=AT_PLACES,
        excluded={
            "未定计划完成日期": records.without_planned_end,
            "未到计划完成日期": records.not_due_yet,
            "已终止": records.ended_before,
        },
        group=DETAIL,
    )
    yield Indicator(
        code="S7.kept",
        name="按期完成的项目",
        unit="个",
        definition="已到计划完成日期的项目中，完成日期不晚于计划完成日期的。",
        records=records.kept,
        anchor=AT_PLACES,
        group=DETAIL,
    )
    yield Ratio(
        "S7",
        "项目按期完成率",
        "按期完成的项目 ÷ 已到计划完成日期的项目；未定计划完成日期的和已终止的不计。",
        "S7.kept",
        "S7.due",
        is_flow=False,
        group=GROUP,
    )


DECLARED: tuple[Indicator | Ratio, ...] = (
    *_covenants(),
    *_ending(),
    *_relations(),
    *_projects(),
    *_funds(),
    *_five_co(),
    *_on_time(),
)
