"""`manage.py demo_code USER`: the one-time code that the phone of a demo account would show now."""

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice


class Command(BaseCommand):
    help = "显示演示账号当前的动态口令（仅演示环境）"

    def add_arguments(self, parser):
        parser.add_argument("user", help="登录名")

    def handle(self, *, user: str, **options):
        if not settings.DEMO:
            raise CommandError("只有演示环境才能显示动态口令")
        device = TOTPDevice.objects.filter(user__username=user, confirmed=True).first()
        if device is None:
            raise CommandError(f"账号“{user}”不存在或未绑定动态口令")
        totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
        totp.time = time.time()
        self.stdout.write(f"{totp.token():06d}")
