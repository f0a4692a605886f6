"""What the pages of the four registers have in common."""

from typing import Any, ClassVar

from django.urls import reverse

from orgs.generic import OperationFormView, RecordFormView, RecordView, RegisterView
from orgs.policy import Action
from orgs.scope import can, has_right

TABS = (
    ("社区工作者", "orgs:worker-list"),
    ("办公用房", "orgs:premises-list"),
    ("一站式居民服务中心", "orgs:centre-list"),
    ("经费预算", "orgs:budget-list"),
)


class SupportList(RegisterView):
    """One of the four registers, the others beside it as tabs."""

    rights = (Action.READ,)
    template_name = "orgs/support_list.html"
    create_url: ClassVar[str] = ""
    import_kind: ClassVar[str] = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tabs = [(label, reverse(name)) for label, name in TABS]
        return super().get_context_data(**kwargs) | {
            "tabs": [(label, url, url == self.request.path) for label, url in tabs],
        }

    def get_actions(self) -> list[tuple[str, str]]:
        if has_right(self.request.user, Action.KEEP_SUPPORT):
            files = reverse("orgs:import-create", args=[self.import_kind])
            return [("登记", reverse(self.create_url)), ("导入", files)]
        return []


class SupportDetail(RecordView):
    """One row of a register."""

    rights = (Action.READ,)

    def may_keep(self) -> bool:
        return can(self.request.user, Action.KEEP_SUPPORT, self.object)

    def links(self, *steps: tuple[str, str]) -> list[tuple[str, str, bool]]:
        """Return what whoever keeps the register may do, as the page's head takes it."""
        if not self.may_keep():
            return []
        return [(label, reverse(name, args=[self.object.pk]), False) for label, name in steps]


class SupportCreate(OperationFormView):
    """A new row of a register."""

    rights = (Action.KEEP_SUPPORT,)
    submit_label = "登记"
    done = "已登记。"
    list_url: ClassVar[str] = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_cancel_url(self) -> str:
        return reverse(self.list_url)


class SupportChange(RecordFormView):
    """A change of a row."""

    action = Action.KEEP_SUPPORT
    submit_label = "保存"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heading = f"{self.heading}：{self.record}"
        return super().get_context_data(**kwargs) | {"heading": heading}
