"""Activation slips on paper: A4, cut along the dashes, one for each person."""

from collections.abc import Iterable

import segno
from django.db import transaction
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from accounts.services import SLIP_VALID, issue_slip
from core.clock import now


def issue_and_render(request, users: Iterable[User], *, back_url: str = ""):
    """Issue a slip for each of `users`, all or none, and show the page to print. Call it in a POST only."""
    with transaction.atomic():
        rows = [(user, issue_slip(user, request.actor)) for user in users]
    return render_slips(request, rows, back_url=back_url)


def render_slips(request, rows: Iterable[tuple[User, str]], *, back_url: str = ""):
    """The printable page for (user, plain code) pairs; the codes are shown this once."""
    expires_at = now() + SLIP_VALID
    context = {
        "slips": [_slip(request, user, code) for user, code in rows],
        "expires_at": expires_at,
        "address": request.build_absolute_uri(reverse("accounts:activate")),
        "back_url": back_url or request.get_full_path(),
    }
    response = render(request, "accounts/slips.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _slip(request, user: User, code: str) -> dict:
    address = f"{reverse('accounts:activate')}?{urlencode({'name': user.username})}"
    square = segno.make(request.build_absolute_uri(address), error="m", micro=False)
    return {
        "user": user,
        "code": f"{code[:4]} {code[4:]}",
        "square": square.svg_data_uri(scale=4, border=1),
    }
