"""What the lists of this app share."""

import django_tables2 as tables
from django.template.loader import render_to_string

TONES = {
    "有效": "good",
    "完成": "good",
    "已评价": "good",
    "实施中": "good",
    "待签": "warn",
    "已到期": "warn",
    "暂停": "warn",
    "意向": "warn",
    "作废": "bad",
    "提前终止": "bad",
    "终止": "bad",
    "否决": "bad",
    "逾期": "bad",
}


def status_label(label: str, tone: str = "") -> str:
    """Return the state as the component shows it; without a tone, in that of its word."""
    context = {"label": label, "tone": tone or TONES.get(label, "neutral")}
    return render_to_string("components/_status.html", context)


def day_column(label: str) -> tables.DateColumn:
    """Return a column of days, each on one line."""
    return tables.DateColumn("Y-m-d", verbose_name=label, attrs={"td": {"class": "text-nowrap"}})
