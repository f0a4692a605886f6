"""What people write about what they are willing to do, and when, read as codes and slots.

A slot is kept as the forms write it: `12345 18:30 21:00`.
"""

import datetime
import re
import unicodedata

from common.violations import require
from members.models import ServiceIntention
from members.slots import PARTS, SLOT_CODES, Slot

SEPARATORS = re.compile(r"[\s、,，;；/．。+＋]+")
CATEGORIES = dict(ServiceIntention.Category.choices)
# The words for the part of the day; the last of a list are the synonyms.
PART_WORDS = {
    "晚上": "A", "晚间": "A", "夜间": "A", "傍晚": "A", "晚": "A",
    "上午": "B", "早上": "B", "早": "B", "下午": "C", "午后": "C",
}  # fmt: skip
NAMED_DAYS = {
    "工作日": "12345", "平日": "12345", "周末": "67", "双休日": "67", "双休": "67",
    "休息日": "67", "每天": "1234567", "每日": "1234567", "天天": "1234567",
}  # fmt: skip
WEEK = "一二三四五六日"
DAY = (
    rf"(?:{'|'.join(NAMED_DAYS)}"
    rf"|(?:周|星期|礼拜)[{WEEK}天](?:[至到-](?:周|星期|礼拜)?[{WEEK}天]|[{WEEK}天]*))"
)
HOURS = r"(?:[0-9]{1,2}[:点时][0-9]{0,2}分?[至到-][0-9]{1,2}[:点时]?[0-9]{0,2}分?)"
TIME = rf"(?:{HOURS}|{'|'.join(PART_WORDS)})"
GAP = r"[\s、,;/和及与]*"
ONE = re.compile(rf"(?P<code>[A-C][1-3])|(?P<days>{DAY}(?:{GAP}{DAY})*)的?{GAP}"
                 rf"(?P<times>{TIME}(?:{GAP}{TIME})*)")  # fmt: skip
REST = re.compile(r"[\s、,;/.。和及与+]*\Z")
HOUR = re.compile(r"([0-9]{1,2})(?:[:点时]([0-9]{1,2})?)?")
HINT = "请写成“工作日晚上、周六上午”或“周六 9:00-12:00”的样子，也可以填代码 A1 到 C3。"


def read_categories(text: str) -> list[str]:
    """Return the codes of 01、09 or of names, whole or a part. Refuses `intention.category`."""
    words = [word for word in SEPARATORS.split(unicodedata.normalize("NFKC", text)) if word]
    return list(dict.fromkeys(_category(word) for word in words))


def _category(word: str) -> str:
    code = word.zfill(2) if word.isascii() and word.isdigit() else ""
    meant = [key for key, label in CATEGORIES.items() if key == code or label == word]
    if not meant and len(word) > 1:
        meant = [key for key, label in CATEGORIES.items() if word in label]
    require(
        len(meant) == 1,
        f"没有服务意向“{word[:20]}”，请填 01 到 14、99 的代码，或清单里的名称，用顿号分开。",
        code="intention.category",
    )
    return meant[0]


def read_slots(text: str) -> list[str]:
    """Return the slots that are spoken of. Refuses `availability.unread`, `.times`."""
    plain = unicodedata.normalize("NFKC", text).upper()
    plain = re.sub("[~—–−]+", "-", plain)
    plain = re.sub(r"\s*([-:至到])\s*", r"\1", plain)
    slots: list[Slot] = []
    unread = ONE.sub("", plain)
    require(
        REST.match(unread) is not None,
        f"看不懂服务时间“{text.strip()[:20]}”。{HINT}",
        code="availability.unread",
    )
    for found in ONE.finditer(plain):
        slots += _slots(found)
    return list(dict.fromkeys(write(slot) for slot in slots))


def take_times(text: str) -> tuple[str, str]:
    """Part what a line of a 接龙 says of times (周六上午) from the rest of it."""
    plain = re.sub(r"\s*([-:])\s*", r"\1", re.sub("[~—–−]+", "-", text))
    return "、".join(found[0] for found in ONE.finditer(plain)), ONE.sub(" ", plain)


def _slots(found: re.Match[str]) -> list[Slot]:
    if found["code"]:
        return [SLOT_CODES[found["code"]]]
    weekdays = "".join(_weekdays(day) for day in re.findall(DAY, found["days"]))
    hours = [_hours(time) for time in re.findall(TIME, found["times"])]
    return [(days, *span) for days in _groups(weekdays) for span in hours]


def _weekdays(word: str) -> str:
    if word in NAMED_DAYS:
        return NAMED_DAYS[word]
    figures = [str(WEEK.index(sign) + 1) for sign in word.replace("天", "日") if sign in WEEK]
    if re.search("[至到-]", word) and len(figures) == 2:
        first, last = map(int, figures)
        return "".join(str((first + step - 1) % 7 + 1) for step in range((last - first) % 7 + 1))
    return "".join(figures)


def _groups(weekdays: str) -> list[str]:
    """Working days stand together, each day of the weekend alone, as the forms offer them."""
    working = "".join(day for day in "12345" if day in weekdays)
    return [group for group in (working, *(day for day in "67" if day in weekdays)) if group]


def _hours(text: str) -> tuple[datetime.time, datetime.time]:
    if text in PART_WORDS:
        part = next(part for part in PARTS if part.code == PART_WORDS[text])
        return part.start, part.end
    start, end = (HOUR.match(side) for side in re.split("[至到-]", text))
    try:
        span = [datetime.time(int(side[1]), int(side[2] or 0)) for side in (start, end) if side]
    except ValueError:
        span = []
    require(
        len(span) == 2 and span[0] < span[1],
        f"服务时间“{text[:20]}”不对：应是一天之内的时间，结束晚于开始。",
        code="availability.times",
    )
    return span[0], span[1]


def write(slot: Slot) -> str:
    weekdays, start, end = slot
    return f"{weekdays} {start:%H:%M} {end:%H:%M}"
