import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from covenants.models import Covenant
from orgs.models import Organization, ResidentUnit
from tests.makers.covenants import make_covenant, make_signed

FIRST = datetime.date(2025, 1, 1)
LAST = datetime.date(2025, 12, 31)
ONE = datetime.timedelta(days=1)
DAYS = st.dates(datetime.date(2025, 1, 1), datetime.date(2025, 1, 12))


def test_the_last_valid_day_is_in_force_and_the_next_is_not(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    covenant = make_signed(community_secretary, community, unit, signed_on=FIRST, effective_to=LAST)
    assert covenant.is_in_force(LAST)
    assert not covenant.is_in_force(LAST + ONE)
    assert list(Covenant.objects.in_force(LAST)) == [covenant]
    assert not Covenant.objects.in_force(LAST + ONE).exists()


def test_an_expired_covenant_stays_counted(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    make_signed(community_secretary, community, unit, signed_on=FIRST, effective_to=LAST)
    assert Covenant.objects.counted(LAST + ONE).count() == 1
    assert not Covenant.objects.counted(FIRST - ONE).exists()


def test_a_draft_is_never_counted(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    make_covenant(community_secretary, community, unit, effective_from=FIRST)
    assert not Covenant.objects.counted(LAST).exists()


def test_what_people_call_a_signed_covenant_follows_from_the_day(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    covenant = make_signed(
        community_secretary,
        community,
        unit,
        signed_on=FIRST,
        effective_from=FIRST + ONE,
        effective_to=LAST,
    )
    days = [FIRST, FIRST + ONE, LAST, LAST + ONE]
    assert [covenant.standing_label(day) for day in days] == ["未生效", "有效", "有效", "已到期"]
    assert list(Covenant.objects.upcoming(FIRST)) == [covenant]
    assert list(Covenant.objects.expired(LAST + ONE)) == [covenant]
    assert not Covenant.objects.expired(LAST).exists()


def test_expiring_looks_so_many_days_ahead(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    make_signed(community_secretary, community, unit, signed_on=FIRST, effective_to=LAST)
    thirty = LAST - datetime.timedelta(days=30)
    assert Covenant.objects.expiring(thirty, within_days=30).exists()
    assert not Covenant.objects.expiring(thirty - ONE, within_days=30).exists()


@st.composite
def histories(draw: st.DrawFn) -> dict[str, object]:
    """What the database may hold of one covenant, whatever the way it came there."""
    status = draw(st.sampled_from(Covenant.Status.values))
    signed_on, first = draw(DAYS), draw(DAYS)
    return {
        "status": status,
        "signed_on": signed_on,
        "effective_from": first,
        "effective_to": draw(st.none() | DAYS.filter(lambda day: day >= first)),
        "terminated_on": draw(DAYS) if status == "terminated" else None,
    }


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=st.lists(histories(), min_size=1, max_size=6), day=DAYS)
def test_the_query_and_the_row_agree_about_every_history(
    community: Organization, rows: list[dict[str, object]], day: datetime.date
) -> None:
    Covenant.objects.filter(organization=community).delete()
    Covenant.objects.bulk_create(
        Covenant(no=f"XY{n}", title="协议", organization=community, **row)
        for n, row in enumerate(rows)
    )
    binding = {row.pk for row in Covenant.objects.order_by("pk") if row.is_in_force(day)}
    assert set(Covenant.objects.in_force(day).values_list("pk", flat=True)) == binding
    counted = [row for row in rows if row["status"] in {"signed", "terminated"}]
    assert Covenant.objects.counted(day).count() == sum(row["signed_on"] <= day for row in counted)


def test_what_waits_to_be_signed_stands_on_top_of_the_list(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    draft = make_covenant(community_secretary, community, unit)
    signed = make_signed(community_secretary, community, unit)
    assert list(Covenant.objects.visible_to(community_secretary).for_list()) == [draft, signed]
