"""The staff site: only the house's own registers, each behind scope and role."""

from django.core.exceptions import ImproperlyConfigured
from unfold.sites import UnfoldAdminSite

from core.admin_base import ScopedModelAdmin

THIRD_PARTY = {"auth", "axes", "django_celery_beat", "otp_totp", "knox"}


class HouseAdminSite(UnfoldAdminSite):
    """Registers `ScopedModelAdmin`s; tables of third-party apps stay hidden."""

    site_title = "政协委员履职管理"
    site_header = "政协委员履职管理"
    index_title = "工作台"
    enable_nav_sidebar = True

    def register(self, model_or_iterable, admin_class=None, **options):
        models = model_or_iterable if isinstance(model_or_iterable, list | tuple) else [model_or_iterable]
        own = [model for model in models if model._meta.app_label not in THIRD_PARTY]
        if not own:
            return
        if admin_class is None or not issubclass(admin_class, ScopedModelAdmin):
            raise ImproperlyConfigured(f"{own[0].__name__}: 须用 ScopedModelAdmin 登记")
        super().register(own, admin_class, **options)

    def has_permission(self, request) -> bool:
        actor = getattr(request, "actor", None)
        return bool(actor and actor.is_staff)
