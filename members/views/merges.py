"""Rows that may be one person: found, compared, put together, kept apart, taken back."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from common.violations import RuleViolation
from members.filters import MemberFilter, MemberMergeFilter
from members.forms.merges import DistinctForm, MergeForm
from members.models import CheckIn, DistinctPair, Member, MemberMerge
from members.operations.merge_effects import foretell, foretell_facts
from members.operations.merges import (
    Group,
    check_merge,
    declare_distinct,
    group_of,
    merge_members,
    undo_merge,
)
from members.selectors.duplicates import RIGHTS, likely_pairs, reasons_of
from members.tables import MemberMergeTable, MergePickTable, named
from members.views.members import facts_of
from orgs import scope
from orgs.generic import (
    OperationFormView,
    RecordView,
    RegisterView,
    answer,
    visible_or_404,
)

SHOWN = 50


class MergeList(RegisterView):
    """疑似重复: what somebody should look at, above the log of the mergers."""

    rights = RIGHTS
    model = MemberMerge
    table_class = MemberMergeTable
    filterset_class = MemberMergeFilter
    template_name = "members/merge_list.html"
    heading = "疑似重复的党员"
    is_exported = False
    empty_text = "还没有合并过。"

    def get_queryset(self) -> QuerySet[MemberMerge]:
        return MemberMerge.objects.visible_to(self.request.user, *RIGHTS).for_list()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pairs = likely_pairs(self.request.user, SHOWN + 1)
        return super().get_context_data(**kwargs) | {
            "pairs": pairs[:SHOWN],
            "has_more": len(pairs) > SHOWN,
        }


class MergeDetail(RecordView):
    """One merger: who, why, until when it can be taken back."""

    rights = RIGHTS
    model = MemberMerge

    def get_queryset(self) -> QuerySet[MemberMerge]:
        return MemberMerge.objects.visible_to(self.request.user, *RIGHTS).for_list()

    def get_facts(self) -> list[tuple[str, Any]]:
        merge = self.object
        facts = [
            ("重复的登记", named(merge.duplicate)),
            ("保留的登记", named(merge.kept)),
            ("合并依据", merge.reason),
            ("办理人", merge.created_by),
            ("合并时间", f"{timezone.localtime(merge.created_at):%Y-%m-%d %H:%M}"),
            ("状态", merge.state_label),
        ]
        return [*facts, ("撤销人", merge.undone_by)] if merge.undone_by else facts

    def get_steps(self) -> list[tuple[str, str, bool]]:
        merge = self.object
        steps = [("查看保留的登记", merge.kept.get_absolute_url(), False)]
        if merge.can_be_undone:
            steps.append(("撤销合并", reverse("members:merge-undo", args=[merge.pk]), True))
        return steps

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": f"党员合并：{self.object.duplicate.name}"
        }


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    merge = visible_or_404(MemberMerge, request.user, pk, *RIGHTS)
    return answer(
        request,
        lambda: undo_merge(actor=request.user, merge=merge),
        done="已撤销合并，两份登记恢复原状。",
        to=merge,
    )


class MergePick(RegisterView):
    """Whom a row is the same person as, when nothing points it out."""

    rights = RIGHTS
    model = Member
    table_class = MergePickTable
    filterset_class = MemberFilter
    is_exported = False
    empty_text = "没有可以合并的另一份登记。"

    def get_queryset(self) -> QuerySet[Member]:
        user = self.request.user
        self.duplicate = visible_or_404(Member, user, self.kwargs["pk"], *RIGHTS)
        rows = Member.objects.visible_to(user, *RIGHTS).standing()
        rows = rows.filter(district=self.duplicate.district_id).with_shown_mobile(user)
        return rows.exclude(pk=self.duplicate.pk).for_list()

    def get_table(self, **kwargs: Any) -> MergePickTable:
        table = super().get_table(**kwargs)
        table.duplicate = self.duplicate
        return table

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": f"{self.duplicate.name}与哪一份登记是同一人"
        }


@dataclass(frozen=True)
class Compared:
    """One line of a comparison."""

    label: str
    first: Any
    second: Any

    @property
    def differs(self) -> bool:
        return self.first != self.second


def account_label(member: Member) -> str:
    """Return whether the row has an account, and whether it is in use."""
    if member.user is None:
        return "无账号"
    return "有在用账号" if member.user.is_active else "账号已停用"


class PairView(OperationFormView):
    """A step with two members, both in the user's hands."""

    rights = RIGHTS
    labels: tuple[str, str]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.record = self._one(kwargs["pk"])
        self.other = self._one(kwargs["other"])
        return super().dispatch(request, *args, **kwargs)

    def _one(self, pk: int) -> Member:
        """Out of sight 404; in sight without the right 403."""
        seen = Member.objects.visible_to(self.request.user)
        rows = seen.with_shown_mobile(self.request.user).select_related("unit", "user")
        member = get_object_or_404(rows, pk=pk)
        mine = Member.objects.visible_to(self.request.user, *RIGHTS)
        if not mine.filter(pk=member.pk).exists():
            raise PermissionDenied(scope.REFUSAL)
        return member

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"record": self.record, "user": self.request.user}

    def get_cancel_url(self) -> str:
        return self.record.get_absolute_url()

    def compared(self) -> list[Compared]:
        """Return what the register says of both, line by line."""
        sides = [dict(facts_of(member)) for member in (self.record, self.other)]
        labels = list(dict.fromkeys([*sides[0], *sides[1]]))
        lines = [Compared(label, *(side.get(label) or "—" for side in sides)) for label in labels]
        return [*lines, Compared("账号", *map(account_label, (self.record, self.other)))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        check_ins = CheckIn.objects.visible_to(self.request.user).submitted().for_list()
        return super().get_context_data(**kwargs) | {
            "members": (self.record, self.other),
            "labels": self.labels,
            "lines": self.compared(),
            "reasons": "、".join(reasons_of(self.record, self.other)),
            "check_ins": [
                check_ins.filter(member=member)[:10] for member in (self.record, self.other)
            ],
        }


class MemberMergeView(PairView):
    """Both rows side by side, what a merger would change, and the merger itself."""

    form_class = MergeForm
    template_name = "members/merge_form.html"
    heading = "核对并合并"
    submit_label = "确认是同一人，合并"
    done = "已合并。30 天内可以撤销。"
    labels = ("重复登记", "保留")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Open in the direction that is allowed, if only one is."""
        doubled, standing = group_of(self.record), group_of(self.other)
        if self.obstacle(doubled, standing) and not self.obstacle(standing, doubled):
            return redirect("members:member-merge", self.other.pk, self.record.pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        doubled, standing = group_of(self.record), group_of(self.other)
        obstacle = self.obstacle(doubled, standing)
        return super().get_context_data(**kwargs) | {
            "changes": [
                *foretell(doubled.check_ins, standing.check_ins),
                *foretell_facts(self.record, self.other),
            ],
            "obstacle": obstacle,
            "may_swap": bool(obstacle) or not self.obstacle(standing, doubled),
            "was_kept_apart": DistinctPair.objects.visible_to(self.request.user, *RIGHTS)
            .of(self.record)
            .of(self.other)
            .exists(),
            "swap_url": reverse("members:member-merge", args=[self.other.pk, self.record.pk]),
            "distinct_url": reverse(
                "members:members-distinct", args=[self.record.pk, self.other.pk]
            ),
        }

    def obstacle(self, doubled: Group, standing: Group) -> str:
        """Return why it cannot be done now, "" when nothing stands against it."""
        try:
            check_merge(doubled, standing)
        except RuleViolation as violation:
            return violation.message
        return ""

    def perform(self, form: BaseForm) -> MemberMerge:
        return merge_members(
            actor=self.request.user, duplicate=self.record, kept=self.other, **form.cleaned_data
        )


class MembersDistinct(PairView):
    """Say that two similar rows are two people."""

    form_class = DistinctForm
    template_name = "members/merge_form.html"
    heading = "核对为不是同一人"
    submit_label = "确认不是同一人"
    done = "已记下，不再提示这两份登记。"
    labels = ("甲", "乙")

    def perform(self, form: BaseForm) -> str:
        declare_distinct(
            actor=self.request.user, one=self.record, other=self.other, **form.cleaned_data
        )
        return self.record.get_absolute_url()
