"""What leaders and the secretariat take away from a cycle: the Excel book, the 通报, the verifier's bundle."""

from io import BytesIO

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from core.models import Job
from core.workflow import Refused
from documents.files import CONTENT_TYPES
from documents.views import file_response
from portal import policies, services
from portal.queries import dashboard as queries

FILES = {services.BOOK: "工作簿", services.LETTERS: "告知函"}


@require_POST
def order_book(request, pk: int):
    """Ask for the book of a cycle and go where its progress is shown."""
    return _ordered(request, pk, services.order_book)


@require_POST
def order_letters(request, pk: int):
    """Ask for the letters of a published year and go where their progress is shown."""
    return _ordered(request, pk, services.order_letters)


def _ordered(request, pk: int, order):
    cycle = _cycle(request.actor, pk)
    try:
        job = order(by=request.actor, cycle=cycle)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{reverse('portal:dashboard')}?cycle={cycle.pk}")
    return redirect("portal:book_job", job.pk)


@require_GET
def book_job(request, pk: int):
    """The progress of one's own file, then the button that downloads it."""
    if not policies.may_take_book(request.actor):
        raise Http404
    jobs = Job.objects.visible_to(request.actor).filter(task__in=FILES, created_by=request.user.pk)
    job = get_object_or_404(jobs, pk=pk)
    attachment = job.result.get("attachment")
    context = {
        "job": job,
        "cleared": "cleared_on" in job.result,
        "is_book": job.task == services.BOOK,
        "title": FILES[job.task],
        "result_url": reverse("documents:download", args=[attachment]) if attachment else "",
        "result_label": f"下载{FILES[job.task]}",
    }
    return render(request, "portal/exports.html", context)


@require_GET
def announcement(request, pk: int):
    """The 通报 of the cycle's published run as a Word file."""
    cycle = _cycle(request.actor, pk)
    return _file(request, cycle, services.write_announcement, CONTENT_TYPES["docx"])


@require_GET
def bundle(request, pk: int):
    """The published run, its scheme and the independent verifier in one ZIP."""
    cycle = _cycle(request.actor, pk)
    return _file(request, cycle, services.write_verification, "application/zip")


def _file(request, cycle, write, content_type: str):
    """What `write` made, as a download; a refusal is told on the dashboard."""
    try:
        name, content = write(by=request.actor, cycle=cycle)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{reverse('portal:dashboard')}?cycle={cycle.pk}")
    return file_response(BytesIO(content), name, content_type)


def _cycle(actor, pk: int):
    """A cycle whose results the actor may take away; anybody else finds nothing here."""
    if not policies.may_take_book(actor):
        raise Http404
    return get_object_or_404(queries.cycles_shown(actor), pk=pk)
