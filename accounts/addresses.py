"""Where a request comes from, and how its device is called in a list of log-ins."""

import ipaddress

from django.conf import settings

SYSTEMS = (
    ("HarmonyOS", "鸿蒙手机"),
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("Android", "安卓手机"),
    ("Windows", "Windows 电脑"),
    ("Macintosh", "苹果电脑"),
    ("Linux", "国产或 Linux 电脑"),
)


def client_address(request) -> str | None:
    """The peer's address; behind our own proxy, the last one that the proxy wrote down."""
    address = request.META.get("REMOTE_ADDR", "")
    if hasattr(settings, "SECURE_PROXY_SSL_HEADER"):
        address = request.META.get("HTTP_X_FORWARDED_FOR", address).rpartition(",")[2].strip()
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None


def device_label(agent: str) -> str:
    """«安卓手机 微信» from the browser's own description."""
    system = next((label for mark, label in SYSTEMS if mark in agent), "其他设备")
    return f"{system} 微信" if "MicroMessenger" in agent else system
