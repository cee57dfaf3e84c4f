"""What staff fill in about an activity: what it is, when it sits, who is invited, why something changes."""

import datetime as dt

from django import forms
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from activities.choices import LeaveReason, SittingForm
from activities.models import Activity, Sitting
from activities.queries.kinds import kinds_open
from activities.services import Host, Session
from core.clock import SHANGHAI, today
from documents.files import ACCEPT, HELP, NOT_SECRET
from duties.importing.roster import NotFound, Roster
from members.choices import OfficeTitle
from organizations.models import Committee, Group, Organization, Sector
from organizations.queries import term_on

SPAN_OF_FORM = "%Y-%m-%dT%H:%M"
MOST_HOSTS = 3
ATTENDING = (("", "按类型"), ("yes", "应当出席"), ("no", "报名参加"))


class LocalDateTime(UnfoldAdminTextInputWidget):
    """The browser's own field for day and time."""

    def __init__(self, attrs=None):
        super().__init__(attrs={"type": "datetime-local", **(attrs or {})})

    def format_value(self, value):
        if isinstance(value, dt.datetime):
            return value.astimezone(SHANGHAI).strftime(SPAN_OF_FORM)
        return value


def _typed(kind: str) -> UnfoldAdminTextInputWidget:
    return UnfoldAdminTextInputWidget(attrs={"type": kind})


class ActivityForm(forms.Form):
    """拟办: everything but the sittings."""

    kind = forms.ModelChoiceField(None, label="类型", widget=UnfoldAdminSelectWidget, empty_label="请选择")
    title = forms.CharField(label="名称", max_length=120, widget=UnfoldAdminTextInputWidget)
    place = forms.CharField(label="地点", max_length=120, required=False, widget=UnfoldAdminTextInputWidget)
    contact = forms.CharField(
        label="联系人和电话", max_length=80, required=False, widget=UnfoldAdminTextInputWidget
    )
    attending = forms.ChoiceField(
        label="出席要求", choices=ATTENDING, required=False, widget=UnfoldAdminSelectWidget
    )
    answer_by = forms.DateTimeField(
        label="答复截止", required=False, input_formats=[SPAN_OF_FORM], widget=LocalDateTime
    )
    offers_car = forms.BooleanField(label="可登记用车", required=False, widget=UnfoldBooleanWidget)
    offers_meal = forms.BooleanField(label="可登记用餐", required=False, widget=UnfoldBooleanWidget)
    content = forms.CharField(
        label="议程和内容", max_length=5000, required=False, help_text=f"{NOT_SECRET}。",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 5}),
    )  # fmt: skip
    host_committees = forms.ModelMultipleChoiceField(
        None, label="主办专委会", required=False, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )
    host_groups = forms.ModelMultipleChoiceField(
        None, label="主办编组", required=False, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )
    host_other = forms.CharField(
        label="其他主办单位", max_length=60, required=False, widget=UnfoldAdminTextInputWidget,
        help_text="主办方合计至多三个。",
    )  # fmt: skip
    everyone = forms.BooleanField(label="通知全体委员", required=False, widget=UnfoldBooleanWidget)
    offices = forms.MultipleChoiceField(
        label="按职务通知", choices=OfficeTitle.choices, required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )  # fmt: skip
    sectors = forms.ModelMultipleChoiceField(
        None, label="按界别通知", required=False, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )
    committees = forms.ModelMultipleChoiceField(
        None, label="按专委会通知", required=False, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )
    groups = forms.ModelMultipleChoiceField(
        None, label="按编组通知", required=False, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )
    members = forms.CharField(
        label="点名通知", required=False, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text="每行一位，写姓名或委员编号。",
    )  # fmt: skip

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.term = term_on(actor.organization_id, today())
        self.fields["kind"].queryset = kinds_open(actor.organization_id)
        units = (("sectors", Sector), ("committees", Committee), ("groups", Group))
        hosts = (("host_committees", Committee), ("host_groups", Group))
        for name, model in (*units, *hosts):
            self.fields[name].queryset = model.objects.visible_to(actor).filter(term=self.term)

    def clean_members(self) -> list[int]:
        lines = [line.strip() for line in self.cleaned_data["members"].replace("、", "\n").splitlines()]
        lines = list(dict.fromkeys(line for line in lines if line))
        if not lines:
            return []
        roster, found, wrong = Roster.of(Organization(pk=self.actor.organization_id)), [], []
        for line in lines:
            try:
                number = line if any(letter.isdigit() for letter in line) else ""
                found.append(roster.find(number, "" if number else line, today()).membership_id)
            except NotFound as refusal:
                wrong.append(str(refusal))
        if wrong:
            raise forms.ValidationError(wrong)
        return found

    def clean(self):
        data = super().clean()
        if len(self.hosts(data)) > MOST_HOSTS:
            self.add_error("host_other", f"主办方合计至多 {MOST_HOSTS} 个。")
        return data

    def hosts(self, data=None) -> list[Host]:
        data = data or self.cleaned_data
        other = data.get("host_other", "").strip()
        return [
            *(Host(committee=one) for one in data.get("host_committees") or ()),
            *(Host(group=one) for one in data.get("host_groups") or ()),
            *([Host(other=other)] if other else []),
        ]

    def values(self) -> dict:
        """As the verbs of planning take them."""
        data = self.cleaned_data
        names = ("title", "place", "contact", "content", "answer_by", "offers_car", "offers_meal")
        values = {name: data[name] for name in names} | {"audience": self._audience(data)}
        must = {"yes": True, "no": False}.get(data["attending"], data["kind"].must_attend)
        return values | {"must_attend": must, "hosts": self.hosts()}

    def _audience(self, data) -> dict:
        if data["everyone"]:
            return {"everyone": True}
        units = {name: [one.pk for one in data[name]] for name in ("sectors", "committees", "groups")}
        return {"offices": data["offices"], "members": data["members"]} | units


class SittingRow(forms.Form):
    """One half-day; an empty row is left out."""

    day = forms.DateField(label="日期", required=False, widget=_typed("date"))
    begins = forms.TimeField(label="开始", required=False, widget=_typed("time"))
    ends = forms.TimeField(label="结束", required=False, widget=_typed("time"))
    title = forms.CharField(label="名称", max_length=60, required=False, widget=UnfoldAdminTextInputWidget)
    form = forms.ChoiceField(label="形式", choices=SittingForm.choices, widget=UnfoldAdminSelectWidget)
    scope = forms.ChoiceField(label="参加范围", required=False, widget=UnfoldAdminSelectWidget)
    place = forms.CharField(label="地点", max_length=120, required=False, widget=UnfoldAdminTextInputWidget)
    weight = forms.DecimalField(
        label="计半天数", min_value=0.25, max_value=2, decimal_places=2, initial=1,
        widget=UnfoldAdminDecimalFieldWidget,
    )  # fmt: skip

    def __init__(self, *args, scopes=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["scope"].choices = scopes
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = field.label
            if name not in ("form", "scope"):
                field.widget.attrs.setdefault("size", 8)

    def clean(self):
        data = super().clean()
        wanted = [name for name in ("day", "begins", "ends") if not data.get(name)]
        if self.is_empty():
            return data
        for name in wanted:
            if name not in self.errors:
                self.add_error(name, "请填写。")
        if not wanted and data["ends"] <= data["begins"]:
            self.add_error("ends", "结束时间应晚于开始时间。")
        return data

    def is_empty(self) -> bool:
        data = getattr(self, "cleaned_data", {})
        return not any(data.get(name) for name in ("day", "begins", "ends", "title"))

    def session(self) -> Session:
        data = self.cleaned_data
        name, _, pk = data["scope"].partition(":")
        return Session(
            starts_at=dt.datetime.combine(data["day"], data["begins"], SHANGHAI),
            ends_at=dt.datetime.combine(data["day"], data["ends"], SHANGHAI),
            title=data["title"],
            form=data["form"],
            audience={name: [int(pk)]} if pk else {},
            place=data["place"],
            weight=data["weight"],
        )


def scopes_of(actor) -> list[tuple]:
    """Who may be meant by one sitting: the whole roster, or one 界别, group or 专委会 of the term."""
    term = term_on(actor.organization_id, today())
    found = [("", "全体名单")]
    for name, model in (("sectors", Sector), ("groups", Group), ("committees", Committee)):
        found += [(f"{name}:{one.pk}", one.name) for one in model.objects.visible_to(actor).filter(term=term)]
    return found


def initial_of(activity: Activity) -> dict:
    """What stands, as the form shows it."""
    names = ("kind", "title", "place", "contact", "content", "answer_by", "offers_car", "offers_meal")
    spec = activity.audience
    hosts = list(activity.organisers.all())
    return {name: getattr(activity, name) for name in names} | {
        "attending": "yes" if activity.must_attend else "no",
        "everyone": spec.get("everyone", False),
        "offices": spec.get("offices", []),
        "sectors": spec.get("sectors", []),
        "committees": spec.get("committees", []),
        "groups": spec.get("groups", []),
        "host_committees": [one.committee_id for one in hosts if one.committee_id],
        "host_groups": [one.group_id for one in hosts if one.group_id],
        "host_other": next((one.name for one in hosts if one.name), ""),
    }


def initial_sitting(sitting: Sitting) -> dict:
    first, last = sitting.starts_at.astimezone(SHANGHAI), sitting.ends_at.astimezone(SHANGHAI)
    spec = next(((name, ids[0]) for name, ids in sitting.audience.items() if ids), None)
    return {
        "day": f"{first:%Y-%m-%d}", "begins": f"{first:%H:%M}", "ends": f"{last:%H:%M}",
        "title": sitting.title, "form": sitting.form, "place": sitting.place, "weight": sitting.weight,
        "scope": f"{spec[0]}:{spec[1]}" if spec else "",
    }  # fmt: skip


class ReasonForm(forms.Form):
    """Why: 取消, 退回, 移出, 撤销, 重新结算."""

    reason = forms.CharField(
        label="理由", max_length=200, widget=UnfoldAdminTextInputWidget,
        error_messages={"required": "请写明理由。"},
    )  # fmt: skip


class MemberForm(ReasonForm):
    """Who is added to the roster, and why."""

    member = forms.CharField(
        label="委员", max_length=40, widget=UnfoldAdminTextInputWidget, help_text="姓名或委员编号"
    )
    field_order = ("member", "reason")


class NewTimeForm(forms.Form):
    """改期 of one sitting."""

    starts_at = forms.DateTimeField(label="新的开始时间", input_formats=[SPAN_OF_FORM], widget=LocalDateTime)
    ends_at = forms.DateTimeField(label="新的结束时间", input_formats=[SPAN_OF_FORM], widget=LocalDateTime)
    place = forms.CharField(label="地点", max_length=120, required=False, widget=UnfoldAdminTextInputWidget)


class OutcomeForm(forms.Form):
    summary = forms.CharField(
        label="活动小结", max_length=5000, required=False, widget=UnfoldAdminTextareaWidget(attrs={"rows": 5})
    )
    beneficiaries = forms.IntegerField(
        label="服务群众人次", min_value=0, required=False, widget=UnfoldAdminIntegerFieldWidget
    )
    amount = forms.DecimalField(
        label="捐助金额（元）", min_value=0, max_digits=12, decimal_places=2, required=False,
        widget=UnfoldAdminDecimalFieldWidget,
    )  # fmt: skip


class MaterialForm(forms.Form):
    file = forms.FileField(
        label="会议材料",
        help_text=HELP,
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ACCEPT}),
    )


class LeaveForm(forms.Form):
    """代请."""

    reason_kind = forms.ChoiceField(
        label="事由类别", choices=LeaveReason.choices, widget=UnfoldAdminSelectWidget
    )
    reason = forms.CharField(label="事由", max_length=200, widget=UnfoldAdminTextInputWidget)
    sittings = forms.MultipleChoiceField(
        label="请假单元", required=False, widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text="不选则为全部应到单元。",
    )  # fmt: skip

    def __init__(self, *args, sittings=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sittings"].choices = [(one.pk, str(one)) for one in sittings]


class DecisionForm(forms.Form):
    """Leave or 补签 decided."""

    opinion = forms.CharField(
        label="批复意见", max_length=200, required=False, widget=UnfoldAdminTextInputWidget,
        help_text="不同意时必填。",
    )  # fmt: skip
    approver = forms.CharField(
        label="批准人", max_length=40, required=False, widget=UnfoldAdminTextInputWidget,
        help_text="须由秘书长或召集人批准的，填写其姓名。",
    )  # fmt: skip
