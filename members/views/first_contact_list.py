"""First contacts that wait for somebody's word: at the unit, and at the community."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.forms import BaseForm
from django.urls import reverse

from members.filters import FirstContactFilter
from members.forms.first_contacts import FirstContactVerifyForm
from members.models import FirstContact, Member, ServiceIntention
from members.operations.verifying import refuse_first_contact, verify_first_contact
from members.selectors.first_contacts import holders_of_number, namesakes_of
from members.tables import FirstContactTable, UnitFirstContactTable
from orgs.forms import ReasonForm
from orgs.generic import RecordFormView, RecordView, RegisterView
from orgs.policy import Action
from orgs.scope import can, has_right

State = FirstContact.State


class FirstContactList(RegisterView):
    """The first contacts of one's places, those that wait on top."""

    rights = (Action.READ,)
    model = FirstContact
    table_class = FirstContactTable
    filterset_class = FirstContactFilter
    heading = "首次报到"
    empty_text = "还没有首次报到。党员扫单位或社区海报上的二维码提交，名册里没有的在这里核实。"
    # Names of people who may be nobody's; who is in the register is exported from there.
    is_exported = False

    def get_queryset(self) -> QuerySet[FirstContact]:
        return super().get_queryset().waiting_first()

    def get_actions(self) -> list[tuple[str, str]]:
        if has_right(self.request.user, Action.HANDLE_CHECK_INS):
            return [("流动党员报到海报", reverse("members:inbound-poster"))]
        return []


class UnitFirstContactList(FirstContactList):
    """Those who named one's own unit."""

    rights = (Action.READ_OWN_UNIT,)
    table_class = UnitFirstContactTable

    def get_actions(self) -> list[tuple[str, str]]:
        return [("报到海报", reverse("members:entry-code"))]


class FirstContactDetail(RecordView):
    """One first contact: what was sent, who says whether it is true."""

    rights = (Action.READ,)
    model = FirstContact
    template_name = "members/first_contact_detail.html"
    action: ClassVar[Action] = Action.HANDLE_CHECK_INS
    address: ClassVar[str] = "members:first-contact"

    def get_facts(self) -> list[tuple[str, Any]]:
        contact = self.object
        inbound = [("组织关系所在党组织", contact.home_organization)] if not contact.unit else []
        return [
            ("编号", contact.no),
            ("姓名", contact.name),
            ("手机号", contact.mobile_masked or "已删除"),
            ("所在单位", contact.unit or "流动党员"),
            *inbound,
            ("报到社区", contact.community.name),
            ("报到依据", contact.get_basis_display()),
            ("服务意向", "、".join(_labels(contact))),
            ("提交时间", contact.created_at),
        ]

    def get_next_step(self) -> str:
        contact = self.object
        if contact.state == State.WAITING:
            who = f"{contact.unit.name}联络员" if contact.unit else contact.community.name
            return f"请{who}当面或打电话核实：属实的通过，查无此人的登记为核实不符。"
        if contact.state == State.PASSED:
            return f"已转{contact.community.name}，由社区接收。"
        return ""

    def get_steps(self) -> list[tuple[str, str, bool]]:
        contact = self.object
        if contact.state != State.WAITING or not can(self.request.user, self.action, contact):
            return []
        return [
            (label, reverse(f"{self.address}-{step}", args=[contact.pk]), False)
            for label, step in (("核实通过", "verify"), ("核实不符", "refuse"))
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_waiting = self.object.state == State.WAITING
        return super().get_context_data(**kwargs) | {
            "heading": f"{self.object.name}的首次报到",
            "namesakes": namesakes_of(self.object) if is_waiting else [],
            "number_holders": self._holders() if is_waiting else [],
        }

    def _holders(self) -> list[str]:
        """Return who else has the number: the name where the reader may know it."""
        holders = holders_of_number(self.object)
        seen = Member.objects.visible_to(self.request.user).filter(pk__in=holders.values("pk"))
        named = [f"{member.name}（{member.unit_label}）" for member in seen.select_related("unit")]
        hidden = holders.count() - len(named)
        return [*named, *([f"您管理范围以外的 {hidden} 名党员"] if hidden else [])]


def _labels(contact: FirstContact) -> list[str]:
    return [ServiceIntention.Category(code).label for code in contact.wish["categories"]]


class UnitFirstContactDetail(FirstContactDetail):
    """The same on the unit's pages."""

    rights = (Action.READ_OWN_UNIT,)
    action = Action.KEEP_MEMBERS
    address = "members:unit-first-contact"


class FirstContactStep(RecordFormView):
    """A decision about a first contact: on the desk the community's, on `/unit/` the unit's."""

    model = FirstContact
    action = Action.HANDLE_CHECK_INS
    address: ClassVar[str] = "members:first-contact"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heading = f"{self.heading}：{self.record.name}"
        return super().get_context_data(**kwargs) | {"heading": heading}

    def get_cancel_url(self) -> str:
        return reverse(f"{self.address}-detail", args=[self.record.pk])


class FirstContactVerify(FirstContactStep):
    """It is who it says."""

    template_name = "members/first_contact_verify.html"
    form_class = FirstContactVerifyForm
    heading = "核实通过"
    submit_label = "确认通过"
    done = "已通过，转社区接收。"

    def perform(self, form: BaseForm) -> str:
        verify_first_contact(
            actor=self.request.user,
            contact=self.record,
            version=form.cleaned_data["version"],
            member=form.chosen(),
            is_another=form.cleaned_data.get("is_another", False),
        )
        return self.get_cancel_url()


class FirstContactRefuse(FirstContactStep):
    """It is nobody we know."""

    template_name = "members/first_contact_refuse.html"
    form_class = ReasonForm
    heading = "核实不符"
    submit_label = "确认不符"
    done = "已登记，所填手机号和密码已删除。"

    def perform(self, form: BaseForm) -> str:
        refuse_first_contact(actor=self.request.user, contact=self.record, **form.cleaned_data)
        return self.get_cancel_url()


class UnitFirstContactVerify(FirstContactVerify):
    """The same on the unit's pages."""

    rights = (Action.READ_OWN_UNIT,)
    action = Action.KEEP_MEMBERS
    address = "members:unit-first-contact"


class UnitFirstContactRefuse(FirstContactRefuse):
    """The same on the unit's pages."""

    rights = (Action.READ_OWN_UNIT,)
    action = Action.KEEP_MEMBERS
    address = "members:unit-first-contact"
