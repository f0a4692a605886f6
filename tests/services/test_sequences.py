"""Whatever people do in whatever order, the counted minutes of a day are its union."""

import datetime

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from common.violations import RuleViolation
from members.models import Member
from orgs.models import Organization
from services.intervals import union_minutes
from services.models import ServiceLog
from services.operations.confirmation import confirm_service_log, return_service_log
from services.operations.entry import correct_service_log, log_service_for
from tests.makers.services import days_ago

half_hours = st.integers(0, 46)
steps = st.lists(
    st.tuples(
        st.sampled_from(["enter", "enter", "confirm", "confirm", "return", "correct"]),
        st.integers(0, 5),
        half_hours,
        st.integers(1, 10),
        st.integers(1, 2),
    ),
    max_size=14,
)
Step = tuple[str, int, int, int, int]


def facts(community: Organization, start: int, length: int, day: int) -> dict:
    end = min(start + length, 47)
    return {
        "community": community,
        "served_on": days_ago(day),
        "start": datetime.time(start // 2, start % 2 * 30),
        "end": datetime.time(end // 2, end % 2 * 30),
        "category": "09",
    }


def take(step: Step, people: tuple[User, User], member: Member, community: Organization) -> None:
    verb, which, start, length, day = step
    logs = list(ServiceLog.objects.order_by("pk"))
    log = logs[which % len(logs)] if logs else None
    service = facts(community, start, length, day)
    if verb == "enter":
        log_service_for(actor=people[0], member=member, **service)
    elif log and verb == "correct":
        correct_service_log(actor=people[0], log=log, **service)
    elif log and verb == "confirm":
        confirm_service_log(actor=people[1], log=log)
    elif log:
        return_service_log(actor=people[1], log=log, reason="请核对")


def check() -> None:
    for day in (days_ago(1), days_ago(2)):
        logs = ServiceLog.objects.confirmed().filter(served_on=day)
        union = union_minutes(log.interval for log in logs)
        assert logs.total_minutes() == union <= 12 * 60


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps)
def test_counted_minutes_are_the_union_after_every_step(
    member: Member,
    community: Organization,
    community_secretary: User,
    deputy_secretary: User,
    steps: list[Step],
) -> None:
    with transaction.atomic():
        for step in steps:
            try:
                take(step, (community_secretary, deputy_secretary), member, community)
            except RuleViolation:
                continue
            check()
        transaction.set_rollback(True)
