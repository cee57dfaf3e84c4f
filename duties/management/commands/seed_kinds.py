"""`manage.py seed_kinds`: brings the system kinds up to date with kinds.yaml."""

from django.core.management.base import BaseCommand

from duties.services.kinds import seed_kinds


class Command(BaseCommand):
    help = "按 kinds.yaml 更新系统履职事项（migrate 之后自动执行）"

    def handle(self, **options):
        self.stdout.write(f"系统履职事项 {seed_kinds()} 个")
