"""What the secretariat fills in: decisions, moves, offices; and what a member asks for."""

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from core.identity import parse_identity
from core.workflow import Refused
from documents.files import HELP
from members.choices import ETHNICITIES, PARTIES, AffiliationKind, DecidingBody, Gender, OfficeTitle
from members.models import Person
from members.services import Decision, Place
from members.services.requests import CORRECTABLE, PHONE, field_label, refuse_bad_value
from organizations.models import Committee, Group, Sector, Term

NOTHING = ("", "请选择")
FILL_IN = {"required": "此项必填。", "invalid": "请按 2026-03-05 的格式填写日期。"}
CHOOSE = {"required": "请选择。", "invalid_choice": "请从列表中选择。"}


class DayInput(UnfoldAdminTextInputWidget):
    """The browser's own calendar; what is sent is 2026-03-05."""

    input_type = "date"


def day(label: str, **options) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput, error_messages=FILL_IN, **options)


def line(label: str, most: int, **options) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=UnfoldAdminTextInputWidget, error_messages=FILL_IN, **options
    )


def pick(label: str, choices=(), **options) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, widget=UnfoldAdminSelectWidget, error_messages=CHOOSE, **options
    )


def why(label: str = "原因") -> forms.CharField:
    widget = UnfoldAdminTextareaWidget(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=200, widget=widget, error_messages=FILL_IN)


class DecisionForm(forms.Form):
    """A decision as the competent body took it."""

    reason = why()
    body = pick("决定机关", [NOTHING, *DecidingBody.choices])
    meeting = line("会议", 80, help_text="例如：第十届委员会常务委员会第十二次会议")
    decided_on = day("决定日期")
    effective_on = day("生效日期", help_text="变动自这一天起生效")
    document_number = line("文号", 40, required=False)
    notified = line("已通知单位", 120, required=False)

    def decision(self) -> Decision:
        return Decision(**{name: self.cleaned_data[name] for name in DecisionForm.base_fields})


class StatusForm(DecisionForm):
    """Only the steps that are open now."""

    step = pick("变动")
    file = forms.FileField(
        label="决定文件",
        required=False,
        widget=UnfoldAdminFileFieldWidget,
        help_text=f"可不传。{HELP}",
        error_messages={"empty": "文件是空的，请核对后再上传。"},
    )
    field_order = ("step",)

    def __init__(self, *args, steps, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [NOTHING] + [(step.name, step.label) for step in steps]


def place_choices(term: Term, kinds=AffiliationKind) -> list:
    """Units of the term grouped by kind: («界别», [(«sector:12», «教育界») …])."""
    committees = [(row.pk, row.name) for row in Committee.objects.filter(term=term)]
    units = {kind: [] for kind in AffiliationKind}
    units[AffiliationKind.SECTOR] = [(row.pk, row.name) for row in Sector.objects.filter(term=term)]
    units[AffiliationKind.COMMITTEE] = units[AffiliationKind.HOME_COMMITTEE] = committees
    for row in Group.objects.filter(term=term):
        units[AffiliationKind(row.kind)].append((row.pk, row.name))
    units[AffiliationKind.PARTY] = [(party, party) for party in PARTIES]
    return [
        (kind.label, [(f"{kind.value}:{key}", name) for key, name in units[kind]])
        for kind in kinds
        if units[kind]
    ]


def place_of(choice: str, post: str = "", slot: int = 1) -> Place:
    """The place behind a choice that `place_choices` offered."""
    kind, _, key = choice.partition(":")
    models = {
        AffiliationKind.SECTOR: Sector,
        AffiliationKind.COMMITTEE: Committee,
        AffiliationKind.HOME_COMMITTEE: Committee,
    }
    if kind == AffiliationKind.PARTY:
        return Place(kind, key, post, slot)
    return Place(kind, models.get(kind, Group).objects.get(pk=key), post, slot)


class MoveForm(forms.Form):
    place = pick("调整到")
    slot = pick("第几个", (("1", "第一个"), ("2", "第二个（限专委会、党派）")), initial="1")
    post = line("所任职务", 20, required=False, help_text="例如：组长、主任、召集人；没有可不填")
    on = day("生效日期", help_text="原所属至前一日为止")
    reason = why()

    def __init__(self, *args, term, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [NOTHING, *place_choices(term)]

    def clean(self):
        data = super().clean()
        kind = data.get("place", "").partition(":")[0]
        if data.get("slot") == "2" and kind not in (AffiliationKind.COMMITTEE, AffiliationKind.PARTY):
            raise ValidationError({"slot": "只有专委会和党派可以有第二个。"})
        return data

    def target(self) -> Place:
        data = self.cleaned_data
        return place_of(data["place"], data["post"], int(data["slot"]))


class LeaveForm(forms.Form):
    """An affiliation that ends and nothing follows it; 界别 only ever changes."""

    affiliation = pick("退出的所属")
    on = day("生效日期", help_text="所属至前一日为止")
    reason = why()

    def __init__(self, *args, affiliations, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), f"{one.get_kind_display()}：{one}") for one in affiliations]
        self.fields["affiliation"].choices = [NOTHING, *choices]


class ExpireForm(DecisionForm):
    """届满: the decision for everybody of one term."""

    term = pick("届次")
    sure = forms.BooleanField(
        label="已核对届次和生效日期",
        widget=UnfoldBooleanWidget,
        error_messages={"required": "请核对后勾选。"},
    )
    field_order = ("term", *DecisionForm.base_fields, "sure")

    def __init__(self, *args, terms, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["term"].choices = [NOTHING] + [
            (str(term.pk), f"{term}（{term.holding} 人）") for term in terms
        ]


class OfficeForm(forms.Form):
    title = pick("政协职务", OfficeTitle.choices)
    protocol_order = forms.IntegerField(
        label="排位",
        min_value=1,
        max_value=998,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text="数字小的在前；同一排位的按姓氏笔画",
        error_messages={"required": "此项必填。", "invalid": "应为整数。"},
    )
    starts_on = day("任职日期")
    reason = why("依据")


class EndOfficeForm(forms.Form):
    office = pick("免去的职务")
    on = day("生效日期", help_text="任职至前一日为止")
    reason = why()

    def __init__(self, *args, offices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = [NOTHING] + [(str(one.pk), str(one)) for one in offices]


class RevealForm(forms.Form):
    field = pick("查看", (("phone", "手机号"), ("identity_number", "身份证号")))
    reason = why("用途")


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="处理意见",
        max_length=200,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text="不采纳时必填，本人能看到",
    )


class AppointForm(DecisionForm):
    """A new member: the person, the first places, and the decision."""

    kind = pick("方式", (("appoint", "换届任职"), ("co_opt", "届中增补")), initial="co_opt")
    name = line("姓名", 40)
    gender = pick("性别", (("", "——"), *Gender.choices), required=False)
    ethnicity = pick("民族", [("", "——"), *((one, one) for one in ETHNICITIES)], required=False)
    identity_number = line("身份证号", 18, required=False, help_text="加密保存，名册中不显示")
    phone = line("手机号", 20, required=False)
    employer = line("工作单位", 80, required=False)
    post = line("现任职务", 60, required=False)
    number = line("委员编号", 20, required=False, help_text="不填则按本届最大编号顺延")
    field_order = (
        "kind", "name", "gender", "ethnicity", "identity_number", "phone", "employer", "post", "number",
    )  # fmt: skip
    PERSON = ("name", "gender", "ethnicity", "identity_number", "phone", "employer", "post")
    FIRST = (
        AffiliationKind.SECTOR,
        AffiliationKind.COMMITTEE,
        AffiliationKind.HOME_COMMITTEE,
        AffiliationKind.STUDY_GROUP,
        AffiliationKind.WORK_GROUP,
        AffiliationKind.PARTY,
    )

    def __init__(self, *args, term, **kwargs):
        super().__init__(*args, **kwargs)
        decision = [self.fields.pop(name) for name in DecisionForm.base_fields]
        for kind in self.FIRST:
            offered = place_choices(term, (kind,))
            choices = [("", "——"), *(offered[0][1] if offered else [])]
            required = kind == AffiliationKind.SECTOR
            self.fields[f"place_{kind.value}"] = pick(kind.label, choices, required=required)
        self.fields |= dict(zip(DecisionForm.base_fields, decision, strict=True))

    def clean_identity_number(self):
        number = self.cleaned_data["identity_number"]
        try:
            return parse_identity(number) if number else ""
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def clean_phone(self):
        phone = self.cleaned_data["phone"]
        if phone and not PHONE.fullmatch(phone):
            raise ValidationError("手机号应为 11 位数字，例如 19900001234。")
        return phone

    def person(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.PERSON}

    def places(self) -> tuple[Place, ...]:
        chosen = [self.cleaned_data[f"place_{kind.value}"] for kind in self.FIRST]
        return tuple(place_of(one) for one in chosen if one)


class AskForm(forms.Form):
    """A member's request for a correction of the own card."""

    field = forms.ChoiceField(label="更正项目", error_messages=CHOOSE)
    value = forms.CharField(label="新内容", max_length=120, error_messages=FILL_IN)

    def __init__(self, *args, waiting=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [
            (name, field_label(name)) for name in CORRECTABLE if name not in waiting
        ]

    def clean(self):
        data = super().clean()
        if data.get("field") and data.get("value"):
            try:
                refuse_bad_value(data["field"], data["value"].strip())
            except Refused as refusal:
                raise ValidationError({"value": str(refusal)}) from refusal
        return data


class PersonForm(forms.ModelForm):
    """The personal file as the secretariat keeps it; the identity number is only ever written."""

    new_identity_number = line(
        "身份证号", 18, required=False, help_text="填写后替换原号码；加密保存，此处不显示已登记的号码"
    )

    class Meta:
        model = Person
        fields = ()

    def clean_new_identity_number(self):
        number = self.cleaned_data["new_identity_number"]
        try:
            return parse_identity(number) if number else ""
        except ValueError as error:
            raise ValidationError(str(error)) from error
