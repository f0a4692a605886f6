"""Pages of hand-overs: the pack of one's own posts, and the posts that changed hands."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView

from common.documents import MEDIA_TYPE
from orgs.filters.grants import HandOverFilter
from orgs.generic import RecordView, RegisterView, RightRequiredMixin, answer, visible_or_404
from orgs.models import GrantRequest, HandOver, RoleGrant
from orgs.policy import Action, roles_with
from orgs.scope import grants_of, has_right
from orgs.selectors.receivers import place_path
from orgs.tables.grants import HandOverTable
from orgs.views.grant_requests import version_of
from orgs.views.grants import MANAGING
from reports.hand_over import PRINTED, pack_of
from reports.operations.hand_over import approve_hand_over
from reports.printing import print_pack

READING = (Action.READ, *MANAGING)


def own_posts(user: Any) -> list[RoleGrant]:
    """Return the grants in force with which the user works in the office."""
    return [grant for grant in grants_of(user) if grant.role in roles_with(*READING)]


def own_post_or_404(user: Any, key: str) -> RoleGrant:
    """Return one of the user's own posts by its number, the first for none."""
    posts = own_posts(user)
    found = [grant for grant in posts if key in {"", str(grant.pk)}]
    if not found:
        raise Http404
    return found[0]


class HandOverPack(RightRequiredMixin, TemplateView):
    """交接清单: what waits at one's own post, for whoever leaves it and whoever takes it over."""

    rights = READING
    template_name = "reports/hand_over_pack.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        grant = own_post_or_404(user, self.request.GET.get("post", ""))
        posts = own_posts(user)
        return super().get_context_data(**kwargs) | {
            "heading": "交接清单",
            "pack": pack_of(grant),
            "posts": [(str(post), post.pk, post.pk == grant.pk) for post in posts],
            "actions": [("下载 Word 文档", reverse("reports:hand-over-document", args=[grant.pk]))],
        }


@require_safe
def pack_document(request: HttpRequest, pk: int) -> HttpResponse:
    """The pack of one's own post on paper."""
    pack = pack_of(own_post_or_404(request.user, str(pk)), limit=PRINTED)
    name = f"交接清单-{pack.post_label}-{pack.day}.docx"
    response = HttpResponse(print_pack(pack), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


class HandOverList(RegisterView):
    """Posts that changed hands, newest first."""

    rights = MANAGING
    model = HandOver
    table_class = HandOverTable
    filterset_class = HandOverFilter
    heading = "岗位交接"
    asks_reason = True
    empty_text = "还没有岗位交接。在“授权”里打开一项授权，可以申请岗位交接。"

    def get_actions(self) -> list[tuple[str, str]]:
        return [("本人交接清单", reverse("reports:hand-over-pack"))]


class HandOverDetail(RecordView):
    """One hand-over: who, what, when; to its successor and the administrators what waits."""

    model = HandOver
    template_name = "reports/hand_over_detail.html"

    def get_facts(self) -> list[tuple[str, Any]]:
        hand_over = self.object
        old, new = hand_over.old_grant, hand_over.new_grant
        return [
            ("岗位", f"{place_path(new.place)} {new.get_role_display()}"),
            ("原任", old.user),
            ("接任", new.user),
            ("交接日期", hand_over.handed_on),
            ("批准人", hand_over.created_by),
            ("交接说明", hand_over.note or None),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        new, user = self.object.new_grant, self.request.user
        holds = new.pk in {grant.pk for grant in own_posts(user)}
        may_count = holds or has_right(user, *MANAGING)
        return super().get_context_data(**kwargs) | {
            "parts": pack_of(new, limit=0).parts if may_count else [],
            "pack_url": f"{reverse('reports:hand-over-pack')}?post={new.pk}" if holds else "",
        }


@require_POST
def approve_hand_over_request(request: HttpRequest, pk: int) -> HttpResponse:
    wish = visible_or_404(GrantRequest, request.user, pk)
    version = version_of(request)
    return answer(
        request,
        lambda: approve_hand_over(actor=request.user, request=wish, version=version),
        done="已批准，岗位已交接。",
        to=wish,
    )
