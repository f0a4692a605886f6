import pytest
from django.urls import reverse

from accounts.models import AuditEntry, User
from covenants.models import Covenant
from orgs.models import Attachment, Organization, ResidentUnit
from orgs.operations.attachments import attach_file
from tests.conftest import SignedIn
from tests.makers.covenants import make_covenant
from tests.makers.pictures import make_pdf, make_upload

LIST = "api:attachment-list"


@pytest.fixture
def covenant(community_secretary: User, community: Organization, unit: ResidentUnit) -> Covenant:
    return make_covenant(community_secretary, community, unit)


@pytest.fixture
def attachment(community_secretary: User, covenant: Covenant) -> Attachment:
    return attach_file(actor=community_secretary, record=covenant, upload=make_upload())


def sent(covenant: Covenant, **values: object) -> dict[str, object]:
    wish = {"record_type": "covenants.covenant", "record_id": covenant.pk, "file": make_upload()}
    return wish | values


def test_the_files_of_a_record_are_listed(
    community_secretary: User, covenant: Covenant, attachment: Attachment
) -> None:
    browser = SignedIn(community_secretary)
    query = {"record_type": "covenants.covenant", "record_id": covenant.pk}
    (row,) = browser.get(reverse(LIST), query).json()["results"]
    assert (row["id"], row["name"]) == (attachment.pk, "协议扫描件.pdf")
    assert not {"file", "key", "created_by"} & row.keys()
    other = query | {"record_id": covenant.pk + 1}
    assert browser.get(reverse(LIST), other).json()["results"] == []


def test_a_file_comes_in_by_its_operation(community_secretary: User, covenant: Covenant) -> None:
    response = SignedIn(community_secretary).post(reverse(LIST), sent(covenant))
    assert response.status_code == 201
    assert Attachment.objects.of(covenant).get().pk == response.json()["id"]
    assert AuditEntry.objects.filter(action="attachment.add").exists()


def test_a_file_of_another_kind_is_refused_with_the_sentence(
    community_secretary: User, covenant: Covenant
) -> None:
    wish = sent(covenant, file=make_upload(b"MZ", "a.pdf"))
    response = SignedIn(community_secretary).post(reverse(LIST), wish)
    assert response.status_code == 409
    assert (response.json()["code"], response.json()["field"]) == ("file.format", "file")


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"record_type": "accounts.user"}, 400),
        ({"record_id": 10**30}, 400),
        ({"record_id": 999_999}, 404),
        ({"file": "text"}, 400),
        ({"file": make_upload(b"")}, 409),
    ],
)
def test_odd_input_is_refused(
    values: dict[str, object], status: int, community_secretary: User, covenant: Covenant
) -> None:
    response = SignedIn(community_secretary).post(reverse(LIST), sent(covenant, **values))
    assert response.status_code == status
    assert not Attachment.objects.exists()


def test_another_community_neither_lists_nor_adds_nor_removes(
    neighbour: User, covenant: Covenant, attachment: Attachment
) -> None:
    browser = SignedIn(neighbour)
    assert browser.get(reverse(LIST)).json()["results"] == []
    assert browser.post(reverse(LIST), sent(covenant)).status_code == 404
    for name in ("api:attachment-detail", "api:attachment-content"):
        assert browser.get(reverse(name, args=[attachment.pk])).status_code == 404
    url = reverse("api:attachment-remove", args=[attachment.pk])
    assert browser.post(url, {"reason": "误传"}, "application/json").status_code == 404


def test_who_reads_the_record_reads_its_files_and_adds_none(
    liaison: User, covenant: Covenant, attachment: Attachment
) -> None:
    browser = SignedIn(liaison)
    response = browser.get(reverse("api:attachment-content", args=[attachment.pk]))
    assert b"".join(response.streaming_content) == make_pdf()
    assert "sandbox" in response["Content-Security-Policy"]
    assert browser.post(reverse(LIST), sent(covenant)).status_code == 403


def test_a_file_is_removed_with_a_reason(
    community_secretary: User, covenant: Covenant, attachment: Attachment
) -> None:
    browser = SignedIn(community_secretary)
    url = reverse("api:attachment-remove", args=[attachment.pk])
    assert browser.post(url, {}, "application/json").status_code == 400
    assert browser.post(url, {"reason": "误传"}, "application/json").status_code == 200
    assert not Attachment.objects.of(covenant)
