from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class CoreConfig(AppConfig):
    default = True
    name = "core"
    verbose_name = "系统"


class HouseAdminConfig(admin_apps.AdminConfig):
    """Makes `admin.site` the house's own site."""

    default = False
    default_site = "core.sites.HouseAdminSite"
