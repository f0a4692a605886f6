"""Pages of covenants: the desk's, and the unit's."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property

from common import clock
from common.surfaces import beside
from covenants.filters.covenants import CovenantFilter, UnitCovenantFilter
from covenants.models import Covenant
from covenants.operations import holding
from covenants.selectors.balances import balance_of
from covenants.selectors.history import history_of, return_reason_of
from covenants.selectors.next_steps import main_step_of_covenant, next_step_of_covenant
from covenants.selectors.relatives import relatives_of, renewal_of
from covenants.selectors.sides import side_to_confirm
from covenants.tables.covenants import CovenantTable, UnitCovenantTable
from covenants.tables.parts import status_label
from covenants.transitions import COVENANT_STEPS, is_open_to, step_label
from covenants.views.drafting import SIGNING
from orgs.generic import RecordView, RegisterView
from orgs.policy import Action
from orgs.scope import can, has_right
from orgs.selectors.attachments import panel_of


class CovenantList(RegisterView):
    """The covenants of one's own subtree."""

    rights = (Action.READ,)
    model = Covenant
    table_class = CovenantTable
    filterset_class = CovenantFilter
    heading = "共建协议"
    empty_text = "还没有共驻共建协议。"

    def get_actions(self) -> list[tuple[str, str]]:
        ledger = f"{reverse('reports:covenant-ledger')}?{self.request.GET.urlencode()}"
        printing = [("打印台账", ledger)]
        if has_right(self.request.user, *SIGNING):
            files = reverse("orgs:import-create", args=["covenant"])
            drafting = reverse("covenants:covenant-create")
            return [("起草协议", drafting), ("导入台账", files), *printing]
        return printing


class UnitCovenantList(RegisterView):
    """The covenants of one's own unit."""

    rights = (Action.READ_OWN_UNIT,)
    model = Covenant
    table_class = UnitCovenantTable
    filterset_class = UnitCovenantFilter
    heading = "本单位的共建协议"
    empty_text = "本单位还没有共驻共建协议，可与社区联系签订。"


class UnitCovenantDetail(RecordView):
    """One covenant on the unit's pages: read it, confirm it, send it back."""

    rights = (Action.READ_OWN_UNIT,)
    model = Covenant
    template_name = "covenants/covenant_detail.html"

    def get_facts(self) -> list[tuple[str, Any]]:
        covenant, day = self.object, clock.today()
        ended = [("终止日期", covenant.terminated_on)] if covenant.terminated_on else []
        reason = [("原因", covenant.reason)] if covenant.reason else []
        return [
            ("状态", status_label(covenant.standing_label(day))),
            ("编号", covenant.no),
            ("类别", covenant.kind_label),
            ("甲方", covenant.organization),
            ("签订日期", covenant.signed_on),
            ("生效日期", covenant.effective_from),
            ("到期日期", covenant.effective_to or ("未约定期限" if covenant.signed_on else None)),
            *ended,
            *reason,
        ]

    def get_next_step(self) -> str:
        covenant = self.object
        is_draft = covenant.status == Covenant.Status.DRAFT
        returned = return_reason_of(covenant) if is_draft else ""
        return next_step_of_covenant(covenant, clock.today(), self.renewal, returned)

    def get_primary(self) -> str:
        step = main_step_of_covenant(self.object, clock.today(), self.renewal)
        return step_label(self.object, step)

    @cached_property
    def renewal(self) -> Covenant | None:
        return renewal_of(self.object)

    def get_steps(self) -> list[tuple[str, str, bool]]:
        covenant, user = self.object, self.request.user
        own = side_to_confirm(covenant, user) if is_open_to(covenant, "confirm") else None
        printing = self.get_printing()
        if own is None:
            return [printing]
        steps = ["return"] if own.confirmed_on else ["confirm", "return"]
        return [
            (
                step_label(covenant, step),
                beside(self.request, f"covenants:covenant-{step}", covenant.pk),
                False,
            )
            for step in steps
        ] + [printing]

    def get_printing(self) -> tuple[str, str, bool]:
        """Return the button that leads to the 协议书."""
        address = beside(self.request, "reports:print-covenant", self.object.pk)
        return "打印协议书", address, False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        covenant, user = self.object, self.request.user
        panel = panel_of(self.request, covenant)
        return super().get_context_data(**kwargs) | {
            "parties": covenant.parties.all(),
            "lacks_scan": covenant.is_on_paper and not panel.lines,
            "panel": panel,
            "sides": balance_of(covenant, clock.today(), reader=user),
            "relatives": relatives_of(covenant, user),
            "projects": covenant.projects.visible_to(user).for_list(),
            "entries": history_of(covenant),
        }


class CovenantDetail(UnitCovenantDetail):
    """One covenant, with what the user may do now."""

    rights = (Action.READ,)

    def get_steps(self) -> list[tuple[str, str, bool]]:
        covenant, user = self.object, self.request.user
        may_keep = can(user, holding.keeping_action(covenant.organization), covenant)
        may_void = can(user, holding.voiding_action(covenant), covenant)
        return [
            (step_label(covenant, step), step_url(covenant, step), step == "submit")
            for step in COVENANT_STEPS
            if (may_void if step == "void" else may_keep)
            and is_offered(covenant, step)
            and not (step == "renew" and self.renewal)
        ] + [self.get_printing()]


def is_offered(covenant: Covenant, step: str) -> bool:
    """Whether the page shows the step: a supplement is not renewed, nor supplemented itself."""
    if step == "confirm" and covenant.first_party.confirmed_on is not None:
        return False
    if step in {"renew", "amend"} and covenant.amends_id is not None:
        return False
    if step == "amend" and not covenant.is_in_force(clock.today()):
        return False
    return is_open_to(covenant, step)


def step_url(covenant: Covenant, step: str) -> str:
    """Return where a step is taken; a renewal and a supplement are new drafts."""
    if step in {"renew", "amend"}:
        return f"{reverse('covenants:covenant-create')}?{step}s={covenant.pk}"
    url = reverse(f"covenants:covenant-{step}", args=[covenant.pk])
    return f"{url}?version={covenant.version}" if step == "submit" else url
