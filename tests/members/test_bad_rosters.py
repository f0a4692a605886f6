"""The same names and numbers get the same result at every door."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from members.models import Member
from orgs.models import ImportBatch, ResidentUnit
from tests.conftest import SignedIn
from tests.makers.files import csv_file, read, verdicts, worked, write
from tests.makers.orgs import Places
from tests.members.test_bad_input import BAD_NAMES, BAD_NUMBERS, NAMES, NUMBERS

Door = Callable[[str, str], None]
NUMBER = "13900005678"
HEADER = ("姓名", "手机号", "所在单位")
DOORS = ("form", "check-ins", "members", "api", "paper")
# What a spreadsheet may take for a formula: the text itself is kept.
FORMULAS = {text: text for text in ("=1+1", "+王五", "-王五", "@王五", "＝1+1")}


@pytest.fixture(params=DOORS)
def door(
    request: pytest.FixtureRequest,
    community_secretary: User,
    liaison: User,
    unit: ResidentUnit,
    places: Places,
) -> Door:
    """One of the ways by which a person comes into the register."""

    def form(name: str, mobile: str) -> None:
        values = {
            "community": places.community.pk, "name": name, "mobile": mobile, "unit": unit.pk,
            "kind": "full", "gender": "9", "basis": "residence", "consent": "on",
        }  # fmt: skip
        answer = SignedIn(community_secretary).post("/desk/check-ins/new/", values)
        assert answer.status_code in {302, 422}

    def file(actor: User, kind: str, name: str, mobile: str) -> None:
        content = csv_file([HEADER, (name, mobile, unit.name)])
        write_if_new(actor, read(actor, content, kind=kind))

    def api(name: str, mobile: str) -> None:
        client = APIClient()
        client.force_authenticate(liaison)
        answer = client.post(
            "/api/v1/members/upsert/",
            json.dumps({"rows": [{"name": name, "mobile": mobile}]}),
            content_type="application/json",
            headers={"idempotency-key": "one"},
        )
        assert answer.status_code == 200

    def paper(name: str, mobile: str) -> None:
        values = {"community": places.community.pk, "name_1": name, "mobile_1": mobile}
        values |= {"no_1": "1", "unit_1": unit.name}
        answer = SignedIn(community_secretary).post("/desk/check-ins/paper/", values)
        if answer.status_code == 302:
            write_if_new(community_secretary, worked(ImportBatch.objects.get()))

    doors: dict[str, Door] = {
        "form": form,
        "check-ins": lambda *person: file(community_secretary, "check_in", *person),
        "members": lambda *person: file(liaison, "member", *person),
        "api": api,
        "paper": paper,
    }
    return doors[request.param]


def write_if_new(actor: User, batch: Any) -> None:
    """Say yes to a preview that has something to write."""
    assert batch.state == "previewed", batch.problem
    if "new" in verdicts(batch).values():
        write(actor, batch, pledged=True)


@pytest.mark.parametrize("typed", [*NAMES, *FORMULAS])
def test_a_name_is_kept_as_it_is_meant(door: Door, typed: str) -> None:
    door(typed, NUMBER)
    assert Member.objects.get().name == (NAMES | FORMULAS)[typed]


@pytest.mark.parametrize("typed", BAD_NAMES)
def test_a_bad_name_is_refused(door: Door, typed: str) -> None:
    door(typed, NUMBER)
    assert not Member.objects.exists()


@pytest.mark.parametrize("typed", NUMBERS)
def test_a_number_is_read_as_people_write_it(door: Door, typed: str) -> None:
    door("李建国", typed)
    assert Member.objects.get().open_mobile() == "13800000000"


@pytest.mark.parametrize("typed", BAD_NUMBERS)
def test_a_bad_number_is_refused(door: Door, typed: str) -> None:
    door("李建国", typed)
    assert not Member.objects.exists()
