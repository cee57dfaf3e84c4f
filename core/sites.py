"""The staff site: only the house's own registers, each behind scope and role."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404
from django.shortcuts import redirect, resolve_url
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

    def get_urls(self):
        """Without Django's redirect to any object by its number, which knows no scope."""
        unwanted = {"view_on_site", "password_change_done"}
        return [url for url in super().get_urls() if getattr(url, "name", None) not in unwanted]

    def admin_view(self, view, cacheable=False):
        """To those who log in but don't work here, the staff site is not there at all."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def inner(request, *args, **kwargs):
            if request.actor is not None and not self.has_permission(request):
                raise Http404
            return guarded(request, *args, **kwargs)

        return inner

    def login(self, request, extra_context=None):
        """There is one log-in page."""
        target = request.GET.get("next") or resolve_url("admin:index")
        return redirect_to_login(target, resolve_url("accounts:login"))

    def logout(self, request, extra_context=None):
        """The one way out, asked again as the same POST."""
        return redirect("accounts:logout", preserve_request=True)

    def password_change(self, request, extra_context=None):
        return redirect("accounts:password")
