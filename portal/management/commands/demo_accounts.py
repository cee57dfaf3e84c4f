from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.demo.place import ACCOUNTS, MEMBER_LOGINS, PASSWORD

OTHERS = (("shangji", "上级政协", "只看下级公布的内容"),)


class Command(BaseCommand):
    help = "列出演示账号（仅演示环境）"

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("只有演示环境才有演示账号")
        self.stdout.write(f"演示账号（密码均为 {PASSWORD}）：")
        rows = [(username, name, what) for username, name, what, _ in ACCOUNTS]
        rows += [(username, "", what) for username, what in MEMBER_LOGINS]
        for username, name, what in (*rows, *OTHERS):
            self.stdout.write(f"  {username:<10}{name}{'：' if name else ''}{what}")
