"""The figures of 报到: who checked in (S8), who is in touch with households (S18)."""

from collections.abc import Iterable

from members.models import CheckIn, CheckInExemption
from orgs.models import Organization
from reports import check_in_records as records
from reports import unit_records as units
from reports.headcounts import RATE_DEFINITION, State
from reports.indicators.anchors import AT_COMMUNITY, LOCATED, OF_UNIT, PAIRED, node
from reports.indicators.declaration import Indicator, Ratio

Tier = Organization.Tier
Kind = CheckInExemption.Kind
GROUP = "check_in"
BY_UNIT = "按单位所在社区计入街道和社区，单位未填所在社区的只计入全区。"


def _of_other_units() -> Iterable[Indicator]:
    for code, name, kinds in (
        ("city", "市直及以上单位", "市直及以上驻区单位"),
        ("state", "国有企业", "国有企业"),
        ("private", "两新组织", "非公经济组织和社会组织"),
        ("other", "其他单位", "上述以外的单位（含没有驻区单位的流动党员）"),
    ):
        yield Indicator(
            code=f"S8.{code}",
            name=f"{name}报到党员",
            unit="名",
            definition=f"口径同区直单位报到党员，报到时单位不属区直、类别为{kinds}的；按人计一次。"
            "单位类别以报到当日为准，以后变更不影响。",
            records=records.of_units(code),
            anchor=AT_COMMUNITY,
            key="member",
            group="unit_kind",
        )


DECLARED: tuple[Indicator | Ratio, ...] = (
    Indicator(
        code="S8",
        name="区直单位报到党员",
        unit="名",
        definition="截至统计日经社区接收、报到时属区直单位、登记了服务意向和服务时间的党员，"
        "按人计一次；转出、注销后仍在累计之内，重复登记和登记有误的不计。",
        records=records.direct_complete,
        anchor=AT_COMMUNITY,
        key="member",
        excluded={
            "重复登记": records.direct_counted_out(CheckIn.CloseReason.DUPLICATE),
            "登记有误": records.direct_counted_out(CheckIn.CloseReason.MISTAKE),
            "登记不全": records.direct_incomplete,
            "作废": records.direct_in_state("void"),
            "待接收": records.direct_in_state("pending"),
            "退回": records.direct_in_state("returned"),
        },
        in_report=True,
    ),
    *_of_other_units(),
    Indicator(
        code="S8.all",
        name="各类单位报到党员",
        unit="名",
        definition="截至统计日经社区接收、登记了服务意向和服务时间的党员，不分单位类别，按人计一次；"
        "先后在不同类别单位报到过的，各类分别计，这里只计一次。",
        records=records.all_complete,
        anchor=AT_COMMUNITY,
        key="member",
        group="unit_kind",
    ),
    Indicator(
        code="S8.registered",
        name="当前在册党员",
        unit="名",
        definition="统计日当天在册（含转出申请中）的报到党员，不分单位类别，按人计一次。",
        records=records.registered,
        anchor=AT_COMMUNITY,
        key="member",
        in_report=True,
        group=GROUP,
    ),
    Indicator(
        code="S8.inbound",
        name="在册流动党员",
        unit="名",
        definition="统计日当天在册的党员中，报到时登记为流入党员的，按人计一次。",
        records=records.inbound,
        anchor=AT_COMMUNITY,
        key="member",
        group=GROUP,
    ),
    Indicator(
        code="S8.incomplete",
        name="登记不全党员",
        unit="名",
        definition="截至统计日经社区接收的区直单位党员中，没有登记服务意向或服务时间的，按人计一次；"
        "补登后计入区直单位报到党员。",
        records=records.direct_incomplete,
        anchor=AT_COMMUNITY,
        key="member",
        group=GROUP,
    ),
    Indicator(
        code="S8.outside",
        name="区外报到党员",
        unit="名",
        definition="统计日当天凭回执在区外报到、没有在本区在册的在职党员。" + BY_UNIT,
        records=records.excused(Kind.OUTSIDE, State.OUTSIDE),
        anchor=OF_UNIT,
        group=GROUP,
    ),
    Indicator(
        code="S8.exempt",
        name="免报到党员",
        unit="名",
        definition="统计日当天在免报到期内、没有在册也没有区外报到的在职党员。" + BY_UNIT,
        records=records.excused(Kind.EXEMPT, State.EXEMPT),
        anchor=OF_UNIT,
        group=GROUP,
    ),
    Indicator(
        code="S8.expected",
        name="应报到党员",
        unit="名",
        definition="在用单位最近一次申报的应报到人数减去免报到党员，逐个单位相加；"
        "未申报的单位不计，列在“已剔除”中。" + BY_UNIT,
        records=units.declared,
        anchor=LOCATED,
        amount="due",
        amount_unit="名",
        excluded={"未申报应报到人数": units.undeclared},
        group=GROUP,
    ),
    Indicator(
        code="S8.reported",
        name="应报到中已报到党员",
        unit="名",
        definition="申报了应报到人数的单位中，在册和区外报到的在职党员；一个单位超过其应报到人数的部分"
        "不计。" + BY_UNIT,
        records=units.declared,
        anchor=LOCATED,
        amount="done",
        amount_unit="名",
        group=GROUP,
    ),
    Ratio(
        "S8.rate",
        "报到率",
        RATE_DEFINITION,
        "S8.reported",
        "S8.expected",
        is_flow=False,
        group=GROUP,
    ),
    Indicator(
        code="S8.units_expected",
        name="应报到单位",
        unit="个",
        definition="统计日当天在用、已有结对社区的单位，计入结对社区；未结对的列在“已剔除”中。",
        records=units.paired,
        anchor=PAIRED,
        excluded={"未结对社区": units.unpaired},
        group=GROUP,
    ),
    Indicator(
        code="S8.units",
        name="已报到单位",
        unit="个",
        definition="应报到单位中，统计日当天单位报到已由社区接收并有回执、尚未结束的，计入结对社区。",
        records=units.checked_in,
        anchor=PAIRED,
        group=GROUP,
    ),
    Indicator(
        code="S8.communities",
        name="涉及社区",
        unit="个",
        definition="统计日当天存在、至少有一名区直单位报到党员的社区；合并后由承接的社区计。",
        records=records.communities_with_members,
        anchor=node(Tier.COMMUNITY),
        group=GROUP,
    ),
    Indicator(
        code="S18.linked",
        name="已联系的联系户",
        unit="户",
        definition="统计日当天至少有一名党员联系的党员联系户；一户有几名党员联系的计一户。",
        records=records.linked_households,
        anchor=node(Tier.HOUSEHOLD),
    ),
)
