"""What a unit's own system tells of its members: added or changed, each row for itself."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from accounts.models import FormReceipt, User
from accounts.operations import claim_form, write_audit
from common import clock, copying
from common.violations import require
from members.models import Member
from members.operations.exemptions import end_exemptions_of_many
from members.operations.locks import lock_all_phones
from members.operations.membership import LEAVING, on_job_facts
from members.operations.rules import FACTS
from members.operations.upsert_judge import UpsertJudge
from orgs import scope
from orgs.models import ResidentUnit
from orgs.operations.unit_rules import require_in_use
from orgs.policy import Action

# Our own name space, so that a client's key never meets a form's.
NAMESPACE = uuid.UUID("6e0f6c1e-2f0e-5d5c-9a4a-4f0a6a1c7b11")
MOBILE = ("mobile_cipher", "mobile_index", "mobile_masked")
STAMP = ("name", "name_pinyin", "name_initials", "external_key", "updated_by", "updated_at",
         "version")  # fmt: skip
COLUMNS = tuple(dict.fromkeys((*FACTS, *LEAVING, *MOBILE, *STAMP)))


@dataclass
class UpsertRow:
    """One row of a request, as far as it could be read."""

    number: int
    key: str
    person: dict[str, Any]
    findings: list[tuple[str, str]] = field(default_factory=list)
    member: Member | None = None
    result: str = "error"

    def told(self) -> dict[str, Any]:
        """Return what the answer says of the row; nothing personal."""
        return {
            "row": self.number,
            "key": self.key,
            "result": self.result,
            "id": self.member.pk if self.member else None,
            "errors": [{"field": name, "message": _storable(text)} for name, text in self.findings],
        }


def _storable(text: str) -> str:
    """A sentence that repeats half a character would fit into no database."""
    return text.encode(errors="replace").decode()


@transaction.atomic
def upsert_members(
    *, actor: User, unit: ResidentUnit, rows: Sequence[UpsertRow], request_key: str, digest: str
) -> dict[str, Any]:
    """Add and change members of a unit by the unit's own key, else by name and number.

    Good rows are written, each other one says why not. The same request key with the same content
    gets the same answer again; with other content it refuses `request.reused`. Refuses
    `member.unit`.
    """
    unit = ResidentUnit.objects.select_related("merged_into").get(pk=unit.pk)
    scope.require(actor, Action.KEEP_MEMBERS, unit)
    receipt, is_first = claim_form(
        key=uuid.uuid5(NAMESPACE, f"{actor.pk} {request_key}"), user=actor
    )
    if not is_first:
        return _again(receipt, digest)
    lock_all_phones()
    require_in_use([unit], code="member.unit", field="unit")
    UpsertJudge(unit, rows).judge_all()
    good = [row for row in rows if not row.findings]
    new, known = [row for row in good if row.member is None], [row for row in good if row.member]
    added, changed = _add(actor, unit, new), _change(actor, known)
    write_audit(
        actor=actor, action="member.upsert", record=unit,
        rows=len(rows), added=added, count=changed,
    )  # fmt: skip
    answer = {"results": [row.told() for row in rows]}
    receipt.digest, receipt.answer = digest, answer
    receipt.save(update_fields=["digest", "answer"])
    return answer


def _again(receipt: FormReceipt, digest: str) -> dict[str, Any]:
    require(
        receipt.digest == digest,
        "这个 Idempotency-Key 已用于另一份内容，请换一个新的。",
        code="request.reused",
    )
    answer: dict[str, Any] = receipt.answer
    return answer


def _add(actor: User, unit: ResidentUnit, rows: Sequence[UpsertRow]) -> int:
    for row in rows:
        row.member = Member(
            unit=unit,
            district_id=unit.district_id,
            external_key=row.key,
            name=row.person["name"],
            created_by=actor,
            updated_by=actor,
        )
        for name, value in _facts(row.member, row.person).items():
            setattr(row.member, name, value)
        row.member.set_mobile(row.person["mobile"])
        row.result = "created"
    members = [row.member for row in rows if row.member]
    copying.number(members)
    copying.insert(Member, members)
    return len(members)


def _change(actor: User, rows: Sequence[UpsertRow]) -> int:
    changed = [row.member for row in rows if _revise(actor, row, row.member)]
    end_exemptions_of_many(actor, [one for one in changed if not one.on_job], clock.today())
    fields = [Member._meta.get_field(name) for name in COLUMNS]
    copying.update_values(
        Member,
        COLUMNS,
        # What a field makes of itself, a spelling, is asked as on saving.
        ((one.pk, *(field.pre_save(one, add=False) for field in fields)) for one in changed),
    )
    return len(changed)


def _revise(actor: User, row: UpsertRow, member: Member) -> bool:
    """Set on the instance what the row says otherwise; whether there is anything."""
    wanted = {"name": row.person["name"], **_facts(member, row.person)}
    if row.key and not member.external_key:
        wanted["external_key"] = row.key
    new = {name: value for name, value in wanted.items() if getattr(member, name) != value}
    is_renumbered = member.mobile_index != row.person["mobile_index"]
    if not new and not is_renumbered:
        row.result = "unchanged"
        return False
    row.result = "updated"
    for name, value in new.items():
        setattr(member, name, value)
    if is_renumbered:
        member.set_mobile(row.person["mobile"])
    member.updated_by, member.updated_at = actor, clock.now()
    member.version += 1
    return True


def _facts(member: Member, person: dict[str, Any]) -> dict[str, Any]:
    """Return what the row tells, and what follows from 在职."""
    facts = {name: person[name] for name in FACTS if name in person}
    if "on_job" in facts:
        facts |= on_job_facts(member, on_job=facts["on_job"])
    if facts.get("joined_on"):
        facts["joined_on"] = datetime.date.fromisoformat(facts["joined_on"])
    return facts
