"""An issue: which signed reports, in which order, to whom."""

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminSelectWidget

from core.clock import today
from social_info.choices import RecipientKind, Target
from social_info.forms.staff import day, line, text
from social_info.services import To

TARGETS = {one.label: one.value for one in Target}


class Titles(forms.ModelMultipleChoiceField):
    def label_from_instance(self, report):
        return f"{report}　{report.title}"


class IssueForm(forms.Form):
    """Reports are printed in the order of their numbers unless `order` says otherwise."""

    series = forms.ModelChoiceField(
        None, label="刊物", widget=UnfoldAdminSelectWidget, empty_label=None,
        error_messages={"required": "请选择刊物；还没有的，先在“信息刊物”里添加。"},
    )  # fmt: skip
    reports = Titles(
        None, label="信息", widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text="待编发的排在前面；近两个月编发过的，可再编入其他刊物。",
        error_messages={"required": "请选择信息。", "invalid_choice": "所选信息已不能编发，请刷新后再选。"},
    )  # fmt: skip
    order = line("顺序", 200, required=False, help_text="写收文号，用顿号隔开；不填按收文号。")
    main = text(
        "主送",
        600,
        rows=3,
        initial="",
        help_text="每行一个单位；上报的在后面注明去向，例如“省政协研究室（省政协）”。",
    )
    copy = text("抄送", 600, rows=3, required=False, help_text="每行一个单位，可不填。")

    def __init__(self, *args, series, reports, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["series"].queryset = series
        self.fields["reports"].queryset = reports.order_by("-state", "-id")

    def clean_order(self) -> list[int]:
        words = [
            word
            for word in self.cleaned_data["order"].replace("，", "、").replace(",", "、").split("、")
            if word.strip()
        ]
        if wrong := next((word for word in words if not word.strip().isdigit()), None):
            raise ValidationError(f"“{wrong}”不是收文号。")
        return [int(word) for word in words]

    def in_order(self) -> list:
        asked = {number: at for at, number in enumerate(self.cleaned_data["order"])}
        rows = list(self.cleaned_data["reports"])
        return sorted(rows, key=lambda row: (asked.get(row.number, len(asked)), row.number))

    def recipients(self) -> list[To]:
        kinds = ((RecipientKind.MAIN, "main"), (RecipientKind.COPY, "copy"))
        return [
            addressee(words, kind)
            for kind, name in kinds
            for words in self.cleaned_data[name].splitlines()
            if words.strip()
        ]


class PublishForm(forms.Form):
    issued_on = day("编发日期", initial=today)


def addressee(words: str, kind: str) -> To:
    """«省政协研究室（省政协）» → the name and how far up it goes; 本级 where nothing is said."""
    words = words.strip().replace("(", "（").replace(")", "）")
    name, _, tail = words.partition("（")
    if target := TARGETS.get(tail.removesuffix("）")):
        return To(name.strip(), kind, target)
    target = next((TARGETS[label] for label in TARGETS if words.startswith(label)), Target.OWN)
    return To(words, kind, target)
