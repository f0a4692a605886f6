"""Resident units as a district of this kind has them; companies are invented."""

import random
from dataclasses import dataclass

from stdnum.cn import uscc

from demo.names import Registry, words
from demo.places import DISTRICT_CODE, Places
from demo.timeline import Timeline, moment, randomness
from orgs.models import ResidentUnit
from orgs.operations.units import DISTRICT_DIRECT

Category = ResidentUnit.Category
LIAISON_UNIT = "浉河区教育体育局"
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

ORGANS = words(
    "区委办公室 区人大常委会机关 区政府办公室 区政协机关 区纪委监委机关 区委宣传部 区委统战部 "
    "区委政法委 区委编办 区委巡察办 区直机关工委 区信访局 区总工会 区团委 区妇联 区科协 区工商联 "
    "区残联 区文联 区红十字会 区人民法院 区人民检察院 区发展和改革委员会 区科技局 区工业和信息化局 "
    "区民族宗教事务局 区民政局 区司法局 区财政局 区人力资源和社会保障局 区住房和城乡建设局 "
    "区城市管理局 区交通运输局 区水利局 区农业农村局 区商务局 区文化广电和旅游局 "
    "区卫生健康委员会 区退役军人事务局 区应急管理局 区审计局 区市场监督管理局 区统计局 "
    "区医疗保障局 区林业和茶产业局 区教育体育局"
)
INSTITUTIONS = words(
    "区融媒体中心 区委党校 区疾病预防控制中心 区档案馆 区图书馆 区文化馆 区博物馆 区供销合作社 "
    "区机关事务中心 区环境卫生服务中心 区园林绿化中心 区房产服务中心 区公路事业发展中心 "
    "区社会保险中心 区劳动就业服务中心 区政务服务中心 区农业技术推广中心 区水库移民服务中心 "
    "区投资评审中心 区物业管理服务中心"
)
OTHERS: dict[str, tuple[str, ...]] = {
    Category.SCHOOL: tuple(
        f"浉河区{name}"
        for name in words(
            "胜利路学校 第一小学 第三小学 第八小学 第九小学 第十小学 回民小学 新马路小学 湖东小学 "
            "实验幼儿园 第一中学 第二中学 特殊教育学校"
        )
    ),
    Category.HOSPITAL: (
        "浉河区人民医院",
        "浉河区中医院",
        "浉河区妇幼保健院",
        "老城街道社区卫生服务中心",
        "五星街道社区卫生服务中心",
    ),
    Category.CITY_AND_ABOVE: (
        "市直机关第一幼儿园",
        "信阳市群众艺术馆",
        "信阳市气象服务站",
        "信阳市水文测报站",
        "信阳市南湾水库管护站",
        "信阳市无线电监测站",
    ),
    Category.STATE_ENTERPRISE: (
        "浉河区城市建设投资集团",
        "浉河区供水有限公司",
        "浉河区粮油购销总公司",
        "浉河区公共交通公司",
        "浉河区文旅发展公司",
    ),
    Category.PRIVATE_ECONOMY: (
        "信阳浉韵茶业有限公司",
        "信阳申淮商贸有限公司",
        "信阳豫楚建筑工程有限公司",
        "信阳贤岭餐饮管理有限公司",
        "信阳茗乡电子商务有限公司",
        "信阳淮畔食品有限公司",
        "信阳云茗软件有限公司",
    ),
    Category.SOCIAL_ORGANIZATION: (
        "浉河区青年志愿者协会",
        "浉河区茶文化研究会",
        "浉河区老年体育协会",
        "浉河区法律援助志愿服务中心",
        "浉河区阳光社会工作服务中心",
    ),
    Category.PROPERTY_COMPANY: (
        "信阳申城物业服务有限公司",
        "信阳安居物业服务有限公司",
        "信阳湖东物业服务有限公司",
        "信阳满园春物业服务有限公司",
    ),
    Category.OTHER: ("老城商业街商户联合会", "湖东农贸市场管理处"),
}
# Units much larger than the rest; the others have between twelve and forty-odd members.
LARGE = {
    "区教育体育局": 95,
    "区市场监督管理局": 80,
    "区城市管理局": 76,
    "区卫生健康委员会": 62,
    "区民政局": 48,
    "区人民法院": 66,
    "区人民检察院": 52,
    "区住房和城乡建设局": 58,
    "区农业农村局": 60,
}
SCHOOL_HEAD, HOSPITAL_HEAD = "区教育体育局", "区卫生健康委员会"
REGISTRARS = {
    Category.DISTRICT_ORGAN: "11",
    Category.DISTRICT_INSTITUTION: "12",
    Category.SCHOOL: "12",
    Category.HOSPITAL: "12",
    Category.CITY_AND_ABOVE: "12",
    Category.SOCIAL_ORGANIZATION: "51",
}


@dataclass
class Units:
    """All units, and those whose members make the essay's 2100 (with their relative sizes)."""

    rows: list[ResidentUnit]
    sizes: dict[str, int]

    @property
    def direct(self) -> list[ResidentUnit]:
        return [unit for unit in self.rows if unit.is_district_direct]

    @property
    def other(self) -> list[ResidentUnit]:
        return [unit for unit in self.rows if not unit.is_district_direct]

    @property
    def of_liaison(self) -> ResidentUnit:
        return next(unit for unit in self.rows if unit.name == LIAISON_UNIT)

    def size(self, unit: ResidentUnit) -> int:
        return self.sizes[unit.name]


def plan_units(timeline: Timeline, places: Places, registry: Registry) -> Units:
    """Return the unsaved units, paired with the communities in turn."""
    rng = randomness("units")
    order = rng.sample(places.communities, len(places.communities))
    # The demo community is paired with the demo liaison's unit.
    order.sort(key=lambda place: not place.is_demo)
    units = Units([], {})
    for number, (name, category) in enumerate(_named()):
        paired = order[number % len(order)]
        located = rng.choice(places.communities)
        row = _unit(rng, registry, name, category)
        row.district = places.district
        row.located_in, row.paired_community = located.node, paired.node
        row.active_from = timeline.pilot_on
        row.created_at = row.updated_at = moment(timeline.pilot_on, 9)
        units.rows.append(row)
        units.sizes[name] = LARGE.get(name.removeprefix("浉河"), rng.randint(12, 44))
    _put_under_heads(units)
    return units


def _named() -> list[tuple[str, str]]:
    """Return (name, category) of every unit, the liaison's first."""
    named = [(f"浉河{name}", Category.DISTRICT_ORGAN) for name in ORGANS]
    named += [(f"浉河{name}", Category.DISTRICT_INSTITUTION) for name in INSTITUTIONS]
    named += [(name, category) for category, names in OTHERS.items() for name in names]
    return sorted(named, key=lambda unit: unit[0] != LIAISON_UNIT)


def _unit(rng: random.Random, registry: Registry, name: str, category: str) -> ResidentUnit:
    # A few small bodies have no code yet, as in life.
    has_code = category != Category.OTHER and rng.random() < 0.95
    return ResidentUnit(
        name=name,
        category=category,
        is_district_direct=category in DISTRICT_DIRECT,
        uscc=_uscc(rng, REGISTRARS.get(category, "91")) if has_code else "",
        party_org_name=f"{name}党支部" if rng.random() < 0.6 else f"{name}党总支",
        first_responsible=registry.person(is_male=rng.random() < 0.7),
        deputy_responsible=registry.person(is_male=rng.random() < 0.6),
        liaison=registry.person(is_male=rng.random() < 0.4),
    )


def _uscc(rng: random.Random, registrar: str) -> str:
    """Return a code with a right check digit (GB 32100)."""
    body = registrar + DISTRICT_CODE + "".join(rng.choices(USCC_ALPHABET, k=9))
    return body + uscc.calc_check_digit(body)


def _put_under_heads(units: Units) -> None:
    by_name = {unit.name: unit for unit in units.rows}
    heads = {Category.SCHOOL: SCHOOL_HEAD, Category.HOSPITAL: HOSPITAL_HEAD}
    for unit in units.rows:
        if unit.category in heads:
            unit.superior_unit = by_name[f"浉河{heads[unit.category]}"]
