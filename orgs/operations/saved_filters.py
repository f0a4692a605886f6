"""Filters that a person gave a name: one's own, used by nobody else, so not in the audit."""

import re
from urllib.parse import urlencode

from django.db import transaction
from django.http import QueryDict

from accounts.models import SavedFilter, User
from common.text import normalise_digits, normalise_line
from common.violations import require

MOST = 30
LONGEST = 2000
# Where in the list one is, which belongs to no filter.
PAGING = frozenset({"page", "per_page"})
PHONE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
BETWEEN = re.compile(r"[\s\-–—()（）]")


@transaction.atomic
def save_filter(*, actor: User, register: str, name: str, query: str) -> SavedFilter:
    """Keep filter and order of a list under a name; the same name again replaces what it held.

    `register` is the list's name among the addresses. Refuses `filter.empty`, `.phone` (a whole
    number is never kept in the clear), `.long`, `.many`, and what is no name.
    """
    name = normalise_line(name, label="名称", limit=30, field="name")
    settled = settle(query)
    require(bool(settled), "请先选好筛选条件并查询，再保存。", code="filter.empty")
    require(len(settled) <= LONGEST, "筛选条件太长，不能保存。", code="filter.long")
    User.objects.select_for_update(of=("self",)).get(pk=actor.pk)
    own = SavedFilter.objects.filter(user=actor, register=register)
    is_new = not own.filter(name=name).exists()
    require(
        not is_new or own.count() < MOST,
        f"每个列表最多保存 {MOST} 个常用筛选，请先删除不用的。",
        code="filter.many",
    )
    saved, _ = own.update_or_create(
        user=actor, register=register, name=name, defaults={"query": settled}
    )
    return saved


@transaction.atomic
def delete_filter(*, actor: User, saved: SavedFilter) -> None:
    """Forget one of one's own filters; another's is left alone."""
    SavedFilter.objects.filter(pk=saved.pk, user=actor).delete()


def settle(query: str) -> str:
    """Return filter and order as an address holds them, without the page one was on."""
    given = QueryDict(query)
    pairs = [
        (key, value)
        for key in sorted(given.keys() - PAGING)
        for value in given.getlist(key)
        if value and "\0" not in value
    ]
    for _, value in pairs:
        require(
            PHONE.search(BETWEEN.sub("", normalise_digits(value))) is None,
            "筛选里有手机号，不能保存；请改用姓名等条件。",
            code="filter.phone",
        )
    return urlencode(pairs)
