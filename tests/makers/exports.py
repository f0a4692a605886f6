"""Lists taken out through their own page, read as the person who gets the file reads them."""

import csv
import io
from typing import Any
from urllib.parse import urlsplit

import openpyxl
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from accounts.models import User
from members.models import Member
from members.operations.entering import enter_check_in
from orgs.exports.orders import ExportOrder
from orgs.models import ExportApproval, Organization, ResidentUnit
from tests.conftest import SignedIn
from tests.makers.members import submission

MEMBERS = "/desk/members/"
CHECK_INS = "/desk/check-ins/"
REASON = "通知开展志愿服务"


def order(**values: str) -> dict[str, str]:
    return {"file_format": "xlsx", "reason": REASON, **values}


def with_phones(**values: str) -> dict[str, str]:
    return order(with_phones="on", **values)


def body_of(response: HttpResponse) -> bytes:
    assert response.status_code == 200, response.content.decode()[:3000]
    return b"".join(response.streaming_content)


def rows_of(response: HttpResponse) -> list[list[str]]:
    """The first sheet, header first; an empty cell is ""."""
    sheet = openpyxl.load_workbook(io.BytesIO(body_of(response))).worksheets[0]
    return [[cell.value or "" for cell in row] for row in sheet.rows]


def notes_of(response: HttpResponse) -> dict[str, str]:
    book = openpyxl.load_workbook(io.BytesIO(body_of(response)))
    return {row[0].value: row[1].value for row in book["导出说明"].rows}


def lines_of(response: HttpResponse) -> list[list[str]]:
    """The lines of a csv file."""
    return list(csv.reader(io.StringIO(body_of(response).decode("utf-8-sig"))))


def column(rows: list[list[str]], header: str) -> list[str]:
    at = rows[0].index(header)
    return [row[at] for row in rows[1:]]


def take(user: User, url: str = MEMBERS, **values: str) -> Any:
    return SignedIn(user).post(url, order(**values))


def order_of(user: User, url: str = MEMBERS) -> ExportOrder:
    """What the list's page hands to the operation."""
    request = RequestFactory().get(url)
    request.user = user
    page = resolve(urlsplit(url).path).func.view_class()
    page.setup(request)
    return page.get_order()


def make_checked_in(
    secretary: User, community: Organization, unit: ResidentUnit, count: int, first: int = 0
) -> list[Member]:
    """Members in the community's register, each with a number of their own."""
    return [
        enter_check_in(
            actor=secretary,
            unit=unit,
            name=f"党员{number:03d}",
            mobile=f"139{number:08d}",
            **submission(community),
        ).member
        for number in range(first, first + count)
    ]


def make_asked(user: User, url: str = MEMBERS) -> ExportApproval:
    """A request for the whole list, through the list's own page."""
    response = SignedIn(user).post(url, with_phones(ask="1"))
    assert response.status_code == 302, response.content.decode()[:3000]
    return ExportApproval.objects.latest("pk")
