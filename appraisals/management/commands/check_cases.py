"""manage.py check_cases FILE…: do the engine's numbers equal those worked out by hand?"""

from django.core.management.base import BaseCommand

from appraisals.engine.cases import report


class Command(BaseCommand):
    help = "核对案例文件：逐条列出与手算不一致之处，全部一致时返回 0"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE", help="案例文件（YAML）")

    def handle(self, *args, files, **options):
        if not report(files, self.stdout.write):
            raise SystemExit(1)
