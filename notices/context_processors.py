"""The bell."""

from django.utils.functional import SimpleLazyObject

from notices.models import Message


def unread(request):
    """`unread_count`: how many own messages wait; asked of the database only by pages that show it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    waiting = Message.objects.filter(user_id=user.pk, read_at=None)
    return {"unread_count": SimpleLazyObject(waiting.count)}
