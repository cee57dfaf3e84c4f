"""What people fill in about records."""

from django import forms

from core.clock import today


class ObjectionForm(forms.Form):
    text = forms.CharField(
        label="哪里不对，应当怎样",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": 300}),
        help_text="例如：3月2日的视察我到场并发言，记录为请假。本系统为非涉密系统，严禁填写涉密信息。",
        error_messages={"required": "请写明哪里不对、应当怎样。", "max_length": "不超过 300 字。"},
    )


class MissingForm(forms.Form):
    """What a member finds missing."""

    kind = forms.ModelChoiceField(
        None,
        label="履职事项",
        empty_label="请选择",
        error_messages={"required": "请选择履职事项。", "invalid_choice": "请从列表中选择。"},
    )
    occurred_on = forms.DateField(
        label="发生日期",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "请填写发生日期。", "invalid": "请按 2026-03-05 的格式填写日期。"},
    )
    text = forms.CharField(
        label="情况",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": 300}),
        help_text="例如：参加经济委组织的企业走访，全程在场。本系统为非涉密系统，严禁填写涉密信息。",
        error_messages={"required": "请写明情况。", "max_length": "不超过 300 字。"},
    )

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = kinds
        self.fields["occurred_on"].widget.attrs["max"] = today().isoformat()
