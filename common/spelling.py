"""How Chinese names are spelt, so that 大拱桥 is found by "dgq", "dagongqiao" and "大拱".

`SpellingField` keeps a name's pinyin, or its initials, beside the name; whoever writes the name
writes them too (`Record.change`, `save`, `bulk_create`).
"""

import re
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import Q
from pypinyin import lazy_pinyin

LONGEST = 200
# Surnames that dictionaries read otherwise. Source: 通用规范汉字字典, 姓氏读音.
SURNAMES: dict[str, tuple[str, ...]] = {
    "单": ("shan",), "解": ("xie",), "仇": ("qiu",), "曾": ("zeng",), "查": ("zha",),
    "任": ("ren",), "华": ("hua",), "朴": ("piao",), "盖": ("ge",), "区": ("ou",),
    "折": ("she",), "召": ("shao",), "乐": ("yue",), "员": ("yun",), "黑": ("he",),
    "秘": ("bi",), "洗": ("xian",), "冼": ("xian",), "尹": ("yin",), "种": ("chong",),
    "缪": ("miao",), "宓": ("mi",), "覃": ("qin",), "谌": ("chen",), "翟": ("zhai",),
    "燕": ("yan",), "应": ("ying",), "晏": ("yan",), "卜": ("bu",), "纪": ("ji",),
    "洪": ("hong",), "尉迟": ("yu", "chi"), "长孙": ("zhang", "sun"), "万俟": ("mo", "qi"),
    "澹台": ("tan", "tai"), "宰父": ("zai", "fu"), "令狐": ("ling", "hu"),
    "单于": ("chan", "yu"), "夏侯": ("xia", "hou"), "皇甫": ("huang", "fu"),
}  # fmt: skip
SPELT = re.compile(r"[^0-9a-z]+")


@lru_cache(maxsize=20_000)
def spell(text: str, *, is_person: bool = False) -> tuple[str, ...]:
    """Return the syllables of a text, lower case without tones; Latin and digits stay.

    A person's first one or two characters are read as a surname.
    """
    syllables: list[str] = []
    if is_person:
        surname = next((text[:size] for size in (2, 1) if text[:size] in SURNAMES), "")
        syllables += SURNAMES.get(surname, ())
        text = text[len(surname) :]
    syllables += lazy_pinyin(text)
    return tuple(part for syllable in syllables if (part := SPELT.sub("", syllable.lower())))


class SpellingField(models.CharField):
    """The pinyin of another column (`of`), or with `is_initials` its initials; kept up on saving.

    `is_person`: the column holds a person's name.
    """

    def __init__(
        self,
        *args: Any,
        of: str = "name",
        is_initials: bool = False,
        is_person: bool = False,
        **kwargs: Any,
    ) -> None:
        self.of, self.is_initials, self.is_person = of, is_initials, is_person
        kwargs |= {"max_length": LONGEST, "editable": False, "blank": True, "db_index": True}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {
            "of": self.of, "is_initials": self.is_initials, "is_person": self.is_person,
        }  # fmt: skip

    def pre_save(self, instance: models.Model, add: bool) -> str:
        syllables = spell(getattr(instance, self.of), is_person=self.is_person)
        letters = (syllable[0] for syllable in syllables) if self.is_initials else syllables
        spelt = "".join(letters)[:LONGEST]
        setattr(instance, self.attname, spelt)
        return spelt


def spelt_like(text: str, *, prefix: str = "") -> Q:
    """Return the condition "the name begins with the text, in characters, pinyin or initials".

    `prefix` leads to the model with `name`, `name_pinyin` and `name_initials`. Each of the three is
    answered by an index.
    """
    text = text.strip()
    letters = SPELT.sub("", text.lower())
    found = Q(**{f"{prefix}name__startswith": text})
    if letters and text.isascii():
        found |= Q(**{f"{prefix}name_pinyin__startswith": letters})
        found |= Q(**{f"{prefix}name_initials__startswith": letters})
    return found
