"""Rules, lists and rounds: what 提案委 sets."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect

from proposals import services
from proposals.admin.base import OFFICE, READERS, KeptAdmin
from proposals.forms.staff import RoundForm
from proposals.models import (
    Category,
    PhraseTemplate,
    ProposalRules,
    RefusalReason,
    Regulation,
    ReplyClass,
    Round,
)


@admin.register(ProposalRules)
class ProposalRulesAdmin(KeptAdmin):
    """One row, made with the first round or by the first visit of 提案委 that asks for it."""

    may_view = READERS
    may_add = frozenset()
    list_display = ("organization", "second_review", "consultation", "final_review", "answer_months")
    fieldsets = (
        ("审查", {"fields": ("second_review", "consultation", "final_review", "blind_review", "separate_reviewers")}),
        ("撰写", {"fields": ("text_limit", "suggestion_limit", "most_suggestions", "most_signers", "invitation_days")}),
        ("办理期限", {"fields": (
            "return_workdays", "contact_workdays", "assist_days", "answer_months", "longest_months",
            "feedback_workdays", "rehandle_days", "remind_days",
        )}),
        ("答复与评优", {"fields": ("inspection", "excellent_share")}),
    )  # fmt: skip


class OwnListAdmin(KeptAdmin):
    """A list of the organisation's own; entries are switched off, never deleted."""

    list_display = ("name", "position", "enabled")
    list_filter = ("enabled",)


@admin.register(Category)
class CategoryAdmin(OwnListAdmin):
    pass


@admin.register(RefusalReason)
class RefusalReasonAdmin(OwnListAdmin):
    list_display = ("name", "explanation", "position", "enabled")


@admin.register(ReplyClass)
class ReplyClassAdmin(OwnListAdmin):
    list_display = ("letter", "name", "family", "position", "enabled")


@admin.register(PhraseTemplate)
class PhraseTemplateAdmin(OwnListAdmin):
    list_display = ("name", "verdict", "text", "position", "enabled")
    list_filter = ("verdict", "enabled")


@admin.register(Regulation)
class RegulationAdmin(OwnListAdmin):
    list_display = ("name", "step", "document_number", "issued_on", "enabled")
    list_filter = ("step", "enabled")


@admin.register(Round)
class RoundAdmin(KeptAdmin):
    """提案征集: opened by a form; only its times may be changed afterwards."""

    list_display = ("session", "opens_at", "closes_at", "last_serial", "last_number")
    list_select_related = ("session__term",)
    fields = ("session", "opens_at", "closes_at", "last_serial", "last_number")
    readonly_fields = ("session", "last_serial", "last_number")

    def add_view(self, request, form_url="", extra_context=None):
        self._closed(request)
        if not request.actor.holds(*OFFICE):
            raise PermissionDenied("提案征集由提案委开始")
        form = RoundForm(request.POST if request.method == "POST" else None, actor=request.actor)
        if form.is_valid() and self._open(request, form):
            return redirect("admin:proposals_round_changelist")
        return self.page(request, "form", title="开始提案征集", form=form, verb_label="开始征集",
                         note="第一次开始征集时，同时建立提案工作设置、分类、不予立案理由和答复类别，之后都可以修改。")  # fmt: skip

    def _open(self, request, form):
        sentence = "已开始征集，委员可以撰写提案。"
        return self.attempt(request, sentence, services.open_round, **form.cleaned_data)
