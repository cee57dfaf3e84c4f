"""Entry point of the workers and the beat."""

import os

from celery import Celery

from zhengxie.schedule import SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhengxie.settings")
app = Celery("zhengxie")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = SCHEDULE
app.autodiscover_tasks()
