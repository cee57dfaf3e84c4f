"""What 提案委 and 督查室 fill in in the staff site."""

from django import forms
from unfold.widgets import (
    UnfoldAdminDateWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSplitDateTimeWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from organizations.models import Session, Unit
from proposals.choices import (
    Attitude,
    ElectionState,
    Grade,
    KeyStepKind,
    LeaderPost,
    LedAs,
    OutputKind,
    Publicity,
    Targeted,
    TaskRole,
    Verdict,
    Visit,
)
from proposals.models import Category, RefusalReason, ReplyClass, Round
from proposals.services import Opinion

TEXT, DATE, SELECT = UnfoldAdminTextInputWidget, UnfoldAdminDateWidget, UnfoldAdminSelectWidget


def area(rows: int = 3):
    return UnfoldAdminTextareaWidget(attrs={"rows": rows})


class OwnRowsForm(forms.Form):
    """Offers rows of the actor's organisation only."""

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                rows = field.queryset.model.objects.visible_to(actor)
                field.queryset = rows.filter(enabled=True) if hasattr(rows.model, "enabled") else rows


class VerdictForm(OwnRowsForm):
    """One reviewer's word, or the decision at the last stage."""

    verdict = forms.ChoiceField(label="审查意见", choices=Verdict, widget=SELECT)
    text = forms.CharField(label="说明", required=False, max_length=500, widget=area())
    category = forms.ModelChoiceField(
        label="分类", queryset=Category.objects.none(), required=False, widget=SELECT, help_text="立案须选择"
    )
    refusal = forms.ModelChoiceField(
        label="不予立案理由", queryset=RefusalReason.objects.none(), required=False, widget=SELECT
    )
    main = forms.IntegerField(
        label="主案提案号",
        required=False,
        min_value=1,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text="并案须填写",
    )


class RoundForm(OwnRowsForm):
    session = forms.ModelChoiceField(label="全体会议", queryset=Session.objects.none(), widget=SELECT)
    opens_at = forms.SplitDateTimeField(label="开始征集", widget=UnfoldAdminSplitDateTimeWidget)
    closes_at = forms.SplitDateTimeField(
        label="会间提案截止",
        widget=UnfoldAdminSplitDateTimeWidget,
        help_text="精确到分；之后提交的为平时提案",
    )


class DispatchForm(OwnRowsForm):
    """A 交办会 or a 平时交办."""

    round = forms.ModelChoiceField(label="提案征集", queryset=Round.objects.none(), widget=SELECT)
    name = forms.CharField(
        label="名称", max_length=60, widget=TEXT, help_text="如“十届五次会议提案交办会”“平时交办”"
    )
    held_on = forms.DateField(label="交办日期", widget=DATE)
    place = forms.CharField(label="地点", max_length=60, required=False, widget=TEXT)
    chaired_by = forms.CharField(label="主持人", max_length=60, required=False, widget=TEXT)
    attended_by = forms.CharField(label="到会领导和单位", max_length=200, required=False, widget=TEXT)


class LineForm(OwnRowsForm):
    """One row: which proposal to whom."""

    number = forms.CharField(
        label="提案号", max_length=200, widget=TEXT, help_text="多件用逗号或空格隔开，如 1, 2, 15"
    )
    unit = forms.ModelChoiceField(label="承办单位", queryset=Unit.objects.none(), widget=SELECT)
    role = forms.ChoiceField(label="承办方式", choices=TaskRole, widget=SELECT)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=300, widget=area(2))


class ReassignForm(OwnRowsForm):
    unit = forms.ModelChoiceField(label="改派单位", queryset=Unit.objects.none(), widget=SELECT)


class ExtendForm(forms.Form):
    due_on = forms.DateField(label="新的期限", widget=DATE)
    reason = forms.CharField(label="延期理由", max_length=200, widget=area(2))


class KeyForm(forms.Form):
    led_as = forms.ChoiceField(label="方式", choices=LedAs, widget=SELECT)
    post = forms.ChoiceField(label="领导职务", choices=LeaderPost, widget=SELECT)
    leader = forms.CharField(label="领导姓名", max_length=40, widget=TEXT)
    decided_at = forms.CharField(label="确定的会议或文件", max_length=100, widget=TEXT)
    decided_on = forms.DateField(label="确定日期", widget=DATE)


class StepForm(forms.Form):
    kind = forms.ChoiceField(label="步骤", choices=KeyStepKind, widget=SELECT)
    done_on = forms.DateField(label="完成日期", widget=DATE)
    note = forms.CharField(label="情况", max_length=200, required=False, widget=area(2))


class OutputForm(forms.Form):
    kind = forms.ChoiceField(label="类别", choices=OutputKind, widget=SELECT)
    held_on = forms.DateField(label="日期", widget=DATE)
    title = forms.CharField(label="名称", max_length=100, widget=TEXT)
    verdict = forms.CharField(label="结论或成效", max_length=200, required=False, widget=area(2))


class ElectForm(forms.Form):
    state = forms.ChoiceField(
        label="结果", choices=[one for one in ElectionState.choices if one[0] != "nominated"], widget=SELECT
    )
    decided_at = forms.CharField(label="评选会议", max_length=100, required=False, widget=TEXT)
    decided_on = forms.DateField(label="公布日期", required=False, widget=DATE)


class PublishForm(forms.Form):
    publicity = forms.ChoiceField(label="公开方式", choices=Publicity, widget=SELECT)
    reason = forms.CharField(label="不全文公开的理由", max_length=200, required=False, widget=TEXT)
    body = forms.CharField(
        label="公开的内容",
        required=False,
        widget=area(12),
        help_text="请删去联系方式、个人信息和不宜公开的内容",
    )
    reply_body = forms.CharField(label="公开的答复", required=False, widget=area(12))


class CallBackForm(forms.Form):
    held_on = forms.DateField(label="回访日期", widget=DATE)
    way = forms.CharField(label="方式", max_length=40, widget=TEXT)
    opinion = forms.CharField(label="委员意见", max_length=300, widget=area(3))
    delivered = forms.BooleanField(label="答复事项已落实", required=False, widget=UnfoldBooleanWidget)
    evidence = forms.CharField(label="现场或佐证情况", max_length=300, required=False, widget=area(2))


class RecommendForm(forms.Form):
    recipient = forms.CharField(label="推介对象", max_length=60, widget=TEXT)
    sent_on = forms.DateField(label="日期", widget=DATE)
    result = forms.CharField(label="采用情况", max_length=200, required=False, widget=TEXT)


class KeepForm(forms.Form):
    finding = forms.CharField(label="核查情况", max_length=300, widget=area(2))


class LowerForm(OwnRowsForm):
    lowered_to = forms.ModelChoiceField(label="降为", queryset=ReplyClass.objects.none(), widget=SELECT)
    finding = forms.CharField(label="核查情况", max_length=300, widget=area(2))


class RecordForm(forms.Form):
    """What a member said of a reply, by telephone or on paper."""

    visit = forms.ChoiceField(label="走访面商", choices=Visit, widget=SELECT)
    attitude = forms.ChoiceField(label="办理态度", choices=Attitude, widget=SELECT)
    targeted = forms.ChoiceField(label="答复针对性", choices=Targeted, widget=SELECT)
    grade = forms.ChoiceField(label="总体评价", choices=[("", "请选择"), *Grade.choices], widget=SELECT)
    text = forms.CharField(label="委员原话和代录依据", max_length=500, widget=area(3))

    def opinion(self) -> Opinion:
        return Opinion(**self.cleaned_data)


class ResumeForm(forms.Form):
    due_on = forms.DateField(label="新的期限", widget=DATE)
    reason = forms.CharField(label="理由", max_length=300, widget=area(2))
