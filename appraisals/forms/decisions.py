"""Forms behind the acts on cycles, runs, adjustments and objections."""

from django import forms
from unfold.widgets import (
    UnfoldAdminDateWidget,
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from appraisals.choices import CyclePart, SchemeState
from appraisals.models import Cycle, SchemeVersion
from appraisals.periods import scheme_of
from duties.models import Bearer


class OpenForm(forms.Form):
    """开考."""

    year = forms.IntegerField(
        label="年度", min_value=2000, max_value=2100, widget=UnfoldAdminIntegerFieldWidget
    )
    part = forms.ChoiceField(label="周期", choices=CyclePart.choices, widget=UnfoldAdminSelectWidget)
    starts_on = forms.DateField(
        label="开始日期", required=False, widget=UnfoldAdminDateWidget, help_text="只有自定区间需要填写"
    )
    ends_on = forms.DateField(label="结束日期", required=False, widget=UnfoldAdminDateWidget)

    def clean(self):
        data = super().clean()
        first, last = data.get("starts_on"), data.get("ends_on")
        if data.get("part") == CyclePart.SPAN and not (first and last):
            self.add_error("starts_on", "自定区间须填写开始和结束日期")
        elif first and last and last < first:
            self.add_error("ends_on", "结束日期不能早于开始日期")
        return data


class SchemeChoiceForm(forms.Form):
    """Which adopted version scores the cycle."""

    version = forms.ModelChoiceField(
        label="计分方案", queryset=SchemeVersion.objects.none(), widget=UnfoldAdminSelectWidget,
        empty_label="请选择已通过的方案",
    )  # fmt: skip

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        rows = SchemeVersion.objects.visible_to(actor).filter(
            state=SchemeState.ADOPTED, scheme__organization_id=actor.organization_id
        )
        self.fields["version"].queryset = rows.select_related("scheme")


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="理由", max_length=200, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2})
    )


class SelfCheckForm(forms.Form):
    objections_until = forms.DateField(
        label="申诉截止日期", required=False, widget=UnfoldAdminDateWidget, help_text="不填则为今天起 15 天"
    )


class DecisionForm(forms.Form):
    """By which meeting, on which day, under which 文号."""

    meeting = forms.CharField(
        label="决定会议", max_length=80, widget=UnfoldAdminTextInputWidget, help_text="如：十届十二次主席会议"
    )
    decided_on = forms.DateField(label="决定日期", widget=UnfoldAdminDateWidget)
    document_number = forms.CharField(
        label="文号", max_length=40, widget=UnfoldAdminTextInputWidget, help_text="如：商政协〔2026〕12号"
    )


class AdoptForm(DecisionForm):
    document_number = forms.CharField(
        label="文号", max_length=40, required=False, widget=UnfoldAdminTextInputWidget
    )


class AdjustForm(forms.Form):
    """人工调整: who, where, how many points, why, on what proof."""

    cycle = forms.ModelChoiceField(
        label="考核周期", queryset=Cycle.objects.none(), widget=UnfoldAdminSelectWidget, empty_label="请选择"
    )
    number = forms.CharField(label="委员编号", max_length=20, widget=UnfoldAdminTextInputWidget)
    place = forms.CharField(
        label="指标或板块", max_length=120, widget=UnfoldAdminTextInputWidget,
        help_text="照方案页面填写指标或板块的名称",
    )  # fmt: skip
    points = forms.DecimalField(
        label="分值", max_digits=7, decimal_places=2, widget=UnfoldAdminDecimalFieldWidget,
        help_text="加分写正数，扣分写负数",
    )  # fmt: skip
    reason = forms.CharField(
        label="理由", min_length=10, max_length=300, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text="至少 10 个字，委员本人能看到",
    )  # fmt: skip
    file = forms.FileField(label="依据附件", widget=UnfoldAdminFileFieldWidget)

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Cycle.objects.visible_to(actor).filter(organization_id=actor.organization_id)
        self.fields["cycle"].queryset = rows.filter(scheme_version__isnull=False).select_related(
            "scheme_version"
        )

    def clean(self):
        data = super().clean()
        cycle = data.get("cycle")
        if cycle and data.get("number"):
            data["bearer"] = self._bearer(cycle, data["number"].strip())
        if cycle and data.get("place"):
            data |= self._place(cycle, data["place"].strip())
        return data

    def _bearer(self, cycle, number):
        found = Bearer.objects.filter(
            organization_id=cycle.organization_id, membership__number=number,
            membership__during__contains=cycle.ends_on,
        ).first()  # fmt: skip
        if found is None:
            self.add_error("number", f"本周期期末没有编号为“{number}”的委员")
        return found

    def _place(self, cycle, place) -> dict:
        scheme = scheme_of(cycle.scheme_version)
        by_name = {item.name: item.key for item in (*scheme.indicators, *scheme.sections)}
        key = by_name.get(place, place)
        if key in {item.key for item in scheme.indicators}:
            return {"indicator": key, "section": ""}
        if key in {item.key for item in scheme.sections}:
            return {"indicator": "", "section": key}
        self.add_error("place", f"方案中没有名称为“{place}”的指标或板块")
        return {}


class AnswerForm(forms.Form):
    accepted = forms.ChoiceField(
        label="结论",
        choices=[("", "请选择"), ("yes", "申诉成立"), ("no", "申诉不成立")],
        widget=UnfoldAdminSelectWidget,
    )
    text = forms.CharField(label="答复", max_length=500, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}))


class TrialForm(forms.Form):
    """Which version is tried on which cycle."""

    version = forms.ModelChoiceField(
        label="方案版本",
        queryset=SchemeVersion.objects.none(),
        widget=UnfoldAdminSelectWidget,
        empty_label="请选择",
    )
    cycle = forms.ModelChoiceField(
        label="考核周期", queryset=Cycle.objects.none(), widget=UnfoldAdminSelectWidget, empty_label="请选择"
    )

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        own = {"organization_id": actor.organization_id}
        self.fields["cycle"].queryset = Cycle.objects.visible_to(actor).filter(**own)
        rows = SchemeVersion.objects.visible_to(actor).filter(scheme__organization_id=actor.organization_id)
        self.fields["version"].queryset = rows.select_related("scheme")
