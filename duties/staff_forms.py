"""What staff fill in: a fact for several members, a reason, a ruling, evidence, a kind of one's own."""

import uuid

from django import forms
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from core.clock import today
from core.dates import parse_date
from documents.files import ACCEPT, HELP, NOT_SECRET
from duties.facts import AXES, allowed, date_error, matter_of
from duties.importing.roster import NotFound, Roster
from duties.models import DutyKind
from duties.queries import kinds_for
from members.models import Membership

MOST_MEMBERS = 500
NONE = ("", "不填")
RATED = ("轮", "分")
"""Units of kinds whose points are decided outside: ratings."""


class EntryForm(forms.Form):
    """One fact for several members. Shows only what the chosen kind may carry."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=36)
    members = forms.CharField(
        label="委员",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        help_text="每行一位，写姓名或委员编号，可从表格中整列粘贴。",
        error_messages={"required": "请填写委员。"},
    )
    occurred_on = forms.CharField(
        label="发生日期",
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "2026-3-5"}),
        error_messages={"required": "请填写发生日期。"},
    )
    matter_title = forms.CharField(
        label="事由", max_length=200, widget=UnfoldAdminTextInputWidget, help_text=f"会议、活动、提案的名称。{NOT_SECRET}。",
        error_messages={"required": "请填写事由。"},
    )  # fmt: skip

    def __init__(self, *args, kind: DutyKind, organization, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind, self.organization = kind, organization
        self.fields["token"].initial = uuid.uuid4().hex
        for axis, label in AXES.items():
            self._add_choices(axis, label)
        if flags := allowed(kind, "flags"):
            self.fields["flags"] = forms.MultipleChoiceField(
                label="标记",
                choices=flags.items(),
                required=False,
                widget=UnfoldAdminCheckboxSelectMultipleWidget,
            )
        if kind.is_attendance:
            self._add_number("expected", f"应到（{kind.unit}）", 1)
        self._add_number("quantity", f"{'实到' if kind.is_attendance else '数量'}（{kind.unit}）", 1)
        if "joint" in kind.roles or len(kind.roles) > 1:
            self.fields["people"] = forms.IntegerField(
                label="署名人数",
                min_value=1,
                max_value=32767,
                initial=1,
                widget=UnfoldAdminIntegerFieldWidget,
            )
        if kind.unit in RATED:
            self._add_number("entered_points", "分值", None)
        if kind.stages or kind.is_attendance:
            self.fields["reference"] = forms.CharField(
                label="会议编号" if kind.is_attendance else "案号或编号",
                max_length=40,
                required=False,
                widget=UnfoldAdminTextInputWidget,
                help_text="同一事由的多条记录填同一编号；不填时，事由相同即视为同一事由。",
            )
        self.fields["note"] = forms.CharField(
            label="说明", max_length=200, required=False, widget=UnfoldAdminTextInputWidget
        )

    def clean_members(self) -> list[Membership]:
        """The memberships named; every line that names none or several is told."""
        lines = [line.strip() for line in self.cleaned_data["members"].replace("、", "\n").splitlines()]
        lines = list(dict.fromkeys(line for line in lines if line))
        if len(lines) > MOST_MEMBERS:
            raise forms.ValidationError(f"一次最多登记 {MOST_MEMBERS} 位委员，更多的请用表格导入。")
        roster, found, wrong = Roster.of(self.organization), [], []
        day = self._day_or_none()
        for line in lines:
            try:
                number = line if any(letter.isdigit() for letter in line) else ""
                found.append(roster.find(number, "" if number else line, day).membership_id)
            except NotFound as refusal:
                wrong.append(str(refusal))
        if wrong:
            raise forms.ValidationError(wrong)
        return list(Membership.objects.filter(pk__in=found).select_related("person", "organization"))

    def clean_occurred_on(self):
        try:
            day = parse_date(self.cleaned_data["occurred_on"])
        except ValueError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        if wrong := date_error(day, today()):
            raise forms.ValidationError(wrong)
        return day

    def facts(self) -> dict:
        """The cleaned values as `services.by_hand.enter` takes them."""
        values = dict(self.cleaned_data)
        values["memberships"] = values.pop("members")
        values["flags"] = tuple(values.get("flags", ()))
        matter = matter_of(self.kind, values.pop("reference", ""), values["matter_title"])
        values["matter_ref"], values["parent_ref"] = matter
        return values

    def _day_or_none(self):
        try:
            return parse_date(self.data.get(self.add_prefix("occurred_on"), ""))
        except ValueError:
            return None

    def _add_choices(self, axis: str, label: str) -> None:
        named = allowed(self.kind, axis)
        if named:
            required = axis == "result" and self.kind.is_attendance
            self.fields[axis] = forms.ChoiceField(
                label=label,
                choices=list(named.items()) if required else [NONE, *named.items()],
                required=required,
                initial="present" if required and "present" in named else None,
                widget=UnfoldAdminSelectWidget,
                error_messages={"required": f"请选择{label}。", "invalid_choice": f"请在所列{label}中选择。"},
            )

    def _add_number(self, name: str, label: str, initial: int | None) -> None:
        self.fields[name] = forms.DecimalField(
            label=label,
            min_value=0,
            max_digits=8,
            decimal_places=2,
            initial=initial,
            widget=UnfoldAdminDecimalFieldWidget,
        )


class KindPick(forms.Form):
    """Which kind is to be entered; the rest of the form follows it."""

    kind = forms.ModelChoiceField(
        label="履职事项",
        queryset=DutyKind.objects.none(),
        widget=UnfoldAdminSelectWidget,
        empty_label="请选择",
    )

    def __init__(self, *args, actor, url: str, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        field.queryset = kinds_for(actor).filter(enabled=True, bearer_kinds__contains=["member"])
        field.widget.attrs |= {
            "hx-get": url,
            "hx-target": "#kind-fields",
            "hx-swap": "innerHTML",
            "hx-push-url": "true",
        }


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="作废理由",
        max_length=200,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        error_messages={"required": "作废须写明理由。"},
    )


class MissingAnswerForm(forms.Form):
    answer = forms.CharField(
        label="处理意见",
        max_length=200,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text="不予补登时必填，本人能看到",
    )


class RulingForm(forms.Form):
    """How an objection is answered."""

    accepted = forms.ChoiceField(
        label="处理结果",
        choices=[("no", "异议不成立，维持原记录"), ("yes", "异议成立，作废原记录（须另行登记正确的记录）")],
        widget=UnfoldAdminRadioSelectWidget,
        error_messages={"required": "请选择处理结果。"},
    )
    text = forms.CharField(
        label="处理意见",
        max_length=300,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text="委员本人可以看到。",
        error_messages={"required": "请写明处理意见。"},
    )


class EvidenceForm(forms.Form):
    file = forms.FileField(
        label="佐证材料",
        help_text=HELP,
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ACCEPT}),
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请核对后再上传。"},
    )


class KindForm(forms.Form):
    """A kind of the organisation's own; words one a line, never JSON."""

    label = forms.CharField(label="名称", max_length=60, widget=UnfoldAdminTextInputWidget)
    unit = forms.CharField(
        label="单位",
        max_length=8,
        initial="次",
        widget=UnfoldAdminTextInputWidget,
        help_text="次、件、条、篇、半天等。",
    )
    is_attendance = forms.BooleanField(
        label="按应到实到登记",
        required=False,
        widget=UnfoldBooleanWidget,
        help_text="会议、活动出席情况选此项。",
    )
    enabled = forms.BooleanField(label="启用", required=False, initial=True, widget=UnfoldBooleanWidget)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for axis, label in (*((f"{axis}s", label) for axis, label in AXES.items()), ("flags", "标记")):
            self.fields[axis] = forms.CharField(
                label=f"可填的{label}",
                required=False,
                widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
                help_text="每行一个，不填则不登记此项。",
            )

    def words(self) -> dict:
        """The cleaned values as `services.by_hand.save_kind` takes them."""
        values = dict(self.cleaned_data)
        for axis in ("roles", "stages", "levels", "results", "flags"):
            lines = [line.strip() for line in values[axis].splitlines()]
            values[axis] = list(dict.fromkeys(line[:24] for line in lines if line))
        return values
