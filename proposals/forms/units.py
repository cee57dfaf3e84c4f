"""What units fill in."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError

from proposals.choices import ContactKind, ContactStage, Publicity
from proposals.models import ReplyClass
from proposals.services import Answer, Draft

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AcceptForm(forms.Form):
    handler = forms.CharField(label="经办人", max_length=40)
    phone = forms.CharField(label="经办人电话", max_length=30, help_text="提案者能看到，方便沟通")
    leader = forms.CharField(label="分管领导", max_length=40, required=False)


class TextForm(forms.Form):
    """A reason, or an opinion."""

    text = forms.CharField(label="说明", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, label: str = "说明", required: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label
        self.fields["text"].required = required


class ContactForm(forms.Form):
    membership = forms.TypedChoiceField(label="提案者", coerce=int)
    kind = forms.ChoiceField(label="方式", choices=ContactKind)
    stage = forms.ChoiceField(label="阶段", choices=ContactStage)
    held_on = forms.DateField(label="日期", widget=DATE)
    note = forms.CharField(label="沟通内容", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, authors=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["membership"].choices = [(one.pk, str(one)) for one in authors]


class ApproveForm(forms.Form):
    document_number = forms.CharField(label="复函号", max_length=40, help_text="如“丙住建提〔2026〕8号”")
    signer = forms.CharField(label="签发人", max_length=40)


class RatingForm(forms.Form):
    score = forms.IntegerField(label="提案质量评分", min_value=0, max_value=100, help_text="0 至 100 分")
    text = forms.CharField(
        label="意见", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReplyForm(forms.Form):
    """The reply as a whole; each suggestion has an `ItemForm` of its own."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = forms.CharField(
        label="答复正文", required=False, widget=forms.Textarea(attrs={"rows": 10}),
        help_text="写明研究办理情况；逐条意见填在下面各条里",
    )  # fmt: skip
    reply_class = forms.ModelChoiceField(label="总体类别", queryset=ReplyClass.objects.none(), required=False)
    contact = forms.CharField(label="联系人", max_length=40, required=False)
    contact_phone = forms.CharField(label="联系电话", max_length=30, required=False)
    publicity = forms.ChoiceField(label="建议公开方式", choices=Publicity)
    publicity_reason = forms.CharField(label="不全文公开的理由", max_length=200, required=False)

    def __init__(self, *args, classes, answering: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reply_class"].queryset = classes
        if not answering:
            self.fields["text"].label = "会办意见"
            self.fields["text"].help_text = "函告主办单位，不直接答复提案者"
            for name in ("reply_class", "publicity", "publicity_reason"):
                del self.fields[name]

    def draft(self, answers) -> Draft:
        data = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        return Draft(answers=tuple(answers), **data)


class ItemForm(forms.Form):
    """The answer to one suggestion."""

    reply_class = forms.ModelChoiceField(label="类别", queryset=ReplyClass.objects.none(), required=False)
    text = forms.CharField(label="答复", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    evidence = forms.CharField(
        label="落实情况或佐证", max_length=300, required=False, help_text="采纳的须填写，如文件号、竣工时间"
    )
    due_on = forms.DateField(
        label="承诺完成日期", widget=DATE, required=False, help_text="列入计划的须填写，到期由政协跟踪"
    )

    def __init__(self, *args, classes, suggestion, **kwargs):
        super().__init__(*args, prefix=f"s{suggestion.pk}", **kwargs)
        self.suggestion = suggestion
        self.fields["reply_class"].queryset = classes

    def clean_due_on(self) -> dt.date | None:
        day = self.cleaned_data["due_on"]
        if day is not None and day.year > 2100:
            raise ValidationError("日期太远，请核对")
        return day

    def answer(self) -> Answer:
        return Answer(suggestion=self.suggestion, **self.cleaned_data)
