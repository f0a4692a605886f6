"""What is sent with the wish to keep a filter."""

from django import forms


class SavedFilterForm(forms.Form):
    """A name, the list by its name among the addresses, and the list's filter and order."""

    name = forms.CharField(
        max_length=30,
        error_messages={
            "required": "请给这个筛选起一个名称。",
            "max_length": "名称最多 30 个字。",
        },
    )
    register = forms.CharField(max_length=60)
    query = forms.CharField(
        required=False, max_length=4000, error_messages={"max_length": "筛选条件太长，不能保存。"}
    )
