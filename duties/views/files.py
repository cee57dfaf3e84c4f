"""The 履职档案 as a page to print and as a Word file: one's own, or of anyone in the reader's scope."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core import audit
from core.clock import today
from documents.choices import LetterKind
from documents.files import CONTENT_TYPES
from documents.rendering import LetterRefused
from documents.rendering import render as render_letter
from documents.views import file_response
from duties import duty_file
from duties.queries import readable_memberships
from members.queries.register import membership_of


@login_required
@require_GET
def page(request, pk: int | None = None):
    """The file of a membership; without a number, the actor's own."""
    membership = _membership(request, pk)
    context = {
        "file": duty_file.build(membership),
        "word_url": reverse("duties:file_word", args=[membership.pk]),
        "back_url": reverse("duties:own") if membership.person.user_id == request.user.pk else "/",
    }
    return render(request, "duties/file.html", context)


@login_required
@require_GET
def word(request, pk: int):
    """The same as a Word file; audited, because it leaves the house."""
    membership = _membership(request, pk)
    context = duty_file.build(membership)
    try:
        content = render_letter(
            kind=LetterKind.DUTY_FILE, organization=membership.organization, context=context
        )
    except LetterRefused as refusal:
        messages.error(request, f"没有生成 Word 文件：{refusal}")
        return redirect("duties:own")
    audit.record(request.actor, "下载履职档案", membership)
    return file_response(content, f"{membership.person.name}履职档案.docx", CONTENT_TYPES["docx"])


def _membership(request, pk: int | None):
    if pk is None:
        found = membership_of(request.actor)
        if found is None:
            raise Http404
        return found
    rows = readable_memberships(request.actor, today())
    return get_object_or_404(rows.select_related("person", "term", "organization"), pk=pk)
