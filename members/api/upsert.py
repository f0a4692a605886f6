"""A unit's own system tells its members: `POST /api/v1/members/upsert/`."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied, Throttled, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.limits import may_ask
from common.digests import digest_of
from common.text import normalise_line
from common.violations import RuleViolation
from members.imports.facts import READERS, read_person
from members.operations.upsert_judge import TAKEN
from members.operations.upserts import UpsertRow, upsert_members
from orgs.api.generic import KeyField
from orgs.models import ResidentUnit
from orgs.policy import Action
from orgs.scope import REFUSAL, has_right

CLASH = "phone_clash"
HEADER = "Idempotency-Key"
MOST_ROWS = 500
LONGEST_KEY = 64


class UpsertRowInput(serializers.Serializer):
    """One member, in the unit's own words."""

    key = serializers.CharField(required=False, max_length=LONGEST_KEY, label="单位系统编号")
    name = serializers.CharField(label="姓名")
    mobile = serializers.CharField(label="手机号", help_text="11 位手机号码")
    kind = serializers.CharField(required=False, label="党员类别", help_text="正式党员、预备党员")
    gender = serializers.CharField(required=False, label="性别", help_text="男、女、未说明")
    joined_on = serializers.CharField(required=False, label="入党日期", help_text="如 2010-07-01")
    on_job = serializers.BooleanField(required=False, label="在职")
    specialties = serializers.CharField(required=False, label="特长")


@extend_schema_field(UpsertRowInput(many=True))
class RowsField(serializers.ListField):
    """Rows as they come: what is wrong with one is told of that one."""

    child = serializers.DictField(
        error_messages={"not_a_dict": "每一行应是一个对象，写明 name 和 mobile。"}
    )


class KeptUnitField(KeyField):
    """A unit whose members the caller keeps."""

    def get_queryset(self) -> QuerySet[ResidentUnit]:
        user = self.context["request"].user
        return ResidentUnit.objects.visible_to(user, Action.KEEP_MEMBERS)


class UpsertInput(serializers.Serializer):
    """Up to 500 members of one unit."""

    unit = KeptUnitField(required=False, label="单位编号", help_text="只管一个单位的可以不填")
    rows = RowsField(min_length=1, max_length=MOST_ROWS, label="党员")


class UpsertErrorSerializer(serializers.Serializer):
    """What is wrong with a row."""

    field = serializers.CharField(label="字段")
    message = serializers.CharField(label="说明")


class UpsertResultSerializer(serializers.Serializer):
    """What became of a row."""

    row = serializers.IntegerField(label="第几行", help_text="从 1 开始")
    key = serializers.CharField(label="单位系统编号")
    result = serializers.ChoiceField(
        ["created", "updated", "unchanged", "error"],
        label="结果",
        help_text="created 新增、updated 更新、unchanged 无变化、error 有误未写入",
    )
    id = serializers.IntegerField(allow_null=True, label="党员编号")
    errors = UpsertErrorSerializer(many=True, label="问题")


class UpsertAnswerSerializer(serializers.Serializer):
    """What became of each row, in the order in which they came."""

    results = UpsertResultSerializer(many=True, label="逐行结果")


class MemberUpsert:
    """The step of the register of members that a unit's own system takes."""

    @extend_schema(
        summary="同步本单位党员",
        description=(
            "按单位系统编号（没有编号的按姓名和手机号）新增或更新本单位党员，一次最多 500 行。"
            "逐行给出结果，有误的行写明原因，其余照常写入。请求头 Idempotency-Key 必填："
            "同一个值、同样的内容重发，得到同样的结果，不会写两遍；内容不同则返回 409。"
        ),
        parameters=[
            OpenApiParameter(
                HEADER, str, OpenApiParameter.HEADER, required=True,
                description="由贵单位系统生成，64 个字符以内，每次同步用新的",
            )
        ],
        request=UpsertInput,
        responses=UpsertAnswerSerializer,
    )  # fmt: skip
    @action(detail=False, methods=["post"])
    def upsert(self, request: Request) -> Response:
        """Add and change members by the unit's own keys."""
        if not has_right(request.user, Action.KEEP_MEMBERS):
            raise PermissionDenied(REFUSAL)
        key = _request_key(request)
        _refuse_guessing(request)
        values = self.values(UpsertInput)
        unit = values.get("unit") or _only_unit(request.user)
        answer = upsert_members(
            actor=request.user,
            unit=unit,
            rows=[_read(number, row) for number, row in enumerate(values["rows"], 1)],
            request_key=key,
            digest=digest_of([unit.pk, request.data]),
        )
        _count_clashes(request, answer)
        return Response(answer)


def _refuse_guessing(request: Request) -> None:
    """Whoever met too many numbers of other people within the hour is not told of more."""
    if not may_ask(request._request, action=CLASH, user=request.user, is_counted=False):
        detail = "与他人相同的手机号过多，请核对名册，一小时后再同步。"
        raise Throttled(detail=detail)


def _count_clashes(request: Request, answer: dict[str, Any]) -> None:
    for row in answer["results"]:
        if any(error["message"] == TAKEN for error in row["errors"]):
            may_ask(request._request, action=CLASH, user=request.user)


def _request_key(request: Request) -> str:
    key = request.headers.get(HEADER, "").strip()
    if not 0 < len(key) <= LONGEST_KEY:
        raise ValidationError({HEADER: ["请在请求头里填写，64 个字符以内。"]})
    return key


def _only_unit(user: Any) -> ResidentUnit:
    units = list(ResidentUnit.objects.visible_to(user, Action.KEEP_MEMBERS).standing()[:2])
    if len(units) != 1:
        raise ValidationError({"unit": ["请写明单位编号。"]})
    return units[0]


def _read(number: int, row: dict[str, Any]) -> UpsertRow:
    """Read a row as a file's row is read; what is no text is told of the row."""
    texts = {name: _text(row[name]) for name in READERS if row.get(name) is not None}
    odd = [(name, "请填写文字。") for name, text in texts.items() if text is None]
    person, findings = read_person({name: text or "" for name, text in texts.items()})
    told = {name for name, _ in odd}
    findings = [*odd, *(finding for finding in findings if finding[0] not in told)]
    key = ""
    try:
        key = _key(row.get("key"))
    except RuleViolation as violation:
        findings.append(("key", violation.message))
    return UpsertRow(number, key, person, findings)


def _key(value: Any) -> str:
    text = "" if value is None else _text(value)
    if text is None:
        raise RuleViolation("请填写文字。", code="member.key", field="key")
    return normalise_line(text, label="单位系统编号", limit=LONGEST_KEY, required=False)


def _text(value: Any) -> str | None:
    """Return a value as people would have typed it; None for what cannot be one."""
    if isinstance(value, bool):
        return "是" if value else "否"
    # No database takes NUL; its neighbour is refused with a sentence.
    return str(value).replace("\x00", "\x01") if isinstance(value, str | int) else None
