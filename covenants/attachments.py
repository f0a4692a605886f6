"""Records of this app that take files, and who keeps those."""

from covenants.models import Covenant, ProgressEntry
from covenants.operations.holding import keeping_action
from orgs.attachments import register
from orgs.policy import Action


def _keeping_covenant(covenant: Covenant) -> Action:
    return keeping_action(covenant.organization)


def _keeping_progress(entry: ProgressEntry) -> Action:
    return Action.KEEP_PROJECTS


register(Covenant, _keeping_covenant)
register(ProgressEntry, _keeping_progress, is_picture=True)
