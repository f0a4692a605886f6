"""The figures of 基层保障: people (S17), rooms, service centres, money."""

from django.db.models import Exists, OuterRef, QuerySet

from orgs.models import BudgetLine, CommunityWorker, Organization, Premises, ServiceCentre
from reports.indicators.anchors import node
from reports.indicators.declaration import Indicator, Ratio, yuan
from reports.periods import Period
from reports.selectors import Records
from reports.territory import Anchor

Structure = CommunityWorker.Structure
AT_COMMUNITY = Anchor("organization", "organization__district")
AT_EITHER = Anchor("organization", "organization__district", is_mixed=True)
FOUR = tuple(kind for kind in Structure if kind != Structure.OTHER)
# Below this many persons a share would point at somebody (statistics, S17).
SMALLEST_GROUP = 8


def workers(*structures: str) -> Records:
    return lambda period: CommunityWorker.objects.at_work(period.as_of).filter(
        structure__in=structures or Structure.values
    )


def _gone(period: Period) -> QuerySet:
    return CommunityWorker.objects.filter(ended_on__lte=period.as_of)


def _housed(period: Period) -> QuerySet:
    rooms = Premises.objects.in_use(period.as_of).filter(organization=OuterRef("pk"))
    nodes = Organization.objects.of_tier(Organization.Tier.COMMUNITY).established(period.as_of)
    return nodes.filter(Exists(rooms))


DECLARED: tuple[Indicator | Ratio, ...] = (
    Indicator(
        code="S17",
        name="社区工作者",
        unit="人",
        definition="截至统计日在岗的社区工作者；离岗当日起不再计。",
        records=workers(),
        anchor=AT_COMMUNITY,
        excluded={"已离岗": _gone},
        group="support",
    ),
    Indicator(
        code="S17.four",
        name="四类人员合计",
        unit="人",
        definition="在岗社区工作者中来源结构为四类（破产企业负责人、长期在居委会工作的老同志、"
        "大学毕业生、退伍军人）的人数；“其他”另列，是各类占比的分母。",
        records=workers(*FOUR),
        anchor=AT_COMMUNITY,
        excluded={"其他": workers(Structure.OTHER)},
        group="support",
    ),
    *(
        Indicator(
            code=f"S17.{kind.value}",
            name=kind.label,
            unit="人",
            definition=f"在岗社区工作者中来源结构为“{kind.label}”的人数。",
            records=workers(kind),
            anchor=AT_COMMUNITY,
            group="support",
        )
        for kind in Structure
    ),
    *(
        Ratio(
            f"S17.{kind.value}.share",
            f"{kind.label}占比",
            f"{kind.label} ÷ 四类人员合计；不足 {SMALLEST_GROUP} 人时只列人数，不算占比。",
            f"S17.{kind.value}",
            "S17.four",
            is_flow=False,
            minimum=SMALLEST_GROUP,
            group="support",
        )
        for kind in FOUR
    ),
    Indicator(
        code="B1",
        name="有办公用房的社区",
        unit="个",
        definition="截至统计日已成立、有在用办公用房的社区；登记为“无用房”的不计。",
        records=_housed,
        anchor=node(Organization.Tier.COMMUNITY),
        group="support",
    ),
    Indicator(
        code="B1.area",
        name="办公用房面积",
        unit="平方米",
        definition="截至统计日在用办公用房的面积之和。",
        records=lambda period: Premises.objects.in_use(period.as_of),
        anchor=AT_COMMUNITY,
        amount="area",
        amount_unit="平方米",
        is_decimal=True,
        finish=yuan,
        group="support",
    ),
    Indicator(
        code="B2",
        name="一站式居民服务中心",
        unit="个",
        definition="截至统计日已启用、未停办的一站式居民服务中心；筹建的不计。",
        records=lambda period: ServiceCentre.objects.running(period.as_of),
        anchor=AT_COMMUNITY,
        group="support",
    ),
    Indicator(
        code="B3",
        name="本年度经费预算",
        unit="元",
        definition="统计日所在年度登记的街道、社区预算项目金额之和。",
        records=lambda period: BudgetLine.objects.filter(year=period.as_of.year),
        anchor=AT_EITHER,
        amount="amount",
        amount_unit="元",
        is_decimal=True,
        finish=yuan,
        group="support",
    ),
)
