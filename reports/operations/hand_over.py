"""A post is handed over, and the messages about what waits there go to the successor."""

from urllib.parse import parse_qs

from django.db import transaction
from django.db.models import Model
from django.urls import Resolver404, resolve

from accounts.models import Notification, User
from common import clock
from covenants.models import Covenant, Project
from members.models import CheckIn
from orgs.models import GrantRequest, HandOver, Organization
from orgs.operations.hand_overs import hand_over_post
from orgs.posts import Post
from reports.models import MonthlyReport
from services.models import ServiceLog

# Page → what a message with its address speaks of.
SUBJECTS: dict[str, type[Model]] = {
    "reports:report-detail": MonthlyReport,
    "covenants:covenant-detail": Covenant,
    "covenants:project-detail": Project,
    "members:check-in-detail": CheckIn,
    "services:log-detail": ServiceLog,
    "orgs:grant-request-detail": GrantRequest,
}
INVITATION = "reports:report-open"
MOST = 500  # unread messages looked at; nobody keeps more


@transaction.atomic
def approve_hand_over(
    *, actor: User, request: GrantRequest, version: int | None = None
) -> HandOver:
    """Carry out an asked-for hand-over (`hand_over_post` says what is refused), and give the
    successor the unread messages about what waits at the post."""
    hand_over = hand_over_post(actor=actor, request=request, version=version)
    pass_on_messages(hand_over)
    return hand_over


def pass_on_messages(hand_over: HandOver) -> int:
    """Re-address the predecessor's unread messages about records at the post, from the day of the
    hand-over on; returns how many. A second run finds none.

    Messages about other posts and about the person stay where they are.
    """
    if hand_over.handed_on > clock.today():
        return 0
    old, new = hand_over.old_grant, hand_over.new_grant
    unread = Notification.objects.visible_to(old.user).unread().order_by("-pk")[:MOST]
    subjects = {message.pk: subject_of(message.url) for message in unread}
    reached = _reached(Post(new), {subject for subject in subjects.values() if subject})
    keys = [key for key, subject in subjects.items() if subject in reached]
    return Notification.objects.filter(pk__in=keys).update(recipient=new.user)


def subject_of(url: str) -> tuple[type[Model], int] | None:
    """Return the record that a message's address speaks of, None for anything else."""
    path, _, query = url.partition("?")
    try:
        match = resolve(path)
    except Resolver404:
        return None
    if match.view_name == INVITATION:
        key = parse_qs(query).get("community", [""])[0]
        return (Organization, int(key)) if key.isascii() and key.isdigit() else None
    model = SUBJECTS.get(match.view_name)
    return (model, match.kwargs["pk"]) if model else None


def _reached(post: Post, subjects: set[tuple[type[Model], int]]) -> set[tuple[type[Model], int]]:
    """Return those of the records that the post reads, in one query for each kind."""
    found = set()
    for model in {model for model, _ in subjects}:
        keys = [key for kind, key in subjects if kind is model]
        rows = model._default_manager.all().visible_to(post).filter(pk__in=keys)
        found |= {(model, key) for key in rows.values_list("pk", flat=True)}
    return found
