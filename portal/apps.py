from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "门户"

    def ready(self):
        from portal import tasks  # noqa: F401 -- registers the work and who may read what it makes
