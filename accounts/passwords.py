"""Passwords that are guessed first: those made of a name, a date, the place, the keyboard."""

import re
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from common.spelling import spell
from common.violations import RuleViolation

MESSAGE = "这个密码容易被猜到。请不要用姓名拼音、生日、手机号、地名、常用语或连续的键盘字符。"
WORDS = (Path(__file__).parent / "data" / "weak_words.txt").read_text("utf-8").split()
# Longest first, so that 信阳市 is taken as a whole.
WORD = re.compile("|".join(sorted(map(re.escape, WORDS), key=len, reverse=True)))
RUNS = (
    "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "qazwsxedcrfvtgbyhnujmikolp", "!@#$%^&*()",
)  # fmt: skip
LINES = tuple(run for line in RUNS for run in (line, line[::-1]))
SHORTEST_RUN = 4
# So much has to be left over when everything that is guessed first is taken out.
LEFT_OVER = 4


class GuessablePasswordValidator:
    """Takes out what is guessed first; a password is refused when hardly anything is left."""

    def validate(self, password: str, user: Any = None) -> None:
        if is_guessable(password, names_of(user)):
            raise ValidationError(MESSAGE, code="password_guessable")

    def get_help_text(self) -> str:
        return "不要用姓名拼音、生日、手机号、地名、常用语或连续的键盘字符。"


def require_strong(password: str, user: Any) -> None:
    """Refuse a password that breaks one of the rules: `password.weak`."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise RuleViolation(
            "".join(error.messages), code="password.weak", field="password1"
        ) from None


def names_of(user: Any) -> tuple[str, ...]:
    """Return how the person's name and account read in a password, longest first."""
    if user is None:
        return ()
    syllables = spell(getattr(user, "name", ""), is_person=True)
    given = "".join(syllables[1:])
    initials = "".join(syllable[0] for syllable in syllables)
    account = re.sub(r"[^a-z]", "", getattr(user, "username", "").lower())
    words = {"".join(syllables), given, given + "".join(syllables[:1]), initials, account}
    return tuple(sorted((word for word in words if len(word) > 1), key=len, reverse=True))


def is_guessable(password: str, names: tuple[str, ...] = ()) -> bool:
    """Whether little is left without names, weak words, dates, keyboard runs and repetitions."""
    rest = password.lower()
    for name in names:
        rest = rest.replace(name, "")
    rest = WORD.sub("", _without_runs(rest))
    rest = re.sub(r"[0-9]+", "", rest)
    rest = re.sub(r"(.{1,4}?)\1{2,}", r"\1", rest)
    return len(set(rest)) < LEFT_OVER


def _without_runs(text: str) -> str:
    """Take out what lies side by side on the keyboard or in the alphabet."""
    rest, start = "", 0
    while start < len(text):
        end = start + SHORTEST_RUN
        while end <= len(text) and any(text[start:end] in line for line in LINES):
            end += 1
        length = end - 1 - start
        if length >= SHORTEST_RUN:
            start += length
        else:
            rest += text[start]
            start += 1
    return rest
