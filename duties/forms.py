"""What people fill in about records."""

from django import forms


class ObjectionForm(forms.Form):
    text = forms.CharField(
        label="哪里不对，应当怎样",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": 300}),
        help_text="例如：3月2日的视察我到场并发言，记录为请假。本系统为非涉密系统，严禁填写涉密信息。",
        error_messages={"required": "请写明哪里不对、应当怎样。", "max_length": "不超过 300 字。"},
    )
