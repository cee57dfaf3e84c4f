"""签到异常 in the staff site: what was refused and smells, counted, with what was found out."""

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.shortcuts import redirect
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextareaWidget

from accounts.choices import SECRETARIAT, Role
from activities.admin.desk import Desk, badge, labels
from activities.models import SignFlag
from activities.queries.access import staffed
from activities.services.signing_flags import handle_flag
from activities.signin_choices import FlagKind
from activities.signin_policies import may_handle_flag
from core.admin_base import ReadOnlyAdmin

RELATED = (
    "sitting__activity", "user", "entry__membership__person", "device_owner__membership__person", "handled_by"
)  # fmt: skip
ADVICE = {
    FlagKind.DEVICE: "同一部手机已为一名委员签到，又被用来为另一名委员签到，后者未签到。核实本人是否到会：到会的办理补签，代签的按本会规定处理。",
    FlagKind.FORGED: "出示的码不是本系统签发，或被改动，未签到。偶尔一次多为扫了别处的二维码；同一账号多次出现的，请了解情况。",
    FlagKind.FUTURE: "出示的码签发于将来，未签到。请检查数据库服务器的时间是否被改动。",
    FlagKind.STRANGER: "本会委员出示了签到码，但不在本场次名单中，未签到。确应参加的，请先补充列入名单再办理补签。",
    FlagKind.EARLIER: "断网期间的扫码早于后来的签到，而后来的签到记为迟到。核实后可在名单页更正迟到。",
}


class HandleForm(forms.Form):
    note = forms.CharField(
        label="处理情况",
        max_length=200,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        error_messages={"required": "请写明处理情况。"},
    )


class Handled(admin.SimpleListFilter):
    """Open ones unless asked otherwise."""

    title = "处理"
    parameter_name = "handled"

    def lookups(self, request, model_admin):
        return [("no", "待处理"), ("yes", "已处理")]

    def queryset(self, request, queryset):
        wanted = {"no": True, "yes": False}.get(self.value())
        return queryset if wanted is None else queryset.filter(handled_at__isnull=wanted)


def flags_of(actor):
    """Flags of the meetings on the actor's workbench; those without a meeting are the secretariat's."""
    rows = SignFlag.objects.visible_to(actor).filter(organization_id=actor.organization_id)
    mine = Q(sitting__activity__in=staffed(actor))
    return rows.filter(mine | Q(sitting=None) if actor.holds(*SECRETARIAT) else mine)


@admin.register(SignFlag)
class SignFlagAdmin(Desk, ReadOnlyAdmin):
    may_view = SECRETARIAT | {Role.COMMITTEE_OFFICE}
    list_display = ("kind_label", "meeting", "whom", "by_whom", "times", "last_at", "handled")
    list_filter = (Handled, "kind")
    list_filter_submit = True
    list_select_related = RELATED
    search_fields = ("sitting__activity__title", "entry__membership__person__name", "detail")

    def get_queryset(self, request):
        return flags_of(request.actor).order_by("-last_at", "-id")

    @display(description="异常", label=labels(FlagKind))
    def kind_label(self, flag):
        return flag.kind, flag.get_kind_display()

    @display(description="会议活动")
    def meeting(self, flag):
        return f"{flag.sitting.activity.title}（{flag.sitting}）" if flag.sitting else "—"

    @display(description="涉及委员")
    def whom(self, flag):
        owner = f"；设备原为{flag.device_owner}签到" if flag.device_owner else ""
        return f"{flag.entry or '—'}{owner}"

    @display(description="操作账号")
    def by_whom(self, flag):
        return flag.user or "—"

    @display(description="处理", label={"待处理": "warning", "已处理": "success"})
    def handled(self, flag):
        return "已处理" if flag.handled_at else "待处理"

    def change_view(self, request, object_id, form_url="", extra_context=None):
        flag = self.one(request, object_id, flags_of(request.actor).select_related(*RELATED))
        form = HandleForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            self.attempt(request, "已记录处理情况。", handle_flag, flag=flag, note=form.cleaned_data["note"])
            return redirect(request.path)
        return self.page(
            request,
            "sign_flag",
            title=flag.get_kind_display(),
            state=badge(FlagKind(flag.kind)),
            flag=flag,
            form=form,
            advice=ADVICE[FlagKind(flag.kind)],
            may=may_handle_flag(request.actor, flag),
        )
