from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.demo import load


class Command(BaseCommand):
    help = "装入演示数据（仅演示和开发环境；已有时不重复装入）"

    def add_arguments(self, parser):
        parser.add_argument("--size", choices=sorted(load.SIZES), default="S", help="S 150 人，M 319 人")

    def handle(self, *, size: str, **options):
        if settings.PRODUCTION:
            raise CommandError("正式环境不装入演示数据")
        if load.loaded():
            self.stdout.write("演示数据已在，保持不变")
            return
        load.load(size, self.stdout.write)
