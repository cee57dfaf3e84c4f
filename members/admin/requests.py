"""Corrections that members asked for: the queue, oldest first, and the answer."""

from django.contrib import admin
from django.urls import reverse
from unfold.decorators import display

from accounts.choices import SECRETARIAT
from core.admin_base import ReadOnlyAdmin
from members import services
from members.admin.pages import Pages
from members.choices import RequestState
from members.forms import AnswerForm
from members.models import ChangeRequest
from members.services.requests import field_label
from members.workflow import CHANGE_REQUEST

TONES = {"waiting": "warning", "approved": "success", "declined": ""}


@admin.register(ChangeRequest)
class ChangeRequestAdmin(Pages, ReadOnlyAdmin):
    may_view = SECRETARIAT
    list_display = ("person", "field_name", "value", "state_label", "asked_at", "answered_by")
    list_filter = ("state",)
    list_select_related = ("person", "answered_by")
    search_fields = ("person__name",)
    search_help_text = "姓名"

    def get_ordering(self, request):
        """What waits comes first, the oldest of it at the top."""
        return ("-state", "asked_at")

    @display(description="项目")
    def field_name(self, row):
        return field_label(row.field)

    @display(description="状态", label=TONES)
    def state_label(self, row):
        return row.state, row.get_state_display()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        asked = self.object_or_404(request, object_id)
        form = AnswerForm(request.POST or None)
        adopt = "adopt" in request.POST
        open_steps = CHANGE_REQUEST.open_to(request.actor, asked)
        return self.act(
            request,
            form,
            lambda form: services.answer_change(
                by=request.actor, request=asked, adopt=adopt, answer=form.cleaned_data["answer"]
            ),
            done=f"已{'采纳' if adopt else '退回'}{asked.person}的更正申请。",
            to=reverse("admin:members_changerequest_changelist"),
            title=f"{asked.person}：更正{field_label(asked.field)}",
            asked=asked,
            current=getattr(asked.person, asked.field),
            waiting=asked.state == RequestState.WAITING,
            answerable=bool(open_steps),
            consequence="采纳后即时写入人员档案，本人能看到处理结果和意见。",
        )
