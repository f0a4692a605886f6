"""The part of the table of access about 基层保障."""

from common import clock
from tests.access.pages import (
    COMMITTEES,
    KEEPERS,
    NOBODY,
    OVER,
    SIGNED_IN,
    Page,
    button,
    form,
    register,
    shown,
    step,
)

TODAY = f"{clock.today()}"

SUPPORT_PAGES = (
    Page("orgs:worker-list", **register(COMMITTEES, KEEPERS)),
    *(
        Page(f"orgs:{noun}-list", **register(COMMITTEES))
        for noun in ("premises", "centre", "budget")
    ),
    *(
        Page(f"orgs:{noun}-create", "", *form(KEEPERS, gate=NOBODY))
        for noun in ("worker", "premises", "centre", "budget")
    ),
    *(
        page
        for noun, record, readers in (
            ("worker", "worker", OVER),
            ("premises", "premises", OVER),
            ("centre", "centre", OVER),
            ("budget", "budget_line", OVER),
            ("budget", "street_budget_line", "district street"),
        )
        for page in (
            Page(f"orgs:{noun}-detail", record, shown(readers, COMMITTEES)),
            Page(f"orgs:{noun}-change", record, *form(readers)),
        )
    ),
    Page("orgs:worker-end", "worker", *form(OVER)),
    Page("orgs:centre-close", "centre", *form(OVER)),
    Page("orgs:centre-item-create", "centre", *form(OVER)),
    Page("orgs:centre-item-end", "centre_item", post=button(OVER)),
)
SUPPORT_API = (
    *(
        page
        for noun, record in (
            ("worker", "worker"),
            ("premises", "premises"),
            ("service-centre", "centre"),
            ("budget-line", "budget_line"),
        )
        for page in (
            Page(f"api:{noun}-list", get=shown(SIGNED_IN)),
            Page(f"api:{noun}-detail", record, shown(OVER, SIGNED_IN)),
            Page(f"api:{noun}-register", post=step(KEEPERS, gate=NOBODY, status=400)),
            Page(f"api:{noun}-change", record, post=step(OVER)),
        )
    ),
    Page("api:budget-line-detail", "street_budget_line", shown("district street", SIGNED_IN)),
    Page("api:worker-end", "worker", post=step(OVER), body={"ended_on": TODAY}),
    Page("api:service-centre-close", "centre", post=step(OVER), body={"closed_on": TODAY}),
    Page("api:service-centre-add-item", "centre", post=step(OVER), body={"name": "家电维修"}),
    Page("api:service-centre-end-item", "centre", post=step(OVER, status=400)),
)
