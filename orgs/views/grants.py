"""Pages of the rights that people hold and how those end. Nothing grants directly."""

from typing import Any, ClassVar

from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from common import clock
from orgs.filters.grants import RoleGrantFilter
from orgs.forms import ReasonForm
from orgs.forms.grants import HandOverAskForm
from orgs.generic import RecordFormView, RecordView, RegisterView
from orgs.models import GrantRequest, RoleGrant
from orgs.operations.grants import Place, revoke_grant
from orgs.operations.hand_overs import ask_for_hand_over
from orgs.operations.leavers import end_access
from orgs.policy import MANAGING, Action
from orgs.scope import has_right
from orgs.selectors.receivers import place_path
from orgs.tables.grants import RoleGrantTable, state_mark

Step = tuple[str, str, bool]


class GrantList(RegisterView):
    """Who holds what in the district."""

    rights = MANAGING
    model = RoleGrant
    table_class = RoleGrantTable
    filterset_class = RoleGrantFilter
    heading = "授权"
    asks_reason = True
    empty_text = "还没有授权。"

    def get_actions(self) -> list[tuple[str, str]]:
        return request_actions(self.request)


def request_actions(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the button of those who ask."""
    if has_right(request.user, Action.MANAGE_ACCOUNTS):
        return [("申请授权", reverse("orgs:grant-request-pick"))]
    return []


def entitlement_facts(record: RoleGrant | GrantRequest) -> list[tuple[str, Any]]:
    """Return what a right and the wish for one have in common."""
    return [
        ("姓名", record.user),
        ("账号", record.user.username),
        ("角色", record.get_role_display()),
        ("授权范围", place_path(record.place)),
        ("生效日期", record.valid_from),
        ("截止日期", record.valid_to or "长期有效"),
    ]


class GrantDetail(RecordView):
    """One grant, how it came about and what may be done with it."""

    rights = MANAGING
    model = RoleGrant
    template_name = "orgs/grant_detail.html"

    def get_facts(self) -> list[tuple[str, Any]]:
        grant = self.object
        request = GrantRequest.objects.visible_to(self.request.user).for_list()
        request = request.filter(grant=grant).first()
        origin = [("申请理由", request.reason), ("申请人", request.created_by)] if request else []
        label = grant.standing_label(clock.today())
        return [
            *entitlement_facts(grant),
            ("状态", state_mark(label)),
            *origin,
            ("批准人", grant.created_by or "系统"),
            *self._ending(),
        ]

    def _ending(self) -> list[tuple[str, Any]]:
        grant = self.object
        if grant.revoked_at is None:
            return []
        return [("收回时间", timezone.localtime(grant.revoked_at)), ("收回人", grant.updated_by)]

    def get_steps(self) -> list[Step]:
        grant, user = self.object, self.request.user
        if grant.user_id == user.pk:
            return []
        is_over = grant.is_ended(clock.today())
        steps = []
        if has_right(user, Action.MANAGE_ACCOUNTS):
            if not is_over:
                steps.append(("岗位交接", reverse("orgs:grant-hand-over", args=[grant.pk]), False))
            renewal = f"{create_url(grant.role, grant.place)}?renews={grant.pk}"
            steps.append(("申请续期", renewal, False))
        if has_right(user, Action.MANAGE_GRANTS) and not is_over:
            steps.append(("收回授权", reverse("orgs:grant-revoke", args=[grant.pk]), False))
        if grant.user.is_active:
            steps.append(("办理离岗", reverse("orgs:grant-leave", args=[grant.pk]), False))
        return steps


def create_url(role: str, place: Place) -> str:
    """Return where a right of the role at the place is asked for."""
    kind = place._meta.model_name
    return reverse("orgs:grant-request-create", args=[place.pk, kind, role])


class GrantFormView(RecordFormView):
    """A step about one grant."""

    model = RoleGrant
    rights: ClassVar[tuple[Action, ...]] = MANAGING
    form_class = ReasonForm
    template_name = "orgs/grant_step_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"post": entitlement_facts(self.record)}


class GrantRevoke(GrantFormView):
    """The right ends at once."""

    action = Action.MANAGE_GRANTS
    heading = "收回授权"
    submit_label = "立即收回"
    done = "已收回，即刻生效。"

    def perform(self, form: BaseForm) -> RoleGrant:
        reason = form.cleaned_data["reason"]
        return revoke_grant(actor=self.request.user, grant=self.record, reason=reason)


class GrantLeave(GrantFormView):
    """The holder leaves: everything ends at once. Either administrator may see to it."""

    heading = "办理离岗"
    submit_label = "确认离岗"
    done = "已办理离岗，此人的授权和登录即刻失效。"

    @property
    def action(self) -> Action:
        is_security = has_right(self.request.user, Action.MANAGE_GRANTS)
        return Action.MANAGE_GRANTS if is_security else Action.MANAGE_ACCOUNTS

    def perform(self, form: BaseForm) -> RoleGrant:
        reason = form.cleaned_data["reason"]
        end_access(actor=self.request.user, user=self.record.user, reason=reason)
        return self.record


class GrantHandOver(GrantFormView):
    """Ask for a hand-over of the post."""

    action = Action.MANAGE_ACCOUNTS
    form_class = HandOverAskForm
    heading = "岗位交接"
    submit_label = "提交申请"
    done = "已提交，等待安全管理员批准。"

    def perform(self, form: BaseForm) -> GrantRequest:
        values = dict(form.cleaned_data)
        successor = values.pop("account")
        return ask_for_hand_over(
            actor=self.request.user, grant=self.record, successor=successor, **values
        )
