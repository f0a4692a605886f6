"""The 统一社会信用代码 (GB 32100) as people type it, and what exactly is wrong with it."""

from stdnum.cn import uscc as standard

from common.text import normalise_digits, refuse_invisible
from common.violations import RuleViolation

LENGTH = 18
CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# The letters the standard leaves out, with what they are usually misread from.
LEFT_OUT = {"I": "1", "O": "0", "Z": "2", "S": "5", "V": "U"}
# The region is all digits; registrar and kind of body before it may be letters (A, N, Y).
REGION = range(3, 9)
FULL_WIDTH_LETTERS = str.maketrans(
    {chr(0xFF21 + i): chr(0x41 + i) for i in range(26)}
    | {chr(0xFF41 + i): chr(0x61 + i) for i in range(26)}
)


def normalise_uscc(value: str) -> str:
    """Return the code in 18 capitals and digits, "" for none; `unit.uscc` says what is wrong."""
    text = normalise_digits(value).translate(FULL_WIDTH_LETTERS)
    refuse_invisible(text, label="统一社会信用代码", field="uscc")
    code = "".join(text.split()).replace("-", "").upper()
    if fault := code and fault_of(code):
        raise RuleViolation(f"统一社会信用代码{fault}请核对。", code="unit.uscc", field="uscc")
    return code


def fault_of(code: str) -> str:
    """Return what is wrong with a code, to be followed by "请核对"; "" when it is right."""
    odd = _odd_character(code)
    if odd:
        return odd
    if len(code) != LENGTH:
        return f"应为 {LENGTH} 位，现在是 {len(code)} 位，"
    expected = standard.calc_check_digit(code[:-1])
    if code[-1] == expected:
        return ""
    return (
        f"第 18 位（校验码）应为 {expected}，填的是 {code[-1]}；若第 18 位无误，则前面有一位写错，"
    )


def _odd_character(code: str) -> str:
    """Name the first position that holds what cannot stand there."""
    for position, character in enumerate(code[:LENGTH], 1):
        if character in LEFT_OUT:
            return (
                f"第 {position} 位“{character}”不对：代码里不用字母 I、O、Z、S、V"
                f"（可能是 {LEFT_OUT[character]}），"
            )
        if character not in CHARACTERS:
            return f"第 {position} 位“{character}”不对：只能是数字或大写字母，"
        if position in REGION and not character.isdigit():
            return f"第 {position} 位“{character}”不对：第 3 至 8 位是区划代码，只能是数字，"
    return ""
