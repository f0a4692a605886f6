"""组织树: scoped, one level at a time, searched, as of a day, two days compared."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from orgs.models import District, Organization
from orgs.operations.bulk import load_streets
from orgs.operations.grants import grant_role
from orgs.operations.tree import found_organization, merge_organizations, rename_organization
from orgs.policy import Role
from tests.conftest import SignedIn
from tests.makers.orgs import FOUNDED, Places, make_below, make_holder, make_user

TREE = "/desk/tree/"
COMPARE = "/desk/tree/compare/"
LATER = datetime.date(2026, 3, 1)
BEFORE = LATER - datetime.timedelta(days=1)


def text_of(user: User, url: str, query: dict[str, object] | None = None) -> str:
    response = SignedIn(user).get(url, query or {})
    assert response.status_code == 200
    return response.content.decode()


def below(node: Organization) -> str:
    return f"{TREE}{node.pk}/children/"


def listed(page: str) -> str:
    """The tree itself, without the frame of the page."""
    return page.split('<nav class="tree"', 1)[1].split("</nav>", 1)[0]


def test_the_first_page_shows_streets_and_communities_only(
    district_admin: User, places: Places
) -> None:
    page = listed(text_of(district_admin, TREE))
    for node in (places.street, places.community, places.other_community):
        assert f'id="node-{node.pk}"' in page
    assert f'id="node-{places.grid.pk}"' not in page


def test_a_level_comes_when_it_is_asked_for(district_admin: User, places: Places) -> None:
    page = text_of(district_admin, below(places.community))
    assert "第1网格党支部" in page
    assert places.grid.code in page
    assert "1号楼" not in page


@pytest.mark.parametrize(
    ("who", "shown", "hidden"),
    [
        ("street_secretary", "大拱桥社区", "八一社区"),
        ("community_secretary", "第1网格", "三五八社区"),
        ("grid_secretary", "1号楼", "大拱桥社区大党委"),
    ],
)
def test_everybody_sees_the_own_part(
    who: str, shown: str, hidden: str, request: pytest.FixtureRequest, places: Places
) -> None:
    page = listed(text_of(request.getfixturevalue(who), TREE))
    assert shown in page
    assert hidden not in page


def test_a_level_out_of_scope_is_not_there(neighbour: User, places: Places) -> None:
    browser = SignedIn(neighbour)
    for node in (places.community, places.street):
        for query in ({}, {"on": "2026-01-05"}):
            assert browser.get(below(node), query).status_code == 404


def test_places_inside_one_another_begin_one_tree(places: Places) -> None:
    user = make_holder("both", Role.STREET, places.street)
    grant_role(actor=None, user=user, role=Role.GRID, place=places.grid)
    page = listed(text_of(user, TREE))
    assert page.count(f'id="node-{places.street.pk}"') == 1
    assert f'id="node-{places.grid.pk}"' not in page


def test_a_node_tells_state_and_marks(district_admin: User, places: Places) -> None:
    places.community.change(district_admin, pilot_from=FOUNDED, pattern_126=True)
    planned = found_organization(
        actor=district_admin, parent=places.street, name="东风社区", region_code="411502005009"
    )
    page = listed(text_of(district_admin, TREE))
    row = page.split(f'id="node-{places.community.pk}"', 1)[1].split("</div>", 1)[0]
    assert ">试点<" in row
    assert ">1+2+6<" in row
    assert "下级 1" in row
    row = page.split(f'id="node-{planned.pk}"', 1)[1].split("</div>", 1)[0]
    assert ">应建<" in row


def test_what_is_dissolved_shows_on_request(district_admin: User, places: Places) -> None:
    merge_organizations(
        actor=district_admin,
        organization=places.sibling,
        target=places.community,
        effective_on=LATER,
    )
    assert "三五八社区" not in listed(text_of(district_admin, TREE))
    page = listed(text_of(district_admin, TREE, {"dissolved": 1}))
    row = page.split(f'id="node-{places.sibling.pk}"', 1)[1].split("</div>", 1)[0]
    assert ">已撤销<" in row
    assert 'draggable="true"' not in row


@pytest.mark.parametrize(
    "word", ["dgq", "dagongqiao", "DGQ", "大拱", "拱桥", "411502005001", " 大拱桥 "]
)
def test_a_place_is_found_by_any_of_its_spellings(
    word: str, district_admin: User, places: Places
) -> None:
    page = text_of(district_admin, TREE, {"q": word})
    assert f"?node={places.community.pk}#node-{places.community.pk}" in page
    assert "五星街道" in page
    assert "八一社区" not in page


@pytest.mark.parametrize(
    "word", ["%", "_", "' OR 1=1--", "<script>x</script>", "𠮷" * 500, "0" * 40]
)
def test_an_odd_word_finds_nothing(word: str, district_admin: User, places: Places) -> None:
    page = text_of(district_admin, TREE, {"q": word})
    assert "没有找到" in page
    assert "<script>x" not in page


def test_a_search_stays_inside_the_scope(neighbour: User, places: Places) -> None:
    assert "没有找到" in text_of(neighbour, TREE, {"q": "大拱桥"})


def test_the_results_have_pages(district_admin: User, places: Places) -> None:
    for number in range(25):
        make_below(district_admin, places.community, f"和平{number}")
    first = text_of(district_admin, TREE, {"q": "hp"})
    last = text_of(district_admin, TREE, {"q": "hp", "page": 100000})
    assert first.count("?node=") == 20
    assert last.count("?node=") == 5


def test_a_found_node_is_opened_and_marked(district_admin: User, places: Places) -> None:
    page = listed(text_of(district_admin, TREE, {"node": places.building.pk}))
    row = page.split(f'id="node-{places.building.pk}"', 1)[0].rsplit("<div", 1)[1]
    assert "is-marked" in row
    assert f'id="node-{places.grid.pk}"' in page


def test_a_found_node_that_is_dissolved_is_opened_too(district_admin: User, places: Places) -> None:
    wish = {"actor": district_admin, "organization": places.sibling, "target": places.community}
    merge_organizations(**wish, effective_on=LATER)
    page = listed(text_of(district_admin, TREE, {"node": places.sibling.pk}))
    assert f'id="node-{places.sibling.pk}"' in page


@pytest.mark.parametrize("node", ["0", "-1", "x", "9" * 40, "１"])
def test_an_unknown_node_is_404(node: str, district_admin: User, places: Places) -> None:
    assert SignedIn(district_admin).get(TREE, {"node": node}).status_code == 404


def test_a_node_out_of_scope_is_404(neighbour: User, places: Places) -> None:
    assert SignedIn(neighbour).get(TREE, {"node": places.grid.pk}).status_code == 404


def test_only_what_one_keeps_may_be_dragged(
    district_admin: User, street_secretary: User, grid_secretary: User, places: Places
) -> None:
    community, grid = f'id="node-{places.community.pk}"', f'id="node-{places.grid.pk}"'

    def is_movable(page: str, row: str) -> bool:
        return 'draggable="true"' in page.split(row, 1)[1].split(">", 1)[0]

    assert is_movable(text_of(district_admin, TREE), community)
    assert not is_movable(text_of(street_secretary, TREE), community)
    assert is_movable(text_of(street_secretary, below(places.community)), grid)
    assert 'draggable="true"' not in text_of(grid_secretary, TREE)


# Past days.


@pytest.fixture
def changed(district_admin: User, places: Places) -> Places:
    """On the day, 三五八 went up in 大拱桥 and the grid got another name."""
    merge_organizations(
        actor=district_admin,
        organization=places.sibling,
        target=places.community,
        effective_on=LATER,
    )
    rename_organization(
        actor=district_admin, organization=places.grid, name="甲网格", effective_on=LATER
    )
    return places


def test_the_tree_of_a_past_day_is_shown(district_admin: User, changed: Places) -> None:
    page = text_of(district_admin, TREE, {"on": BEFORE.isoformat()})
    assert f"截至 {BEFORE.isoformat()} 的组织树" in page
    assert "三五八社区" in listed(page)
    assert 'draggable="true"' not in page
    page = text_of(district_admin, TREE, {"on": LATER.isoformat()})
    assert "三五八社区" not in listed(page)


def test_a_level_of_a_past_day_is_shown(district_admin: User, changed: Places) -> None:
    before = text_of(district_admin, below(changed.community), {"on": BEFORE.isoformat()})
    after = text_of(district_admin, below(changed.community), {"on": LATER.isoformat()})
    assert "第1网格" in before
    assert "甲网格" in after


def test_a_past_day_shows_the_own_part_only(community_secretary: User, changed: Places) -> None:
    page = text_of(community_secretary, TREE, {"on": BEFORE.isoformat()})
    assert "大拱桥社区" in listed(page)
    assert "八一社区" not in page


def test_a_day_before_everything_is_empty(district_admin: User, places: Places) -> None:
    assert "这一天还没有组织" in text_of(district_admin, TREE, {"on": "2001-01-01"})


ODD_DAYS = ["2026-02-30", "昨天", "9999-12-31", "0000-01-01", "1899-12-31", "45292", "9" * 40]


@pytest.mark.parametrize("day", ODD_DAYS)
def test_an_odd_day_gets_a_sentence_and_todays_tree(
    day: str, district_admin: User, places: Places
) -> None:
    page = text_of(district_admin, TREE, {"on": day})
    assert 'class="errorlist"' in page
    assert "大拱桥社区" in listed(page)
    assert SignedIn(district_admin).get(below(places.street), {"on": day}).status_code == 404


def test_two_days_are_compared(district_admin: User, changed: Places) -> None:
    days = {"from": BEFORE.isoformat(), "to": LATER.isoformat()}
    page = text_of(district_admin, COMPARE, days)
    for part, count in (("appeared", 0), ("vanished", 1), ("moved", 0), ("renamed", 1)):
        assert f'data-count="{part}">{count}<' in page
    assert "三五八社区" in page
    assert "第1网格党支部 → 甲网格党支部" in page


def test_a_day_compared_with_itself_shows_nothing(district_admin: User, changed: Places) -> None:
    page = text_of(district_admin, COMPARE, {"from": str(LATER), "to": str(LATER)})
    assert page.count("没有。") == 4


def test_a_comparison_stays_inside_the_scope(neighbour: User, changed: Places) -> None:
    page = text_of(neighbour, COMPARE, {"from": str(BEFORE), "to": str(LATER)})
    assert 'data-count="renamed">0<' in page


@pytest.mark.parametrize("day", ODD_DAYS)
def test_odd_days_to_compare_get_a_sentence(day: str, district_admin: User, places: Places) -> None:
    page = text_of(district_admin, COMPARE, {"from": day, "to": LATER.isoformat()})
    assert 'class="errorlist"' in page
    assert day in page


def test_days_the_wrong_way_round_get_a_sentence(district_admin: User, places: Places) -> None:
    page = text_of(district_admin, COMPARE, {"from": str(LATER), "to": str(BEFORE)})
    assert "开始日期不能晚于结束日期" in page


def test_one_day_alone_asks_for_the_other(district_admin: User, places: Places) -> None:
    page = text_of(district_admin, COMPARE, {"from": str(LATER)})
    assert 'class="errorlist"' in page


# What it costs.


def grow(actor: User, district: District, streets: int, communities: int, grids: int) -> None:
    """Add whole streets by the bulk load."""
    nodes = []
    for street in range(streets):
        top = Organization(
            code=f"41150290{street}000", name=f"街道{street}", tier=1, district=district
        )
        nodes.append(top)
        for number in range(communities):
            community = Organization(
                code=f"41150290{street}{number:03d}1", name=f"社区{number}", tier=2, parent=top,
                district=district,
            )  # fmt: skip
            nodes.append(community)
            nodes += [
                Organization(
                    code=f"{community.code}{grid:04d}",
                    name=f"网格{grid}",
                    tier=3,
                    parent=community,
                    district=district,
                )
                for grid in range(grids)
            ]
    for node in nodes:
        node.established_on = FOUNDED
    load_streets(actor=actor, district=district, nodes=nodes)


def cost(browser: SignedIn, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code == 200
    return len(queries)


def test_the_page_costs_the_same_at_any_size(
    district_admin: User, district: District, places: Places
) -> None:
    browser = SignedIn(district_admin)
    small = cost(browser, TREE), cost(browser, below(places.community))
    grow(district_admin, district, streets=3, communities=10, grids=20)
    assert (cost(browser, TREE), cost(browser, below(places.community))) == small
    assert small[0] <= 10


def test_unfolding_a_level_costs_its_rows_and_the_rights(
    district_admin: User, places: Places
) -> None:
    """Session and account, which every page reads; then the rights and the rows."""
    assert cost(SignedIn(district_admin), below(places.community)) == 2 + 2


def test_a_long_level_comes_in_parts(
    district_admin: User, district: District, places: Places
) -> None:
    grow(district_admin, district, streets=1, communities=1, grids=450)
    community = Organization.objects.get(name="社区0")
    sizes = []
    for page in (1, 2, 3, 100000):
        part = text_of(district_admin, below(community), {"page": page})
        sizes.append(part.count('class="tree-row'))
        assert ("data-tree-more" in part) is (page < 3)
    assert sizes == [200, 200, 50, 0]


def test_a_node_in_a_long_level_is_opened_without_its_brothers(
    district_admin: User, district: District, places: Places
) -> None:
    grow(district_admin, district, streets=1, communities=1, grids=450)
    last = Organization.objects.get(name="网格449")
    page = listed(text_of(district_admin, TREE, {"node": last.pk}))
    assert f'id="node-{last.pk}"' in page
    assert "data-tree-whole" in page
    assert page.count('class="tree-row') < 20


@pytest.mark.parametrize("page", ["x", "0", "-1", "9" * 40])
def test_an_odd_page_of_a_level_is_the_first(
    page: str, district_admin: User, places: Places
) -> None:
    assert "第1网格" in text_of(district_admin, below(places.community), {"page": page})


def test_someone_without_a_committee_is_refused(stranger: User, unit: object) -> None:
    assert SignedIn(stranger).get(TREE).status_code == 403
    assert SignedIn(make_user("nobody")).get(COMPARE).status_code == 403
