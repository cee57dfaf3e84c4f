"""Is the house alive? Each answer is asked of the part itself."""

import datetime as dt

from celery import current_app
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from core.clock import now
from core.models import Heartbeat

WORKER_SILENCE = dt.timedelta(seconds=60)


def report() -> dict[str, bool]:
    """Part → whether it answers: database, migrations, broker, worker."""
    answers = {"database": _database()}
    if answers["database"]:
        answers |= {"migrations": _migrations(), "worker": _worker()}
    else:
        answers |= {"migrations": False, "worker": False}
    return answers | {"broker": _broker()}


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _migrations() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _worker() -> bool:
    try:
        seen = Heartbeat.objects.filter(name="worker").values_list("at", flat=True).first()
    except DatabaseError:
        return False
    return seen is not None and now() - seen < WORKER_SILENCE


def _broker() -> bool:
    with current_app.connection_for_write() as broker:
        try:
            broker.ensure_connection(max_retries=1, timeout=2)
        except (OSError, *broker.connection_errors):
            return False
    return True
