"""转交事项 and 事项关联: looked at here, decided and written in the apps whose matters they are."""

from django.contrib import admin
from django.shortcuts import render
from unfold.decorators import display

from accounts.choices import SECRETARIAT, Role
from core.admin_base import ReadOnlyAdmin
from documents.choices import HandoffState
from documents.matters import matter
from documents.models import Handoff, Reference
from documents.queries import handoffs_open_to
from documents.services import handoffs

VARIANTS = {"green": "success", "amber": "warning", "red": "danger", "blue": "info", "grey": ""}


class FactsPage:
    """One row as facts, matters among them as links for those who may open them."""

    def change_view(self, request, object_id, form_url="", extra_context=None):
        row = self.object_or_404(request, object_id)
        context = {"title": str(row), "opts": self.opts, "facts": self.facts(request.actor, row)}
        context |= self.admin_site.each_context(request) | (extra_context or {})
        return render(request, "admin/documents/facts.html", context)

    def linked(self, actor, label: str, ref: str, title: str = "") -> dict:
        """A fact that is a matter; `ref` shows where there is no title."""
        found = matter(actor, ref, title)
        return {"label": label, "value": found.title or ref or "—", "url": found.url}


@admin.register(Handoff)
class HandoffAdmin(FactsPage, ReadOnlyAdmin):
    """转交事项: each office those it receives and its own; the secretariat all, and takes back for others."""

    may_view = SECRETARIAT | {Role.PROPOSAL_OFFICE, Role.RESEARCH_OFFICE, Role.COMMITTEE_OFFICE}
    list_display = ("title", "source_title", "target_kind", "state_label", "offered_by", "offered_at")
    list_filter = ("state", "target_kind")
    list_select_related = ("offered_by",)
    search_fields = ("title", "source_title")
    search_help_text = "标题或来源"
    actions = ("take_back",)

    def get_queryset(self, request):
        return handoffs_open_to(request.actor)

    @display(
        description="状态", ordering="state", label={one.value: VARIANTS[one.tone] for one in HandoffState}
    )
    def state_label(self, handoff):
        return handoff.state, handoff.get_state_display()

    def facts(self, actor, handoff) -> list[dict]:
        return [
            self.linked(actor, "来源", handoff.source_ref, handoff.source_title),
            {"label": "转为", "value": handoff.get_target_kind_display()},
            {"label": "标题", "value": handoff.title},
            {"label": "内容", "value": handoff.body, "long": True},
            {"label": "作者", "value": f"{len(handoff.authors)} 位委员，{handoff.get_consent_display()}"},
            {"label": "转交", "value": handoff.offered_by, "at": handoff.offered_at},
            {"label": "状态", "value": handoff.get_state_display(), "at": handoff.decided_at},
            {"label": "处理人", "value": handoff.decided_by or "—"},
            {"label": "理由", "value": handoff.reason or "—"},
            self.linked(actor, "去向", handoff.target_ref),
        ]

    def has_take_back_permission(self, request):
        return request.actor.holds(*SECRETARIAT)

    @admin.action(description="撤回转交", permissions=["take_back"])
    def take_back(self, request, queryset):
        for handoff in queryset:
            handoffs.withdraw(handoff, by=request.actor)
        self.tell(request, "已撤回，来源处已知悉。")


@admin.register(Reference)
class ReferenceAdmin(FactsPage, ReadOnlyAdmin):
    """事项关联: the whole list is the secretariat's; others see a matter's own on the matter's page."""

    may_view = SECRETARIAT
    list_display = ("source_title", "relation", "target_title", "by", "at")
    list_filter = ("relation",)
    list_select_related = ("by",)
    search_fields = ("source_title", "target_title")
    search_help_text = "题目"

    def facts(self, actor, reference) -> list[dict]:
        return [
            self.linked(actor, "来源", reference.source_ref, reference.source_title),
            {"label": "关系", "value": reference.get_relation_display()},
            self.linked(actor, "对象", reference.target_ref, reference.target_title),
            {"label": "登记", "value": reference.by or "系统", "at": reference.at},
        ]
