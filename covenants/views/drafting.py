"""Drafting a covenant: from the pattern, from the one that it renews, or as a supplement."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from common import clock
from covenants.clauses import supplement_text
from covenants.forms.covenants import CovenantChangeForm, CovenantForm, covenant_values
from covenants.forms.duties import rows_of
from covenants.models import Covenant
from covenants.operations import drafting, holding
from covenants.selectors.relatives import refused_renewal, refused_supplement
from covenants.selectors.renewals import next_term, proposals_of
from orgs.forms.base import as_key
from orgs.generic import OperationFormView, RecordFormView, visible_or_404
from orgs.policy import Action

SIGNING = (Action.DRAFT_COVENANTS, Action.SIGN_STREET_COVENANTS)
WISHES = {"units", "duties", "pattern"}


class DraftingView(OperationFormView):
    """A form whose other buttons only fill it in or make it longer; nothing typed is lost."""

    template_name = "covenants/covenant_form.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wish = request.POST.get("do", "")
        if wish not in WISHES:
            return super().post(request, *args, **kwargs)
        if wish == "pattern" and not request.POST.getlist("items"):
            messages.warning(request, "请先勾选五共事项，再套用范本。")
            wish = ""
        return self.render_to_response(self.get_context_data(form=self._filled_in(wish)))

    def _filled_in(self, wish: str) -> BaseForm:
        unsent = {
            name: value
            for name, value in self.get_form_kwargs().items()
            if name not in {"data", "files"}
        }
        form = self.get_form_class()(**unsent)
        self.settle(form)
        form.begin_with(self.request.POST, wish)
        return form

    def get_form(self, form_class: Any = None) -> BaseForm:
        form = super().get_form(form_class)
        self.settle(form)
        return form

    def settle(self, form: BaseForm) -> None:
        """Narrow a fresh form."""


class CovenantCreate(DraftingView):
    """Draft a covenant; `?renews=ID` starts from the one that it follows, `?amends=ID` adds to
    the one that stays."""

    rights = SIGNING
    form_class = CovenantForm
    submit_label = "保存草稿"
    done = "已保存草稿。"

    @property
    def heading(self) -> str:
        if self.amended is not None:
            return "起草补充协议"
        return "起草协议" if self.earlier is None else "续签协议"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.earlier = self._origin("renews")
        self.amended = None if self.earlier else self._origin("amends")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse at once what could not be saved later."""
        origin = self.earlier or self.amended
        refusal = self._refusal() if origin is not None else ""
        if refusal:
            messages.error(request, refusal)
            return redirect(origin)
        return super().get(request, *args, **kwargs)

    def _refusal(self) -> str:
        return refused_renewal(self.earlier) if self.earlier else refused_supplement(self.amended)

    def get_form_kwargs(self) -> dict[str, Any]:
        more: dict[str, Any] = {"user": self.request.user}
        if self.earlier is not None:
            proposals = proposals_of(self.earlier, clock.today())
            rows = rows_of(each.plan for each in proposals)
            for row, each in zip(rows, proposals, strict=True):
                row |= {"source": each.source, "is_kept": each.was_done}
            by_key = {each.source: each for each in proposals}
            more |= {"duties": tuple(rows), "earlier": by_key}
        return super().get_form_kwargs() | more

    def settle(self, form: BaseForm) -> None:
        if self.amended is not None:
            form.keep_sides()

    def get_initial(self) -> dict[str, Any]:
        origin = self.earlier or self.amended
        if origin is None:
            return {}
        owner = origin.organization
        values = covenant_values(origin) | {"organization": owner.successor_id or owner.pk}
        return values | (self._supplement() if self.amended else self._renewal())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "earlier": self.earlier,
            "amended": self.amended,
        }

    def get_cancel_url(self) -> str:
        origin = self.earlier or self.amended
        return origin.get_absolute_url() if origin else reverse("covenants:covenant-list")

    def perform(self, form: BaseForm) -> Covenant:
        return drafting.draft_covenant(
            actor=self.request.user, renews=self.earlier, amends=self.amended, **form.values()
        )

    def _origin(self, name: str) -> Covenant | None:
        """Return the covenant that the address names, if the user may sign for its first party."""
        text = self.request.GET.get(name, "")
        key = as_key(text) if text else None
        if key is None or not self.request.user.is_authenticated:
            return None
        return visible_or_404(Covenant, self.request.user, key, *SIGNING)

    def _renewal(self) -> dict[str, Any]:
        first, last = next_term(self.earlier, clock.today())
        return {"effective_from": first, "effective_to": last}

    def _supplement(self) -> dict[str, Any]:
        return {
            "title": f"{self.amended.title[:95]}补充协议",
            "effective_from": clock.today(),
            "effective_to": self.amended.effective_to,
            "text": supplement_text(1 + len(self.amended.unit_parties)),
        }


class CovenantChange(DraftingView, RecordFormView):
    """Change a draft."""

    model = Covenant
    form_class = CovenantChangeForm
    heading = "修改协议草稿"
    submit_label = "保存"

    @property
    def action(self) -> Action:
        return holding.keeping_action(self.record.organization)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "earlier": self.record.renews,
            "amended": self.record.amends,
        }

    def perform(self, form: BaseForm) -> Covenant:
        return drafting.change_covenant(
            actor=self.request.user, covenant=self.record, **form.values()
        )
