"""One normalisation for every door: forms, API, admin, import.

Order: normalise → validate → store. Refusals are one Chinese sentence.
"""

import re
import unicodedata

from common.violations import RuleViolation, require

OUTER = " \t\r\n\u00a0\u3000\u200b\ufeff"
# The dots people type in 阿卜杜拉·买买提: middle dot, bullet, katakana dot, hyphenation point…
MIDDLE_DOTS = str.maketrans(dict.fromkeys("\u2022\u30fb\uff65\u2027\u22c5\u2219\u25cf\u0387", "·"))
FULL_WIDTH_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
# Control, zero-width, bidirectional, line-separating and tag characters, and halves of a pair.
FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
HAN = r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
BLANKS = re.compile(r"[ \t\r\n\u00a0\u2000-\u200a\u3000]+")
LONGEST_INPUT = 1_000_000
MOBILE = re.compile(r"1[3-9][0-9]{9}\Z")


def normalise_text(
    value: str, *, label: str, limit: int, required: bool = True, field: str | None = None
) -> str:
    """Return the text in NFC without outer white space; line breaks stay, oddities are refused.

    `limit` counts characters (code points), so that 𠮷 is one; `field` names the form's field.
    """
    text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").strip(OUTER)
    refuse_invisible(text, label=label, field=field)
    require(bool(text) or not required, f"请填写{label}。", code="text.empty", field=field)
    require(
        len(text) <= limit,
        f"{label}最多 {limit} 个字，请删短一些。",
        code="text.long",
        field=field,
    )
    return text


def normalise_line(
    value: str, *, label: str, limit: int, required: bool = True, field: str | None = None
) -> str:
    """Return a text of one line: inner white space becomes single blanks."""
    line = BLANKS.sub(" ", value)
    return normalise_text(line, label=label, limit=limit, required=required, field=field)


def close_up(text: str) -> str:
    """Return the text without blanks between Chinese characters: 王 五, 浉河区 教体局."""
    return re.sub(rf"(?<={HAN}) (?={HAN})", "", text)


def normalise_name(value: str, *, label: str = "姓名", field: str | None = None) -> str:
    """Return a person's name, at most 50 characters, its middle dot as `·`.

    Blanks between Chinese characters (王 五) and around the dot are dropped; a full stop between
    Chinese characters is meant as the dot.
    """
    name = normalise_line(value, label=label, limit=LONGEST_INPUT, field=field)
    name = name.translate(MIDDLE_DOTS).replace(" ·", "·").replace("· ", "·")
    name = re.sub(rf"(?<={HAN})[.．](?={HAN})", "·", name)
    return normalise_text(close_up(name), label=label, limit=50, field=field)


def refuse_invisible(text: str, *, label: str, field: str | None = None) -> None:
    """Refuse characters that nobody sees: they make two equal looking texts differ."""
    if FORBIDDEN.search(text):
        raise RuleViolation(
            f"{label}里有看不见的特殊字符，请删除后重新输入。", code="text.forbidden", field=field
        )


def normalise_digits(value: str) -> str:
    """Return the text with full-width digits as ASCII and without outer white space."""
    return unicodedata.normalize("NFC", value).translate(FULL_WIDTH_DIGITS).strip(OUTER)


def normalise_phone(value: str) -> str:
    """Return a mainland mobile number as 11 digits.

    Accepts +86, blanks, hyphens, full-width digits and a spreadsheet's `13800000000.0`.
    """
    text = normalise_digits(value).replace("＋", "+")
    refuse_invisible(text, label="手机号", field="mobile")
    text = re.sub(r"[\s\-\u2010-\u2015－()（）]", "", text)
    text = re.sub(r"\A(?:\+86|0086|86)(?=1[0-9]{10}(?:\.0)?\Z)", "", text)
    text = re.sub(r"\.0\Z", "", text)
    if not MOBILE.match(text):
        raise RuleViolation("请输入 11 位手机号码。", code="phone.invalid", field="mobile")
    return text
