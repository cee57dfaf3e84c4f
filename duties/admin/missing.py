"""补登申请: what members find missing, the oldest first, and the answer."""

from urllib.parse import urlencode

from django.contrib import admin, messages
from django.shortcuts import redirect, render
from django.urls import reverse
from unfold.decorators import display

from accounts.choices import SECRETARIAT
from core.admin_base import ReadOnlyAdmin
from core.workflow import Refused
from duties import services
from duties.models import MissingRecord
from duties.services.missing import fitting
from duties.staff_forms import MissingAnswerForm
from duties.workflow import MISSING

TONES = {"waiting": "warning", "added": "success", "declined": ""}


@admin.register(MissingRecord)
class MissingRecordAdmin(ReadOnlyAdmin):
    may_view = SECRETARIAT
    list_display = ("membership", "kind", "occurred_on", "state_label", "asked_at", "answered_by")
    list_filter = ("state",)
    list_select_related = ("membership__person", "kind", "answered_by")
    search_fields = ("membership__person__name",)
    search_help_text = "姓名"

    def get_ordering(self, request):
        """What waits comes first, the oldest of it at the top."""
        return ("-state", "asked_at")

    @display(description="状态", label=TONES)
    def state_label(self, row):
        return row.state, row.get_state_display()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        asked = self.object_or_404(request, object_id)
        open_steps = MISSING.open_to(request.actor, asked)
        form = MissingAnswerForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and self._answered(request, asked, form):
            return redirect("admin:duties_missingrecord_changelist")
        query = urlencode(
            {
                "kind": asked.kind_id,
                "members": asked.membership.number,
                "occurred_on": asked.occurred_on.isoformat(),
            }
        )
        context = self.admin_site.each_context(request) | {
            "title": f"{asked.membership}：缺少“{asked.kind}”",
            "opts": self.opts,
            "asked": asked,
            "form": form,
            "answerable": bool(open_steps),
            "records": list(fitting(asked)[:5]),
            "entry_url": f"{reverse('admin:duties_dutyrecord_add')}?{query}",
            "back": reverse("admin:duties_missingrecord_changelist"),
        }
        return render(request, "admin/duties/missing.html", context)

    def _answered(self, request, asked, form) -> bool:
        added = "add" in request.POST
        try:
            services.answer_missing(
                by=request.actor, asked=asked, added=added, answer=form.cleaned_data["answer"]
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return False
        self.tell(request, f"已{'认可' if added else '退回'}{asked.membership}的补登申请。", messages.SUCCESS)
        return True
