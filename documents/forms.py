"""What people fill in to hand in a table, to send it back, and to replace a letter."""

from django import forms
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from documents.choices import LetterKind
from documents.files import NOT_SECRET
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
