"""Bringing a file to a record."""

from typing import Any

from django import forms

from common.uploads import SafeFile, read_upload

ACCEPTED = ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"
PICTURES = ".jpg,.jpeg,.png,image/jpeg,image/png"
TAKEN = "PDF、JPG、PNG，10 MB 以内。扫描件用 200 dpi 即可。"
PICTURES_TAKEN = "JPG、PNG 照片，10 MB 以内；拍摄地点等信息会自动去掉。"


class AttachmentField(forms.FileField):
    """A scan or a picture, looked at here, so that the complaint stands beside the field.

    Cleans to a `SafeFile`, which `attach_file` takes as it is; None when it is not required and
    nothing was chosen. `help_text` stands behind the formats that are taken.
    """

    def __init__(
        self, *, is_picture: bool = False, label: str = "", help_text: str = "", **kwargs: Any
    ) -> None:
        self.is_picture = is_picture
        super().__init__(
            label=label or ("照片" if is_picture else "文件"),
            help_text=(PICTURES_TAKEN if is_picture else TAKEN) + help_text,
            widget=forms.FileInput({"accept": PICTURES if is_picture else ACCEPTED}),
            allow_empty_file=True,
            **kwargs,
        )

    def clean(self, data: Any, initial: Any = None) -> SafeFile | None:
        upload = super().clean(data, initial)
        return read_upload(upload, is_picture=self.is_picture) if upload else None


class AttachmentForm(forms.Form):
    """One file for a record that takes files, or only pictures."""

    def __init__(self, *args: Any, is_picture: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = AttachmentField(is_picture=is_picture)
