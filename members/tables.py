"""Columns of the lists of members and check-ins."""

from collections.abc import Iterable
from typing import Any, ClassVar

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from members.models import CheckIn, FirstContact, Member, MemberMerge, Reactivation
from members.selectors.duplicates import LookAlike


class CheckInTable(tables.Table):
    """One check-in a row; those that the user may accept can be picked."""

    pick = tables.Column("选择", empty_values=(), orderable=False, exclude_from_export=True)
    member = tables.Column(
        "姓名", linkify=lambda record: record.get_absolute_url(), order_by=("member__name",)
    )
    notes = tables.Column("提示", empty_values=(), orderable=False, exclude_from_export=True)
    mobile_masked = tables.Column("手机号", empty_values=(), orderable=False, visible=False)
    unit = tables.Column("单位", order_by=("unit__name",), default="流入党员")
    community = tables.Column("报到社区", accessor="community__name", order_by=("community__code",))
    grid = tables.Column("网格", accessor="grid__name", order_by=("grid__code",))
    status = tables.Column("状态", orderable=False)
    submitted_at = tables.DateTimeColumn("Y-m-d H:i", verbose_name="提交时间")

    offered: frozenset[int] = frozenset()
    alike: ClassVar[dict[int, list[LookAlike]]] = {}

    def offer(self, keys: Iterable[int], alike: dict[int, list[LookAlike]]) -> None:
        """Let the user pick these rows (without any the column goes), and name look-alikes."""
        self.offered, self.alike = frozenset(keys), alike
        if not self.offered:
            self.columns.hide("pick")

    def render_pick(self, record: CheckIn) -> SafeString | str:
        if record.pk not in self.offered:
            return ""
        return render_to_string("members/_check_in_pick.html", {"check_in": record})

    def render_notes(self, record: CheckIn) -> SafeString | str:
        """What to look at before answering; nothing on what is over."""
        if not record.is_open:
            return ""
        context = {"check_in": record, "alike": self.alike.get(record.member_id, [])[:1]}
        return SafeString(render_to_string("members/_check_in_notes.html", context).strip())

    def value_mobile_masked(self, record: CheckIn) -> str:
        """A number ends with the check-in, as on its page."""
        return record.member.mobile_masked if record.is_open else ""

    def value_status(self, record: CheckIn) -> str:
        return record.get_status_display()

    def render_status(self, record: CheckIn) -> SafeString:
        """Render without the request: a TemplateColumn would ask every context processor again."""
        return render_to_string("members/_check_in_status.html", {"check_in": record})


class MemberTable(tables.Table):
    """One member a row; the masked number cannot be sorted by."""

    name = tables.Column("姓名", linkify=True)
    mobile_masked = tables.Column("手机号", accessor="shown_mobile", orderable=False)
    unit = tables.Column(
        "单位", accessor="unit__name", order_by=("unit__name",), default="流入党员"
    )
    kind = tables.Column("类别")
    on_job = tables.BooleanColumn(verbose_name="在职", yesno="是,否")


class MergePickTable(tables.Table):
    """Whom a row might be the same person as."""

    name = tables.Column("姓名", linkify=True)
    mobile_masked = tables.Column("手机号", accessor="shown_mobile", orderable=False)
    unit = tables.Column(
        "单位", accessor="unit__name", order_by=("unit__name",), default="流入党员"
    )
    compare = tables.Column("办理", empty_values=(), orderable=False)

    duplicate: Member

    def render_compare(self, record: Member) -> SafeString:
        context = {"duplicate": self.duplicate, "kept": record}
        return render_to_string("members/_merge_compare.html", context)


class MemberMergeTable(tables.Table):
    """One merger a row."""

    created_at = tables.DateTimeColumn("Y-m-d H:i", verbose_name="合并时间", linkify=True)
    duplicate = tables.Column("重复的登记", order_by=("duplicate__name",))
    kept = tables.Column("保留的登记", order_by=("kept__name",))
    created_by = tables.Column("办理人", order_by=("created_by__name",))
    state_label = tables.Column("状态", orderable=False)

    def render_duplicate(self, record: MemberMerge) -> str:
        return named(record.duplicate)

    def render_kept(self, record: MemberMerge) -> str:
        return named(record.kept)


def named(member: Any) -> str:
    """A name with its unit: two rows of one person mostly have the same name."""
    return f"{member.name}（{member.unit_label}）"


class BuildingTable(tables.Table):
    """One building a row, with how many of its households a member keeps in touch with."""

    name = tables.Column(
        "楼栋",
        linkify=("members:building-households", {"pk": tables.A("pk")}),
        order_by=("code",),
    )
    grid = tables.Column("网格", accessor="parent__name", order_by=("parent__code",))
    community = tables.Column(
        "社区", accessor="parent__parent__name", order_by=("parent__parent__code",)
    )
    household_count = tables.Column("联系户")
    linked_count = tables.Column("已联系")
    unlinked_count = tables.Column("未联系")


class FirstContactTable(tables.Table):
    """One first contact a row."""

    TONES: ClassVar[dict[str, str]] = {"waiting": "warn", "passed": "good"}

    name = tables.Column("姓名", linkify=lambda record: record.get_absolute_url())
    mobile_masked = tables.Column("手机号", orderable=False)
    unit = tables.Column("单位", accessor="unit__name", default="流动党员", orderable=False)
    community = tables.Column("报到社区", accessor="community__name", orderable=False)
    state = tables.Column("状态", orderable=False)
    created_at = tables.DateTimeColumn("Y-m-d H:i", verbose_name="提交时间")

    def render_state(self, record: FirstContact) -> SafeString:
        context = {
            "label": record.get_state_display(),
            "tone": self.TONES.get(record.state, "neutral"),
        }
        return render_to_string("components/_status.html", context)


class UnitFirstContactTable(FirstContactTable):
    """The same on the unit's pages."""

    name = tables.Column("姓名", linkify=("members:unit-first-contact-detail", [tables.A("pk")]))

    class Meta:
        exclude = ("unit",)


class ReactivationTable(tables.Table):
    """One request to let a closed check-in stand again a row."""

    member = tables.Column(
        "姓名",
        accessor="check_in__member",
        linkify=lambda record: record.get_absolute_url(),
        order_by=("check_in__member__name",),
    )
    unit = tables.Column("单位", accessor="check_in__member__unit_label", orderable=False)
    community = tables.Column(
        "报到社区",
        accessor="check_in__community__name",
        order_by=("check_in__community__code",),
    )
    closed_on = tables.DateColumn("Y-m-d", verbose_name="注销日期", accessor="check_in__closed_on")
    reason = tables.Column("恢复原因", orderable=False)
    created_at = tables.DateTimeColumn("Y-m-d H:i", verbose_name="申请时间")
    state = tables.Column("状态", orderable=False)

    def value_state(self, record: Reactivation) -> str:
        return record.get_state_display()

    def render_state(self, record: Reactivation) -> SafeString:
        context = {"label": record.get_state_display(), "tone": record.tone}
        return render_to_string("components/_status.html", context)
