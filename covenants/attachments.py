"""Records of this app that take files, and who keeps those."""

from covenants.models import Covenant, ProgressEntry
from covenants.operations.holding import keeping_action
from covenants.transitions import is_open_to
from orgs.attachments import register
from orgs.policy import Action


def _keeping_covenant(covenant: Covenant) -> Action:
    return keeping_action(covenant.organization)


def _keeping_progress(entry: ProgressEntry) -> Action:
    return Action.KEEP_PROJECTS


def _refusal_of_progress(entry: ProgressEntry) -> str:
    """What was reported stands once residents have judged the work, or it was given up."""
    project = entry.project
    if is_open_to(project, "add_progress"):
        return ""
    return f"项目现在是“{project.get_status_display()}”，照片不能再上传或删除。"


register(Covenant, _keeping_covenant)
register(ProgressEntry, _keeping_progress, is_picture=True, refusal=_refusal_of_progress)
