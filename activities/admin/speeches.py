"""Calls for papers with their desk, and the papers in the hands of the offices."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from unfold.decorators import display

from accounts.models import User
from activities import speech_policies as policies
from activities.admin.desk import Desk, OwnChoices, badge, labels
from activities.admin.speech_forms import DecisionForm, EnterForm, OralForm, ReasonForm
from activities.models.speeches import Speech, SpeechCall
from activities.resources.compiled_book import build_book
from activities.resources.speech_lists import handed_in_list, order_list
from activities.services import speeches, speeches_decide, speeches_handoff
from activities.speech_choices import CallState, SpeechState
from activities.speech_queries import completion, papers_of, scores_seen, speaking_order
from activities.speech_workflow import CALL, SPEECH
from core import audit
from core.admin_base import ReadOnlyAdmin, ScopedModelAdmin
from core.clock import today
from documents.files import CONTENT_TYPES
from documents.queries import attachments_of, handoffs_of
from documents.views import file_response

WAITING = (SpeechState.SUBMITTED, SpeechState.SHORTLISTED)
RELATED = ("call__organization", "lead__person", "speaker__person", "committee", "sector")


@admin.register(SpeechCall)
class SpeechCallAdmin(OwnChoices, Desk, ScopedModelAdmin):
    """发言征集."""

    may_view = policies.READERS
    may_add = may_change = frozenset({"operator"})
    list_display = ("to_desk", "state_label", "audience", "closes_at", "handed_in", "waiting")
    list_display_links = None
    list_filter = ("state", "occasion")
    search_fields = ("title",)
    readonly_fields = ("state",)

    def get_queryset(self, request):
        handed = ~Q(speeches__state=SpeechState.DRAFT)
        return super().get_queryset(request).annotate(
            handed=Count("speeches", filter=handed & Q(speeches__isnull=False)),
            waits=Count("speeches", filter=Q(speeches__state__in=WAITING)),
        )  # fmt: skip

    @display(description="征集名称", ordering="title")
    def to_desk(self, row):
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:activities_speechcall_desk", args=[row.pk]), row.title
        )

    @display(description="状态", label=labels(CallState))
    def state_label(self, row):
        return row.state, row.get_state_display()

    @display(description="已交")
    def handed_in(self, row):
        return f"{row.handed} 篇"

    @display(description="待审")
    def waiting(self, row):
        return f"{row.waits} 篇"

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "reviewers":
            grants = {
                "grants__organization": request.actor.organization_id,
                "grants__during__contains": today(),
                "grants__role__in": sorted(policies.MAY_REVIEW),
            }
            field.queryset = (
                User.objects.visible_to(request.actor).filter(is_active=True, **grants).distinct()
            )
        return field

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by_id = request.actor.user_id
        super().save_model(request, obj, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        self.tell(request, "已建立征集，核对后请发布。")
        return redirect("admin:activities_speechcall_desk", obj.pk)

    def get_urls(self):
        own = [
            path("<path:object_id>/desk/", self.route(self.desk), name="activities_speechcall_desk"),
            path(
                "<path:object_id>/file/<slug:which>/",
                self.route(self.file),
                name="activities_speechcall_file",
            ),
        ]
        return own + super().get_urls()

    def desk(self, request, object_id):
        """One call: its state, who has handed in, the order of speaking, what may be taken away."""
        call = self.one(
            request, object_id, SpeechCall.objects.visible_to(request.actor).select_related("organization")
        )
        if request.method == "POST":
            self._act(request, call)
            return redirect(request.path)
        papers = papers_of(request.actor).filter(call=call).order_by("kind", "state", "pk")
        by_state = [(state, [one for one in papers if one.state == state]) for state in SpeechState]
        return self.page(
            request, "speech_call", title=call.title, call=call, state=badge(CallState(call.state)),
            steps=CALL.open_to(request.actor, call), reason=ReasonForm(), completion=completion(call),
            groups=[(badge(state), state, ones) for state, ones in by_state if ones], order=speaking_order(call),
            may_run=policies.may_run_call(request.actor, call), takes=policies.takes_papers(call), today=today(),
        )  # fmt: skip

    def _act(self, request, call) -> None:
        act = request.POST.get("act", "")
        if act == "remind":
            told = self.attempt(request, "", speeches.remind_missing, call=call)
            if told is not None:
                self.tell(request, f"已提醒 {0 if told is True else told} 人；今天已提醒过的不重复提醒。")
        elif act in ("up", "down"):
            self._shift(request, call, act)
        elif act in CALL.by_name:
            reason = request.POST.get("reason", "")[:200]
            label = CALL.by_name[act].label
            self.attempt(request, f"已{label}。", speeches.move_call, call=call, step=act, reason=reason)

    def _shift(self, request, call, act) -> None:
        order = [one.pk for one in speaking_order(call)]
        paper = request.POST.get("paper", "")
        at = order.index(int(paper)) if paper.isdecimal() and int(paper) in order else None
        to = None if at is None else at + (-1 if act == "up" else 1)
        if to is not None and 0 <= to < len(order):
            order[at], order[to] = order[to], order[at]
            self.attempt(request, "", speeches_decide.reorder, call=call, order=order)

    def file(self, request, object_id, which):
        """The compiled book, the order of speaking, or who has handed in."""
        call = self.one(
            request, object_id, SpeechCall.objects.visible_to(request.actor).select_related("organization")
        )
        makers = {
            "book": (build_book, f"{call.title}发言材料汇编.docx"),
            "order": (order_list, f"{call.title}发言顺序表.xlsx"),
            "handed-in": (handed_in_list, f"{call.title}报送情况.xlsx"),
        }
        if which not in makers:
            return redirect("admin:activities_speechcall_desk", call.pk)
        make, name = makers[which]
        try:
            content = make(call)
        except ValueError as refusal:
            self.tell(request, str(refusal), messages.ERROR)
            return redirect("admin:activities_speechcall_desk", call.pk)
        audit.record(request.actor, "下载发言材料", call, after={"file": name})
        return file_response(content, name, CONTENT_TYPES[name.rpartition(".")[2]])


@admin.register(Speech)
class SpeechAdmin(Desk, ReadOnlyAdmin):
    """大会发言: written by verbs only."""

    may_view = policies.READERS
    list_display = ("title", "author", "kind", "state_label", "call", "submitted_at")
    list_filter = ("state", "kind", "call")
    search_fields = ("title", "lead__person__name")
    list_select_related = ("call", "lead__person", "committee", "sector")

    def get_queryset(self, request):
        return papers_of(request.actor)

    @display(description="报送主体")
    def author(self, row):
        return row.author_name

    @display(description="状态", label=labels(SpeechState))
    def state_label(self, row):
        return row.state, row.get_state_display()

    def has_add_permission(self, request):
        return policies.may_keep_calls(request.actor)

    def add_view(self, request, form_url="", extra_context=None):
        """代录: what a member sent by other ways."""
        self._closed(request)
        if not self.has_add_permission(request):
            raise PermissionDenied("只有经办人能代录发言")
        form = EnterForm(request.POST or None, actor=request.actor)
        if request.method == "POST" and form.is_valid():
            speech = self.attempt(
                request, "已代录为草稿，核对后请提交。", speeches.start_paper, **form.cleaned_data
            )
            if speech:
                return redirect("admin:activities_speech_change", speech.pk)
        return self.page(
            request, "desk_form", title="代录发言", form=form, submit="存为草稿",
            consequence="发言记在所选委员名下，委员本人能看到，并注明由您录入。",
        )  # fmt: skip

    def change_view(self, request, object_id, form_url="", extra_context=None):
        rows = papers_of(request.actor).select_related(*RELATED).prefetch_related("co_authors__person")
        speech = self.one(request, object_id, rows)
        form = self._form(request, speech)
        if request.method == "POST" and self._act(request, speech, form):
            return redirect(request.path)
        return self.page(request, "speech", **self._context(request, speech, form))

    def _form(self, request, speech):
        act = request.POST.get("act", "")
        if act == "oral":
            return OralForm(request.POST, speech=speech)
        if act == "written":
            return DecisionForm(request.POST)
        return (
            ReasonForm(request.POST)
            if SPEECH.by_name.get(act) and SPEECH.by_name[act].reason_required
            else None
        )

    def _act(self, request, speech, form) -> bool:
        act = request.POST.get("act", "")
        if form is not None and not form.is_valid():
            self.tell(
                request, "；".join(error for field in form.errors.values() for error in field), messages.ERROR
            )
            return True
        details = form.cleaned_data if form is not None else {}
        verbs = {
            "submit": speeches.submit, "shortlist": speeches_decide.shortlist, "send_back": speeches_decide.send_back,
            "oral": speeches_decide.choose_oral, "written": speeches_decide.choose_written,
            "not_use": speeches_decide.not_use, "undo": speeches_decide.undo, "spoken": speeches_decide.note_spoken,
            "unspoken": speeches_decide.take_back_spoken,
        }  # fmt: skip
        if act in speeches_handoff.KINDS:
            self.attempt(request, "已转交，等待对方接收。", speeches_handoff.hand_on, speech=speech, step=act)
        elif act in verbs:
            self.attempt(request, f"已{SPEECH.by_name[act].label}。", verbs[act], speech=speech, **details)
        return True

    def _context(self, request, speech, form) -> dict:
        actor, state = request.actor, SpeechState(speech.state)
        versions = list(speech.versions.select_related("created_by"))
        open_steps = [
            step for step in SPEECH.open_to(actor, speech) if step.name not in ("withdraw", "handed_back")
        ]
        forms = {"oral": OralForm(speech=speech, initial={"decided_on": today()}),
                 "written": DecisionForm(initial={"decided_on": today()})}  # fmt: skip
        return {
            "title": speech.title, "speech": speech, "state": badge(state), "versions": versions,
            "steps": [(step, forms.get(step.name) or (ReasonForm() if step.reason_required else None)) for step in open_steps],
            "marks": scores_seen(actor, speech), "may_score": policies.may_score(actor, speech),
            "attachments": [file for one in versions for file in attachments_of(actor, speeches.OWNER, one.pk)],
            "handoffs": handoffs_of(f"{speeches_handoff.PREFIX}:{speech.pk}", actor),
        }  # fmt: skip
