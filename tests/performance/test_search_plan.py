"""On 100,000 members, each kind of search is answered through an index: the plan is read."""

import json

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common.phones import blind_index
from members.models import CheckIn, Member
from members.operations.rules import CONSENT_VERSION
from orgs.models import ResidentUnit
from tests.conftest import SignedIn
from tests.makers.orgs import Places

pytestmark = pytest.mark.postgresql
SIZE = 100_000
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈", "伟芳娜敏静丽强磊军洋"
PHONE = "13800001234"
WISHES = {"name": "单国强", "initials": "sgq", "pinyin": "shanguoq", "number": PHONE}


@pytest.fixture
def crowd(district_admin: User, unit: ResidentUnit, places: Places) -> None:
    """As many members as a large district has: 1,000 names, then copies; some checked in."""
    names = [one + two + three for one in SURNAMES for two in GIVEN for three in GIVEN]
    Member.objects.bulk_create(
        Member(district=unit.district, unit=unit, name=name) for name in names
    )
    copy_rows(Member, SIZE // len(names) - 1)
    found = Member(
        district=unit.district, unit=unit, name="单国强", mobile_index=blind_index(PHONE)
    )
    Member.objects.bulk_create([found])
    CheckIn.objects.bulk_create(
        CheckIn(
            no=f"BD{number}", member_id=member, community=places.sibling, unit=unit,
            unit_category=unit.category, is_district_direct=True, basis="residence",
            channel="import", status="registered", submitted_at=unit.created_at,
            accepted_at=unit.created_at, accepted_by=district_admin,
            consent_version=CONSENT_VERSION,
        )
        for number, member in enumerate(Member.objects.values_list("pk", flat=True)[:5_000])
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def copy_rows(model: type[Model], times: int) -> None:
    """Copy every row so many times, each copy with a key of its own."""
    fields = [
        f for f in model._meta.concrete_fields if f.name not in {"id", "row_key", "mobile_index"}
    ]
    columns = ", ".join(field.column for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} (row_key, mobile_index, {columns}) "  # noqa: S608
            f"SELECT gen_random_uuid(), md5(random()::text), {columns} "
            f"FROM {model._meta.db_table}, generate_series(1, %s)",
            [times],
        )


def scans(plan: object) -> list[str]:
    """The tables that a plan reads from end to end."""
    if isinstance(plan, list):
        return [name for part in plan for name in scans(part)]
    if not isinstance(plan, dict):
        return []
    own = [plan["Relation Name"]] if plan.get("Node Type") == "Seq Scan" else []
    return own + [name for part in plan.values() for name in scans(part)]


def plans_of(user: User, url: str) -> list[object]:
    """The plans of every query of a page that looks for members."""
    with CaptureQueriesContext(connection) as queries:
        assert SignedIn(user).get(url).status_code == 200
    asked = [q["sql"] for q in queries if 'FROM "members_member"' in q["sql"]]
    plans = []
    with connection.cursor() as cursor:
        for sql in asked:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
            (plan,) = cursor.fetchone()
            plans.append(json.loads(plan) if isinstance(plan, str) else plan)
    return plans


def test_every_kind_of_search_is_answered_through_an_index(
    crowd: None, district_admin: User, neighbour: User
) -> None:
    bad = [
        (user.username, url, kind)
        for user in (district_admin, neighbour)
        for url in ("/desk/members/", "/desk/search/", "/api/v1/members/")
        for kind, wish in WISHES.items()
        for plan in plans_of(user, f"{url}?q={wish}")
        if "members_member" in scans(plan)
    ]
    assert bad == []
    # The check finds a search that reads the whole register.
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN (FORMAT JSON) SELECT * FROM members_member WHERE name LIKE '%%国强'", []
        )
        (plan,) = cursor.fetchone()
    assert scans(json.loads(plan) if isinstance(plan, str) else plan) == ["members_member"]
    for wish in WISHES.values():
        assert plans_of(district_admin, f"/desk/members/?q={wish}")
