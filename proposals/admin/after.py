"""Registers of what follows: key and excellent proposals, publications, visits, call-backs, ballots."""

from django.contrib import admin
from unfold.decorators import display

from accounts.choices import Role
from core.clock import today
from proposals import services
from proposals.admin.base import READERS, KeptAdmin, ShownAdmin, badge, labels
from proposals.choices import ElectionState, KeyStepKind, Publicity
from proposals.models import (
    CallBack,
    ElectionEntry,
    KeyProposal,
    Publication,
    Recommendation,
    UnitBallot,
    UnitVisit,
)
from proposals.queries.figures import missing_leaders


@admin.register(KeyProposal)
class KeyProposalAdmin(ShownAdmin):
    """重点提案 with the four steps of each and what it brought about."""

    may_view = READERS | {Role.INSPECTOR}
    list_display = ("proposal", "year", "led_as", "post", "leader", "steps_done", "outputs_made")
    list_filter = ("year", "led_as", "post")
    list_select_related = ("proposal",)
    change_list_template = "admin/proposals/keys.html"

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("steps", "outputs")

    @display(description="领办步骤")
    def steps_done(self, row):
        return f"{len(row.steps.all())}/{len(KeyStepKind.choices)}"

    @display(description="活动与成果")
    def outputs_made(self, row):
        return len(row.outputs.all())

    def changelist_view(self, request, extra_context=None):
        self._closed(request)
        year = today().year
        missing = missing_leaders(request.actor.organization_id, year)
        return super().changelist_view(request, {"missing": missing, "year": year} | (extra_context or {}))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        row = self.one(request, object_id, self.get_queryset(request).select_related("proposal"))
        done = {step.kind: step for step in row.steps.all()}
        steps = [(KeyStepKind(kind).label, done.get(kind)) for kind in KeyStepKind.values]
        return self.page(request, "key", title=str(row), row=row, steps=steps, outputs=row.outputs.all())


@admin.register(ElectionEntry)
class ElectionEntryAdmin(ShownAdmin):
    list_display = ("proposal", "reason", "state_label", "decided_at", "decided_on")
    list_filter = ("state", "proposal__round")
    list_select_related = ("proposal",)

    @display(description="状态", label=labels(ElectionState))
    def state_label(self, row):
        return row.state, row.get_state_display()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        row = self.one(request, object_id, self.get_queryset(request).select_related("proposal__round", "by"))
        most, elected = services.quota(row.proposal.round_id, row.proposal.organization_id)
        return self.page(
            request,
            "election",
            title=str(row),
            row=row,
            state=badge(ElectionState(row.state)),
            most=most,
            elected=elected,
        )


@admin.register(Publication)
class PublicationAdmin(ShownAdmin):
    list_display = ("proposal", "mode", "reason", "published_at")
    list_filter = ("publicity",)
    list_select_related = ("proposal",)

    @display(description="公开方式", label=labels(Publicity))
    def mode(self, row):
        return row.publicity, row.get_publicity_display()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        row = self.one(request, object_id, self.get_queryset(request).select_related("proposal"))
        return self.page(
            request, "publication", title=str(row), row=row, state=badge(Publicity(row.publicity))
        )


@admin.register(CallBack)
class CallBackAdmin(ShownAdmin):
    """委员回访; added from the proposal's page."""

    list_display = ("proposal", "held_on", "way", "delivered", "opinion")
    list_filter = ("delivered",)
    list_select_related = ("proposal",)


@admin.register(Recommendation)
class RecommendationAdmin(ShownAdmin):
    list_display = ("proposal", "recipient", "sent_on", "result")
    list_select_related = ("proposal",)


@admin.register(UnitVisit)
class UnitVisitAdmin(KeptAdmin):
    list_display = ("unit", "held_on", "visitors", "finding")
    list_filter = ("unit",)
    list_select_related = ("unit",)


@admin.register(UnitBallot)
class UnitBallotAdmin(KeptAdmin):
    """常委会评议承办单位: the counted ballots of a meeting."""

    list_display = ("unit", "meeting", "held_on", "satisfied", "partly", "unsatisfied")
    list_filter = ("round", "unit")
    list_select_related = ("unit", "round__session__term")
