"""My messages."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from notices import services
from notices.models import Message

PAGE = 20


@login_required
@require_GET
def inbox(request):
    """The own messages, newest first; unread ones stand out."""
    page = Paginator(Message.objects.filter(user=request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/inbox.html", {"page_obj": page})


@login_required
@require_POST
def open_message(request, pk: int):
    """Mark one message as read and go where it leads."""
    message = get_object_or_404(Message, user=request.user, pk=pk)
    services.mark_read(by=request.actor, pk=message.pk)
    inside = url_has_allowed_host_and_scheme(message.url, allowed_hosts=None)
    return redirect(message.url if message.url and inside else "notices:inbox")


@login_required
@require_POST
def read_all(request):
    services.mark_read(by=request.actor)
    return redirect("notices:inbox")
