"""`manage.py reconcile_duties`: prints every difference between the ledger and what produced it."""

from django.core.management.base import BaseCommand

from duties.reconcile import differences
from organizations.models import Organization


class Command(BaseCommand):
    help = "核对履职台账与各业务表，逐条列出差异；一致时不输出"

    def handle(self, **options):
        for organization in Organization.objects.order_by("path"):
            for sentence in differences(organization):
                self.stdout.write(f"{organization.short_name} {sentence}")
