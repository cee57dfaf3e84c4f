"""What recurs: rules that read as a sentence while they are typed, and the list of what was missed."""

from django.contrib import admin
from django.db.models import DateField, Value
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.html import format_html
from unfold.decorators import display

from accounts.models import User
from activities import site_policies as policies
from activities.admin.desk import Desk, OwnChoices
from activities.cadence_days import next_days, sentence
from activities.cadence_queries import missed, rules_with_sites
from activities.models.cadence import CadenceRule, Occurrence
from activities.models.sites import Site
from activities.services import cadence
from activities.site_choices import Frequency
from core.admin_base import ReadOnlyAdmin, ScopedModelAdmin
from core.clock import today

TYPED = ("frequency", "weekday", "day_of_month", "month", "on_holiday", "starts_on", "ends_on")


@admin.register(CadenceRule)
class CadenceRuleAdmin(OwnChoices, Desk, ScopedModelAdmin):
    """定期活动."""

    may_view = policies.READERS
    may_add = may_change = policies.KEEPERS
    list_display = ("name", "says", "next_ones", "organiser", "enabled")
    list_filter = ("enabled", "frequency")
    search_fields = ("name",)
    change_form_template = "admin/activities/cadence_form.html"
    fieldsets = (
        (None, {"fields": ("name", "kind", "enabled")}),
        ("什么时候", {"fields": ("frequency", "weekday", "day_of_month", "month", "on_holiday", "from_time",
                              "to_time", "starts_on", "ends_on")}),
        ("在哪里", {"fields": ("sites", "function", "place")}),
        ("由谁经办", {"fields": ("organiser", "create_days", "remind_days")}),
    )  # fmt: skip

    def get_queryset(self, request):
        return rules_with_sites(request.actor).annotate(as_of=Value(today(), DateField()))

    def get_urls(self):
        own = [path("sentence/", self.route(self.sentence_view), name="activities_cadencerule_sentence")]
        return own + super().get_urls()

    @display(description="安排")
    def says(self, row):
        return sentence(row, list(row.sites.all()))

    @display(description="最近三次")
    def next_ones(self, row):
        return next_days(row, row.as_of) or "已结束"

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "organiser":
            grants = {"grants__organization": request.actor.organization_id, "grants__during__contains": today(),
                      "grants__role__in": sorted(policies.RECORDERS)}  # fmt: skip
            field.queryset = (
                User.objects.visible_to(request.actor).filter(is_active=True, **grants).distinct()
            )
        return field

    def sentence_view(self, request):
        """The rule as a sentence while it is typed, or what is still missing."""
        if not self.has_add_permission(request):
            raise Http404
        form = self.get_form(request)(request.POST)
        form.is_valid()
        data = form.cleaned_data
        wrong = next((name for name in TYPED if name in form.errors), None)
        if wrong or not data.get("frequency"):
            label = form.fields[wrong or "frequency"].label
            return HttpResponse(format_html("请填写“{}”。", label))
        rule = CadenceRule(**{name: data.get(name) for name in TYPED})
        if missing := _missing(rule):
            return HttpResponse(format_html("{}{}", Frequency(rule.frequency).label, missing))
        sites = (
            Site.objects.visible_to(request.actor)
            .filter(pk__in=data.get("sites") or [])
            .select_related("kind")
        )
        days = next_days(rule, today())
        said = format_html("{}。最近三次：{}。", sentence(rule, list(sites)), days or "已过截止日期")
        return HttpResponse(said)


def _missing(rule: CadenceRule) -> str:
    """Which part of the day is not said yet."""
    frequency = rule.frequency
    if frequency == Frequency.DAILY:
        return ""
    if frequency in (Frequency.WEEKLY, Frequency.FORTNIGHTLY):
        return "" if rule.weekday else "：请选择星期几。"
    if frequency in (Frequency.QUARTERLY, Frequency.HALF_YEARLY, Frequency.YEARLY) and not rule.month:
        return "：请填写第几个月。"
    return "" if rule.day_of_month else "：请填写几日。"


@admin.register(Occurrence)
class OccurrenceAdmin(Desk, ReadOnlyAdmin):
    """错过清单: what was due and did not take place."""

    may_view = policies.READERS
    list_display = ("due_on", "rule", "site", "activity_state", "reason")
    list_filter = ("rule",)
    list_select_related = ("rule__organiser", "site", "activity")

    def get_queryset(self, request):
        return missed(request.actor, today())

    @display(description="活动")
    def activity_state(self, row):
        return f"{row.activity}（{row.activity.get_state_display()}）" if row.activity else "逢节假日取消"

    def change_view(self, request, object_id, form_url="", extra_context=None):
        row = self.one(request, object_id, missed(request.actor, today()))
        if request.method == "POST":
            reason = request.POST.get("reason", "")
            if self.attempt(request, "已填写。", cadence.explain, occurrence=row, reason=reason):
                return redirect("admin:activities_occurrence_changelist")
            return redirect(request.path)
        return self.page(
            request, "occurrence", title=f"{row.rule}：{row.due_on:%Y年%-m月%-d日}", row=row,
            may_explain=policies.may_explain(request.actor, row),
        )  # fmt: skip
