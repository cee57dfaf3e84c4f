"""The roster page: one sitting at a time, ticking and every other act on those ticked."""

from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path

from activities import policies, services
from activities.admin.activity_forms import LeaveForm, MemberForm
from activities.importing.attendance import filled
from activities.models import RosterEntry
from activities.queries.access import staffed
from activities.queries.roster import SHOWN, narrowed, sheets
from activities.resources.attendance_sheet import sign_in_book
from activities.services.many import on_many
from core import audit
from core.clock import today
from core.dates import chinese_date
from documents.files import CONTENT_TYPES
from documents.views import file_response
from duties.importing.roster import NotFound, Roster
from members.models import Membership
from organizations.models import Organization

ACT_LABELS = (
    ("tick", "登记签到"),
    ("late_entry", "提出补签（写明理由）"),
    ("late", "记为迟到"),
    ("early", "记为早退"),
    ("not_late", "取消迟到早退"),
    ("withdraw", "撤销签到（写明理由）"),
    ("attend", "代答复：参加"),
    ("decline", "代答复：不参加"),
    ("remove", "移出名单（写明理由）"),
)
DONE = {
    "tick": "已登记 {} 位委员签到。",
    "late_entry": "已为 {} 位委员提出补签，待另一人确认。",
    "remove": "已将 {} 位委员移出名单，并已告知。",
    "withdraw": "已撤销 {} 位委员的签到。",
}
TELL = "已处理 {} 位委员。"


class RosterPages:
    """Mixed into the admin of activities."""

    def roster_urls(self):
        name = "activities_activity_"
        return [
            path("<int:pk>/roster/", self.route(self.roster_view), name=f"{name}roster"),
            path("<int:pk>/roster/add/", self.route(self.roster_add_view), name=f"{name}roster_add"),
            path("<int:pk>/leave/<int:entry>/", self.route(self.leave_view), name=f"{name}leave"),
            path("<int:pk>/sheet/", self.route(self.sheet_view), name=f"{name}sheet"),
        ]

    def roster_view(self, request, pk):
        activity, sittings = self._with_sittings(request, pk)
        asked = request.GET.get("sitting") or request.POST.get("sitting") or ""
        sitting = next((one for one in sittings if str(one.pk) == asked), sittings[0])
        if request.method == "POST":
            self._act_on_many(request, activity, sitting)
            return redirect(f"{request.path}?sitting={sitting.pk}")
        (sheet,) = sheets(activity, [sitting])
        words, show = request.GET.get("q", ""), request.GET.get("show", "")
        return self.page(
            request, "roster", title=f"{activity.title}：名单", activity=activity, sittings=sittings,
            sheet=sheet, lines=narrowed(sheet.lines, words=words, show=show), words=words, show=show,
            shown=SHOWN.items(), acts=ACT_LABELS, form=MemberForm(),
            may_tick=policies.may_tick(request.actor, activity),
            may_change=policies.may_change_roster(request.actor, activity),
        )  # fmt: skip

    def _act_on_many(self, request, activity, sitting) -> None:
        chosen = [int(one) for one in request.POST.getlist("entry") if one.isdecimal()]
        late = {int(one) for one in request.POST.getlist("late") if one.isdecimal()}
        rows = RosterEntry.objects.visible_to(request.actor).filter(activity=activity, pk__in=chosen)
        entries = list(rows.select_related("activity", "membership__person"))
        sitting.activity = activity
        act = request.POST.get("act", "")
        done = self.attempt(
            request, "", on_many, act=act, entries=entries, sitting=sitting, late=late,
            reason=request.POST.get("reason", ""),
        )  # fmt: skip
        if done is not None:
            self.tell(request, DONE.get(act, TELL).format(int(done)))

    def roster_add_view(self, request, pk):
        """补充列入, or a walk-in who has come without an invitation."""
        activity, _ = self._with_sittings(request, pk)
        form = MemberForm(request.POST or None)
        if "walk_in" in request.POST:
            form.fields["reason"].required = False
        if request.method == "POST" and form.is_valid():
            membership = self._membership(request, form)
            if membership is not None and self._added(request, activity, membership, form):
                return redirect("admin:activities_activity_roster", activity.pk)
        return self.page(
            request, "roster_add", title=f"{activity.title}：补充列入", form=form, activity=activity
        )

    def _added(self, request, activity, membership, form) -> bool:
        if "walk_in" in request.POST:
            verb, details, said = services.walk_in, {}, "已登记为名单外到会，请在名单中登记签到。"
        else:
            details = {"reason": form.cleaned_data["reason"]}
            verb, said = services.add_entry, "已列入名单，并已告知。"
        return bool(self.attempt(request, said, verb, activity=activity, membership=membership, **details))

    def _membership(self, request, form) -> Membership | None:
        word = form.cleaned_data["member"]
        number = word if any(letter.isdigit() for letter in word) else ""
        try:
            roster = Roster.of(Organization(pk=request.actor.organization_id))
            found = roster.find(number, "" if number else word, today())
        except NotFound as refusal:
            form.add_error("member", str(refusal))
            return None
        return (
            Membership.objects.visible_to(request.actor).select_related("person").get(pk=found.membership_id)
        )

    def leave_view(self, request, pk, entry):
        """代请."""
        activity, sittings = self._with_sittings(request, pk)
        if not policies.may_ask_leave_for(request.actor, activity):
            raise PermissionDenied("您没有代为请假的权限")
        rows = RosterEntry.objects.visible_to(request.actor).select_related("membership__person")
        row = rows.filter(pk=entry, activity=activity, removed_at=None).first()
        if row is None:
            raise Http404
        mine = [one for one in sittings if one.pk in row.expected]
        form = LeaveForm(request.POST or None, sittings=mine)
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            chosen = [one for one in mine if str(one.pk) in said.pop("sittings")]
            asked = self.attempt(
                request, "已代为提出请假，待批准。", services.ask_leave, entry=row, sittings=chosen, **said
            )
            if asked:
                return redirect("admin:activities_activity_roster", activity.pk)
        return self.page(
            request, "desk_form", title=f"代{row}请假：{activity.title}", form=form, submit="提出请假",
            consequence="申请会标明“代请”，由另一人批准，结果告知委员。",
        )  # fmt: skip

    def sheet_view(self, request, pk):
        """签到册 and 考勤表 as xlsx; audited. With `?import`, the table to fill in and hand in."""
        activity, sittings = self._with_sittings(request, pk)
        if "import" in request.GET:
            rows = RosterEntry.objects.visible_to(request.actor).filter(activity=activity, removed_at=None)
            content = filled(
                activity, sittings, rows.select_related("membership__person").order_by("position")
            )
            return file_response(content, f"{activity.title}考勤导入表.xlsx", CONTENT_TYPES["xlsx"])
        content = sign_in_book(activity, sheets(activity, sittings))
        audit.record(request.actor, "导出考勤表", activity, after={"sittings": len(sittings)})
        name = f"{activity.title}考勤表（{chinese_date(today())}）.xlsx"
        return file_response(content, name, CONTENT_TYPES["xlsx"])

    def _with_sittings(self, request, pk):
        rows = staffed(request.actor).select_related("kind", "organization")
        activity = self.one(
            request, pk, rows.prefetch_related("organisers") if request.actor.committees else rows
        )
        if not policies.may_read_roster(request.actor, activity):
            raise Http404
        prefetch_related_objects([activity], "sittings")
        sittings = sorted(activity.sittings.all(), key=lambda one: (one.starts_at, one.pk))
        if not activity.published_at or not sittings:
            raise Http404
        return activity, sittings
