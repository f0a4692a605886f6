"""The figures of organisations, services and reports, and all others in the page's order."""

from django.db.models import F

from orgs.models import Organization
from reports import selectors
from reports.indicators import check_ins, covenants, stock_sum
from reports.indicators.anchors import AT_COMMUNITY, node
from reports.indicators.declaration import Indicator, Ratio
from services.intervals import hours

Tier = Organization.Tier


def _committees(code: str, tier: int) -> Indicator:
    label = Tier(tier).label
    return Indicator(
        code=f"S1.{code}",
        name=label,
        unit="个",
        definition=f"截至统计日已成立且未撤销的{label}。合并当日，被合并的不再计，承接的计入。",
        records=selectors.established(tier),
        anchor=node(tier),
        excluded={"应建未建": selectors.planned(tier)},
        in_report=tier > Tier.COMMUNITY,
    )


DECLARED: tuple[Indicator | Ratio, ...] = (
    _committees("street", Tier.STREET),
    _committees("community", Tier.COMMUNITY),
    _committees("grid", Tier.GRID),
    _committees("building", Tier.BUILDING),
    _committees("household", Tier.HOUSEHOLD),
    *covenants.DECLARED,
    *check_ins.DECLARED,
    *stock_sum.DECLARED,
    Indicator(
        code="S9.times",
        name="服务人次",
        unit="人次",
        definition="服务日期在期内、服务地点在本地、已经他人确认的服务记录。",
        records=selectors.confirmed_logs,
        anchor=AT_COMMUNITY,
        excluded={
            "待确认": selectors.logs_in_state("pending"),
            "退回": selectors.logs_in_state("returned"),
            "作废": selectors.logs_in_state("void"),
        },
        is_flow=True,
        in_report=True,
    ),
    Indicator(
        code="S9.people",
        name="服务人数",
        unit="人",
        definition="期内有已确认服务记录的党员，按人计一次；各级去重，分项合计可大于总数。",
        records=selectors.confirmed_logs,
        anchor=AT_COMMUNITY,
        key="member",
        is_flow=True,
        in_report=True,
    ),
    Indicator(
        code="S9.hours",
        name="服务时长",
        unit="小时",
        definition="期内已确认服务的计入分钟之和除以 60，最后四舍五入到一位小数；"
        "同一人时间重叠的部分只计一次。",
        records=selectors.confirmed_logs,
        anchor=AT_COMMUNITY,
        amount="counted_minutes",
        finish=hours,
        is_flow=True,
        in_report=True,
    ),
    Indicator(
        code="S12.expected",
        name="应报月报",
        unit="个",
        definition="当月最后一日存在、且在此之前成立满 15 日的社区；经批准免报的不计。",
        records=selectors.reporting_communities,
        anchor=node(Tier.COMMUNITY),
        excluded={"免报": selectors.exempted_communities, "成立不满15日": selectors.too_young},
        is_flow=True,
    ),
    Indicator(
        code="S12.submitted",
        name="已报月报",
        unit="个",
        definition="应报社区中当月月报已经上报过的；退回后重报不重复计。",
        records=selectors.reported(),
        anchor=node(Tier.COMMUNITY),
        is_flow=True,
    ),
    Indicator(
        code="S12.punctual",
        name="按时上报",
        unit="个",
        definition="应报社区中首次上报不晚于截止时间的。",
        records=selectors.reported(first_submitted_at__lte=F("due_at")),
        anchor=node(Tier.COMMUNITY),
        is_flow=True,
    ),
    Indicator(
        code="S12.passed",
        name="一次通过",
        unit="个",
        definition="已报社区中未经退回即由街道审核通过的。",
        records=selectors.reported(return_count=0, status__in=["approved", "locked"]),
        anchor=node(Tier.COMMUNITY),
        is_flow=True,
    ),
    Indicator(
        code="S12.returned",
        name="退回过",
        unit="个",
        definition="已报社区中月报被退回过的。",
        records=selectors.reported(return_count__gt=0),
        anchor=node(Tier.COMMUNITY),
        is_flow=True,
    ),
    Ratio("S12.rate", "月报报送率", "已报月报 ÷ 应报月报。", "S12.submitted", "S12.expected"),
    Ratio("S12.on_time", "月报及时率", "按时上报 ÷ 应报月报。", "S12.punctual", "S12.expected"),
    Ratio("S12.first_pass", "一次通过率", "一次通过 ÷ 已报月报。", "S12.passed", "S12.submitted"),
    Ratio("S12.return_rate", "退回率", "退回过 ÷ 已报月报。", "S12.returned", "S12.submitted"),
)
