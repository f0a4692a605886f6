"""Shape of what people choose when they bring a file in."""

from typing import Any

from django import forms

from accounts.models import User
from orgs.imports.kinds import Verdict, kind_of
from orgs.imports.sentences import BatchWords
from orgs.models import ImportBatch
from orgs.selectors.imports import earlier_import, rows_of

MOST_SHOWN = 50


class ImportFileForm(forms.Form):
    """The file itself; what is in it decides, not its name."""

    file = forms.FileField(
        label="文件",
        help_text="xlsx、xls 或 csv，20 MB 以内，最多 100000 行。上传后先看预览，确认后才写入。",
        widget=forms.FileInput({"accept": ".xlsx,.xls,.csv,.txt"}),
        allow_empty_file=True,
    )


class ImportConfirmForm(forms.Form):
    """What is to be done with the doubtful rows of a preview; only what is in question is asked."""

    duplicates = forms.MultipleChoiceField(
        label="疑似重复的行（勾选的仍然新增，其余跳过）",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    all_duplicates = forms.BooleanField(label="疑似重复的行全部仍然新增", required=False)
    only_if_clean = forms.BooleanField(
        label="全部无误才导入",
        required=False,
        help_text="勾选后，只要有一行错误或冲突，就一行都不导入。",
    )
    again = forms.BooleanField(label="再次导入同一文件", required=False)
    pledged = forms.BooleanField(error_messages={"required": "请先核实，再勾选确认。"})

    def __init__(self, *args: Any, batch: ImportBatch, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        counts, pledge = batch.counts, kind_of(batch.kind).pledge
        if pledge:
            self.fields["pledged"].label = pledge
        else:
            del self.fields["pledged"]
        self._offer_duplicates(batch, counts.get(Verdict.DUPLICATE, 0))
        if not counts.get(Verdict.ERROR, 0) + counts.get(Verdict.CONFLICT, 0):
            del self.fields["only_if_clean"]
        known = earlier_import(batch, user)
        if known is None:
            del self.fields["again"]
        else:
            self.fields["again"].help_text = known

    def _offer_duplicates(self, batch: ImportBatch, count: int) -> None:
        if not 0 < count <= MOST_SHOWN:
            del self.fields["duplicates"]
        if count <= 1:
            del self.fields["all_duplicates"]
        if "duplicates" in self.fields:
            words = BatchWords(batch, kind_of(batch.kind))
            self.fields["duplicates"].choices = [
                (row.row, f"第 {row.row} 行 {words.summary(row)}")
                for row in rows_of(batch, Verdict.DUPLICATE)
            ]

    def chosen(self) -> dict[str, Any]:
        """Return the choices as the operation takes them."""
        values = dict(self.cleaned_data)
        values["duplicates"] = [int(number) for number in values.get("duplicates", ())]
        return values
