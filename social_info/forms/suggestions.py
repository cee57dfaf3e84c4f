"""What the desk does with a 微建议."""

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget

from organizations.models import Unit
from social_info.forms.staff import day, line, text


class SuggestionAct(forms.Form):
    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.actor = actor


class AssignForm(SuggestionAct):
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="承办单位", widget=UnfoldAdminSelectWidget, empty_label="请选择",
        error_messages={"required": "请选择承办单位。", "invalid_choice": "请从名录中选择承办单位。"},
    )  # fmt: skip
    request = line("转办意见", 300, required=False)
    due_on = day("答复期限", required=False, help_text="不填则按信息工作规则计算。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.visible_to(self.actor).filter(
            organization_id=self.actor.organization_id, enabled=True
        )


class RaiseForm(SuggestionAct):
    title = line("信息标题", 60, help_text="以提出人的名义列入待初审，计入其报送数。")


class CloseForm(SuggestionAct):
    reason = text("留存说明", 300, help_text="会显示给提出人。")
