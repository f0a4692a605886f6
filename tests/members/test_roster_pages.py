"""A pasted 接龙 and a paper list, from the page to the register."""

import uuid
from typing import Any

import pytest

from accounts.models import User
from members.models import CheckIn
from orgs.models import ImportBatch, ResidentUnit
from tests.conftest import SignedIn
from tests.makers.files import told, verdicts, worked
from tests.makers.members import make_entered, make_member
from tests.makers.orgs import Places

PASTE, PAPER = "/desk/check-ins/paste/", "/desk/check-ins/paper/"
CHAIN = """#接龙
大拱桥社区党员报到

1. 张三 13800000001 教体局
2、李四，138 0000 0002🌹
3 王五(138-0000-0003) 一网格
4. 没号码
5. 钱多 13800000005 13900000005
请大家尽快接龙
"""


def brought(user: User, url: str, values: dict[str, Any]) -> ImportBatch:
    answer = SignedIn(user).post(url, values | {"form_key": uuid.uuid4()})
    assert answer.status_code == 302, answer.content.decode()
    return worked(ImportBatch.objects.latest("pk"))


def pasted(user: User, places: Places, text: str, **values: Any) -> ImportBatch:
    return brought(user, PASTE, {"community": places.community.pk, "text": text} | values)


def paper_row(number: int, **cells: str) -> dict[str, str]:
    return {f"{name}_{number}": text for name, text in {"no": str(number), **cells}.items()}


def confirmed(user: User, batch: ImportBatch, **values: Any) -> ImportBatch:
    url = f"{batch.get_absolute_url()}confirm/"
    SignedIn(user).post(url, {"form_key": uuid.uuid4(), "pledged": "on"} | values)
    return worked(batch)


def test_a_messy_chain_is_matched_and_the_rest_is_told_by_its_line(
    community_secretary: User, unit: ResidentUnit, places: Places
) -> None:
    make_member(unit, "张三", "13800000001")
    make_member(unit, "王五", "13800000003")
    batch = pasted(community_secretary, places, CHAIN)
    assert verdicts(batch) == {4: "new", 5: "error", 6: "new", 7: "error", 8: "error"}
    assert "请填写所在单位" in told(batch, 5)
    assert "请补上手机号" in told(batch, 7)
    assert "两个手机号" in told(batch, 8)
    confirmed(community_secretary, batch)
    names = CheckIn.objects.order_by("member__mobile_masked").values_list("member__name", "grid")
    assert list(names) == [("张三", None), ("王五", places.grid.pk)]


def test_a_unit_for_all_adds_those_who_are_not_in_the_register(
    community_secretary: User, unit: ResidentUnit, places: Places
) -> None:
    batch = pasted(community_secretary, places, "1. 李四 13800000002", unit=unit.pk)
    confirmed(community_secretary, batch)
    assert CheckIn.objects.get().member.unit == unit


def test_a_name_without_a_number_is_asked_about(
    community_secretary: User, unit: ResidentUnit, places: Places
) -> None:
    check_in = make_entered(community_secretary, places.community, unit, "张三", "13800000001")
    check_in.change(community_secretary, status="returned")
    batch = pasted(community_secretary, places, "1. 张三")
    assert verdicts(batch) == {1: "duplicate"}
    assert "按姓名对应名册" in told(batch, 1)
    confirmed(community_secretary, batch, duplicates=[1])
    assert CheckIn.objects.filter(status="registered").count() == 1


def test_the_preview_asks_for_the_consent_and_shows_no_number(
    community_secretary: User, unit: ResidentUnit, places: Places
) -> None:
    batch = pasted(community_secretary, places, "1. 李四 13800000002 区教体局")
    url = batch.get_absolute_url()
    page = SignedIn(community_secretary).get(url).content.decode()
    assert "均已阅读并同意《个人信息告知书》" in page
    assert "138****0002" in page
    assert "13800000002" not in page
    answer = SignedIn(community_secretary).post(f"{url}confirm/", {"form_key": uuid.uuid4()})
    assert answer.status_code == 422
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize("text", ["", "请大家尽快接龙报名", "x\n" * 2001])
def test_a_chain_without_people_comes_back_with_a_sentence(
    community_secretary: User, places: Places, text: str
) -> None:
    form = {"community": places.community.pk, "text": text}
    answer = SignedIn(community_secretary).post(PASTE, form)
    assert answer.status_code == 422
    assert answer.context["form"].errors["text"]


def test_paper_rows_keep_the_papers_numbers(
    community_secretary: User, unit: ResidentUnit, places: Places
) -> None:
    make_member(unit, "张三", "13800000001")
    rows = {
        **paper_row(1, name="张三", mobile="13800000001", grid="1", categories="01 09", slots="A1"),
        **paper_row(2),
        **paper_row(3, name="李四", mobile="1380000", unit="区教体局"),
        **paper_row(4, name="王五", mobile="13800000003", unit="区教体局"),
        "no_4": "17",
    }
    batch = brought(community_secretary, PAPER, {"community": places.community.pk} | rows)
    assert verdicts(batch) == {1: "new", 3: "error", 17: "new"}
    confirmed(community_secretary, batch)
    first = CheckIn.objects.get(member__name="张三")
    assert (first.channel, first.grid) == ("paper", places.grid)
    assert [one.category for one in first.intentions.current()] == ["01", "09"]
    assert [str(one) for one in first.availabilities.current()] == ["工作日 18:30–21:00"]


def test_a_number_typed_twice_comes_back_with_everything_typed(
    community_secretary: User, places: Places
) -> None:
    rows = paper_row(1, name="张三") | paper_row(2, name="李四") | {"no_2": "1"}
    answer = SignedIn(community_secretary).post(
        PAPER, {"community": places.community.pk} | rows
    )  # fmt: skip
    assert answer.status_code == 422
    assert "序号 1 填了两次" in answer.content.decode()
    assert 'value="李四"' in answer.content.decode()


@pytest.mark.parametrize(("asked", "rows"), [("", 10), ("20", 20), ("9999", 30), ("x", 10)])
def test_the_paper_has_as_many_rows_as_asked_within_reason(
    community_secretary: User, places: Places, asked: str, rows: int
) -> None:
    page = SignedIn(community_secretary).get(f"{PAPER}?rows={asked}").content.decode()
    assert page.count('name="name_') == rows


def test_who_enters_one_after_the_other_stays_on_the_page(
    community_secretary: User, unit: ResidentUnit, places: Places
) -> None:
    make_member(unit, "张三", "13800000001")
    form = {
        "community": places.community.pk, "name": "张三", "mobile": "13800000001", "kind": "full",
        "gender": "9", "basis": "residence", "consent": "on", "again": "1",
    }  # fmt: skip
    answer = SignedIn(community_secretary).post("/desk/check-ins/new/", form, follow=True)
    assert answer.request["PATH_INFO"] == "/desk/check-ins/new/"
    assert "张三已在册，请录下一位。" in answer.content.decode()


def test_rows_that_were_pasted_or_typed_are_no_kind_of_file(community_secretary: User) -> None:
    browser = SignedIn(community_secretary)
    assert "接龙报到名单" not in browser.get("/desk/imports/").content.decode()
    assert browser.get("/desk/imports/new/check_in_paper/").status_code == 404


def test_times_and_homes_of_a_chain_are_read_and_the_rest_is_told(
    community_secretary: User, unit: ResidentUnit, places: Places
) -> None:
    make_member(unit, "张三", "13800000001")
    line = "1. 张三 13800000001 周六上午 巡逻 1号楼 九网格"
    batch = pasted(community_secretary, places, line)
    assert verdicts(batch) == {1: "new"}
    assert "没有读懂：巡逻，未登记" in told(batch, 1)
    assert "没有网格“九网格”" in told(batch, 1)
    page = SignedIn(community_secretary).get(batch.get_absolute_url()).content.decode()
    assert "周六上午 · 巡逻" in page
    confirmed(community_secretary, batch)
    check_in = CheckIn.objects.get()
    assert [str(one) for one in check_in.availabilities.current()] == ["周六 09:00–12:00"]
    assert check_in.grid is None


def test_a_building_of_a_chain_brings_its_grid(
    community_secretary: User, unit: ResidentUnit, places: Places
) -> None:
    make_member(unit, "张三", "13800000001")
    confirmed(community_secretary, pasted(community_secretary, places, "1. 张三 13800000001 1号楼"))
    check_in = CheckIn.objects.get()
    assert (check_in.grid, check_in.building) == (places.grid, places.building)


def test_a_sign_beside_the_name_is_asked_about(
    community_secretary: User, unit: ResidentUnit, places: Places
) -> None:
    text = "1. 王秀 英 13800000001"
    batch = pasted(community_secretary, places, text, unit=unit.pk)
    assert verdicts(batch) == {1: "duplicate"}
    assert "按“王秀英”登记，请核对姓名" in told(batch, 1)
    confirmed(community_secretary, batch, duplicates=[1])
    assert CheckIn.objects.get().member.name == "王秀英"


def test_the_preview_of_a_paper_shows_wishes_and_times(
    community_secretary: User, unit: ResidentUnit, places: Places
) -> None:
    row = paper_row(
        1, name="张三", mobile="13800000001", unit="区教体局", grid="1", categories="01 09",
        slots="A1",
    )  # fmt: skip
    batch = brought(community_secretary, PAPER, {"community": places.community.pk} | row)
    page = SignedIn(community_secretary).get(batch.get_absolute_url()).content.decode()
    assert "01 09 · A1" in page
