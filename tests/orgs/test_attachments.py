"""Files of records, held by covenants and by entries of a project's progress."""

import datetime
import io
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from accounts.models import AuditEntry, User
from common import clock
from common.uploads import read_upload
from common.violations import RuleViolation
from covenants.models import Covenant, ProgressEntry
from orgs.forms.attachments import AttachmentField
from orgs.models import Attachment, Organization, ResidentUnit
from orgs.operations import attachments
from orgs.operations.attachments import (
    MOST_FILES,
    attach_file,
    remove_attachment,
    sweep_orphans,
)
from orgs.tasks import sweep_attachments
from tests.conftest import SignedIn
from tests.makers.covenants import make_covenant, make_project_in
from tests.makers.orgs import Places, make_holder
from tests.makers.pictures import (
    CAMERA,
    make_jpeg,
    make_pdf,
    make_photograph,
    make_upload,
)


@pytest.fixture
def covenant(community_secretary: User, community: Organization, unit: ResidentUnit) -> Covenant:
    return make_covenant(community_secretary, community, unit)


@pytest.fixture
def entry(community_secretary: User, community: Organization) -> ProgressEntry:
    project = make_project_in(community_secretary, community, "running")
    return ProgressEntry.objects.create_by(
        community_secretary, project=project, happened_on=clock.today(), text="已进场"
    )


def attach(actor: User, record: Any, text: str = "scan", **values: Any) -> Attachment:
    return attach_file(actor=actor, record=record, upload=make_upload(make_pdf(text)), **values)


def stored() -> list[str]:
    return (
        default_storage.listdir("attachments")[1] if default_storage.exists("attachments") else []
    )


def add_url(record: Any) -> str:
    return reverse("orgs:attachment-add", args=[record._meta.label_lower, record.pk])


@pytest.fixture(autouse=True)
def empty_store() -> None:
    for name in stored():
        default_storage.delete(f"attachments/{name}")


def test_a_scan_is_kept_with_its_covenant(community_secretary: User, covenant: Covenant) -> None:
    attachment = attach(community_secretary, covenant)
    assert list(Attachment.objects.of(covenant)) == [attachment]
    assert attachment.file.read() == make_pdf()
    assert (attachment.name, attachment.created_by) == ("协议扫描件.pdf", community_secretary)
    audit = AuditEntry.objects.get(action="attachment.add")
    assert (audit.record_type, audit.record_id) == ("covenants.covenant", str(covenant.pk))
    assert audit.detail == {"file": "协议扫描件.pdf", "digest": attachment.digest}


def test_what_is_stored_has_a_name_that_tells_nothing(
    community_secretary: User, covenant: Covenant
) -> None:
    attachment = attach(community_secretary, covenant)
    assert stored() == [str(attachment.key)]
    assert attachment.key.version == 4


@pytest.mark.parametrize(
    "role",
    ["district_admin", "street_secretary", "grid_secretary", "liaison", "neighbour", "stranger"],
)
def test_only_who_keeps_the_record_keeps_its_files(
    role: str, community_secretary: User, covenant: Covenant, request: pytest.FixtureRequest
) -> None:
    user, kept = request.getfixturevalue(role), attach(community_secretary, covenant)
    with pytest.raises(PermissionDenied):
        attach(user, covenant, "another")
    with pytest.raises(PermissionDenied):
        remove_attachment(actor=user, attachment=kept, reason="误传")
    assert len(stored()) == 1


def test_the_street_keeps_the_files_of_its_own_covenants(
    street_secretary: User, community_secretary: User, street: Organization, unit: ResidentUnit
) -> None:
    covenant = make_covenant(street_secretary, street, unit)
    assert attach(street_secretary, covenant).pk
    with pytest.raises(PermissionDenied):
        attach(community_secretary, covenant, "another")


def test_the_same_file_is_taken_once(community_secretary: User, covenant: Covenant) -> None:
    attach(community_secretary, covenant)
    with pytest.raises(RuleViolation, match="见附件“协议扫描件") as refused:
        attach(community_secretary, covenant)
    assert refused.value.code == "attachment.known"
    assert len(stored()) == 1


def test_the_same_picture_is_known_again_though_it_was_drawn_anew(
    community_secretary: User, entry: ProgressEntry
) -> None:
    attach_file(actor=community_secretary, record=entry, upload=make_upload(make_photograph()))
    with pytest.raises(RuleViolation) as refused:
        attach_file(actor=community_secretary, record=entry, upload=make_upload(make_photograph()))
    assert refused.value.code == "attachment.known"


def test_a_record_holds_twenty_files(community_secretary: User, covenant: Covenant) -> None:
    files = [attach(community_secretary, covenant, f"{number}") for number in range(MOST_FILES)]
    with pytest.raises(RuleViolation, match="最多保存 20 个") as refused:
        attach(community_secretary, covenant, "one more")
    assert refused.value.code == "attachment.many"
    remove_attachment(actor=community_secretary, attachment=files[0], reason="重复")
    assert attach(community_secretary, covenant, "one more").pk


def test_progress_takes_pictures_only(community_secretary: User, entry: ProgressEntry) -> None:
    with pytest.raises(RuleViolation, match="照片") as refused:
        attach(community_secretary, entry)
    assert refused.value.code == "file.format"
    upload = make_upload(make_photograph(), "现场.jpg")
    attachment = attach_file(actor=community_secretary, record=entry, upload=upload)
    assert CAMERA.encode() not in attachment.file.read()


def test_a_scan_that_a_form_let_through_is_no_picture_either(
    community_secretary: User, entry: ProgressEntry
) -> None:
    looked_at = read_upload(make_upload())
    with pytest.raises(RuleViolation, match="照片"):
        attach_file(actor=community_secretary, record=entry, upload=looked_at)
    assert stored() == []


def test_a_right_that_was_lost_while_the_file_came_in_adds_nothing(
    community_secretary: User, covenant: Covenant, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = attachments._new

    def make_and_lose(actor: User, record: Covenant, file: Any) -> Attachment:
        Covenant.objects.filter(pk=record.pk).update(organization=places.sibling)
        return make(actor, record, file)

    monkeypatch.setattr(attachments, "_new", make_and_lose)
    with pytest.raises(PermissionDenied):
        attach(community_secretary, covenant)
    assert (Attachment.objects.count(), stored()) == (0, [])


def test_a_removed_file_is_gone_for_readers_and_stays_in_the_store(
    community_secretary: User, covenant: Covenant
) -> None:
    attachment = attach(community_secretary, covenant)
    remove_attachment(actor=community_secretary, attachment=attachment, reason=" 传错了 ")
    assert not Attachment.objects.of(covenant)
    assert SignedIn(community_secretary).get(attachment.get_absolute_url()).status_code == 404
    assert stored() == [str(attachment.key)]
    assert AuditEntry.objects.get(action="attachment.remove").detail["reason"] == "传错了"


def test_a_file_is_removed_once_and_with_a_reason(
    community_secretary: User, covenant: Covenant
) -> None:
    attachment = attach(community_secretary, covenant)
    with pytest.raises(RuleViolation) as refused:
        remove_attachment(actor=community_secretary, attachment=attachment, reason=" \u3000")
    assert refused.value.code == "text.empty"
    remove_attachment(actor=community_secretary, attachment=attachment, reason="传错了")
    with pytest.raises(RuleViolation, match="已经删除"):
        remove_attachment(actor=community_secretary, attachment=attachment, reason="传错了")


def test_a_file_that_could_not_be_recorded_is_not_left_behind(
    community_secretary: User, covenant: Covenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: Any) -> None:
        assert stored()
        raise RuntimeError

    monkeypatch.setattr(attachments, "write_audit", fail)
    with pytest.raises(RuntimeError):
        attach(community_secretary, covenant)
    assert not Attachment.objects.exists()
    assert stored() == []


def test_what_a_transaction_left_behind_is_swept_after_a_day(
    community_secretary: User, covenant: Covenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = attach(community_secretary, covenant)
    with transaction.atomic():
        attach(community_secretary, covenant, "another")
        transaction.set_rollback(True)
    assert (len(stored()), sweep_orphans()) == (2, 0)
    tomorrow = clock.now() + datetime.timedelta(hours=25)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    sweep_attachments()
    assert stored() == [str(kept.key)]
    assert sweep_orphans() == 0


def test_sweeping_an_empty_store_is_nothing(tmp_path: Any) -> None:
    backend = "django.core.files.storage.FileSystemStorage"
    stores = {"default": {"BACKEND": backend, "OPTIONS": {"location": str(tmp_path)}}}
    with override_settings(STORAGES=stores):
        assert sweep_orphans() == 0


def test_a_file_comes_as_a_file_and_nothing_else(
    community_secretary: User, covenant: Covenant
) -> None:
    attachment = attach(community_secretary, covenant)
    response = SignedIn(community_secretary).get(f"{attachment.get_absolute_url()}?inline=1")
    assert b"".join(response.streaming_content) == make_pdf()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E5%8D%8F%E8%AE%AE%E6%89%AB%E6%8F%8F%E4%BB%B6.pdf"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"


def test_a_picture_may_be_looked_at(community_secretary: User, entry: ProgressEntry) -> None:
    upload = make_upload(make_jpeg(), "现场.jpg")
    attachment = attach_file(actor=community_secretary, record=entry, upload=upload)
    url, browser = attachment.get_absolute_url(), SignedIn(community_secretary)
    assert browser.get(url)["Content-Disposition"].startswith("attachment")
    response = browser.get(f"{url}?inline=1")
    assert response["Content-Disposition"].startswith("inline")
    assert "sandbox" in response["Content-Security-Policy"]


def test_a_file_that_the_store_lost_is_not_found(
    community_secretary: User, covenant: Covenant
) -> None:
    attachment = attach(community_secretary, covenant)
    default_storage.delete(attachment.file.name)
    assert SignedIn(community_secretary).get(attachment.get_absolute_url()).status_code == 404


def test_another_community_finds_no_file_no_form_and_no_removal(
    community_secretary: User, neighbour: User, covenant: Covenant
) -> None:
    attachment, browser = attach(community_secretary, covenant), SignedIn(neighbour)
    remove = reverse("orgs:attachment-remove", args=[attachment.pk])
    assert browser.get(attachment.get_absolute_url()).status_code == 404
    for url, body in ((add_url(covenant), {"file": make_upload()}), (remove, {"reason": "误传"})):
        assert browser.get(url).status_code == 404
        assert browser.post(url, body).status_code == 404
    assert [one.is_removed for one in Attachment.objects.all()] == [False]


def test_the_unit_of_a_covenant_reads_its_files_and_adds_none(
    community_secretary: User, liaison: User, covenant: Covenant
) -> None:
    attachment, browser = attach(community_secretary, covenant), SignedIn(liaison)
    assert browser.get(attachment.get_absolute_url()).status_code == 200
    assert browser.get(add_url(covenant)).status_code == 403


def test_a_partner_of_another_project_sees_no_picture(
    community_secretary: User, entry: ProgressEntry, liaison: User, places: Places
) -> None:
    upload = make_upload(make_jpeg(), "现场.jpg")
    attachment = attach_file(actor=community_secretary, record=entry, upload=upload)
    grid = make_holder("grid_of_project", "grid", places.grid)
    assert SignedIn(grid).get(attachment.get_absolute_url()).status_code == 200
    assert SignedIn(liaison).get(attachment.get_absolute_url()).status_code == 404


def test_the_field_says_what_it_takes_before_anything_else() -> None:
    field = AttachmentField(label="扫描件", required=False, help_text="可以以后再传。")
    assert field.help_text.startswith("PDF、JPG、PNG，10 MB 以内。")
    assert field.help_text.endswith("可以以后再传。")
    assert field.clean(None) is None
    assert field.clean(make_upload()).name == "协议扫描件.pdf"


@pytest.mark.parametrize("kind", ["orgs.organization", "accounts.user", "covenants.project", "x"])
def test_a_record_that_takes_no_files_has_no_form(
    kind: str, community_secretary: User, community: Organization
) -> None:
    url = reverse("orgs:attachment-add", args=[kind, community.pk])
    assert SignedIn(community_secretary).get(url).status_code == 404


@pytest.mark.parametrize("pk", [0, 999_999, 10**30])
def test_a_record_that_is_not_there_has_no_form(pk: int, community_secretary: User) -> None:
    url = reverse("orgs:attachment-add", args=["covenants.covenant", pk])
    assert SignedIn(community_secretary).get(url).status_code == 404


def test_the_form_sent_twice_counts_once(community_secretary: User, covenant: Covenant) -> None:
    browser, key = SignedIn(community_secretary), str(uuid.uuid4())
    for _ in range(2):
        response = browser.post(add_url(covenant), {"file": make_upload(), "form_key": key})
        assert response.url == f"{covenant.get_absolute_url()}#files"
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "没有内容"),
        (b"<html>", "只接收 PDF、JPG、PNG"),
        (make_pdf(pad=20 * 1024 * 1024), "超过 10 MB 的上限。请用 200 dpi"),
        (make_jpeg()[:300], "不完整或已损坏"),
    ],
    ids=["empty", "html", "20 MB", "broken"],
)
def test_the_form_says_what_is_wrong_beside_the_field(
    content: bytes, sentence: str, community_secretary: User, covenant: Covenant
) -> None:
    response = SignedIn(community_secretary).post(add_url(covenant), {"file": make_upload(content)})
    assert response.status_code == 422
    (error,) = response.context["form"].errors["file"]
    assert sentence in error
    assert stored() == []


def test_a_form_without_a_file_asks_for_one(community_secretary: User, covenant: Covenant) -> None:
    response = SignedIn(community_secretary).post(add_url(covenant))
    assert response.status_code == 422
    assert response.context["form"].errors["file"]


def test_the_removal_form_wants_a_reason(community_secretary: User, covenant: Covenant) -> None:
    attachment, browser = attach(community_secretary, covenant), SignedIn(community_secretary)
    url = reverse("orgs:attachment-remove", args=[attachment.pk])
    assert browser.post(url).status_code == 422
    response = browser.post(url, {"reason": "传错了"})
    assert response.url == f"{covenant.get_absolute_url()}#files"
    assert not Attachment.objects.of(covenant)


def test_a_file_with_an_endless_name_is_taken_under_a_shorter_one(
    community_secretary: User, covenant: Covenant
) -> None:
    upload = io.BytesIO(make_pdf())
    upload.name = "扫" * 10_000 + ".pdf"
    response = SignedIn(community_secretary).post(add_url(covenant), {"file": upload})
    assert response.status_code == 302
    assert Attachment.objects.get().name == "扫" * 96 + ".pdf"


def test_a_name_with_markup_is_shown_as_text(community_secretary: User, covenant: Covenant) -> None:
    upload = make_upload(name="<img src=x onerror=alert(1)>.pdf")
    attachment = attach_file(actor=community_secretary, record=covenant, upload=upload)
    url = reverse("orgs:attachment-remove", args=[attachment.pk])
    page = SignedIn(community_secretary).get(url).content.decode()
    assert "<img src" not in page


def test_adding_costs_the_same_however_many_there_are(
    community_secretary: User, covenant: Covenant
) -> None:
    def queries(text: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            attach(community_secretary, covenant, text)
        return len(captured)

    first = queries("1")
    for number in range(2, 10):
        attach(community_secretary, covenant, f"{number}")
    assert queries("10") == first
