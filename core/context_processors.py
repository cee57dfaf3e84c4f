"""What every template may use."""

from django.conf import settings


def house(request):
    """Name of the product, the request's number, and whether this is the demo."""
    return {
        "product": "政协委员履职管理",
        "request_id": getattr(request, "id", ""),
        "is_demo": settings.DEMO,
    }
