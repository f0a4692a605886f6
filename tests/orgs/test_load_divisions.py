import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry, User
from orgs.divisions import read_divisions
from orgs.models import District, Organization
from orgs.operations.bulk import load_divisions
from orgs.operations.tree import establish_organization
from orgs.selectors.tree import tree_faults
from tests.makers.orgs import FOUNDED

pytestmark = pytest.mark.django_db
SHIHE = settings.BASE_DIR / "demo" / "data" / "shihe_divisions.csv"
HEADER = "统计用区划代码,名称,类别,上级代码"
PINGQIAO = [
    "411503000000,平桥区,市辖区,411500000000",
    "411503001000,前进街道办事处,街道,411503000000",
    "411503001001,湖滨社区居民委员会,社区,411503001000",
    "411503101000,明港镇,镇,411503000000",
    "411503101201,新集村民委员会,村,411503101000",
    "411503101001,解放路社区居民委员会,社区,411503101000",
]
Tier = Organization.Tier


def load(file: Path) -> str:
    output = StringIO()
    call_command("load_divisions", file, stdout=output)
    return output.getvalue()


def written(folder: Path, rows: list[str], header: str = HEADER) -> Path:
    file = folder / "divisions.csv"
    file.write_text("\n".join([header, *rows]), encoding="utf-8")
    return file


def names(tier: int) -> list[str]:
    return list(Organization.objects.of_tier(tier).in_order().values_list("name", flat=True))


def test_shihe_is_loaded_as_planned_streets_and_communities() -> None:
    output = load(SHIHE)
    communities = Organization.objects.of_tier(Tier.COMMUNITY)
    assert len(names(Tier.STREET)) == 10
    assert communities.filter(parent__code__lte="411502008000").count() == 83
    assert not Organization.objects.exclude(to_be_established=True, established_on=None).exists()
    assert District.objects.get().name == "浉河区"
    assert not any("居民委员会" in name for name in names(Tier.COMMUNITY))
    assert "新增" in output
    assert tree_faults() == []


def test_what_lies_outside_the_five_tiers_is_told() -> None:
    output = load(SHIHE)
    loaded = Organization.objects.of_tier(Tier.COMMUNITY).count()
    assert "村 169 个" in output
    assert "乡 4 个" in output
    assert "镇 5 个" in output
    assert f"社区 {100 - loaded} 个" in output


def test_a_second_load_adds_nothing() -> None:
    load(SHIHE)
    before = list(Organization.objects.order_by("pk").values())
    output = load(SHIHE)
    assert "新增 0 个" in output
    assert list(Organization.objects.order_by("pk").values()) == before
    assert AuditEntry.objects.filter(action="organization.load").count() == 1


def test_a_later_table_adds_just_the_new_community(tmp_path: Path, district_admin: User) -> None:
    load(SHIHE)
    street = Organization.objects.get(code="411502001000")
    establish_organization(actor=district_admin, organization=street, established_on=FOUNDED)
    later = Path(shutil.copy(SHIHE, tmp_path))
    with later.open("a", encoding="utf-8") as table:
        table.write("\n411502001099,新设社区居民委员会,社区,411502001000\n")
    assert "新增 1 个" in load(later)
    assert Organization.objects.get(code="411502001099").parent == street
    assert Organization.objects.get(code="411502001000").established_on == FOUNDED
    assert AuditEntry.objects.filter(action="organization.load").count() == 2
    assert tree_faults() == []


def test_any_districts_table_is_loaded(tmp_path: Path) -> None:
    output = load(written(tmp_path, PINGQIAO))
    assert District.objects.get().code == "411503"
    assert names(Tier.STREET) == ["前进街道"]
    assert names(Tier.COMMUNITY) == ["湖滨社区"]
    assert "村 1 个" in output
    assert "社区 1 个" in output


def test_two_districts_stand_side_by_side(tmp_path: Path) -> None:
    load(SHIHE)
    load(written(tmp_path, PINGQIAO))
    assert District.objects.count() == 2
    assert tree_faults() == []


def test_a_row_of_another_district_is_skipped(tmp_path: Path) -> None:
    foreign = "411502001000,老城街道,街道,411502000000"
    output = load(written(tmp_path, [*PINGQIAO, foreign]))
    assert names(Tier.STREET) == ["前进街道"]
    assert "街道 1 个" in output


@pytest.mark.parametrize(
    ("rows", "header", "sentence"),
    [
        (PINGQIAO, "代码,名称", "第 1 行应为表头"),
        ([], HEADER, "没有区（县）这一行"),
        ([*PINGQIAO, "411503001002,少一列,社区"], HEADER, "第 8 行应有 4 列"),
        ([*PINGQIAO, "41150300100,短一位,社区,411503001000"], HEADER, "第 8 行的区划代码"),
        ([*PINGQIAO, PINGQIAO[2]], HEADER, "第 8 行的区划代码 411503001001 前面已有"),
        ([*PINGQIAO, "411503001002,,社区,411503001000"], HEADER, "请填写第 8 行的名称"),
        ([*PINGQIAO, f"411503001002,{'长' * 101},社区,411503001000"], HEADER, "最多 50 个字"),
        ([*PINGQIAO, "411503001002,a\0b,社区,411503001000"], HEADER, "看不见的特殊字符"),
        ([*PINGQIAO, f"411503001002,{'x' * 200_000},社区,411503001000"], HEADER, "不是 csv"),
    ],
)
def test_a_bad_table_gets_one_sentence_and_writes_nothing(
    rows: list[str], header: str, sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match=sentence):
        load(written(tmp_path, rows, header))
    assert not Organization.objects.exists()


@pytest.mark.parametrize("content", [b"\xd0\xc5\xd1\xf4", b"PK\x03\x04\xff\xfe\x00"])
def test_a_file_that_is_no_utf8_text_gets_one_sentence(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "divisions.csv"
    file.write_bytes(content)
    with pytest.raises(CommandError, match="UTF-8"):
        load(file)


def test_a_missing_file_and_a_folder_get_one_sentence(tmp_path: Path) -> None:
    for file in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(CommandError, match="读不出文件"):
            load(file)


def test_an_actor_needs_the_right_to_keep_streets(
    tmp_path: Path, street_secretary: User, district_admin: User
) -> None:
    divisions = read_divisions(written(tmp_path, PINGQIAO))
    for actor in (street_secretary, district_admin):
        with pytest.raises(PermissionDenied):
            load_divisions(actor=actor, divisions=divisions)
    assert not District.objects.filter(code="411503").exists()
