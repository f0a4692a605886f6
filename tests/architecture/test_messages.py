"""Our own catalogue: compiled as it stands, and all that the libraries say is Chinese."""

import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.utils.translation import gettext, ngettext
from rest_framework import serializers

from tools.compile_messages import compile_file, read_po

SOURCE = Path(settings.BASE_DIR, "locale", "zh_Hans", "LC_MESSAGES", "django.po")
MESSAGES = read_po(SOURCE.read_text("utf-8"))
PLACES = re.compile(r"%\(\w+\)[sdr]|%[sd]|\{\w+\}")


def test_the_compiled_catalogue_is_what_the_source_says() -> None:
    assert SOURCE.with_suffix(".mo").read_bytes() == compile_file(SOURCE)


def test_a_changed_source_would_be_seen(tmp_path: Path) -> None:
    changed = tmp_path / "django.po"
    changed.write_text(SOURCE.read_text("utf-8").replace("请填写此项。", "必填。"), "utf-8")
    assert compile_file(changed) != SOURCE.with_suffix(".mo").read_bytes()


@pytest.mark.parametrize("key", [key for key in MESSAGES if key])
def test_each_message_takes_effect_and_keeps_its_places(key: str) -> None:
    one, _, many = key.partition("\0")
    spoken = ngettext(one, many, 2) if many else gettext(one)
    assert spoken == MESSAGES[key]
    assert set(PLACES.findall(spoken)) <= set(PLACES.findall(key))


def test_strings_over_several_lines_contexts_and_plurals_are_read() -> None:
    text = 'msgctxt "menu"\nmsgid "Op"\n"en"\nmsgstr "打"\n"开"\n\nmsgid "a"\nmsgstr ""\n'
    assert read_po(text) == {"menu\x04Open": "打开"}
    assert read_po('msgid "x"\nmsgid_plural "xs"\nmsgstr[0] "叉"') == {"x\0xs": "叉"}


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        (forms.CharField(), "", "请填写此项。"),
        (forms.CharField(), "a\0", "内容里有看不见的特殊字符，请删除后重新输入。"),
        (forms.DateField(), "2026/2/30", "请填写正确的日期，如 2026-10-01。"),
        (forms.IntegerField(), "一", "请填写整数。"),
        (forms.CharField(max_length=2), "三个字", "最多 2 个字，现在有 3 个，请删短一些。"),
        (forms.ChoiceField(choices=[("a", "甲")]), "b", "所选的“b”不在可选范围内，请重新选择。"),
    ],
)
def test_a_form_says_it_in_our_words(field: forms.Field, value: str, sentence: str) -> None:
    with pytest.raises(forms.ValidationError) as refusal:
        field.clean(value)
    assert refusal.value.messages == [sentence]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        (serializers.CharField(), "", "请填写此项。"),
        (serializers.CharField(), None, "请填写此项。"),
        (serializers.IntegerField(), "一", "请填写整数。"),
        (serializers.CharField(max_length=2), "三个字", "最多 2 个字，请删短一些。"),
    ],
)
def test_the_api_says_it_in_the_same_words(
    field: serializers.Field, value: object, sentence: str
) -> None:
    with pytest.raises(serializers.ValidationError) as refusal:
        field.run_validation(value)
    assert [str(detail) for detail in refusal.value.detail] == [sentence]
