"""A report that the desk enters for others: members, units of the house, groups, citizens."""

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import (
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldBooleanWidget,
)

from documents.files import NOT_SECRET
from organizations.models import Group
from social_info.choices import Origin, ReporterKind, Topic
from social_info.forms.staff import choice, line, text
from social_info.forms.writing import LABEL_HELP, members_named
from social_info.services import Name
from social_info.services.texts import MOST_DRAFT, MOST_TITLE

UNITS = (
    ReporterKind.PARTY,
    ReporterKind.COMMITTEE,
    ReporterKind.SECTOR,
    ReporterKind.BODY,
    ReporterKind.LOWER,
)
TEXT_FIELDS = (
    "title",
    "situation",
    "causes",
    "suggestions",
    "topic",
    "area",
    "source_note",
    "label",
    "urgent",
)


class BehalfForm(forms.Form):
    """At least one reporter of any kind; members come first, in the order written."""

    title = line("标题", MOST_TITLE)
    situation = text("情况反映", MOST_DRAFT, rows=8, help_text=NOT_SECRET)
    causes = text("原因分析", MOST_DRAFT, rows=4, required=False)
    suggestions = text("意见建议", MOST_DRAFT, rows=5)
    members = line(
        "委员", 400, required=False, help_text="写姓名或委员编号，用顿号隔开，第一位为第一反映人。"
    )
    unit_kind = choice("单位类别", [(one.value, one.label) for one in UNITS], required=False)
    units = text(
        "单位", 600, rows=2, required=False, help_text="党派、专委会、界别、团体、下级政协，每行一个。"
    )
    group = forms.ModelChoiceField(
        Group.objects.none(), label="编组", required=False, widget=UnfoldAdminSelectWidget, empty_label="不填",
        error_messages={"invalid_choice": "请从名单中选择编组。"},
    )  # fmt: skip
    citizen = line(
        "非委员群众", 40, required=False, help_text="须写真实姓名，并登记电话；信访、涉诉、涉密事项不收。"
    )
    phone = line("群众电话", 20, required=False)
    topic = choice("分类", Topic.choices, initial=Topic.OTHER)
    area = line("反映地区", 40, required=False)
    source_note = line("线索来源", 80, required=False, help_text="信息站、工作室、协商活动、热线等。")
    origin = choice(
        "来路", [(one.value, one.label) for one in (Origin.OWN, Origin.COMMISSIONED, Origin.CLUE)]
    )
    label = forms.ChoiceField(
        label="密级标识", choices=LABEL_HELP.items(), initial="internal", widget=UnfoldAdminRadioSelectWidget
    )
    urgent = forms.BooleanField(label="紧急，走直通车", required=False, widget=UnfoldBooleanWidget)

    def __init__(self, *args, organization, groups, **kwargs):
        super().__init__(*args, **kwargs)
        self.organization = organization
        self.fields["group"].queryset = groups

    def clean_members(self) -> list[Name]:
        return members_named(self.organization, self.cleaned_data["members"])

    def clean(self):
        data = super().clean()
        if data.get("citizen") and not data.get("phone"):
            self.add_error("phone", "请登记群众的电话。")
        if not self.errors and not self.names():
            raise ValidationError("请至少填写一位反映人或一个单位。")
        return data

    def names(self) -> list[Name]:
        data = self.cleaned_data
        found = list(data["members"])
        kind = data["unit_kind"] or ReporterKind.BODY
        found += [Name(kind, name=name.strip()) for name in data["units"].splitlines() if name.strip()]
        if data["group"]:
            found.append(Name(ReporterKind.GROUP, group=data["group"]))
        if data["citizen"]:
            found.append(Name(ReporterKind.CITIZEN, name=data["citizen"], phone=data["phone"]))
        return found

    def texts(self) -> dict:
        return {name: self.cleaned_data[name] for name in TEXT_FIELDS}
