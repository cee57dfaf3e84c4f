from django.apps import AppConfig


class AppraisalsConfig(AppConfig):
    name = "appraisals"
    verbose_name = "双考"

    def ready(self):
        from appraisals import tasks  # noqa: F401 -- registers the work
