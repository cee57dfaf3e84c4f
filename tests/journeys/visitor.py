"""Somebody at a browser, who looks at every page they come to."""

import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.accounts.codes import code_of

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1360, "height": 900}
PASSWORD = "Right-horse-2026"
WAIT = 15_000
ALLOWED = {"Excel", "Word", "PDF", "YAML", "yaml", "csv", "xlsx", "docx", "jpg", "png", "MB", "KB", "Lv"}
WORDS = re.compile(r"[A-Za-z]{2,}")
NO_WORDS = re.compile(r"[\w-]+\.(?:xlsx|csv|yaml|docx)|\b[0-9a-f]{12,}\b")
"""Names of files, and digests."""
NOT_WORDS = ".material-symbols-outlined, code, .font-mono, [translate=no], input, textarea, script, style"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa"]}}
TEXT = """(skipped) => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent.closest(skipped) && parent.checkVisibility()) found.push(walker.currentNode.data);
  }
  return found.join("\\n");
}"""
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Visitor:
    """One browser context; `complaints` are what the console said."""

    def __init__(self, browser, address: str, *, phone: bool):
        size = PHONE if phone else DESKTOP
        self.phone = phone
        self.context = browser.new_context(
            viewport=size, base_url=address, locale="zh-CN", timezone_id="Asia/Shanghai", has_touch=phone,
            accept_downloads=True,
        )  # fmt: skip
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(WAIT)
        self.complaints: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, said) -> None:
        if said.type in ("error", "warning"):
            self.complaints.append(f"{self.page.url}: {said.text}")

    def log_in(self, user: User) -> None:
        """Password, then the six digits of the bound phone where one is bound."""
        page = self.page
        page.goto("/accounts/login/")
        page.locator("[name=username]").fill(user.username)
        page.locator("[name=password]").fill(PASSWORD)
        self.look()
        page.get_by_role("button", name="登录").click()
        if device := user.totpdevice_set.first():
            page.locator("[name=code]").fill(code_of(device))
            self.look()
            page.get_by_role("button", name="进入系统").click()
        page.wait_for_url(lambda url: "/accounts/" not in url)
        self.look()

    def open(self, path: str) -> None:
        self.page.goto(path)
        self.look()

    def press(self, name: str, *, within=None) -> None:
        """A button of the content, not of the frame around it."""
        (within or self.page).get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str, *, exact: bool = True, within=None) -> None:
        (within or self.page).get_by_role("link", name=name, exact=exact).first.click()

    def sees(self, text: str, *, within=None) -> None:
        expect((within or self.page).get_by_text(text).first).to_be_visible(timeout=WAIT)

    def take(self, act, to: Path) -> Path:
        """The file that `act()` makes the browser download."""
        with self.page.expect_download() as waiting:
            act()
        path = to / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path

    def look(self) -> None:
        """What every page owes its reader: quiet, no sideways scroll on a phone, Chinese, readable by machine."""
        page = self.page
        page.wait_for_load_state("load")
        assert self.complaints == [], self.complaints
        if self.phone:
            assert page.evaluate(WIDE) == 0, f"{page.url} scrolls sideways"
        text = NO_WORDS.sub("", page.evaluate(TEXT, NOT_WORDS))
        left = set(WORDS.findall(text)) - ALLOWED
        assert left == set(), f"{page.url}: {left}"

    def check_access(self) -> None:
        """No serious violation of the accessibility rules on this page."""
        found = Axe().run(self.page, options=RULES).response["violations"]
        bad = [
            (one["id"], [node["html"][:160] for node in one["nodes"]])
            for one in found
            if one["impact"] in ("serious", "critical")
        ]
        assert bad == [], f"{self.page.url}: {bad}"

    def leave(self) -> None:
        self.context.close()
        assert self.complaints == [], self.complaints
