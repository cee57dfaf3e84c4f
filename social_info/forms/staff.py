"""What the desk fills in: versions, reasons, signatures, adoptions, 批示, labels."""

from django import forms
from unfold.widgets import (
    UnfoldAdminDateWidget,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from accounts.models import User
from core.clock import today
from documents.choices import InstructionLevel, Label
from documents.files import ACCEPT, NOT_SECRET
from organizations.models import Unit
from social_info.choices import AdoptionKind, AdoptionLevel, Origin, Topic
from social_info.services.editing import MOST_BODY


def line(label: str, most: int, **more) -> forms.CharField:
    wanted = {"required": f"请填写{label}。", "max_length": f"{label}不超过 {most} 字。"}
    return forms.CharField(
        label=label, max_length=most, widget=UnfoldAdminTextInputWidget, error_messages=wanted, **more
    )


def text(label: str, most: int, rows: int = 3, **more) -> forms.CharField:
    wanted = {"required": f"请填写{label}。", "max_length": f"{label}不超过 {most} 字。"}
    widget = UnfoldAdminTextareaWidget(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, widget=widget, error_messages=wanted, **more)


def day(label: str, **more) -> forms.DateField:
    wrong = {"required": f"请填写{label}。", "invalid": f"{label}应写成 2026-3-5。"}
    return forms.DateField(label=label, widget=UnfoldAdminDateWidget, error_messages=wrong, **more)


def choice(label: str, choices, **more) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=UnfoldAdminSelectWidget, **more)


class ActForm(forms.Form):
    """Knows who acts on what; most acts need nothing more."""

    def __init__(self, *args, actor, report, **kwargs):
        super().__init__(*args, **kwargs)
        self.actor, self.report = actor, report


class VersionForm(ActForm):
    """采编稿. `seen` is the newest version its editor worked from."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    title = line("标题", 60)
    body = text("正文", MOST_BODY, rows=16, help_text=NOT_SECRET)
    note = line("修改说明", 200, required=False)


class ReasonForm(ActForm):
    reason = text("意见", 300, help_text="会显示给反映人，请写明要补充什么、为什么。")


class InnerReasonForm(ActForm):
    reason = text("意见", 300)


class SignForm(ActForm):
    signed_by = line("签发人", 40, help_text="职务和姓名，例如“副主席某某”。")
    signed_on = day("签发日期", initial=today)


class ConvertForm(ActForm):
    consented = forms.BooleanField(
        label="已征得全体反映人同意", widget=UnfoldBooleanWidget, error_messages={"required": "转提案线索须先征得反映人同意。"}
    )  # fmt: skip


class ForwardForm(ActForm):
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="承办单位", widget=UnfoldAdminSelectWidget, empty_label="请选择",
        error_messages={"required": "请选择承办单位。", "invalid_choice": "请从名录中选择承办单位。"},
    )  # fmt: skip
    request = text("转办意见", 300, required=False)
    due_on = day("答复期限", required=False, help_text="不填则按信息工作规则计算。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.visible_to(self.actor).filter(
            organization_id=self.actor.organization_id, enabled=True
        )


class AdoptForm(ActForm):
    level = choice("层级", AdoptionLevel.choices)
    kind = choice("方式", AdoptionKind.choices)
    body = line("采用单位", 60, help_text="例如“省政协研究室”。同一单位、同一方式只登记一次。")
    adopted_on = day("采用日期", initial=today)
    document_number = line("刊物和文号", 60, required=False)
    note = line("说明", 200, required=False)


class InstructForm(ActForm):
    leader_name = line("批示领导", 40)
    leader_post = line("领导职务", 60)
    level = choice("层级", InstructionLevel.choices)
    text = text("批示内容", 2000, rows=4)
    given_on = day("批示日期", initial=today)
    source = line("来源", 120, required=False, help_text="如“县委办批示抄清单〔2026〕12号”。")
    scan = forms.FileField(
        label="扫描件", required=False, widget=UnfoldAdminFileFieldWidget(attrs={"accept": ACCEPT}), help_text=NOT_SECRET
    )  # fmt: skip


class LabelForm(ActForm):
    label = forms.ChoiceField(label="密级标识", choices=Label.choices, widget=UnfoldAdminRadioSelectWidget)
    reason = line("理由", 200)


class ReaderForm(ActForm):
    user = forms.ModelChoiceField(
        User.objects.none(), label="阅看人员", widget=UnfoldAdminSelectWidget, empty_label="请选择",
        error_messages={"required": "请选择人员。", "invalid_choice": "请从名单中选择人员。"},
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = User.objects.visible_to(self.actor).filter(
            is_active=True,
            grants__organization_id=self.actor.organization_id,
            grants__role__in=("leader", "research_office", "operator", "checker"),
            grants__during__contains=today(),
        )
        self.fields["user"].queryset = rows.distinct().order_by("display_name")


class WordForm(ActForm):
    text = text("留言", 500)
    internal = forms.BooleanField(
        label="仅机关可见", required=False, initial=True, widget=UnfoldBooleanWidget, help_text="不勾选则反映人也能看到。"
    )  # fmt: skip


class DescribeForm(ActForm):
    topic = choice("分类", Topic.choices)
    area = line("反映地区", 40, required=False)
    origin = choice("来路", [])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        free = (Origin.OWN, Origin.COMMISSIONED)
        kept = free if self.report.origin in free else (Origin(self.report.origin),)
        self.fields["origin"].choices = [(one.value, one.label) for one in kept]


class HonourForm(ActForm):
    on = day("评选日期", required=False, initial=today, help_text="清空日期即取消。")


class OutcomeForm(ActForm):
    outcome = text("成效", 2000, rows=5, required=False, help_text="推动解决了什么问题，反映人能看到。")


class MergeForm(ActForm):
    sources = text("并入的信息", 400, rows=2, help_text="写收文号，用顿号隔开，例如 12、15、18；年度为本年。")


class SplitForm(ActForm):
    reason = line("理由", 300)


class CompileForm(forms.Form):
    title = line("综合信息的标题", 60)


class VoidForm(forms.Form):
    reason = line("撤销理由", 200)
