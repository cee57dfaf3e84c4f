"""Forms that begin a scheme: by hand or from a file."""

from django import forms
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from appraisals.engine.scheme.model import PERIOD_KINDS
from appraisals.models import SchemeVersion

BIGGEST = 1024 * 1024
"""Bytes of a scheme file; the published ones have about ten thousand."""


class NewSchemeForm(forms.Form):
    slug = forms.RegexField(
        r"^[a-z0-9_]+$", label="代号", max_length=60, widget=UnfoldAdminTextInputWidget,
        help_text="小写字母、数字、下划线，如 shuangkao_2026", error_messages={"invalid": "代号只能用小写字母、数字、下划线"},
    )  # fmt: skip
    name = forms.CharField(label="名称", max_length=120, widget=UnfoldAdminTextInputWidget)
    period = forms.ChoiceField(label="用于", choices=PERIOD_KINDS.items(), widget=UnfoldAdminSelectWidget)


class UploadForm(forms.Form):
    file = forms.FileField(label="方案文件（YAML）", widget=UnfoldAdminFileFieldWidget)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > BIGGEST:
            raise forms.ValidationError("文件超过 1 MB，不是计分方案")
        try:
            return file.name, file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError("文件不是 UTF-8 编码的文字") from error


class CompareForm(forms.Form):
    other = forms.ModelChoiceField(
        label="与哪一版比较", queryset=SchemeVersion.objects.none(), widget=UnfoldAdminSelectWidget
    )

    def __init__(self, *args, version, **kwargs):
        super().__init__(*args, **kwargs)
        rows = version.scheme.versions.exclude(pk=version.pk).select_related("scheme")
        self.fields["other"].queryset = rows
