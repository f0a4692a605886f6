"""Pages on which the administrators look after the accounts of their district."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import Activation, User
from common import clock
from common.qr_codes import picture_of
from orgs.filters.accounts import AccountFilter
from orgs.forms.accounts import AccountOpenForm, AccountReasonForm, ActivationIssueForm
from orgs.generic import OperationFormView, RecordView, RegisterView, answer
from orgs.models import District
from orgs.operations.accounts import (
    deactivate_account,
    issue_activation,
    open_account,
    reactivate_account,
    reset_second_factor,
    unlock_account,
)
from orgs.operations.activations import Issued
from orgs.policy import Action
from orgs.scope import has_right
from orgs.selectors.accounts import (
    MANAGING,
    accounts_of,
    for_account_list,
    has_second_factor,
    home_of,
    state_of,
)
from orgs.tables.accounts import AccountTable


class AccountList(RegisterView):
    """The accounts of one's district."""

    rights = MANAGING
    model = User
    table_class = AccountTable
    filterset_class = AccountFilter
    heading = "账号"
    empty_text = "还没有账号。"
    # Names of everybody who signs in, for the administrators' eyes.
    is_exported = False

    def get_queryset(self) -> QuerySet[User]:
        return for_account_list(accounts_of(self.request.user))

    def get_actions(self) -> list[tuple[str, str]]:
        if has_right(self.request.user, Action.MANAGE_ACCOUNTS):
            return [("开通账号", reverse("orgs:account-open"))]
        return []


class AccountDetail(RecordView):
    """One account: what it may do, whether its owner is in already, what may be done with it."""

    rights = MANAGING
    model = User
    template_name = "orgs/account_detail.html"
    # By default it would be called "user", and the frame would take it for who is signed in.
    context_object_name = "account"

    def get_queryset(self) -> QuerySet[User]:
        return for_account_list(accounts_of(self.request.user))

    def get_facts(self) -> list[tuple[str, Any]]:
        account = self.object
        return [
            ("账号", account.username),
            ("姓名", account.name),
            ("邮箱", account.email or None),
            ("状态", state_of(account)),
            ("归属", home_of(account)),
            ("两步验证", "已启用" if has_second_factor(account) else "未启用"),
            ("开户时间", account.date_joined),
            ("最近登录", account.last_login),
        ]

    def get_next_step(self) -> str:
        account = self.object
        if account.is_active and not account.has_usable_password():
            return "本人还没有设置密码；请签发启用链接或启用单，交给本人。"
        return ""

    def get_steps(self) -> list[tuple[str, str, bool]]:
        account, user = self.object, self.request.user
        if account.pk == user.pk:
            return []
        steps = []
        if has_right(user, Action.MANAGE_ACCOUNTS):
            steps += _keeping_steps(account)
        if has_right(user, Action.MANAGE_GRANTS) and has_second_factor(account):
            steps.append(("重置两步验证", "orgs:account-second-factor-reset", False))
        return [
            (label, reverse(name, args=[account.pk]), is_post) for label, name, is_post in steps
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        activations = self.object.activations.select_related("created_by").order_by("-pk")[:10]
        return super().get_context_data(**kwargs) | {
            "activations": [(row, _standing(row)) for row in activations],
            "is_own": self.object.pk == self.request.user.pk,
        }


def _keeping_steps(account: User) -> list[tuple[str, str, bool]]:
    if not account.is_active:
        return [("恢复使用", "orgs:account-reactivate", True)]
    issue = "重置密码" if account.has_usable_password() else "签发启用凭证"
    return [
        (issue, "orgs:account-issue", False),
        ("解除登录锁定", "orgs:account-unlock", True),
        ("停用（离岗）", "orgs:account-deactivate", False),
    ]


def _standing(activation: Activation) -> str:
    """Return what became of an activation."""
    if activation.used_at:
        return "已使用"
    if activation.revoked_at:
        return "已作废"
    return "已过期" if activation.expires_at <= clock.now() else "有效"


@method_decorator(never_cache, name="dispatch")
class ActivationShown(OperationFormView):
    """A form whose answer shows an activation, once: its code is stored nowhere."""

    rights = (Action.MANAGE_ACCOUNTS,)
    issued: Issued | None = None

    def form_valid(self, form: BaseForm) -> HttpResponse:
        response = super().form_valid(form)
        return self._show(self.issued) if self.issued else response

    def _show(self, issued: Issued) -> HttpResponse:
        path = reverse("orgs:account-activate-code", args=[issued.code])
        url = self.get_address(path)
        back_label, back_url = self.get_back(issued.activation.user)
        context = {
            "heading": issued.activation.get_kind_display(),
            "back_label": back_label,
            "back_url": back_url,
            "account": issued.activation.user,
            "activation": issued.activation,
            "code": issued.code,
            "url": url,
            "entrance": self.get_address(reverse("orgs:account-activate")),
            "is_slip": issued.activation.kind == Activation.Kind.SLIP,
            "picture": picture_of(url),
        }
        return render(self.request, "orgs/account_activation.html", context)

    def get_address(self, path: str) -> str:
        """Return the whole address at which the account's owner reaches the path."""
        return self.request.build_absolute_uri(path)

    def get_back(self, account: User) -> tuple[str, str]:
        """Return label and address of where the page leads back to."""
        return "返回账号", _page_of(account)


@method_decorator(reauthentication_required, name="get")
@method_decorator(reauthentication_required, name="post")
class AccountOpen(ActivationShown):
    """开通账号."""

    form_class = AccountOpenForm
    heading = "开通账号"
    submit_label = "开通"
    done = "已开通。授权须另行申请，由安全管理员批准。"

    def get_cancel_url(self) -> str:
        return reverse("orgs:account-list")

    def perform(self, form: BaseForm) -> str:
        districts = District.objects.visible_to(self.request.user, Action.MANAGE_ACCOUNTS)
        self.issued = open_account(
            actor=self.request.user, district=districts.first(), **form.cleaned_data
        )
        return _page_of(self.issued.activation.user)


class AccountMixin:
    """A step about one account of the district; another district's is not there."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.account = _account_or_404(request, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heading = f"{self.heading}：{self.account.name}（{self.account.username}）"
        return super().get_context_data(**kwargs) | {"heading": heading}

    def get_cancel_url(self) -> str:
        return _page_of(self.account)


@method_decorator(reauthentication_required, name="get")
@method_decorator(reauthentication_required, name="post")
class ActivationIssue(AccountMixin, ActivationShown):
    """签发启用凭证, also for a forgotten password."""

    form_class = ActivationIssueForm
    heading = "签发启用凭证"
    submit_label = "签发"
    done = "已签发。以前签发而未使用的已作废。"

    def perform(self, form: BaseForm) -> str:
        self.issued = issue_activation(
            actor=self.request.user, account=self.account, **form.cleaned_data
        )
        return _page_of(self.account)


class AccountDeactivate(AccountMixin, OperationFormView):
    """停用: a leaver's access ends at once."""

    rights = (Action.MANAGE_ACCOUNTS,)
    form_class = AccountReasonForm
    heading = "停用账号"
    submit_label = "停用"
    done = "已停用：登录、会话和授权已全部终止。"

    def perform(self, form: BaseForm) -> str:
        deactivate_account(actor=self.request.user, account=self.account, **form.cleaned_data)
        return _page_of(self.account)


@method_decorator(reauthentication_required, name="get")
@method_decorator(reauthentication_required, name="post")
class SecondFactorReset(AccountMixin, OperationFormView):
    """重置两步验证, for a lost phone."""

    rights = (Action.MANAGE_GRANTS,)
    form_class = AccountReasonForm
    heading = "重置两步验证"
    submit_label = "重置"
    done = "已重置，该账号的登录已全部退出。本人下次登录时重新设置。"

    def perform(self, form: BaseForm) -> str:
        reset_second_factor(actor=self.request.user, account=self.account, **form.cleaned_data)
        return _page_of(self.account)


@require_POST
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    account = _account_or_404(request, pk)
    return answer(
        request,
        lambda: reactivate_account(actor=request.user, account=account),
        done="已恢复使用。请签发启用凭证，授权须重新申请。",
        to=_page_of(account),
    )


@require_POST
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    account = _account_or_404(request, pk)
    return answer(
        request,
        lambda: unlock_account(actor=request.user, account=account),
        done="已解除登录锁定。",
        to=_page_of(account),
    )


def _account_or_404(request: HttpRequest, pk: int) -> User:
    return get_object_or_404(accounts_of(request.user), pk=pk)


def _page_of(account: User) -> str:
    return reverse("orgs:account-detail", args=[account.pk])
