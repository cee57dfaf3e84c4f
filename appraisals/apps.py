from django.apps import AppConfig


class AppraisalsConfig(AppConfig):
    name = "appraisals"
    verbose_name = "双考"

    def ready(self):
        from appraisals import tasks  # noqa: F401 -- registers the work
        from appraisals.policies import may_read_proof
        from appraisals.services.reviews import OWNER
        from documents.owners import register_owner

        register_owner(OWNER, may_read_proof)
