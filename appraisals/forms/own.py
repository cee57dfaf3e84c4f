"""What a member writes about the own score."""

from django import forms


class ObjectionForm(forms.Form):
    """申诉 against one line."""

    text = forms.CharField(
        label="申诉内容",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4, "data-count": "objection-count"}),
        help_text="请写明哪里不对、应当怎样，最多 500 字。严禁填写涉密信息。",
        error_messages={"required": "请写明申诉内容。"},
    )
