"""What a member fills in about an activity."""

from django import forms

from activities.choices import LeaveReason
from activities.queries.own import Mine, open_for_leave
from core.clock import SHANGHAI
from documents.files import ACCEPT, HELP

REASON_HELP = "公务和参加上级会议的请假单独统计，不计缺席。"


class LeaveForm(forms.Form):
    """请假: for which half-days, why, with evidence. One half-day is not asked about."""

    sittings = forms.MultipleChoiceField(
        label="请假的时段", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一个时段。", "invalid_choice": "所选时段已经开始或不在您的应到时段中，请重新选择。"},
    )  # fmt: skip
    reason_kind = forms.ChoiceField(
        label="事由类别", choices=LeaveReason.choices, widget=forms.RadioSelect, help_text=REASON_HELP,
        error_messages={"required": "请选择事由类别。", "invalid_choice": "请选择事由类别。"},
    )  # fmt: skip
    reason = forms.CharField(
        label="请假事由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明请假事由。", "max_length": "请假事由不超过 200 字。"},
    )  # fmt: skip
    file = forms.FileField(
        label="佐证材料", required=False, widget=forms.FileInput(attrs={"accept": ACCEPT}), help_text=HELP
    )

    def __init__(self, *args, mine: Mine, **kwargs):
        super().__init__(*args, **kwargs)
        self.offered = open_for_leave(mine)
        self.whole = len(self.offered) == len(mine.expected)
        if len(self.offered) == 1:
            del self.fields["sittings"]
            return
        field = self.fields["sittings"]
        field.choices = [
            (str(one.pk), f"{one} {one.starts_at.astimezone(SHANGHAI):%H:%M}") for one in self.offered
        ]
        field.initial = [str(one.pk) for one in self.offered]

    def chosen(self) -> list:
        """The sittings asked for; empty for the whole activity."""
        wanted = self.cleaned_data.get("sittings") or [str(one.pk) for one in self.offered]
        picked = [one for one in self.offered if str(one.pk) in wanted]
        return [] if self.whole and len(picked) == len(self.offered) else picked
