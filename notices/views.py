"""My messages, and the subscription of my calendar."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.crypto import decrypt
from notices import services
from notices.calendar import as_ics
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


@login_required
@require_GET
def calendar(request):
    """The address to subscribe to, for its owner alone."""
    feed = services.own_feed(request.actor)
    address = feed and request.build_absolute_uri(
        reverse("notices:calendar_feed", args=[decrypt(feed.secret)])
    )
    return render(request, "notices/calendar.html", {"feed": feed, "address": address})


@login_required
@require_POST
def open_calendar(request):
    services.open_feed(by=request.actor)
    messages.success(request, "订阅地址已生成。")
    return redirect("notices:calendar")


@login_required
@require_POST
def close_calendar(request):
    services.close_feed(by=request.actor)
    messages.success(request, "日程订阅已停止。")
    return redirect("notices:calendar")


@login_not_required
@never_cache
@require_GET
def calendar_feed(request, secret: str):
    """For calendar programs, which cannot log in: the secret is the key."""
    feed = services.feed_at(secret)
    if feed is None:
        raise Http404
    return HttpResponse(as_ics(feed), content_type="text/calendar; charset=utf-8")
