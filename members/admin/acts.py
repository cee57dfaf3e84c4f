"""The acts of the secretariat beside a member's page: each a form that calls one verb."""

from django.shortcuts import redirect
from django.urls import reverse
from unfold.decorators import action

from accounts.choices import SECRETARIAT
from core.clock import today
from members import services
from members.admin.pages import demand
from members.choices import AffiliationKind, ChangeKind
from members.forms import (
    AppointForm,
    EndOfficeForm,
    ExpireForm,
    LeaveForm,
    MoveForm,
    OfficeForm,
    RevealForm,
    StatusForm,
)
from members.models import Membership, Office
from members.policies import may_keep_register
from members.queries.register import terms_held
from members.workflow import MEMBERSHIP
from organizations.queries import term_on

CONSEQUENCE = (
    "登记后即时生效并永久留痕：暂停履职期间，该委员不能登录办理委员事务，也不计入应到人数；"
    "辞去、撤销、去世、不宜继续担任、届满自生效之日起终止任职、所属、职务和委员账号的权限，不能撤回。"
)
EXPIRY = "该届在任和暂停履职的委员自生效之日起全部离任，所属、职务和委员账号的权限同时终止，履职记录和得分保留，不能撤回。"


class MembershipActs:
    """Mixed into the register's ModelAdmin."""

    def has_keep_permission(self, request, obj=None):
        return request.actor.holds(*SECRETARIAT)

    def _own(self, request, object_id) -> Membership:
        """A membership of the actor's own organisation, 404 for any other."""
        membership = self.object_or_404(request, object_id)
        demand(may_keep_register(request.actor, membership.organization_id), "维护本会委员名册")
        return membership

    def _detail(self, membership) -> str:
        return reverse("admin:members_membership_change", args=[membership.pk])

    @action(description="状态变动", url_path="status", icon="swap_horiz", permissions=["keep"])
    def status(self, request, object_id):
        membership = self._own(request, object_id)
        steps = MEMBERSHIP.open_to(request.actor, membership)
        form = StatusForm(
            request.POST or None, request.FILES or None, steps=steps, initial={"effective_on": today()}
        )
        return self.act(
            request,
            form,
            lambda form: services.change_status(
                by=request.actor,
                membership=membership,
                step=form.cleaned_data["step"],
                decision=form.decision(),
                file=form.cleaned_data["file"],
            ),
            done=f"已登记{membership}的状态变动。",
            to=self._detail(membership),
            title=f"{membership}：状态变动（现为{membership.get_state_display()}）",
            consequence=CONSEQUENCE,
            verb_label="登记变动",
        )

    @action(description="调整所属", url_path="move", icon="move_group", permissions=["keep"])
    def move(self, request, object_id):
        membership = self._own(request, object_id)
        form = MoveForm(request.POST or None, term=membership.term, initial={"on": today()})
        return self.act(
            request,
            form,
            lambda form: services.move(
                by=request.actor,
                membership=membership,
                place=form.target(),
                on=form.cleaned_data["on"],
                reason=form.cleaned_data["reason"],
            ),
            done=f"已调整{membership}的所属。",
            to=self._detail(membership),
            title=f"{membership}：调整界别、专委会、编组或党派",
            consequence="原所属保留到生效日期的前一日，以往的统计和得分不受影响。",
            verb_label="保存调整",
        )

    @action(description="退出所属", url_path="leave", icon="logout", permissions=["keep"])
    def leave(self, request, object_id):
        membership = self._own(request, object_id)
        held = membership.affiliations.filter(during__contains=today()).exclude(kind=AffiliationKind.SECTOR)
        held = list(held.select_related("sector", "committee", "group"))
        form = LeaveForm(request.POST or None, affiliations=held, initial={"on": today()})
        return self.act(
            request,
            form,
            lambda form: services.leave(
                by=request.actor,
                affiliation=next(one for one in held if str(one.pk) == form.cleaned_data["affiliation"]),
                on=form.cleaned_data["on"],
                reason=form.cleaned_data["reason"],
            ),
            done=f"已登记{membership}退出所属。",
            to=self._detail(membership),
            title=f"{membership}：退出专委会、编组或党派",
            consequence="所属保留到生效日期的前一日，以往的统计和得分不受影响。界别只能调整，不能退出。",
            verb_label="登记退出",
        )

    @action(description="任命职务", url_path="office", icon="badge", permissions=["keep"])
    def office(self, request, object_id):
        membership = self._own(request, object_id)
        form = OfficeForm(request.POST or None, initial={"starts_on": today(), "title": "standing"})
        return self.act(
            request,
            form,
            lambda form: services.give_office(by=request.actor, membership=membership, **form.cleaned_data),
            done=f"已登记{membership}的职务。",
            to=self._detail(membership),
            title=f"{membership}：任命政协职务",
            consequence="任常委的，自任职之日起其账号同时具有常委权限；排位决定名单的先后。",
            verb_label="登记任命",
        )

    @action(description="免去职务", url_path="end-office", icon="person_remove", permissions=["keep"])
    def end_office(self, request, object_id):
        membership = self._own(request, object_id)
        offices = list(Office.objects.filter(membership=membership, during__contains=today()))
        form = EndOfficeForm(request.POST or None, offices=offices, initial={"on": today()})
        return self.act(
            request,
            form,
            lambda form: services.end_office(
                by=request.actor,
                office=next(one for one in offices if str(one.pk) == form.cleaned_data["office"]),
                on=form.cleaned_data["on"],
                reason=form.cleaned_data["reason"],
            ),
            done=f"已登记{membership}免去职务。",
            to=self._detail(membership),
            title=f"{membership}：免去政协职务",
            consequence="职务保留到生效日期的前一日；免去常委的，其账号的常委权限同日终止。",
            verb_label="登记免职",
        )

    @action(description="人员档案", url_path="file", icon="contact_page", permissions=["keep"])
    def personal_file(self, request, object_id):
        membership = self._own(request, object_id)
        return redirect("admin:members_person_change", membership.person_id)

    @action(description="查看手机号、身份证号", url_path="reveal", icon="visibility", permissions=["keep"])
    def reveal(self, request, object_id):
        """The field in full on this page only, once the reason is on record."""
        membership = self._own(request, object_id)
        form = RevealForm(request.POST or None)
        shown = None
        if request.method == "POST" and form.is_valid():
            shown = services.reveal(by=request.actor, person=membership.person, **form.cleaned_data)
        response = self.page(
            request,
            "form",
            form=form,
            shown=shown if shown is None else (shown or "（未登记）"),
            back=self._detail(membership),
            title=f"{membership}：查看手机号、身份证号",
            consequence="查看人、时间、项目和用途将记入审计记录。",
            verb_label="查看",
        )
        response.headers["Cache-Control"] = "no-store"
        return response

    @action(description="登记新委员", url_path="appoint", icon="person_add", permissions=["keep"])
    def appoint(self, request):
        demand(self.has_keep_permission(request), "维护本会委员名册")
        term = term_on(request.actor.organization_id, today())
        demand(term is not None, "登记委员（本会尚未设置届次）")
        form = AppointForm(request.POST or None, term=term, initial={"effective_on": today()})
        return self.act(
            request,
            form,
            lambda form: self._appoint(request, form, term),
            done="已登记新委员。",
            to=reverse("admin:members_membership_changelist"),
            title=f"登记新委员（{term}）",
            consequence="登记后列入名册，自生效日期起计入应到人数；账号由“开通账号并打印激活单”另行开通。",
            verb_label="登记委员",
        )

    def _appoint(self, request, form, term) -> None:
        verb = services.appoint if form.cleaned_data["kind"] == "appoint" else services.co_opt
        services.enrol(
            verb,
            by=request.actor,
            person=form.person(),
            term=term,
            decision=form.decision(),
            number=form.cleaned_data["number"],
            places=form.places(),
        )

    @action(description="导入名册", url_path="import", icon="upload", permissions=["keep"])
    def import_table(self, request):
        return redirect(f"{reverse('admin:documents_importbatch_add')}?kind=members")

    @action(description="届满离任", url_path="expire", icon="event_busy", permissions=["keep"])
    def expire(self, request):
        """The end of a term for everybody who still holds it, by one decision."""
        demand(self.has_keep_permission(request), "登记届满离任")
        terms = list(terms_held(request.actor))
        form = ExpireForm(
            request.POST or None,
            terms=terms,
            initial={"effective_on": today(), "reason": ChangeKind.EXPIRED.label},
        )

        def expire_all(form):
            term = next(one for one in terms if str(one.pk) == form.cleaned_data["term"])
            services.expire_term(by=request.actor, term=term, decision=form.decision())

        return self.act(
            request,
            form,
            expire_all,
            done="已登记届满离任。",
            to=reverse("admin:members_membership_changelist"),
            title="届满离任（全届）",
            consequence=EXPIRY,
            verb_label="登记届满",
        )
