"""What stored codes are called where people read them: kinds of records and of long tasks."""

from django.apps import apps

# The apps whose records the audit speaks of.
LOCAL_APPS = ("accounts", "orgs", "members", "covenants", "services", "reports")
# Each kind that `accounts.jobs.job` registers; a test holds the two together.
JOB_LABELS: dict[str, str] = {
    "audit_check": "核对审计记录",
    "import_read": "读取导入文件",
    "import_write": "写入导入内容",
    "tree_check": "检查组织层级",
}


def kind_label(label: str) -> str:
    """Return what a stored model label is called; one that no longer exists stays as it is."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return label


def job_label(kind: str) -> str:
    """Return what a kind of long task is called; one that no longer exists stays as it is."""
    return JOB_LABELS.get(kind, kind)
