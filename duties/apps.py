from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class DutiesConfig(AppConfig):
    name = "duties"
    verbose_name = "履职台账"

    def ready(self):
        from documents.imports import register
        from documents.owners import register_owner
        from duties import tasks  # noqa: F401 -- registers the work
        from duties.importing.importer import DUTIES
        from duties.queries import may_read_record

        register(DUTIES)
        register_owner("duties.dutyrecord", may_read_record)
        post_migrate.connect(_seed, sender=self)


def _seed(using, plan=(), **_):
    """System kinds follow the code; nothing to do when the table was migrated away."""
    from duties.services.kinds import SYSTEM_KINDS, seed_kinds

    if SYSTEM_KINDS.exists() and "duties_dutykind" in connections[using].introspection.table_names():
        seed_kinds()
