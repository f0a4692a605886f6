"""Who takes out, adds and removes files: here those of a covenant of 大拱桥 and the one unit."""

from collections.abc import Callable
from typing import Any

from orgs.models import Attachment
from orgs.operations.attachments import attach_file
from tests.access.pages import KEEPING, NOBODY, PARTIES, SIGNED_IN, Page, form, shown, step
from tests.access.people import People
from tests.makers.covenants import make_covenant
from tests.makers.pictures import make_upload

FILE_PAGES = (
    Page("orgs:attachment", "scan_key", shown(PARTIES, SIGNED_IN)),
    Page("orgs:attachment-add", "scanned", *form("community", KEEPING)),
    Page("orgs:attachment-remove", "scan", *form("community", KEEPING)),
    Page(
        "api:attachment-list", get=shown(SIGNED_IN), post=step(SIGNED_IN, gate=NOBODY, status=400)
    ),
    Page("api:attachment-detail", "scan", shown(PARTIES, SIGNED_IN)),
    Page("api:attachment-content", "scan", shown(PARTIES, SIGNED_IN)),
    Page(
        "api:attachment-remove",
        "scan",
        post=step("community", KEEPING),
        body={"reason": "误传"},
    ),
)


def _scan(people: People) -> Attachment:
    covenant = make_covenant(people["community"], people.places.community, people.unit)
    return attach_file(actor=people["community"], record=covenant, upload=make_upload())


FILE_RECORDS: dict[str, Callable[[People], Any]] = {
    "scan": lambda people: _scan(people).pk,
    "scan_key": lambda people: _scan(people).key,
    "scanned": lambda people: ("covenants.covenant", _scan(people).record_id),
}
