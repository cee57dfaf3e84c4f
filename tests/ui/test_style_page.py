"""The style page in a real browser: every component can be used, reads well, obeys the policy and prints."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import expect, sync_playwright

from tests.conftest import CHROMIUM

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1360, "height": 900}
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture(scope="module")
def address():
    """The house without a database: the style page reads none."""
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    assert server.error is None
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def page(request, browser, address):
    context = browser.new_context(viewport=request.param, locale="zh-CN", base_url=address)
    page = context.new_page()
    page.set_default_timeout(5_000)
    page.complaints = []
    page.on(
        "console", lambda one: page.complaints.append(one.text) if one.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda one: page.complaints.append(str(one)))
    page.on("requestfailed", lambda one: page.complaints.append(one.url))
    page.goto("/style/")
    page.wait_for_function("document.querySelectorAll('[data-chart]:not([data-drawn])').length === 0")
    yield page
    context.close()


def test_nothing_breaks_the_policy_and_nothing_comes_from_elsewhere(page, address):
    hosts = page.evaluate("performance.getEntriesByType('resource').map((one) => new URL(one.name).origin)")
    assert page.complaints == []
    assert set(hosts) == {address}


def test_the_page_passes_the_accessibility_rules(page):
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []


def test_there_is_no_sideways_scroll_even_in_large_type(page):
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0
    page.locator("[data-type-toggle]").click()
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "18px"
    assert page.evaluate(wide) == 0


def test_large_type_is_remembered_without_a_flash(page):
    page.locator("[data-type-toggle]").click()
    page.reload(wait_until="commit")
    expect(page.locator("html")).to_have_attribute("data-type", "large")
    page.locator("[data-type-toggle]").click()
    page.reload(wait_until="commit")
    assert page.locator("html").get_attribute("data-type") is None


def test_buttons_can_be_touched(page):
    boxes = page.locator("main .btn:not(.btn-sm):visible").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect().height)"
    )
    assert len(boxes) > 8
    assert min(boxes) >= 44


def test_every_chart_shows_its_figures_as_words(page):
    texts = page.locator("[data-chart]").evaluate_all(
        "(all) => all.map((one) => [...one.querySelectorAll('svg text')].map((t) => t.textContent))"
    )
    assert len(texts) == 4
    assert {"农业界", "71%", "医药卫生界", "93%"} <= set(texts[0])
    assert [text for text in texts[0] if text.endswith("%")] == [
        "93%",
        "90%",
        "88%",
        "85%",
        "82%",
        "79%",
        "71%",
    ]
    assert {"84", "9"} <= set(texts[1])
    assert {"上半年", "下半年"} <= set(texts[2])
    assert "第三学习组 79 分" in texts[3]


def test_labels_at_the_ends_of_lines_do_not_cover_each_other(page):
    boxes = page.locator("#chart-slope svg text").evaluate_all(
        "(all) => all.filter((t) => t.textContent.includes('学习组')).map((t) => t.getBoundingClientRect().top)"
    )
    gaps = [low - high for high, low in zip(sorted(boxes), sorted(boxes)[1:], strict=False)]
    assert len(boxes) == 5
    assert min(gaps) >= 12


def test_the_table_behind_a_chart_is_one_click_away(page):
    chart = page.locator("figure", has=page.locator("#chart-bars"))
    expect(chart.get_by_role("cell", name="71", exact=True)).to_be_hidden()
    chart.get_by_text("查看数据表").click()
    expect(chart.get_by_role("cell", name="71", exact=True)).to_be_visible()


def test_a_chosen_file_is_named_in_the_area(page):
    page.locator("[data-drop] input").set_input_files(
        {"name": "请假证明.pdf", "mimeType": "application/pdf", "buffer": b"x" * 3000}
    )
    expect(page.locator("[data-drop-name]")).to_have_text("请假证明.pdf（3 KB）")


def test_the_undo_bar_counts_down_and_goes(page):
    expect(page.locator("[data-undo]")).to_be_visible()
    page.locator("h1").click()
    expect(page.locator("[data-undo]")).to_have_count(0, timeout=12_000)


def test_what_must_be_mended_has_the_focus_after_loading(page):
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("link", name="手机号码：请填写 11 位手机号码。").click()
    expect(page.get_by_label("手机号码")).to_be_focused()


def test_the_keyboard_reaches_the_text_first(page):
    page.evaluate("document.body.tabIndex = -1; document.body.focus()")
    page.keyboard.press("Tab")
    skip = page.get_by_text("跳到正文")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_on_paper_charts_are_grey_and_tools_are_gone(page):
    page.emulate_media(media="print")
    page.wait_for_timeout(300)
    fills = page.locator("#chart-bars svg path").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('fill')).filter((fill) => fill && fill.startsWith('#'))"
    )
    assert "#262626" in fills
    assert "#b5171c" not in fills
    for selector in (".brand-bar", ".tab-bar", ".list-tools", ".pager", ".foot"):
        expect(page.locator(selector).first).to_be_hidden()
    expect(page.locator(".paper-head")).to_be_visible()
    expect(page.get_by_role("table", name="委员得分")).to_be_visible()


def test_rows_are_cards_on_a_phone_and_a_table_on_a_desk(page):
    row = page.locator(".as-cards tbody tr").first
    phone = page.viewport_size["width"] == PHONE["width"]
    assert row.evaluate("(one) => getComputedStyle(one).display") == ("grid" if phone else "table-row")
    assert page.locator(".tab-bar").is_visible() == phone
    assert page.locator(".main-nav").is_visible() != phone
