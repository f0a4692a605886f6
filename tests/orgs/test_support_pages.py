"""基层保障 as people keep it: through the pages, with everything they may mistype."""

import datetime
from typing import Any

import pytest

from accounts.models import AuditEntry, User
from common import clock
from orgs.models import BudgetLine, CommunityWorker, Premises, ServiceCentre
from orgs.operations.tree import merge_organizations
from tests.conftest import SignedIn
from tests.makers.exports import column, rows_of, take
from tests.makers.orgs import Places, make_unit
from tests.makers.support import (
    make_budget_line,
    make_centre,
    make_item,
    make_premises,
    make_worker,
)

DESK = "/desk/support/"
TOMORROW = f"{clock.today() + datetime.timedelta(days=1)}"
YEAR = clock.today().year
WORKER = {"name": "王建军", "structure": "graduate", "started_on": "2025-03-01"}
OFFICE = {"tenure": "owned", "area": "120.5", "status": "in_use", "used_from": "2025-03-01"}
CENTRE = {"name": "居民服务中心", "status": "open", "opened_on": "2025-03-01"}
LINE = {"year": f"{YEAR}", "item": "党建工作经费", "amount": "20000"}


def sent(user: User, path: str, **typed: Any) -> Any:
    return SignedIn(user).post(f"{DESK}{path}", typed)


def page(user: User, path: str) -> str:
    response = SignedIn(user).get(f"{DESK}{path}")
    assert response.status_code == 200
    return response.content.decode()


def told(response: Any) -> str:
    """What a refused form says; what was typed is still there."""
    assert response.status_code == 422
    return response.content.decode()


def test_a_worker_is_registered_changed_and_leaves(
    community_secretary: User, places: Places
) -> None:
    place = places.community.pk
    url = sent(community_secretary, "workers/new/", organization=place, **WORKER)["Location"]
    worker = CommunityWorker.objects.get()
    assert worker.get_absolute_url() == url
    assert (worker.organization, worker.created_by) == (places.community, community_secretary)
    path = f"workers/{worker.pk}/"
    changed = WORKER | {"name": "王建国", "duty": "网格员", "version": worker.version}
    assert sent(community_secretary, f"{path}change/", **changed).status_code == 302
    for text in ("王建国", "网格员", "大学毕业生", "登记离岗"):
        assert text in page(community_secretary, path)
    gone = {"ended_on": f"{clock.today()}"}
    assert sent(community_secretary, f"{path}end/", **gone).status_code == 302
    assert "登记离岗" not in page(community_secretary, path)
    assert "已登记离岗" in told(sent(community_secretary, f"{path}end/", **gone))
    actions = AuditEntry.objects.filter(action__startswith="worker.")
    assert [entry.action for entry in actions.order_by("pk")] == [
        "worker.register",
        "worker.change",
        "worker.end",
    ]


def test_an_office_is_registered_and_given_up(community_secretary: User, places: Places) -> None:
    place = places.community.pk
    sent(
        community_secretary, "premises/new/", organization=place, **OFFICE | {"area": "１２０．５"}
    )
    office = Premises.objects.get()
    assert f"{office.area}" == "120.50"
    given_up = OFFICE | {"status": "given_up", "given_up_on": "2025-06-30"}
    sent(community_secretary, f"premises/{office.pk}/change/", **given_up)
    office.refresh_from_db()
    assert (office.status, f"{office.given_up_on}") == ("given_up", "2025-06-30")


def test_an_office_of_a_unit_names_the_unit(
    district_admin: User, community_secretary: User, places: Places
) -> None:
    unit = make_unit(district_admin, places.district)
    wish = {"organization": places.community.pk, "provider": unit.pk, **OFFICE}
    own = told(sent(community_secretary, "premises/new/", **wish))
    assert "只有单位提供或租用的用房才填写提供单位" in own
    assert (
        sent(community_secretary, "premises/new/", **wish | {"tenure": "free"}).status_code == 302
    )
    assert unit.name in page(community_secretary, "premises/")


def test_no_office_is_an_entry_without_an_area(community_secretary: User, places: Places) -> None:
    wish = {"organization": places.community.pk, "tenure": "none", "status": "in_use"}
    assert sent(community_secretary, "premises/new/", **wish).status_code == 302
    assert Premises.objects.get().area == 0
    assert "面积应为 0" in told(sent(community_secretary, "premises/new/", **wish, area="3"))


def test_a_centre_gets_items_and_closes(community_secretary: User, places: Places) -> None:
    sent(community_secretary, "centres/new/", organization=places.community.pk, **CENTRE)
    centre = ServiceCentre.objects.get()
    path = f"centres/{centre.pk}/"
    item = {"name": "代办社保", "provider": "区人社局"}
    assert sent(community_secretary, f"{path}items/new/", **item).status_code == 302
    shown = page(community_secretary, path)
    assert "代办社保" in shown
    assert "区人社局" in shown
    assert "已有同名的服务项目" in told(sent(community_secretary, f"{path}items/new/", **item))
    sent(community_secretary, f"items/{centre.items.get().pk}/end/")
    assert centre.items.get().ended_on == clock.today()
    assert sent(community_secretary, f"{path}items/new/", **item).status_code == 302
    renamed = CENTRE | {"name": "便民服务中心", "status": "trial"}
    assert sent(community_secretary, f"{path}change/", **renamed).status_code == 302
    closed = {"closed_on": f"{clock.today()}"}
    assert sent(community_secretary, f"{path}close/", **closed).status_code == 302
    assert "增加服务项目" not in page(community_secretary, path)
    for step, typed in (("items/new/", {"name": "理发"}), ("change/", CENTRE), ("close/", closed)):
        assert "停办" in told(sent(community_secretary, f"{path}{step}", **typed))


def test_a_budget_is_entered_corrected_and_summed_by_year(
    street_secretary: User, places: Places
) -> None:
    for place, amount in ((places.street, "1,000.10"), (places.community, "２０００．２０")):
        wish = LINE | {"organization": place.pk, "amount": amount}
        assert sent(street_secretary, "budgets/new/", **wish).status_code == 302
    wish = LINE | {"organization": places.community.pk, "item": "维护", "year": f"{YEAR - 1}"}
    sent(street_secretary, "budgets/new/", **wish)
    shown = page(street_secretary, "budgets/")
    assert "3,000.30" in shown
    assert "20,000.00" in shown
    filtered = page(street_secretary, f"budgets/?year={YEAR}&q=五星")
    assert "1,000.10" in filtered
    assert "3,000.30" not in filtered
    line = BudgetLine.objects.get(organization=places.street)
    sent(street_secretary, f"budgets/{line.pk}/change/", item="党建专项", amount="99.99")
    line.refresh_from_db()
    assert (line.item, f"{line.amount}") == ("党建专项", "99.99")


@pytest.mark.parametrize(
    ("path", "typed", "sentence"),
    [
        ("workers/new/", WORKER | {"started_on": TOMORROW}, "到岗日期不能晚于今天"),
        ("workers/new/", WORKER | {"started_on": "2025-02-30"}, "日期"),
        ("workers/new/", WORKER | {"structure": "laid_off"}, "选择"),
        ("workers/new/", WORKER | {"structure": ""}, "请填写"),
        ("workers/new/", WORKER | {"name": "王" * 51}, "50"),
        ("workers/new/", WORKER | {"name": "王\u200b建军"}, "看不见的特殊字符"),
        ("workers/new/", WORKER | {"name": "王\x00建军"}, "看不见的特殊字符"),
        ("premises/new/", OFFICE | {"area": "-1"}, "面积应在 0 到"),
        ("premises/new/", OFFICE | {"area": "1" + "0" * 30}, "14"),
        ("premises/new/", OFFICE | {"area": "NaN"}, "数字"),
        ("premises/new/", OFFICE | {"area": "100000"}, "面积应在 0 到"),
        ("premises/new/", OFFICE | {"area": ""}, "请填写面积"),
        ("premises/new/", OFFICE | {"used_from": ""}, "请填写启用日期"),
        ("premises/new/", OFFICE | {"given_up_on": "2025-01-01"}, "只有停用的用房"),
        (
            "premises/new/",
            OFFICE | {"status": "given_up", "given_up_on": "2024-01-01"},
            "停用日期不能早于启用日期",
        ),
        ("centres/new/", CENTRE | {"opened_on": ""}, "请填写启用日期"),
        ("centres/new/", CENTRE | {"opened_on": TOMORROW}, "启用日期不能晚于今天"),
        ("centres/new/", CENTRE | {"status": "closed"}, "选择"),
        ("centres/new/", CENTRE | {"status": "planned"}, "还没有启用日期"),
        ("budgets/new/", LINE | {"amount": "-0.01"}, "金额应在 0 到"),
        ("budgets/new/", LINE | {"amount": "1" + "0" * 30}, "14"),
        ("budgets/new/", LINE | {"amount": "1e5000"}, "数字"),
        ("budgets/new/", LINE | {"amount": "1.005"}, "2"),
        ("budgets/new/", LINE | {"amount": "1000000000"}, "金额应在 0 到"),
        ("budgets/new/", LINE | {"amount": "两万"}, "数字"),
        ("budgets/new/", LINE | {"year": "1999"}, "年度应在 2000 到"),
        ("budgets/new/", LINE | {"year": "9" * 30}, "年度应在 2000 到"),
        ("budgets/new/", LINE | {"item": "  "}, "请填写"),
    ],
)
def test_what_was_mistyped_is_told_in_one_sentence_and_stays(
    community_secretary: User, places: Places, path: str, typed: dict[str, str], sentence: str
) -> None:
    answer = told(sent(community_secretary, path, organization=places.community.pk, **typed))
    assert sentence in answer
    rows = (CommunityWorker, Premises, ServiceCentre, BudgetLine)
    assert not any(model.objects.exists() for model in rows)


def test_a_name_with_a_dot_and_its_spelling_are_kept(
    community_secretary: User, places: Places
) -> None:
    wish = WORKER | {"name": "阿卜杜拉•买 买提"}
    sent(community_secretary, "workers/new/", organization=places.community.pk, **wish)
    assert CommunityWorker.objects.get().name == "阿卜杜拉·买买提"
    make_worker(community_secretary, places.community, "单建军")
    for text in ("sjj", "shanjian", "单", "建军"):
        assert "单建军" in page(community_secretary, f"workers/?q={text}")
    assert "单建军" not in page(community_secretary, "workers/?q=abdl")


def test_the_same_person_is_not_entered_twice(community_secretary: User, places: Places) -> None:
    worker = make_worker(community_secretary, places.community)
    again = {"organization": places.community.pk, **WORKER}
    assert "已有在岗的“王建军”" in told(sent(community_secretary, "workers/new/", **again))
    sent(community_secretary, f"workers/{worker.pk}/end/", ended_on=f"{clock.today()}")
    assert sent(community_secretary, "workers/new/", **again).status_code == 302


def test_nobody_leaves_before_they_came(community_secretary: User, places: Places) -> None:
    path = f"workers/{make_worker(community_secretary, places.community).pk}/end/"
    early = told(sent(community_secretary, path, ended_on="2024-12-31"))
    assert "离岗日期不能早于到岗日期" in early
    assert "不能晚于今天" in told(sent(community_secretary, path, ended_on=TOMORROW))


@pytest.mark.parametrize(
    ("path", "typed"),
    [("workers", WORKER), ("premises", OFFICE), ("centres", CENTRE), ("budgets", LINE)],
)
def test_another_communitys_register_is_not_reached_by_its_number(
    community_secretary: User, places: Places, path: str, typed: dict[str, str]
) -> None:
    for place in (places.sibling, places.other_community, places.street, places.grid):
        wish = typed | {"organization": place.pk}
        assert "选择" in told(sent(community_secretary, f"{path}/new/", **wish))
    for odd in ("0", "x", "9" * 40, ""):
        assert (
            sent(community_secretary, f"{path}/new/", **typed | {"organization": odd}).status_code
            == 422
        )


def test_a_dissolved_community_takes_no_new_entries(
    district_admin: User, community_secretary: User, places: Places
) -> None:
    worker = make_worker(community_secretary, places.community)
    merge_organizations(
        actor=district_admin,
        organization=places.community,
        target=places.sibling,
        effective_on=clock.today(),
    )
    wish = {"organization": places.community.pk, **WORKER, "name": "李四"}
    assert sent(district_admin, "workers/new/", **wish).status_code == 422
    assert "王建军" in page(district_admin, "workers/")
    gone = sent(district_admin, f"workers/{worker.pk}/end/", ended_on=f"{clock.today()}")
    assert gone.status_code == 302


def test_a_stale_change_is_shown_beside_what_is_stored(
    community_secretary: User, deputy_secretary: User, places: Places
) -> None:
    worker = make_worker(community_secretary, places.community)
    path = f"workers/{worker.pk}/change/"
    first = WORKER | {"duty": "网格员", "version": worker.version}
    assert sent(deputy_secretary, path, **first).status_code == 302
    answer = told(sent(community_secretary, path, **first | {"duty": "民政专干"}))
    assert "刚刚被别人修改过" in answer
    assert "现在保存的是：网格员" in answer
    assert "民政专干" in answer


def test_a_grid_reads_nothing_here_and_keeps_nothing(
    grid_secretary: User, community_secretary: User, places: Places
) -> None:
    make_worker(community_secretary, places.community)
    assert "王建军" not in page(grid_secretary, "workers/")
    assert "登记</a>" not in page(grid_secretary, "workers/")
    kept = page(community_secretary, "workers/")
    for link in ("/desk/support/workers/new/", "/desk/imports/new/worker/"):
        assert link in kept
        assert link not in page(grid_secretary, "workers/")


@pytest.mark.parametrize(
    "query", ["?page=99999", "?year=x", "?year=99999999", "?organization=zz", "?sort=x"]
)
def test_odd_addresses_are_no_500(community_secretary: User, places: Places, query: str) -> None:
    for path in ("workers/", "premises/", "centres/", "budgets/"):
        assert SignedIn(community_secretary).get(f"{DESK}{path}{query}").status_code == 200


def test_the_registers_are_taken_out(community_secretary: User, places: Places) -> None:
    make_worker(community_secretary, places.community)
    make_premises(community_secretary, places.community)
    make_item(community_secretary, make_centre(community_secretary, places.community))
    make_budget_line(community_secretary, places.community, "1234.50")
    for path, header, cell in (
        ("workers", "来源结构", "大学毕业生"),
        ("premises", "面积（平方米）", "120.50"),
        ("centres", "服务项目数", "1"),
        ("budgets", "金额（元）", "1234.50"),
    ):
        rows = rows_of(take(community_secretary, f"{DESK}{path}/"))
        assert column(rows, header) == [cell]
    no_reason = {"file_format": "xlsx", "reason": ""}
    assert sent(community_secretary, "workers/", **no_reason).status_code == 422
