"""The records whose pages are knocked at; all lie in 大拱桥 or concern the one unit and member."""

from collections.abc import Callable
from typing import Any

from accounts.models import AuditEntry
from accounts.operations import notify, record_access
from common import clock
from orgs.models import ExportApproval
from orgs.operations.unit_merges import merge_units
from orgs.operations.units import close_unit
from tests.access.account_records import ACCOUNT_RECORDS
from tests.access.covenant_records import COVENANT_RECORDS
from tests.access.duty_records import DUTY_RECORDS
from tests.access.file_table import FILE_RECORDS
from tests.access.first_contact_records import FIRST_CONTACT_RECORDS
from tests.access.grant_records import GRANT_RECORDS
from tests.access.merge_records import MERGE_RECORDS
from tests.access.moving_records import MOVING_RECORDS
from tests.access.own_records import OWN_RECORDS
from tests.access.people import People
from tests.access.print_records import PRINT_RECORDS
from tests.access.project_table import PROJECT_RECORDS
from tests.access.resource_records import RESOURCE_RECORDS
from tests.access.support_records import SUPPORT_RECORDS
from tests.access.unit_side_records import UNIT_SIDE_RECORDS
from tests.makers.covenants import make_covenant, make_project_in, make_signed
from tests.makers.files import read_rows, write
from tests.makers.members import make_pending, make_registered
from tests.makers.orgs import make_unit
from tests.makers.reports import make_accepted, make_approved, make_submitted, make_written
from tests.makers.services import make_log_for, make_own_log


def place(name: str) -> Callable[[People], int]:
    return lambda people: getattr(people.places, name).pk


def registered(people: People) -> Any:
    return make_registered(
        people["member"], people["community"], people.places.community, grid=people.places.grid
    )


def covenant(people: People) -> Any:
    return make_covenant(people["community"], people.places.community, people.unit)


def project(status: str) -> Callable[[People], int]:
    def make(people: People) -> int:
        community = people.places.community
        partners = [people.unit]
        return make_project_in(people["community"], community, status, partners=partners).pk

    return make


def closed_unit(people: People) -> int:
    return close_unit(actor=people.official, unit=people.unit, active_to=clock.today()).pk


def merged_unit(people: People) -> int:
    stays = make_unit(people.official, people.places.district, "区教育体育局")
    merge_units(actor=people.official, unit=people.unit, target=stays)
    return people.unit.pk


def own_log(people: People) -> int:
    registered(people)
    place, grid = people.places.community, people.places.grid
    return make_own_log(people.party_member, place, grid=grid).pk


def log_for_member(people: People) -> int:
    registered(people)
    return make_log_for(people["community"], people.party_member, people.places.community).pk


def previewed(people: People) -> Any:
    return read_rows(people["district"], ("单位名称", "类别"), ("区法院", "区直机关"))


def asked_export(people: People) -> int:
    """A request of the community, as its operation leaves it for 51 people."""
    community = people["community"]
    return ExportApproval.objects.create_by(
        community, requester=community, register="/desk/members/", title="党员名册",
        people_count=51, reason="通知",
    ).pk  # fmt: skip


RECORDS: dict[str, Callable[[People], Any]] = (
    {
        "asked_export": asked_export,
        "street": place("street"),
        "community": place("community"),
        "grid": place("grid"),
        "sibling": place("sibling"),
        "other_street": place("other_street"),
        "unit": lambda people: people.unit.pk,
        "closed_unit": closed_unit,
        "merged_unit": merged_unit,
        "previewed_import": lambda people: previewed(people).pk,
        "done_import": lambda people: write(people["district"], previewed(people)).pk,
        "message": lambda people: notify(recipient=people["community"], text="你好").pk,
        "audit_entry": lambda people: (
            AuditEntry.objects.filter(actor_id=people["district"].pk)[0].pk
        ),
        "access_record": lambda people: (
            record_access(actor=people["community"], subject=people.party_member, reason="联系").pk
        ),
        "party_member": lambda people: registered(people).member_id,
        "registered": lambda people: registered(people).pk,
        "pending": lambda people: make_pending(people["member"], people.places.community).pk,
        "draft": lambda people: covenant(people).pk,
        "signed": lambda people: (
            make_signed(people["community"], people.places.community, people.unit).pk
        ),
        "proposed": project("proposed"),
        "confirmed": project("confirmed"),
        "running": project("running"),
        "paused": project("paused"),
        "finished": project("finished"),
        "own_log": own_log,
        "log_for_member": log_for_member,
        "written": lambda people: make_written(people["community"], people.places.community).pk,
        "submitted": lambda people: make_submitted(people["community"], people.places.community).pk,
        "approved": lambda people: (
            make_approved(people["community"], people["street"], people.places.community).pk
        ),
        "accepted": lambda people: (
            make_accepted(
                people["community"], people["street"], people["district"], people.places.community
            ).pk
        ),
        "district_code": lambda people: people.places.district.code,
        "community_code": lambda people: people.places.community.code,
        "grid_code": lambda people: people.places.grid.code,
    }
    | GRANT_RECORDS
    | MERGE_RECORDS
    | MOVING_RECORDS
    | FIRST_CONTACT_RECORDS
    | FILE_RECORDS
    | COVENANT_RECORDS
    | PROJECT_RECORDS
    | DUTY_RECORDS
    | PRINT_RECORDS
    | ACCOUNT_RECORDS
    | RESOURCE_RECORDS
    | SUPPORT_RECORDS
    | UNIT_SIDE_RECORDS
    | OWN_RECORDS
)
