"""The desk: the queue, one report with its acts and both texts, entry for others, compiling."""

from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.defaultfilters import date as date_format
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.timezone import localtime
from unfold.decorators import display

from accounts.choices import Role
from core import audit
from core.admin_base import ScopedModelAdmin, demand
from documents.queries import attachments_of, handoffs_of, inbox
from organizations.models import Group, Organization
from social_info import policies, services
from social_info.admin.acts import open_acts
from social_info.admin.pages import VARIANTS, Pages, attempt
from social_info.choices import Origin, ReportState
from social_info.diffing import side_by_side
from social_info.forms.behalf import BehalfForm
from social_info.forms.staff import CompileForm
from social_info.models import Adoption, Report
from social_info.models.reports import OPEN_LABELS
from social_info.queries.desk import counts, in_turn, names_of, queue, versions_of
from social_info.queries.searching import alike, matching, whole
from social_info.queries.showing import entries_of, facts_shown
from social_info.services.editing import original_text
from social_info.services.texts import policy_of
from social_info.workflow import REPORT

TONES = {state.value: VARIANTS[state.tone] for state in ReportState}
LABEL_TONES = {"public": "success", "internal": "", "sensitive": "danger", "own": "danger"}
OWNER = "social_info.report"
MOST_COMPILED = 30


@admin.register(Report)
class ReportAdmin(Pages, ScopedModelAdmin):
    may_view = frozenset({Role.RESEARCH_OFFICE})
    may_add = frozenset({Role.RESEARCH_OFFICE})
    list_display = ("number_label", "headline", "who", "state_label", "label_shown", "lane", "handed_in")
    list_display_links = ("number_label", "headline")
    list_filter = ("state", "topic", "urgent", "label", "origin")
    search_fields = ("title",)
    search_help_text = "标题或正文中的词，或收文号"
    list_fullwidth = True
    list_before_template = "admin/social_info/queue_head.html"
    actions = ("compile_chosen",)

    def get_queryset(self, request):
        return queue(request.actor)

    def get_ordering(self, request):
        return ()

    def get_search_results(self, request, queryset, search_term):
        found = matching(queryset, search_term)
        return (found if request.GET.get("o") else in_turn(found)), False

    def has_change_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        self._closed(request)
        waiting = counts(request.actor)
        steps = [
            {
                "label": ReportState(state).label,
                "count": waiting.get(state, 0),
                "url": f"?state__exact={state}",
            }
            for state in ("submitted", "editing", "checking", "signing", "signed")
        ]
        handed = inbox(request.actor, "report").count()
        return super().changelist_view(
            request, {"waiting": steps, "handed_over": handed} | (extra_context or {})
        )

    @display(description="收文号", ordering="number")
    def number_label(self, row):
        return nowrap(f"〔{row.year}〕{row.number}")

    @display(description="标题")
    def headline(self, row):
        return f"{row.title}（综合 {row.merged_count} 篇）" if row.merged_count else row.title

    @display(description="反映人")
    def who(self, row):
        return names_of(row) or ("综合" if row.origin == Origin.COMPILED else "")

    @display(description="状态", label=TONES)
    def state_label(self, row):
        return row.state, row.get_state_display()

    @display(description="密级标识", label=LABEL_TONES)
    def label_shown(self, row):
        return row.label, row.get_label_display()

    @display(description="直通车", label={"late": "danger", "soon": "warning"})
    def lane(self, row):
        if not row.urgent or row.taken_at or not row.edit_by:
            return ("", "紧急") if row.urgent else ""
        left = (row.edit_by - row.moment).total_seconds() / 3600
        return ("late", f"超时 {-left:.0f} 小时") if left < 0 else ("soon", f"还剩 {left:.0f} 小时")

    @display(description="报送时间", ordering="submitted_at")
    def handed_in(self, row):
        return nowrap(date_format(localtime(row.submitted_at), "n月j日 H:i"))

    def add_view(self, request, form_url="", extra_context=None):
        """Enter a report for those who cannot do it themselves."""
        self._closed(request)
        demand(policies.writes_for_others(request.actor))
        organization = Organization.objects.visible_to(request.actor).get(pk=request.actor.organization_id)
        groups = Group.objects.visible_to(request.actor).filter(term__organization=organization)
        form = BehalfForm(request.POST or None, organization=organization, groups=groups)
        return self.act(
            request,
            form,
            lambda form: self._enter(request.actor, form),
            done="已代录并报送。",
            to=lambda report: reverse("admin:social_info_report_change", args=[report.pk]),
            back=reverse("admin:social_info_report_changelist"),
            title="代录信息",
            consequence="报送后列入待初审，有账号的反映人会得到通知。",
            verb_label="代录并报送",
        )

    def _enter(self, actor, form):
        return services.enter(
            by=actor, origin=form.cleaned_data["origin"], names=form.names(), **form.texts()
        )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        report = self.object_or_404(request, object_id)
        actor = request.actor
        if report.label not in OPEN_LABELS and request.method == "GET":
            audit.record(actor, "阅看信息", report, after={"label": report.label})
        steps = {step.name for step in REPORT.open_to(actor, report)}
        acts = open_acts(actor, report, steps)
        versions = versions_of(report)
        chosen = next((act for act in acts if act.name in request.POST), None)
        if request.method == "POST" and chosen is None:
            self.tell(request, "这一步已不能办理，请看当前状态。", messages.ERROR)
            return redirect("admin:social_info_report_change", report.pk)
        forms = {act.name: self._form(request, act, report, versions, chosen) for act in acts}
        if chosen and self._done(request, report, chosen, forms[chosen.name]):
            return redirect(self._after(actor, report))
        return self.page(request, "report", **self._context(request, report, versions, acts, forms))

    def _form(self, request, act, report, versions, chosen):
        data = (request.POST, request.FILES) if act is chosen else ()
        return act.form(
            *data, actor=request.actor, report=report, initial=_initial(act.name, report, versions)
        )

    def _done(self, request, report, act, form) -> bool:
        if not form.is_valid():
            return False
        failed, _ = attempt(form, lambda: act.verb(request.actor, report, dict(form.cleaned_data)))
        if not failed:
            self.tell(request, act.done)
        return not failed

    def _after(self, actor, report) -> str:
        """The same page, or the queue once the actor may no longer see the report."""
        if queue(actor).filter(pk=report.pk).exists():
            return reverse("admin:social_info_report_change", args=[report.pk])
        return reverse("admin:social_info_report_changelist")

    def _context(self, request, report, versions, acts, forms) -> dict:
        actor, state = request.actor, ReportState(report.state)
        newest = versions[0] if versions else None
        drawn = [{"act": act, "form": forms[act.name]} for act in acts]
        return {
            "title": f"{report}",
            "report": report,
            "state": state,
            "tone": VARIANTS[state.tone],
            "facts": facts_shown(report),
            "entries": entries_of(actor, report),
            "versions": versions,
            "newest": newest,
            "diff": side_by_side(whole_original(report), f"{newest.title}\n{newest.body}") if newest else [],
            "original": original_text(report),
            "lead_acts": [one for one in drawn if one["act"].lead],
            "other_acts": [one for one in drawn if not one["act"].lead],
            "sources": list(report.sources.prefetch_related("reporters").order_by("number")),
            "adoptions": list(Adoption.objects.visible_to(actor).filter(report=report, voided_at=None)),
            "attachments": attachments_of(actor, OWNER, report.pk),
            "handoffs": handoffs_of(report.matter_ref, actor),
            "alike": _alike(actor, report),
        }

    def get_urls(self):
        own = [
            path(
                "handed-over/",
                self.admin_site.admin_view(self.handed_over),
                name="social_info_report_handed_over",
            ),
            path(
                "compile/", self.admin_site.admin_view(self.compile_view), name="social_info_report_compile"
            ),
        ]
        return own + super().get_urls()

    def handed_over(self, request):
        """Proposals and other matters offered as reports: take or leave each."""
        self._closed(request)
        rows = list(inbox(request.actor, "report"))
        if request.method == "POST":
            return self._decide(request, rows)
        return self.page(request, "handed_over", title="转来的线索", rows=rows)

    def _decide(self, request, rows):
        chosen = next((one for one in rows if str(one.pk) == request.POST.get("handoff")), None)
        if chosen is None:
            raise Http404
        form = CompileForm()
        form.cleaned_data = {}
        if "take" in request.POST:
            failed, report = attempt(form, lambda: services.receive(by=request.actor, handoff=chosen))
            done, to = (
                "已接收为信息，待初审。",
                report and reverse("admin:social_info_report_change", args=[report.pk]),
            )
        else:
            reason = request.POST.get("reason", "")
            failed, _ = attempt(
                form, lambda: services.refuse(by=request.actor, handoff=chosen, reason=reason)
            )
            done, to = "已退回，理由已告知转交方。", reverse("admin:social_info_report_handed_over")
        if failed:
            self.tell(request, "；".join(form.non_field_errors()), messages.ERROR)
            return redirect("admin:social_info_report_handed_over")
        self.tell(request, done)
        return redirect(to)

    @admin.action(description="合编为一篇综合信息", permissions=["add"])
    def compile_chosen(self, request, queryset):
        chosen = "-".join(str(pk) for pk in queryset.values_list("pk", flat=True)[: MOST_COMPILED + 1])
        return redirect(f"{reverse('admin:social_info_report_compile')}?of={chosen}")

    def compile_view(self, request):
        """Name the 综合 over the chosen reports; opened from the queue or from a cluster."""
        self._closed(request)
        keys = [key for key in request.GET.get("of", "").split("-") if key.isdigit() and len(key) < 15]
        rows = list(queue(request.actor).filter(pk__in=keys).order_by("number"))
        if len(rows) != len(set(keys)) or not rows:
            raise Http404
        form = CompileForm(request.POST or None, initial={"title": rows[0].title})
        return self.act(
            request,
            form,
            lambda form: services.compile_reports(by=request.actor, reports=rows, **form.cleaned_data),
            done="综合信息已建立，请在采编稿中编写。",
            to=lambda report: reverse("admin:social_info_report_change", args=[report.pk]),
            back=reverse("admin:social_info_report_changelist"),
            title=f"合编 {len(rows)} 篇信息",
            rows=rows,
            consequence="原稿、收文号和反映人都保留；综合信息被采用时，各篇反映人都计入履职记录，并会得到通知。",
            verb_label="建立综合信息",
        )


def nowrap(text: str):
    return format_html('<span class="whitespace-nowrap">{}</span>', text)


def whole_original(report) -> str:
    return f"{report.title}\n{original_text(report)}"


def _initial(name: str, report, versions) -> dict:
    newest = versions[0] if versions else None
    if name == "version":
        text = newest.body if newest else original_text(report)
        return {
            "seen": newest.number if newest else 0,
            "title": newest.title if newest else report.title,
            "body": text,
        }
    if name == "outcome":
        return {"outcome": report.outcome}
    if name in ("describe", "label"):
        return {"topic": report.topic, "area": report.area, "origin": report.origin, "label": report.label}
    return {}


def _alike(actor, report):
    """Reports of the desk that say nearly the same: earlier ones, or copied ones."""
    if report.state not in (ReportState.SUBMITTED, ReportState.EDITING):
        return []
    least = policy_of(report.organization_id).alike_percent
    return alike(queue(actor), whole(report), least=least, but=report.pk)
