"""出勤统计 in the staff site: by meeting, kind, member, 界别, 专委会 or half-year; as a page and as xlsx."""

from django import forms
from django.http import Http404
from django.urls import path
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from activities import policies
from activities.queries.figures import figures, missed, total
from activities.queries.kinds import kinds_of
from activities.resources.attendance_sheet import figures_book
from core import audit
from core.clock import today
from documents.files import CONTENT_TYPES
from documents.views import file_response
from organizations.models import Organization

BY = (
    ("sector", "界别"), ("committee", "专委会"), ("member", "委员"), ("activity", "会议活动"),
    ("kind", "活动类型"), ("half", "半年"),
)  # fmt: skip


class FiguresForm(forms.Form):
    """What is asked; in the address, so that it can be shared."""

    by = forms.ChoiceField(label="按", choices=BY, widget=UnfoldAdminSelectWidget)
    start = forms.DateField(label="自", widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}))
    end = forms.DateField(label="至", widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}))
    kind = forms.ChoiceField(label="活动类型", required=False, widget=UnfoldAdminSelectWidget)

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = kinds_of(actor.organization_id).values_list("code", "label")
        self.fields["kind"].choices = [("", "全部"), *kinds]

    def clean(self):
        data = super().clean()
        if data.get("start") and data.get("end") and data["end"] < data["start"]:
            self.add_error("end", "截止日期不能早于开始日期。")
        return data


class FigurePages:
    """Mixed into the admin of activities."""

    def figure_urls(self):
        return [path("figures/", self.route(self.figures_view), name="activities_activity_figures")]

    def figures_view(self, request):
        if not policies.may_read_figures(request.actor):
            raise Http404
        day = today()
        first = day.replace(month=1, day=1)
        initial = {"by": "sector", "start": f"{first:%Y-%m-%d}", "end": f"{day:%Y-%m-%d}", "kind": ""}
        form = FiguresForm(initial | request.GET.dict(), actor=request.actor)
        if not form.is_valid():
            return self.page(request, "figures", title="出勤统计", form=form)
        asked = form.cleaned_data
        span = {name: asked[name] for name in ("start", "end", "kind")}
        organization_id = request.actor.organization_id
        found = figures(organization_id, by=asked["by"], **span)
        whole = total(organization_id, **span)
        label = dict(BY)[asked["by"]]
        if "file" in request.GET:
            organization = Organization.objects.visible_to(request.actor).get(pk=organization_id)
            audit.record(request.actor, "导出出勤统计", organization, after=_plain(asked))
            content = figures_book(found, whole, label=label, start=asked["start"], end=asked["end"])
            return file_response(content, f"出勤统计（按{label}）{day:%Y%m%d}.xlsx", CONTENT_TYPES["xlsx"])
        return self.page(
            request, "figures", title="出勤统计", form=form, figures=found, whole=whole, label=label,
            missed=[one for one in missed(organization_id, **span) if one.missed] if asked["kind"] else None,
            address=request.GET.urlencode(),
        )  # fmt: skip


def _plain(asked: dict) -> dict:
    return {name: str(value) for name, value in asked.items()}
