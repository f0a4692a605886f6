"""Pages on which rights are asked for and decided about."""

from typing import Any

from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from common import clock
from orgs.filters.grants import GrantRequestFilter
from orgs.forms import ReasonForm
from orgs.forms.grants import GrantAskForm, PlacePickForm
from orgs.generic import (
    OperationFormView,
    RecordFormView,
    RecordView,
    RegisterView,
    RightRequiredMixin,
    answer,
    visible_or_404,
)
from orgs.models import GrantRequest, RoleGrant
from orgs.operations.grant_requests import (
    approve_request,
    ask_for_grant,
    refuse_request,
    withdraw_request,
)
from orgs.operations.grants import Place
from orgs.policy import Action, Role
from orgs.scope import has_right
from orgs.selectors.receivers import place_path, places_for, search_places
from orgs.tables.grants import GrantRequestTable, state_mark
from orgs.views.grants import MANAGING, create_url, entitlement_facts, request_actions

PICK_PER_PAGE = 20


class GrantRequestList(RegisterView):
    """What was asked for, newest first."""

    rights = MANAGING
    model = GrantRequest
    table_class = GrantRequestTable
    filterset_class = GrantRequestFilter
    heading = "授权申请"
    asks_reason = True
    empty_text = "还没有授权申请。"

    def get_actions(self) -> list[tuple[str, str]]:
        return request_actions(self.request)


class GrantRequestDetail(RecordView):
    """One request: who asks what for whom, and the decision."""

    rights = MANAGING
    model = GrantRequest
    template_name = "orgs/grant_request_detail.html"

    def get_facts(self) -> list[tuple[str, Any]]:
        request = self.object
        replaced = [("接任", request.replaces.user)] if request.replaces_id else []
        decided = [
            ("审批人", request.decided_by), ("审批时间", request.decided_at),
        ] if request.decided_by else []  # fmt: skip
        refusal = [("未批准原因", request.refusal)] if request.refusal else []
        return [
            ("状态", state_mark(request.get_state_display())),
            *entitlement_facts(request),
            *replaced,
            ("理由或说明", request.reason or None),
            ("申请人", request.created_by),
            *decided,
            *refusal,
        ]

    def get_next_step(self) -> str:
        request = self.object
        if request.state != GrantRequest.State.ASKED:
            return ""
        late = request.valid_from < clock.today()
        since = "批准当日" if late else f" {request.valid_from} "
        return f"由安全管理员审批，批准后自{since}起生效。"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        request, user = self.object, self.request.user
        is_waiting = request.state == GrantRequest.State.ASKED
        decides = has_right(user, Action.MANAGE_GRANTS) and request.created_by_id != user.pk
        approve = (
            "reports:hand-over-approve" if request.replaces_id else "orgs:grant-request-approve"
        )
        return super().get_context_data(**kwargs) | {
            "may_decide": is_waiting and decides,
            "may_withdraw": is_waiting and has_right(user, Action.MANAGE_ACCOUNTS),
            "approve_url": reverse(approve, args=[request.pk]),
        }


class GrantPlacePick(RightRequiredMixin, TemplateView):
    """First step of asking: the role, and the place of the own district."""

    rights = (Action.MANAGE_ACCOUNTS,)
    template_name = "orgs/grant_place_pick.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = PlacePickForm(self.request.GET or None)
        is_chosen = form.is_bound and form.is_valid()
        role = form.cleaned_data["role"] if is_chosen else ""
        found = self._found(role, form.cleaned_data["q"]) if is_chosen else ()
        page = Paginator(found, PICK_PER_PAGE).get_page(self.request.GET.get("page"))
        account = self.request.GET.get("account", "")[:150]
        return super().get_context_data(**kwargs) | {
            "heading": "申请授权",
            "form": form,
            "is_chosen": is_chosen,
            "role_label": Role(role).label if role else "",
            "page": page,
            "choices": [(place_path(place), create_url(role, place)) for place in page],
            "account": account,
        }

    def _found(self, role: str, text: str) -> Any:
        return search_places(places_for(self.request.user, role), text)


class GrantRequestCreate(OperationFormView):
    """Second step: for whom, from when to when and why."""

    rights = (Action.MANAGE_ACCOUNTS,)
    form_class = GrantAskForm
    template_name = "orgs/grant_request_form.html"
    heading = "申请授权"
    submit_label = "提交申请"
    done = "已提交，等待安全管理员批准。"

    def get_place(self) -> Place:
        """Return the place that the address names, 404 unless the role fits it."""
        if self.role not in Role.values:
            raise Http404
        places = places_for(self.request.user, self.role)
        if places.model._meta.model_name != self.kwargs["kind"]:
            places = places.none()
        return get_object_or_404(places, pk=self.kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.role, self.place = kwargs["role"], None
        if has_right(request.user, *self.rights):
            self.place = self.get_place()
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        """A renewal starts from the grant that it follows."""
        earlier = self.request.GET.get("renews", "")
        if not earlier.isascii() or not earlier.isdigit():
            return {"account": self.request.GET.get("account", "")[:150]}
        grant = visible_or_404(RoleGrant, self.request.user, int(earlier[:18]))
        return {"account": grant.user.username, "valid_from": grant.next_day(clock.today())}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        post = [("角色", Role(self.role).label), ("授权范围", place_path(self.place))]
        return super().get_context_data(**kwargs) | {"post": post}

    def get_cancel_url(self) -> str:
        return reverse("orgs:grant-request-list")

    def perform(self, form: BaseForm) -> GrantRequest:
        values = dict(form.cleaned_data)
        account = values.pop("account")
        wish = {"user": account, "role": self.role, "place": self.place}
        return ask_for_grant(actor=self.request.user, **wish, **values)


@require_POST
def approve_grant_request(request: HttpRequest, pk: int) -> HttpResponse:
    wish = visible_or_404(GrantRequest, request.user, pk)
    version = version_of(request)
    return answer(
        request,
        lambda: approve_request(actor=request.user, request=wish, version=version),
        done="已批准。",
        to=wish,
    )


@require_POST
def withdraw_grant_request(request: HttpRequest, pk: int) -> HttpResponse:
    wish = visible_or_404(GrantRequest, request.user, pk)
    return answer(
        request,
        lambda: withdraw_request(actor=request.user, request=wish, version=version_of(request)),
        done="已撤回。",
        to=wish,
    )


def version_of(request: HttpRequest) -> int | None:
    """Return the version that the button was shown with; anything odd counts as none."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None


class GrantRequestRefuse(RecordFormView):
    """Say no, and why."""

    model = GrantRequest
    rights = MANAGING
    action = Action.MANAGE_GRANTS
    form_class = ReasonForm
    heading = "不批准"
    submit_label = "不批准"
    done = "已退回申请人。"

    def perform(self, form: BaseForm) -> GrantRequest:
        return refuse_request(actor=self.request.user, request=self.record, **form.cleaned_data)
