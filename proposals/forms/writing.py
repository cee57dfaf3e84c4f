"""What members fill in: the proposal itself, invitations, evaluations."""

from django import forms

from proposals.choices import Attitude, Grade, ProposerKind, Targeted, Visit
from proposals.services import Opinion, Text
from proposals.services.writing import MOST_TITLE

AREA = {"rows": 6, "data-autosave": ""}


class WriteForm(forms.Form):
    """The text of a proposal; limits of the organisation are asked when it is handed in."""

    kind = forms.ChoiceField(label="提案者", choices=ProposerKind, initial=ProposerKind.MEMBER)
    collective = forms.CharField(label="集体名称", required=False, max_length=60)
    contact = forms.CharField(label="联系人及电话", required=False, max_length=60)
    title = forms.CharField(
        label="案由",
        required=False,
        help_text=f"一事一案，不超过 {MOST_TITLE} 字，如“关于改善老旧小区停车的建议”",
    )
    situation = forms.CharField(
        label="情况",
        required=False,
        widget=forms.Textarea(attrs=AREA),
        help_text="看到了什么问题，有哪些事实和数据",
    )
    analysis = forms.CharField(
        label="分析", required=False, widget=forms.Textarea(attrs=AREA), help_text="问题的原因"
    )
    wish = forms.CharField(
        label="建议承办单位", required=False, max_length=120, help_text="可不填；最终由提案委确定"
    )
    open_text = forms.BooleanField(label="同意向社会公开全文", required=False, initial=True)
    closed_reason = forms.CharField(label="不同意公开的理由", required=False, max_length=120)
    agrees_conversion = forms.BooleanField(label="如不立案，同意转作社情民意信息报送", required=False)

    def text(self, suggestions) -> Text:
        """What the verb takes; single fields that failed are passed on as typed, so that nothing is lost."""
        data = self.cleaned_data
        typed = {name: data.get(name, self.data.get(name, "")) for name in TEXTS}
        flags = {name: bool(data.get(name)) for name in FLAGS}
        return Text(**typed, **flags, suggestions=tuple(suggestions))


TEXTS = ("kind", "collective", "contact", "title", "situation", "analysis", "wish", "closed_reason")
FLAGS = ("open_text", "agrees_conversion")


class AnswerInvitationForm(forms.Form):
    comment = forms.CharField(
        label="您的意见", required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="同意联名的，请说一句您赞成的理由或补充；第一提案人和提案委能看到",
    )  # fmt: skip


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class EvaluationForm(forms.Form):
    """The questions asked of each proposer; nothing is chosen beforehand."""

    visit = forms.ChoiceField(label="承办单位与您当面沟通了吗", choices=Visit, widget=forms.RadioSelect)
    attitude = forms.ChoiceField(label="办理态度", choices=Attitude, widget=forms.RadioSelect)
    targeted = forms.ChoiceField(label="答复有没有针对您的建议", choices=Targeted, widget=forms.RadioSelect)
    grade = forms.ChoiceField(label="总体评价", choices=Grade, widget=forms.RadioSelect)
    text = forms.CharField(
        label="意见", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="评价不满意的，请写明哪一条没有办好",
    )  # fmt: skip
    pressed = forms.BooleanField(label="评价前曾有人催促或说情", required=False)

    def clean(self):
        data = super().clean()
        if data.get("grade") == Grade.UNSATISFIED and not data.get("text", "").strip():
            self.add_error("text", "请写明意见，以便重新办理")
        return data

    def opinion(self) -> Opinion:
        return Opinion(**self.cleaned_data)


class ContactAnswerForm(forms.Form):
    answer = forms.CharField(label="说明", required=False, max_length=200)


class MessageForm(forms.Form):
    text = forms.CharField(label="留言", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
