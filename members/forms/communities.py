"""Which community: the paired one with one tap, any other found by name, pinyin or address."""

from typing import Any

from django import forms

from members.models import CheckIn, Member
from members.selectors import communities_open_to, community_choices
from members.selectors.places import LONGEST, communities_at
from orgs.forms.base import as_key
from orgs.models import Organization

MISSING = "请选择报到社区。"


class CommunityFinder(forms.Form):
    """A community and the ground for it; `q` narrows the choices, on the page of the form itself.

    Whoever chooses the paired community by its ground need not look for it.
    """

    basis = forms.ChoiceField(
        label="到哪里报到",
        choices=CheckIn.Basis,
        widget=forms.RadioSelect,
        initial=CheckIn.Basis.RESIDENCE,
    )
    q = forms.CharField(
        label="按小区、楼栋或社区名称查找",
        required=False,
        widget=forms.TextInput(
            {
                "type": "search",
                "maxlength": LONGEST,
                "placeholder": "如 大拱桥、dgq、阳光花园",
                "autocomplete": "off",
                "enterkeyhint": "search",
                "data-find": "#id_community",
                "data-draft-skip": True,
            }
        ),
    )
    community = forms.ModelChoiceField(
        Organization.objects.none(),
        label="报到社区",
        required=False,
        error_messages={"required": MISSING, "invalid_choice": "请选择本区已成立的社区。"},
    )
    found = ""
    only: int | str = ""

    def offer_communities(self, member: Member) -> None:
        """Offer those of the district, as far as `q` leaves them."""
        self.paired = member.unit.paired_community if member.unit else None
        self.fields["community"].required = self.paired is None
        if self.paired is None:
            self.fields["basis"].widget = forms.HiddenInput()
        else:
            self.fields["basis"].choices = [
                (CheckIn.Basis.RESIDENCE, "居住地社区（在下面选）"),
                (CheckIn.Basis.PAIRING, f"单位结对社区：{self.paired.name}"),
            ]
        self.fields["community"].queryset = communities_open_to(member)
        self.fields["community"].choices = community_choices(member, self._narrow(member))

    def _narrow(self, member: Member) -> set[int] | None:
        """Return which communities to show; the chosen one stays, the only one is chosen."""
        text = str(self["q"].value() or "").strip()
        keys = communities_at(text, member.district_id) if text else set()
        if not keys:
            if text:
                self.found = f"没有找到“{text[:20]}”，请换个名称再查，或直接在下面选择。"
            return None
        if len(keys) == 1:
            self.only = next(iter(keys))
            self._choose(self.only)
        count = len(keys)
        self.found = "找到 1 个社区，已选好。" if self.only else f"找到 {count} 个社区，请选择。"
        chosen = as_key(self["community"].value())
        return keys | ({chosen} if chosen else set())

    def _choose(self, key: int) -> None:
        if self.is_bound:
            self.data = self.data.copy()
            self.data[self.add_prefix("community")] = key
        else:
            self.initial["community"] = key

    def clean(self) -> dict[str, Any]:
        """By the ground of pairing the community is known, unless another one was chosen."""
        values = super().clean() or self.cleaned_data
        by_pairing = values.get("basis") == CheckIn.Basis.PAIRING and self.paired is not None
        if by_pairing and (not values.get("community") or "community" not in self.changed_data):
            values["community"] = self.paired
        if not values.get("community") and "community" not in self.errors:
            self.add_error("community", MISSING)
        values.pop("q", None)
        return values
