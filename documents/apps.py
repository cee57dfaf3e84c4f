from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = "附件与文书"

    def ready(self):
        from documents import tasks  # noqa: F401 -- registers the work
        from documents.owners import register_owner
        from documents.policies import may_read_scan
        from documents.services.instructions import OWNER

        register_owner(OWNER, may_read_scan)
