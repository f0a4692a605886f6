"""Moving, merging, splitting and dissolving a node: first what it would do, then doing it.

Both steps live at one address. The first POST shows the consequences with what was typed in
hidden fields; the second, with `confirmed`, performs the operation.
"""

from collections.abc import Sequence
from typing import Any

from django.forms import BaseForm, ModelMultipleChoiceField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from accounts.operations import result_of_form
from common.violations import RuleViolation
from orgs.forms.organizations import (
    OrganizationDissolveForm,
    OrganizationMergeForm,
    OrganizationMoveForm,
    OrganizationSplitForm,
)
from orgs.generic import RecordFormView
from orgs.models import Organization
from orgs.operations.acts import keeping
from orgs.operations.succession import dissolve_organization, split_organization
from orgs.operations.tree import merge_organizations, move_organization
from orgs.policy import Action
from reports.consequences import Consequences, around, foresee


class ChangeFormView(RecordFormView):
    """A change of the tree in two steps; `verb` is what the button says."""

    model = Organization
    template_name = "reports/change_form.html"
    preview_name = "reports/change_preview.html"
    submit_label = "下一步：预览"
    verb = ""
    notes: Sequence[str] = ()

    @property
    def action(self) -> Action:
        return keeping(self.record.tier)

    @property
    def heading(self) -> str:
        return f"{self.verb}：{self.record.title}"

    @property
    def done(self) -> str:
        return f"已{self.verb}。如有差错，当天可以在组织页面撤回。"

    def get_initial(self) -> dict[str, Any]:
        """A link may name the target already."""
        name = getattr(self.form_class, "target_name", "")
        asked = {name: self.request.GET[name]} if name in self.request.GET else {}
        return super().get_initial() | asked

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Searching a target and going back to correct show the form again, nothing lost."""
        if "find" in request.POST or "edit" in request.POST:
            return self.render_to_response(self.get_context_data(form=self._typed_form()))
        # A second click meets other choices than the first: what was done already comes first.
        result = result_of_form(key=self._key(), user=request.user)
        return HttpResponseRedirect(result) if result else super().post(request, *args, **kwargs)

    def _typed_form(self) -> BaseForm:
        posted = self.request.POST
        typed = {
            name: posted.getlist(name)
            if isinstance(field, ModelMultipleChoiceField)
            else posted[name]
            for name, field in self.form_class.base_fields.items()
            if name in posted
        }
        return self.form_class(record=self.record, user=self.request.user, initial=typed)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        if "confirmed" in self.request.POST:
            return super().form_valid(form)
        try:
            consequences = self.foresee(form)
        except RuleViolation as violation:
            form.add_error(violation.field if violation.field in form.fields else None, violation)
            return self.form_invalid(form)
        self.template_name = self.preview_name
        context = {
            "form": form,
            "consequences": consequences,
            "summary": self.summary(form),
            "since": form.cleaned_data["effective_on"],
        }
        return self.render_to_response(self.get_context_data(**context))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"verb": self.verb, "notes": self.notes, "record": self.record}
        return super().get_context_data(**kwargs) | words

    def foresee(self, form: BaseForm) -> Consequences:
        """Return what the change would do."""
        raise NotImplementedError

    def summary(self, form: BaseForm) -> str:
        """Return the change in one sentence."""
        raise NotImplementedError

    def _living_children(self) -> list[Organization]:
        children = Organization.objects.visible_to(self.request.user)
        return list(children.filter(parent=self.record, dissolved_on=None))


class OrganizationMove(ChangeFormView):
    """Another parent."""

    form_class = OrganizationMoveForm
    verb = "划转"
    notes = (
        "编码不变，下级组织一起划转。",
        "以前的记录不改动；生效日期之前的统计仍按原来的上级计算。",
    )

    def perform(self, form: BaseForm) -> Organization:
        return move_organization(
            actor=self.request.user,
            organization=self.record,
            parent=form.cleaned_data["parent"],
            effective_on=form.cleaned_data["effective_on"],
            version=form.cleaned_data["version"],
        )

    def foresee(self, form: BaseForm) -> Consequences:
        return foresee(
            lambda: self.perform(form) and None,
            subjects=[self.record],
            moving=[self.record],
            places=around(self.record.parent, form.cleaned_data["parent"]),
            since=form.cleaned_data["effective_on"],
        )

    def summary(self, form: BaseForm) -> str:
        target = form.cleaned_data["parent"].title
        return f"{self.record.title}由{self.record.parent.title}划转至{target}"


class OrganizationMerge(ChangeFormView):
    """The node goes up in another one."""

    form_class = OrganizationMergeForm
    verb = "合并"
    notes = (
        "被合并的组织从生效日期起撤销，下级组织转到承接组织之下，编码不变。",
        "被合并组织的报到、协议等记录保留原样，由承接组织的人员查看和办理。",
        "下级组织与承接组织的下级重名的，合并后请尽快更名。",
        "原来的账号授权不会自动收回，请在合并后办理交接或收回。",
    )

    def perform(self, form: BaseForm) -> Organization:
        return merge_organizations(
            actor=self.request.user,
            organization=self.record,
            target=form.cleaned_data["target"],
            effective_on=form.cleaned_data["effective_on"],
            version=form.cleaned_data["version"],
        )

    def foresee(self, form: BaseForm) -> Consequences:
        return foresee(
            lambda: self.perform(form) and None,
            subjects=[self.record],
            moving=self._living_children(),
            places=around(self.record.parent, form.cleaned_data["target"]),
            since=form.cleaned_data["effective_on"],
        )

    def summary(self, form: BaseForm) -> str:
        return f"{self.record.title}并入{form.cleaned_data['target'].title}，同时撤销"


class OrganizationSplit(ChangeFormView):
    """A new brother takes some of the children."""

    form_class = OrganizationSplitForm
    verb = "分设"
    notes = (
        "选中的下级组织转到新组织之下，编码不变。",
        "已有的报到、协议和项目仍留在原组织，需要时再逐件办理。",
    )

    def perform(self, form: BaseForm) -> Organization:
        values = {"region_code": ""} | form.cleaned_data
        return split_organization(
            actor=self.request.user,
            organization=self.record,
            **values | {"children": list(values["children"])},
        )

    def foresee(self, form: BaseForm) -> Consequences:
        children = list(form.cleaned_data["children"])
        return foresee(
            lambda: self.perform(form),
            subjects=children,
            moving=children,
            places=around(self.record),
            since=form.cleaned_data["effective_on"],
        )

    def summary(self, form: BaseForm) -> str:
        count = len(form.cleaned_data["children"])
        return f"{self.record.title}分设出“{form.cleaned_data['name']}”，划给它 {count} 个下级组织"


class OrganizationDissolve(ChangeFormView):
    """The node ends; another may take over what hangs on it."""

    form_class = OrganizationDissolveForm
    verb = "撤销"
    notes = (
        "组织从撤销日期起不再计入统计，下级组织转到承接组织之下。",
        "它的报到、协议等记录保留原样，由承接组织的人员查看和办理。",
    )

    def perform(self, form: BaseForm) -> Organization:
        return dissolve_organization(
            actor=self.request.user,
            organization=self.record,
            successor=form.cleaned_data["successor"],
            effective_on=form.cleaned_data["effective_on"],
            version=form.cleaned_data["version"],
        )

    def foresee(self, form: BaseForm) -> Consequences:
        return foresee(
            lambda: self.perform(form) and None,
            subjects=[self.record],
            moving=self._living_children(),
            places=around(self.record.parent, form.cleaned_data["successor"]),
            since=form.cleaned_data["effective_on"],
        )

    def summary(self, form: BaseForm) -> str:
        heir = form.cleaned_data["successor"]
        return f"{self.record.title}撤销" + (f"，由{heir.title}承接" if heir else "，没有承接组织")
