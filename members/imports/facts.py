"""What a unit tells of its members, read the same way from a file and from its own system."""

from collections.abc import Callable, Mapping
from typing import Any

from common import phones
from common.text import normalise_line, normalise_name, normalise_phone
from common.violations import RuleViolation
from members.models import Member
from members.operations.rules import check_joined_on
from orgs.imports.cells import parse_choice, parse_day

KINDS = {
    "正式党员": Member.Kind.FULL, "正式": Member.Kind.FULL,
    "预备党员": Member.Kind.PROBATIONARY, "预备": Member.Kind.PROBATIONARY,
}  # fmt: skip
GENDERS = {"男": Member.Gender.MALE, "女": Member.Gender.FEMALE, "未说明": Member.Gender.UNSTATED}
YES_NO = {"是": "yes", "在职": "yes", "否": "no", "不在职": "no", "离退休": "no"}
REQUIRED = ("name", "mobile")
Finding = tuple[str, str]


def read_person(texts: Mapping[str, str]) -> tuple[dict[str, Any], list[Finding]]:
    """Return the values as far as they can be read, and what is wrong with the rest.

    What is blank is left out; a number brings its index along.
    """
    person: dict[str, Any] = {}
    findings: list[Finding] = []
    for name, read in READERS.items():
        text = texts.get(name, "")
        if not text.strip() and name not in REQUIRED:
            continue
        try:
            person[name] = read(text)
        except RuleViolation as violation:
            findings.append((name, violation.message))
    if "mobile" in person:
        person["mobile_index"] = phones.blind_index(person["mobile"])
    return person, findings


def _joined_on(text: str) -> str | None:
    day = parse_day(text, label="入党日期")
    check_joined_on(day)
    return day.isoformat() if day else None


READERS: dict[str, Callable[[str], Any]] = {
    "name": normalise_name,
    "mobile": normalise_phone,
    "kind": lambda text: parse_choice(text, KINDS, label="党员类别"),
    "gender": lambda text: parse_choice(text, GENDERS, label="性别"),
    "joined_on": _joined_on,
    "on_job": lambda text: parse_choice(text, YES_NO, label="在职") == "yes",
    "specialties": lambda text: normalise_line(text, label="特长", limit=200, required=False),
}
