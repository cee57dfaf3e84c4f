"""What leaves the house: the Excel book of a round and the Word compilation; both audited."""

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, Q
from django.http import Http404

from core import audit
from core.clock import today
from documents.files import CONTENT_TYPES
from documents.views import file_response
from proposals import policies
from proposals.choices import OWN, STANDING
from proposals.models import Round, Signature
from proposals.queries.reading import readable
from proposals.resources.books import round_book
from proposals.resources.papers import compilation


class ExportPages:
    """`export/` and `compilation/`, of the round asked for or the newest."""

    def export_view(self, request):
        opened = self._round(request)
        rows = readable(request.actor).filter(round=opened).exclude(state__in=sorted(OWN))
        signed = Count("signatures", filter=Q(signatures__state="accepted"), distinct=True)
        found = list(rows.annotate(signers=signed).order_by("number", "serial"))
        content = round_book(found, opened, today())
        audit.record(request.actor, "导出提案登记表", opened, after={"count": len(found)})
        return file_response(content, f"{opened}提案.xlsx", CONTENT_TYPES["xlsx"])

    def compilation_view(self, request):
        opened = self._round(request)
        signatures = Signature.objects.visible_to(request.actor).select_related("membership__person")
        rows = (
            readable(request.actor)
            .filter(round=opened, state__in=sorted(STANDING))
            .prefetch_related(
                "suggestions", Prefetch("signatures", queryset=signatures), "tasks__unit", "tasks__replies"
            )
        )
        content = compilation(
            list(rows.order_by("number")), f"{opened.organization.short_name}{opened}提案汇编"
        )
        audit.record(request.actor, "导出提案汇编", opened)
        return file_response(content, f"{opened}提案汇编.docx", CONTENT_TYPES["docx"])

    def _round(self, request) -> Round:
        self._closed(request)
        if not policies.may_see_figures(request.actor):
            raise PermissionDenied("您没有导出提案的权限")
        rows = Round.objects.visible_to(request.actor).select_related("session__term", "organization")
        asked = request.GET.get("round", "")
        found = rows.filter(pk=asked).first() if asked.isdecimal() else rows.order_by("-opens_at").first()
        if found is None:
            raise Http404
        return found
