"""P10: how often a page asks the database at 12 rows and at 2, on the sample district."""

from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bench.measures import Result
from demo.load import load_demo


@dataclass(frozen=True)
class Page:
    """A list: who opens it, where, and by which parameter it takes its number of rows."""

    username: str
    path: str
    size: str = "per_page"

    @property
    def name(self) -> str:
        return f"{self.username} {self.path}"


PAGES = (
    *(
        Page(username, path)
        for username in ("district", "street", "community")
        for path in (
            "/desk/organizations/",
            "/desk/units/",
            "/desk/check-ins/?status=registered",
            "/desk/members/",
            "/desk/covenants/",
            "/desk/relations/",
            "/desk/projects/",
            "/desk/services/",
            "/desk/reports/",
            "/desk/support/workers/",
            "/desk/support/premises/",
            "/desk/support/budgets/",
            "/desk/unit-check-ins/",
            "/desk/first-contacts/",
            "/desk/reactivations/",
        )
    ),
    Page("grid", "/desk/services/"),
    Page("liaison", "/unit/covenants/"),
    Page("liaison", "/unit/members/"),
    Page("liaison", "/unit/exemptions/"),
    *(
        Page("district", f"/api/v1/{register}/", "page_size")
        for register in (
            "organizations",
            "units",
            "members",
            "check-ins",
            "covenants",
            "projects",
            "service-logs",
            "reports",
            "workers",
            "premises",
            "budget-lines",
        )
    ),
)


def queries_at(page: Page, rows: int) -> int:
    """Return the number of queries with `rows` rows on the page."""
    client = Client()
    client.force_login(User.objects.get(username=page.username))
    client.get(page.path)
    with CaptureQueriesContext(connection) as queries:
        separator = "&" if "?" in page.path else "?"
        response = client.get(f"{page.path}{separator}{page.size}={rows}")
    if response.status_code != 200:
        raise RuntimeError(f"{page.path} answered {response.status_code}")
    return len(queries)


def constant_queries() -> list[Result]:
    """Return the ratio of each page; it must be one."""
    load_demo()
    return [
        Result("P10", f"{page.name}: 12 行 ÷ 2 行", queries_at(page, 12) / queries_at(page, 2), 1.0)
        for page in PAGES
    ]
