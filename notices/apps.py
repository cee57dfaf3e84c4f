from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = "消息"

    def ready(self):
        from notices import tasks  # noqa: F401 -- registers the work
