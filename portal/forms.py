"""What people fill in on pages that span apps."""

from django import forms

from appraisals.choices import LetterWay


class LettersForm(forms.Form):
    """Letters that went out on one day, on one way."""

    recipients = forms.MultipleChoiceField(
        label="收函单位",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请勾选收函单位。", "invalid_choice": "请从列表中选择。"},
    )
    sent_on = forms.DateField(
        label="发出日期",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "请填写发出日期。", "invalid": "请按 2026-03-05 的格式填写日期。"},
    )
    way = forms.ChoiceField(
        label="送达方式",
        choices=LetterWay,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择送达方式。", "invalid_choice": "请从列表中选择。"},
    )
    note = forms.CharField(label="备注", max_length=100, required=False, help_text="例如：签收人、机要编号")

    def __init__(self, *args, recipients: list[dict], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["recipients"].choices = [
            (one["recipient"], f"{one['recipient']}（已发）" if one["sent"] else one["recipient"])
            for one in recipients
        ]
