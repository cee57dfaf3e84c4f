from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = "附件与文书"

    def ready(self):
        from documents import tasks  # noqa: F401 -- registers the work
