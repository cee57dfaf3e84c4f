"""Acts on several rows of a register that are not done without a written reason."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.template.response import TemplateResponse
from unfold.widgets import UnfoldAdminTextareaWidget


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="理由",
        max_length=200,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text="写入审计记录",
        error_messages={"required": "请写明理由。"},
    )


class Reasoned:
    """For a ModelAdmin: one page between the choice of rows and the act."""

    admin_site: Any
    opts: Any

    def with_reason(self, request, rows: list, *, title: str, consequence: str, verb: Callable[[str], None]):
        """Ask for the reason; once it is given call `verb(reason)` and answer None, which leads back."""
        form = ReasonForm(request.POST if "reason" in request.POST else None)
        if form.is_valid():
            return verb(form.cleaned_data["reason"])
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{title}：{len(rows)} 项",
            "rows": rows,
            "form": form,
            "verb_label": title,
            "consequence": consequence,
            "action": request.POST["action"],
            "checkbox": ACTION_CHECKBOX_NAME,
            "back": request.get_full_path(),
        }
        return TemplateResponse(request, "core/reason.html", context)
