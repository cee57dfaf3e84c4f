"""Smaller registers: rules, handlers, adoptions with their withdrawal, 微建议 and what units were given."""

from django.contrib import admin
from django.shortcuts import redirect
from django.urls import reverse
from unfold.decorators import display

from accounts.choices import Role
from accounts.models import User
from core.admin_base import ReadOnlyAdmin, ScopedModelAdmin
from core.clock import today
from social_info import policies, services
from social_info.admin.pages import VARIANTS, Pages, attempt
from social_info.choices import SuggestionState, TaskState
from social_info.forms import staff as forms
from social_info.forms.suggestions import AssignForm, CloseForm, RaiseForm
from social_info.models import Adoption, LabelHandler, Referral, ReportPolicy, Suggestion
from social_info.queries import working
from social_info.workflow import SUGGESTION

DESK = frozenset({Role.RESEARCH_OFFICE})
SUGGESTION_TONES = {one.value: VARIANTS[one.tone] for one in SuggestionState}
TASK_TONES = {one.value: VARIANTS[one.tone] for one in TaskState}


@admin.register(ReportPolicy)
class ReportPolicyAdmin(ScopedModelAdmin):
    """One row for the organisation; without it the usual numbers hold."""

    may_view = may_add = may_change = DESK
    list_display = ("organization", "max_characters", "fast_lane_hours", "standing_minimum", "member_minimum")
    fields = (
        "max_characters", "fast_lane_hours", "standing_minimum", "member_minimum", "warn_months", "reply_days",
        "alike_percent", "merged_counts_singly",
    )  # fmt: skip

    def has_add_permission(self, request, obj=None):
        known = ReportPolicy.objects.visible_to(request.actor).filter(
            organization_id=request.actor.organization_id
        )
        return super().has_add_permission(request) and not known.exists()


@admin.register(LabelHandler)
class LabelHandlerAdmin(ScopedModelAdmin):
    """安全管理员 names who handles 敏感 and 限本人 reports."""

    may_view = frozenset({Role.SECURITY_ADMIN, Role.RESEARCH_OFFICE})
    may_add = may_change = frozenset({Role.SECURITY_ADMIN})
    list_display = ("user", "enabled", "named_at")
    list_select_related = ("user",)
    fields = ("user", "enabled")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Those who hold 研究室 or sit in the chairs' meeting here today."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "user":
            rows = User.objects.visible_to(request.actor).filter(
                grants__organization_id=request.actor.organization_id,
                grants__role__in=(Role.RESEARCH_OFFICE, Role.LEADER),
                grants__during__contains=today(),
            )
            field.queryset = rows.distinct()
        return field


@admin.register(Adoption)
class AdoptionAdmin(Pages, ReadOnlyAdmin):
    may_view = DESK
    list_display = ("headline", "level", "kind", "body", "adopted_on", "document_number", "standing")
    list_filter = ("level", "kind")
    list_select_related = ("report",)
    search_fields = ("body", "document_number")
    search_help_text = "采用单位、刊物和文号"
    date_hierarchy = "adopted_on"

    def get_queryset(self, request):
        return super().get_queryset(request).filter(report__in=working(request.actor))

    @display(description="信息")
    def headline(self, row):
        return row.report.title

    @display(description="登记", label={"voided": "danger", "stands": "success"})
    def standing(self, row):
        return ("voided", "已撤销") if row.voided_at else ("stands", "有效")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Take an adoption back, with a reason."""
        adoption = self.object_or_404(request, object_id)
        form = forms.VoidForm(request.POST or None)
        return self.act(
            request,
            form,
            lambda form: services.void_adoption(by=request.actor, adoption=adoption, **form.cleaned_data),
            done="已撤销，反映人已得到通知。",
            to=reverse("admin:social_info_report_change", args=[adoption.report_id]),
            title=f"撤销采用登记：{adoption}",
            consequence="撤销后相应的履职记录作废，登记和理由永久保留。",
            verb_label="撤销登记",
        )


@admin.register(Suggestion)
class SuggestionAdmin(Pages, ReadOnlyAdmin):
    may_view = DESK
    list_display = ("words", "membership", "place", "topic", "state_label", "created_at")
    list_filter = ("state", "topic")
    list_select_related = ("membership__person",)
    search_fields = ("text", "place")
    search_help_text = "建议内容、地点"

    @display(description="建议")
    def words(self, row):
        return row.text if len(row.text) <= 60 else f"{row.text[:60]}…"

    @display(description="状态", label=SUGGESTION_TONES)
    def state_label(self, row):
        return row.state, row.get_state_display()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        row = self.object_or_404(request, object_id)
        steps = {step.name for step in SUGGESTION.open_to(request.actor, row)}
        made = {
            name: form(request.POST if name in request.POST else None, actor=request.actor)
            for name, form in (("assign", AssignForm), ("raise", RaiseForm), ("close", CloseForm))
            if name in steps
        }
        chosen = next((name for name in made if name in request.POST), None)
        if chosen and made[chosen].is_valid():
            failed, _ = attempt(made[chosen], lambda: self._verb(request.actor, row, chosen, made[chosen]))
            if not failed:
                self.tell(request, "已办理，提出人已得到通知。")
                return redirect("admin:social_info_suggestion_change", row.pk)
        context = {
            "title": f"{row}：{row.membership or ''}",
            "row": row,
            "tone": SUGGESTION_TONES[row.state],
            "forms": [(LABELS[name], name, form) for name, form in made.items()],
            "referrals": row.referrals.select_related("unit", "replied_by"),
        }
        return self.page(request, "suggestion", **context)

    def _verb(self, actor, row, name, form):
        if name == "assign":
            return services.assign(by=actor, suggestion=row, **form.cleaned_data)
        if name == "raise":
            return services.raise_to_report(by=actor, suggestion=row, **form.cleaned_data)
        return services.close(by=actor, suggestion=row, **form.cleaned_data)


LABELS = {"assign": "转办", "raise": "转为信息", "close": "留存"}


@admin.register(Referral)
class ReferralAdmin(Pages, ReadOnlyAdmin):
    """What departments have in hand, the late ones first."""

    may_view = DESK
    list_display = ("matter", "unit", "due_on", "state_label", "replied_at")
    list_filter = ("state", "unit")
    list_select_related = ("unit", "report", "suggestion")

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.exclude(report__isnull=False, report__in=_hidden(request.actor))

    def get_ordering(self, request):
        return ("-state", "due_on")

    @display(description="事项")
    def matter(self, row):
        return row.report.title if row.report else row.suggestion.text[:40]

    @display(description="状态", label=TASK_TONES)
    def state_label(self, row):
        return row.state, row.get_state_display()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """What was asked and answered; take it back while it waits."""
        row = self.object_or_404(request, object_id)
        form = forms.VoidForm(request.POST or None)
        return self.act(
            request,
            form,
            lambda form: services.recall(by=request.actor, referral=row, reason=form.cleaned_data["reason"]),
            done="已收回。",
            to=reverse("admin:social_info_referral_changelist"),
            template="referral",
            title=f"{row.unit}：{row.get_state_display()}",
            row=row,
            waiting=row.state == TaskState.WAITING and policies.may_recall(request.actor, row),
        )


def _hidden(actor):
    """Reports of the organisation that the actor may not work on."""
    rows = working(actor).model.objects.visible_to(actor)
    return rows.exclude(pk__in=working(actor).values("pk")).values("pk")
