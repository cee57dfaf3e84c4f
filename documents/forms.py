"""What people fill in to hand in a table, to send it back, to replace a letter, to record an instruction."""

from django import forms
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from documents.choices import InstructionLevel, Label, LetterKind
from documents.files import ACCEPT, HELP, NOT_SECRET
from documents.imports import all_importers


class HandInForm(forms.Form):
    """Offers the kinds of tables that the actor may hand in."""

    kind = forms.ChoiceField(label="表格类别", widget=UnfoldAdminSelectWidget)
    file = forms.FileField(
        label="表格文件",
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".xlsx,.csv"}),
        help_text=f"xlsx 或 csv，不超过 10 MB。{NOT_SECRET}。",
        error_messages={"required": "请选择要导入的表格文件。", "empty": "文件是空的，请核对后再上传。"},
    )

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            (importer.kind, importer.label) for importer in all_importers() if importer.may_hand_in(actor)
        ]


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label="退回理由",
        max_length=200,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        error_messages={"required": "退回须写明理由。"},
    )


class LetterForm(forms.Form):
    kind = forms.ChoiceField(label="文书", choices=LetterKind, widget=UnfoldAdminSelectWidget)
    file = forms.FileField(
        label="模板文件",
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".docx"}),
        help_text=f"Word 文档（docx）。请先下载现用模板，在其上修改版式和文字，保留双花括号里的字段。{NOT_SECRET}。",
        error_messages={"required": "请选择模板文件。", "empty": "文件是空的，请核对后再上传。"},
    )


class InstructionForm(forms.Form):
    """What stands on the sheet; the matter comes with the address."""

    leader_name = forms.CharField(label="批示领导", max_length=40, widget=UnfoldAdminTextInputWidget)
    leader_post = forms.CharField(
        label="领导职务", max_length=60, widget=UnfoldAdminTextInputWidget, help_text="批示当日的职务"
    )
    level = forms.ChoiceField(
        label="层级", choices=[("", "请选择"), *InstructionLevel.choices], widget=UnfoldAdminSelectWidget
    )
    given_on = forms.DateField(label="批示日期", widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}))
    text = forms.CharField(
        label="批示内容", max_length=2000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 5}),
        help_text=f"照原文录入。{NOT_SECRET}。",
    )  # fmt: skip
    source = forms.CharField(
        label="来源", max_length=120, widget=UnfoldAdminTextInputWidget,
        help_text="凭什么登记，如“县委办批示抄清单〔2026〕12号”",
    )  # fmt: skip
    label = forms.ChoiceField(
        label="密级标识", initial=Label.INTERNAL, widget=UnfoldAdminSelectWidget,
        choices=[(one.value, one.label) for one in (Label.PUBLIC, Label.INTERNAL, Label.SENSITIVE)],
        help_text="“敏感”的批示只有秘书处和登记人能看",
    )  # fmt: skip
    scan = forms.FileField(
        label="扫描件", required=False, widget=UnfoldAdminFileFieldWidget(attrs={"accept": ACCEPT}),
        help_text=HELP,
    )  # fmt: skip


class VoidForm(forms.Form):
    reason = forms.CharField(
        label="作废理由",
        max_length=200,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        error_messages={"required": "作废须写明理由。"},
    )
