import pytest

from common.text import normalise_line, normalise_name, normalise_phone, normalise_text
from common.violations import RuleViolation


@pytest.mark.parametrize(
    "name", ["𠮷田", "䶮", "〇", "O'Neil", "' OR 1=1--", "<b>王</b>", "%", "_"]
)
def test_a_name_is_kept_as_it_is_typed(name: str) -> None:
    assert normalise_name(name) == name


@pytest.mark.parametrize("dot", ["·", "•", "・", "･", "‧", "⋅", "∙", "●", "\u0387", ".", "．"])
def test_every_middle_dot_becomes_the_one(dot: str) -> None:
    assert normalise_name(f"阿卜杜拉{dot}买买提") == "阿卜杜拉·买买提"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("\u3000王 五\u00a0", "王五"),
        ("\u200b王五\ufeff", "王五"),
        ("王\u3000\u3000五", "王五"),
        ("阿卜杜拉 · 买买提", "阿卜杜拉·买买提"),
        ("John  Smith", "John Smith"),
        ("J. R. R.", "J. R. R."),
        ("e\u0301mile", "émile"),
    ],
)
def test_blanks_and_composed_letters_are_brought_into_one_form(typed: str, name: str) -> None:
    assert normalise_name(typed) == name


def test_fifty_rare_characters_are_a_name_and_fifty_one_are_not() -> None:
    assert normalise_name("𠮷" * 50) == "𠮷" * 50
    with pytest.raises(RuleViolation, match="最多 50 个字"):
        normalise_name("𠮷" * 51)


@pytest.mark.parametrize(
    "sign",
    ["\x00", "\x07", "\x1c", "\x85", "\u00ad", "\u200b", "\u200d", "\u202e", "\u2066", "\ud800"],
)
def test_what_nobody_sees_is_refused_inside_a_name(sign: str) -> None:
    with pytest.raises(RuleViolation, match="看不见的特殊字符") as refusal:
        normalise_name(f"王{sign}五", field="name")
    assert refusal.value.field == "name"


@pytest.mark.parametrize("empty", ["", "   ", "\u3000", "\u200b\ufeff"])
def test_an_empty_name_is_asked_for(empty: str) -> None:
    with pytest.raises(RuleViolation, match="请填写姓名"):
        normalise_name(empty)


def test_a_line_has_no_breaks_and_a_text_keeps_them() -> None:
    assert normalise_line("一\r\n二\t三", label="说明", limit=10) == "一 二 三"
    assert normalise_text("一\r\n二", label="说明", limit=10) == "一\n二"


def test_a_text_may_be_left_out_only_where_it_is_optional() -> None:
    assert normalise_text(" ", label="说明", limit=10, required=False) == ""
    with pytest.raises(RuleViolation, match="请填写说明"):
        normalise_text(" ", label="说明", limit=10)


def test_a_million_blanks_are_refused_at_once() -> None:
    with pytest.raises(RuleViolation, match="请填写姓名"):
        normalise_name(" \u3000" * 500_000)


@pytest.mark.parametrize(
    "typed",
    [
        "13800000000",
        "+86 138-0000-0000",
        "（+86）138 0000 0000",
        "008613800000000",
        "8613800000000",
        "１３８００００００００",
        "＋８６　１３８００００００００",
        "13800000000.0",
        "138—0000—0000",
        "\ufeff13800000000\u200b",
    ],
)
def test_a_mobile_number_is_read_as_people_write_it(typed: str) -> None:
    assert normalise_phone(typed) == "13800000000"


@pytest.mark.parametrize(
    "typed",
    [
        "", "1380000000", "138000000000", "12800000000", "0376-6652000", "13800000000.5",
        "1.38E+10", "１３８０００００００", "13800000000\n13800000001", "一三八00000000",
        "' OR 1=1--", "=13800000000", "13800000000x", "٠١٢٣٤٥٦٧٨٩٠",
    ],
)  # fmt: skip
def test_anything_else_is_no_mobile_number(typed: str) -> None:
    with pytest.raises(RuleViolation, match="请输入 11 位手机号码") as refusal:
        normalise_phone(typed)
    assert refusal.value.field == "mobile"


def test_an_invisible_character_in_a_number_is_named() -> None:
    with pytest.raises(RuleViolation, match="手机号里有看不见的特殊字符"):
        normalise_phone("138\x0000000000")
