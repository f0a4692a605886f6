"""300 members check in at once, on two server processes: nobody gets an error, nobody is twice."""

import http.client
import os
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from accounts.models import User
from members.models import CheckIn, Member, ServiceIntention
from orgs.models import Organization, ResidentUnit
from orgs.policy import Role
from tests.makers.members import make_member
from tests.makers.orgs import Places, make_holder
from tests.makers.processes import Running, free_port, wait_for

# On the test's own database, so it runs with the tests on PostgreSQL and not with the processes.
pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
MEMBERS = 300
IMPATIENT = 30  # of them tap twice
FORM = "/me/check-in/new/"


@pytest.fixture
def port(places: Places) -> Iterator[int]:
    """Two processes of the product on the test's own database."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    number = free_port()
    server = Running(
        "-m", "gunicorn", "config.wsgi", "--workers", "2", "--threads", "2",
        "--bind", f"127.0.0.1:{number}", "--backlog", "2048",
        DATABASE_URL=url.geturl(),
        DJANGO_SETTINGS_MODULE="config.settings.test",
    )  # fmt: skip
    assert wait_for(lambda: _ask(number, "GET", "/healthz", "")[0] == 200), server.text
    yield number
    server.kill()


def _ask(port: int, method: str, path: str, cookie: str, body: str = "") -> tuple[int, str]:
    """Return status and page; 0 when nobody answers."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    try:
        link.request(method, path, body, headers)
        answer = link.getresponse()
        csrf = re.search(r"csrftoken=\w+", str(answer.headers))
        return answer.status, f"{csrf[0] if csrf else ''}\n{answer.read().decode()}"
    except OSError:
        return 0, ""
    finally:
        link.close()


def _session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def _people(unit: ResidentUnit) -> list[str]:
    """Return the session of each member."""
    sessions = []
    for number in range(MEMBERS):
        user = make_holder(f"member{number}", Role.MEMBER, unit.district)
        make_member(unit, f"党员{number}", f"137{number:08d}", user)
        sessions.append(_session_of(user))
    return sessions


def _form_of(port: int, cookie: str) -> tuple[str, dict[str, str]]:
    status, page = _ask(port, "GET", FORM, cookie)
    assert status == 200
    fields = re.findall(r'name="(csrfmiddlewaretoken|form_key)" value="([^"]+)"', page)
    return f"{cookie}; {page.splitlines()[0]}", dict(fields)


def test_300_members_check_in_at_once(
    port: int, unit: ResidentUnit, community: Organization
) -> None:
    def check_in(number: int, cookie: str) -> list[int]:
        cookies, hidden = _form_of(port, cookie)
        body = urlencode(
            hidden
            | {"mobile": f"137{number:08d}", "community": community.pk, "basis": "residence"}
            | {"categories": "01", "availabilities": "12345 18:30 21:00", "consent": "on"}
        )
        taps = 2 if number < IMPATIENT else 1
        with ThreadPoolExecutor(taps) as hands:
            answers = hands.map(lambda _: _ask(port, "POST", FORM, cookies, body)[0], range(taps))
            return list(answers)

    sessions = _people(unit)
    with ThreadPoolExecutor(MEMBERS) as crowd:
        answers = list(crowd.map(check_in, range(MEMBERS), sessions))
    assert Counter(status for each in answers for status in each) == {302: MEMBERS + IMPATIENT}
    assert CheckIn.objects.pending().count() == MEMBERS
    assert ServiceIntention.objects.count() == MEMBERS
    assert Member.objects.filter(check_ins__isnull=False).distinct().count() == MEMBERS
