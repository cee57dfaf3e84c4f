"""The editor in a real browser: the method's fields change, rows are added, the sentence follows the typing."""

import os

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import sync_playwright

from accounts.choices import Role
from appraisals import services
from tests.conftest import CHROMIUM
from tests.factories import make_actor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def draft(county):
    clerk = make_actor(county, Role.OPERATOR)
    version = services.new_scheme(by=clerk, slug="new", name="新方案")
    document = version.document
    document["sections"][0]["indicators"] = [
        {"key": "i1", "name": "提案", "enabled": False, "note": "待填写"}
    ]
    return services.save_document(by=clerk, version=version, document=document)


@pytest.fixture
def browser(live_server, client, county, sign_in, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    sign_in(county, Role.OPERATOR)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = chromium.new_context(viewport={"width": 1280, "height": 1600}, locale="zh-CN")
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        yield context.new_page()
        chromium.close()


def test_a_rule_is_built_without_writing_a_document(browser, live_server, draft):
    page = browser
    where = reverse("admin:appraisals_schemeversion_edit", args=[draft.pk, "sections.0.indicators.0"])
    page.goto(live_server.url + where)
    page.check("[name='enabled']")
    page.select_option("[name='method.type']", "per_unit")
    page.click("#id_method_points >> text=增加一行")
    page.fill("[name='method.points.0.points']", "5")
    page.click("#id_select >> text=增加一行")
    page.select_option("[name='select.0.kinds']", "proposal")
    page.fill("[name='select.0.stages']", "立案")
    page.wait_for_function("document.querySelector('#sentence').textContent.includes('5 分')")
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/scheme-editor.png", full_page=True)
    page.click("text=保存")
    page.wait_for_url("**/change/")
    draft.refresh_from_db()
    item = draft.document["sections"][0]["indicators"][0]
    assert item["method"] == {"type": "per_unit", "points": 5}
    assert item["select"] == [{"kinds": ["proposal"], "stages": ["filed"]}]
    if folder:
        page.screenshot(path=f"{folder}/scheme-version.png", full_page=True)
