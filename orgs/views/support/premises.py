"""办公用房."""

from typing import Any

from django.forms import BaseForm

from orgs.filters.support import PremisesFilter
from orgs.forms.support import PremisesChangeForm, PremisesForm
from orgs.models import Premises
from orgs.operations.support.premises import change_premises, register_premises
from orgs.tables.support import PremisesTable
from orgs.views.support.generic import SupportChange, SupportCreate, SupportDetail, SupportList


class PremisesList(SupportList):
    """The offices of the communities one may see."""

    model = Premises
    heading = "办公用房"
    table_class = PremisesTable
    filterset_class = PremisesFilter
    create_url = "orgs:premises-create"
    import_kind = "premises"
    empty_text = "还没有登记办公用房。"


class PremisesDetail(SupportDetail):
    """One office."""

    model = Premises

    def get_facts(self) -> list[tuple[str, Any]]:
        premises = self.object
        return [
            ("社区", premises.organization.name),
            ("用房来源", premises.get_tenure_display()),
            ("面积（平方米）", premises.area),
            ("提供单位", premises.provider),
            ("地址", premises.address or "—"),
            ("存在问题", premises.problem or "—"),
            ("状态", premises.get_status_display()),
            ("启用日期", premises.used_from),
            ("停用日期", premises.given_up_on),
        ]

    def get_steps(self) -> list[tuple[str, str, bool]]:
        return self.links(("修改", "orgs:premises-change"))


class PremisesCreate(SupportCreate):
    """Another office."""

    form_class = PremisesForm
    heading = "登记办公用房"
    list_url = "orgs:premises-list"

    def perform(self, form: BaseForm) -> Premises:
        return register_premises(actor=self.request.user, **form.cleaned_data)


class PremisesChange(SupportChange):
    """Other values."""

    model = Premises
    form_class = PremisesChangeForm
    heading = "修改办公用房"

    def perform(self, form: BaseForm) -> Premises:
        return change_premises(actor=self.request.user, premises=self.record, **form.cleaned_data)
