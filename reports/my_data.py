"""Everything held about one person, for that person: one list of parts, read by page and file.

A part names its fields once (stable identifier → what it is called) and holds rows of plain
values; the file is these parts as JSON. Of other people it tells one thing only: which official
looked at the person's number, by name, role and reason.
"""

import json

from django.core.serializers.json import DjangoJSONEncoder

from accounts.models import User
from common import clock
from members.selectors import own_member
from reports import my_account_data, my_member_data
from reports.my_parts import Part, Person

FORMAT, VERSION = "gongjian-my-data", 1
PARTS = (*my_member_data.PARTS, *my_account_data.PARTS)


def data_of(user: User, *, shows_number: bool = False) -> list[Part]:
    """Return what is held about the person behind the account, part by part."""
    person = Person(user, own_member(user), shows_number)
    return [part(person) for part in PARTS]


def file_of(user: User) -> str:
    """Return the same as JSON, the full number included: it is the person's own."""
    parts = [
        {"code": part.code, "label": part.label, "fields": part.fields, "rows": part.rows}
        for part in data_of(user, shows_number=True)
    ]
    content = {"format": FORMAT, "version": VERSION, "exported_at": clock.now(), "parts": parts}
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
