"""Forms of the offices about papers."""

from django import forms
from unfold.widgets import (
    UnfoldAdminDateWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from activities.models.speeches import Speech, SpeechCall
from activities.speech_choices import AuthorKind, CallState, PaperKind
from core.clock import today
from documents.files import NOT_SECRET
from members.models import Membership
from members.queries import memberships_on
from organizations.models import Committee, Sector
from organizations.queries import term_on


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="理由", max_length=200, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        error_messages={"required": "请写明理由。"},
    )  # fmt: skip


class DecisionForm(forms.Form):
    """By which meeting and on which day."""

    meeting = forms.CharField(
        label="审定会议", max_length=80, widget=UnfoldAdminTextInputWidget, help_text="如：十届十二次主席会议",
        error_messages={"required": "请写明审定会议。"},
    )  # fmt: skip
    decided_on = forms.DateField(label="审定日期", widget=UnfoldAdminDateWidget)


class OralForm(DecisionForm):
    speaker = forms.ModelChoiceField(
        label="发言人", queryset=Membership.objects.none(), widget=UnfoldAdminSelectWidget
    )
    minutes = forms.IntegerField(label="时长（分钟）", widget=UnfoldAdminIntegerFieldWidget)

    def __init__(self, *args, speech: Speech, **kwargs):
        initial = {"speaker": speech.lead_id, "minutes": speech.call.most_minutes} | kwargs.pop("initial", {})
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["speaker"].queryset = memberships_on(speech.call.organization_id, today())
        self.fields["minutes"].help_text = f"不超过 {speech.call.most_minutes} 分钟"


class EnterForm(forms.Form):
    """A paper that came by other ways, entered for a member."""

    call = forms.ModelChoiceField(
        label="征集", queryset=SpeechCall.objects.none(), widget=UnfoldAdminSelectWidget, empty_label="请选择"
    )
    lead = forms.ModelChoiceField(
        label="第一作者或执笔人", queryset=Membership.objects.none(), widget=UnfoldAdminSelectWidget,
        empty_label="请选择",
    )  # fmt: skip
    kind = forms.ChoiceField(label="材料类别", choices=PaperKind.choices, widget=UnfoldAdminSelectWidget)
    title = forms.CharField(label="题目", max_length=80, widget=UnfoldAdminTextInputWidget)
    text = forms.CharField(
        label="正文", max_length=50_000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 12}),
        help_text=f"{NOT_SECRET}。",
    )  # fmt: skip
    author_kind = forms.ChoiceField(
        label="报送主体", choices=AuthorKind.choices, widget=UnfoldAdminSelectWidget
    )
    committee = forms.ModelChoiceField(
        label="专门委员会", queryset=Committee.objects.none(), required=False, widget=UnfoldAdminSelectWidget
    )
    sector = forms.ModelChoiceField(
        label="界别", queryset=Sector.objects.none(), required=False, widget=UnfoldAdminSelectWidget
    )
    body_name = forms.CharField(
        label="党派或团体名称", max_length=40, required=False, widget=UnfoldAdminTextInputWidget
    )
    consents = forms.BooleanField(label="作者同意转为提案或社情民意信息", required=False)

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        day = today()
        self.fields["call"].queryset = SpeechCall.objects.visible_to(actor).filter(state=CallState.OPEN)
        self.fields["lead"].queryset = memberships_on(actor.organization_id, day)
        term = term_on(actor.organization_id, day)
        self.fields["committee"].queryset = Committee.objects.visible_to(actor).filter(term=term)
        self.fields["sector"].queryset = Sector.objects.visible_to(actor).filter(term=term)
