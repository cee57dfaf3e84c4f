"""The outbox in the staff site."""

import io

from django.contrib import admin, messages
from django.http import FileResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST
from unfold.decorators import display

from accounts.choices import SECRETARIAT
from core.admin_base import ReadOnlyAdmin
from core.clock import today
from core.workflow import Refused
from core.writer import csv_bytes
from notices import services
from notices.choices import Channel, OutboxState
from notices.models import Outbox

VARIANTS = {"green": "success", "amber": "warning", "red": "danger"}


@admin.register(Outbox)
class OutboxAdmin(ReadOnlyAdmin):
    """待发消息: what left the house, what waits, and the list for the SMS platform."""

    may_view = SECRETARIAT
    list_display = ("title", "channel", "receiver", "masked_address", "state_label", "created_at", "done_at")
    list_filter = ("channel", "state")
    list_select_related = ("user",)
    fields = ("channel", "title", "text", "state", "created_at", "done_at", "failure")
    search_fields = ("title", "user__display_name")
    change_list_template = "admin/notices/outbox.html"

    @display(description="收件人")
    def receiver(self, row):
        return row.user or "—"

    @display(description="号码或邮箱")
    def masked_address(self, row):
        return masked(row.address)

    @display(description="状态", label={state.value: VARIANTS[state.tone] for state in OutboxState})
    def state_label(self, row):
        return row.state, row.get_state_display()

    def get_urls(self):
        export = self.admin_site.admin_view(require_POST(self.export_view))
        return [path("texts/", export, name="notices_outbox_texts"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        waiting = Outbox.objects.visible_to(request.actor).filter(
            channel=Channel.SMS, state=OutboxState.WAITING
        )
        context = {"waiting_texts": waiting.count(), "texts_url": reverse("admin:notices_outbox_texts")}
        return super().changelist_view(request, context | (extra_context or {}))

    def export_view(self, request):
        """手机号,短信内容 — as the office's SMS platform takes it."""
        try:
            rows = services.export_texts(by=request.actor)
        except Refused as refusal:
            self.tell(request, str(refusal), messages.ERROR)
            return redirect("admin:notices_outbox_changelist")
        content = io.BytesIO(csv_bytes(["手机号", "短信内容"], rows))
        return FileResponse(
            content, as_attachment=True, filename=f"短信名单{today():%Y%m%d}.csv", content_type="text/csv"
        )


def masked(address: str) -> str:
    """13812345678 → 138****5678; name@host → n***@host."""
    if "@" in address:
        name, _, host = address.partition("@")
        return f"{name[:1]}***@{host}"
    return f"{address[:3]}****{address[-4:]}" if len(address) >= 8 else "****"
