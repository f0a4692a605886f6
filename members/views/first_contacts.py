"""The page behind a poster's QR picture, open to whoever holds the poster."""

from typing import Any

from allauth.core.ratelimit import respond_429
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from accounts.limits import may_ask
from members.forms.first_contacts import FirstContactForm
from members.operations.first_contacts import send_first_contact
from members.selectors.first_contacts import district_of_code, unit_of_code
from members.views.own import FindingMixin
from orgs.generic import OperationFormView
from orgs.models import District, ResidentUnit
from orgs.policy import Action
from orgs.scope import has_right


@method_decorator(login_not_required, name="dispatch")
@method_decorator(never_cache, name="dispatch")
@method_decorator(sensitive_post_parameters(), name="dispatch")
class FirstContactStart(FindingMixin, OperationFormView):
    """首次报到: the unit's members begin here. Whoever sends gets the same answer."""

    template_name = "members/first_contact_form.html"
    form_class = FirstContactForm
    heading = "向社区报到"
    submit_label = "提交报到"
    done = "已收到。"
    extra_context = {"draft_name": "first-contact"}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.unit, self.district = self.find_place(kwargs["code"])
        is_counted = request.method == "POST" or self.district is None
        if is_counted and not may_ask(request, action="first_contact", user=None):
            return respond_429(request)
        if self.district is None:
            context = {"heading": "这张海报已经失效"}
            return render(request, "members/first_contact_unknown.html", context, status=404)
        if request.method == "GET" and has_right(request.user, Action.SUBMIT_CHECK_IN):
            return redirect("members:my-check-in")
        return super().dispatch(request, *args, **kwargs)

    def find_place(self, code: str) -> tuple[ResidentUnit | None, District | None]:
        """Return what the code leads to; no district: nowhere."""
        unit = unit_of_code(code)
        return unit, unit and unit.district

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"district": self.district, "unit": self.unit}

    def get_initial(self) -> dict[str, Any]:
        """Return what stands in the address: a search, or the community that put the poster up."""
        return super().get_initial() | {"community": self.request.GET.get("community", "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"unit": self.unit, "district": self.district}

    def perform(self, form: BaseForm) -> str:
        values = dict(form.cleaned_data)
        del values["password2"]
        send_first_contact(
            unit=self.unit,
            district=self.district,
            consent_version=values.pop("consent"),
            password=values.pop("password1"),
            **values,
        )
        return reverse("members:first-contact-sent")


class InboundStart(FirstContactStart):
    """The same for inbound members (流动党员), who have no unit in the district."""

    heading = "流动党员向居住地社区报到"

    def find_place(self, code: str) -> tuple[ResidentUnit | None, District | None]:
        return None, district_of_code(code)


@login_not_required
@require_safe
def first_contact_sent(request: HttpRequest) -> HttpResponse:
    """What happens next: the same words for everybody."""
    list(messages.get_messages(request))  # the page itself says that it has come
    return render(request, "members/first_contact_sent.html", {"heading": "已收到您的报到"})
