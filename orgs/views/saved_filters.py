"""Keeping a filter under a name, and forgetting it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, resolve, reverse
from django.views.decorators.http import require_POST

from common.violations import RuleViolation
from orgs.forms.saved_filters import SavedFilterForm
from orgs.generic import RegisterView
from orgs.operations.saved_filters import delete_filter, save_filter
from orgs.selectors.saved_filters import own_filters


def path_of(register: str) -> str:
    """Return the address of a list by its name; 404 for anything that is no list."""
    try:
        path = reverse(register)
    except NoReverseMatch:
        raise Http404 from None
    view = getattr(resolve(path).func, "view_class", None)
    if view is None or not issubclass(view, RegisterView):
        raise Http404
    return path


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the filter of a list, and go back to the list as it was."""
    form = SavedFilterForm(request.POST)
    path = path_of(request.POST.get("register", ""))
    if not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
        return redirect(path)
    try:
        saved = save_filter(actor=request.user, **form.cleaned_data)
    except RuleViolation as violation:
        messages.error(request, violation.message)
        return redirect(path)
    messages.success(request, f"已保存常用筛选“{saved.name}”。")
    return redirect(f"{path}?{saved.query}")


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget one of one's own filters, and go back to its list."""
    saved = get_object_or_404(own_filters(request.user), pk=pk)
    path = path_of(saved.register)
    delete_filter(actor=request.user, saved=saved)
    messages.success(request, f"已删除常用筛选“{saved.name}”。")
    return redirect(path)
