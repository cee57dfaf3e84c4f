"""How the staff site looks: names, colours (by the tokens of static/css/tokens.css), fonts, side navigation."""

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse_lazy

from zhengxie.menu import MENU

WEIGHTS = ("50", "100", "200", "300", "400", "500", "600", "700", "800", "900", "950")


def organization_name(request):
    """The active organisation, below the product's name."""
    actor = getattr(request, "actor", None)
    return actor.organization_name if actor else ""


def environment(request):
    """The label at the top right of a demonstration; none elsewhere."""
    return ["演示", "warning"] if settings.DEMO else None


def icon(request):
    return static("img/favicon.svg")


def _style(path):
    return lambda request: static(path)


UNFOLD = {
    "SITE_TITLE": "政协委员履职管理",
    "SITE_HEADER": "政协委员履职管理",
    "SITE_SUBHEADER": organization_name,
    "SITE_ICON": icon,
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": icon}],
    "SITE_URL": "/",
    "SHOW_BACK_BUTTON": True,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_HISTORY": False,
    "THEME": "light",
    "ENVIRONMENT": "zhengxie.unfold.environment",
    "BORDER_RADIUS": "8px",
    "STYLES": [_style("css/tokens.css"), _style("css/admin.css"), _style("css/workbench.css")],
    "COLORS": {
        "primary": {weight: f"var(--primary-{weight})" for weight in WEIGHTS},
        "base": {weight: f"var(--base-{weight})" for weight in WEIGHTS},
        "font": {
            "subtle-light": "var(--ink-2)",
            "default-light": "var(--ink)",
            "important-light": "var(--ink)",
            "subtle-dark": "var(--base-400)",
            "default-dark": "var(--base-300)",
            "important-dark": "var(--base-100)",
        },
    },
    "ACCOUNT": {"navigation": [{"title": "返回前台", "link": "/"}]},
    "SIDEBAR": {"show_search": True, "show_all_applications": False, "navigation": MENU},
    "DASHBOARD_CALLBACK": "portal.workbench.fill",
    "LOGIN": {"redirect_after": lambda request: reverse_lazy("admin:index")},
}
