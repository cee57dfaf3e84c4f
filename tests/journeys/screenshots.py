"""Takes a picture of every page of a running demo. See docs/screenshots/README.md for the two commands.

python -m tests.journeys.screenshots ADDRESS [NAME…]
"""

import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "docs" / "screenshots"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PASSWORD = "Lvzhi-2026-demo"
HEIGHTS = {390: 844, 1360: 900}
TALLEST = 2200
CODE_SECONDS = 31
"""A code is good once; the next one comes half a minute later."""
COLOURS = 80
QUIET = "document.querySelectorAll('[data-chart]:not([data-drawn])').length === 0"
STILL = "*, *::before, *::after { transition: none !important; animation: none !important; caret-color: transparent !important }"


@dataclass(frozen=True)
class Shot:
    """One picture: who looks, at which width, at what. `click` names links to follow from there, in order."""

    name: str
    path: str
    who: str = ""
    width: int = 1360
    click: tuple[str, ...] = ()
    whole: bool = False


def both(name: str, path: str, who: str = "weiyuan", click=(), whole=False) -> list[Shot]:
    return [Shot(name, path, who, width, tuple(click), whole) for width in HEIGHTS]


def staff(name: str, path: str, *click: str, who: str = "jingban", whole: bool = False) -> Shot:
    return Shot(name, path, who, 1360, click, whole)


SHEET = "a.card.stat[href*='/score/']:not([href*=live])"
FIRST = "#result_list tbody tr:first-child th a, #result_list tbody tr:first-child td a"
A = "/admin/appraisals"
MEETING = ("履职活动出席", "2026-11-20", "委员进社区活动")
READY = [(f"{number:04d}", *MEETING, "出席", "活动〔2026〕11号") for number in range(30, 42)]
WRONG = [
    ("0030", *MEETING, "出席", ""),
    ("9999", *MEETING, "出席", ""),
    ("0031", "履职活动", "2026-11-20", "委员进社区活动", "出席", ""),
    ("0032", "履职活动出席", "十一月下旬", "委员进社区活动", "出席", ""),
    ("0033", *MEETING, "到会", ""),
]
SCENES = ("imports", "slips", "objection")
SHOTS = [
    *both("login", "/accounts/login/", ""),
    *both("activate", "/accounts/activate/", ""),
    Shot("second-factor", "/accounts/login/", "jingban:password"),
    *both("home", "/", whole=True),
    *both("records", "/duties/", whole=True),
    *both("record", "/duties/", click=["table a"], whole=True),
    *both("dispute", "/duties/", click=["table a", "a[href$='/objection/']"]),
    *both("meetings", "/activities/"),
    *both("meetings-month", "/activities/month/"),
    *both("meetings-past", "/activities/past/"),
    *both("meeting", "/activities/", click=[".agenda-item h3 a"], whole=True),
    *both("attendance", "/activities/attendance/", whole=True),
    *both("scores", "/score/"),
    *both("live-score", "/score/", click=["a[href*='/live/']"], whole=True),
    *both("score", "/score/", click=[SHEET], whole=True),
    *both("score-line", "/score/", click=[SHEET, ".score-lines a"], whole=True),
    *both("messages", "/notices/"),
    *both("mine", "/members/", whole=True),
    *both("correction", "/members/correction/"),
    *both("colleagues", "/members/colleagues/"),
    *both("devices", "/accounts/devices/"),
    *both("password", "/accounts/password/"),
    *both("file", "/duties/file/"),
    Shot("dashboard", "/dashboard/", "zhuxi", 1360, whole=True),
    Shot("dashboard", "/dashboard/", "zhuxi", 390, whole=True),
    *both("ranking", "/dashboard/", "zhuxi", ["a[href$='/ranking/']"]),
    Shot("book", "/dashboard/", "zhuxi", 1360, ("form[action$='/book/'] button",)),
    staff("workbench", "/admin/"),
    staff("workbench-checker", "/admin/", who="fuhe"),
    staff("cycles", f"{A}/cycle/"),
    staff("cycle-open", f"{A}/cycle/add/"),
    staff("cycle", f"{A}/cycle/", "table a[href*='/cycle/']"),
    staff("run", f"{A}/cycle/", "table a[href*='/scoringrun/']", whole=True),
    staff("run-sheet", f"{A}/cycle/", "table a[href*='/scoringrun/']", "a[href*='/sheets/']", whole=True),
    staff(
        "run-line",
        f"{A}/cycle/",
        "table a[href*='/scoringrun/']",
        "a[href*='/sheets/']",
        "ul a[href*='/sheets/']",
    ),
    staff("run-lists", f"{A}/cycle/", "table a[href*='/scoringrun/']", "a[href$='/lists/']"),
    staff("correct", f"{A}/cycle/", "table a[href*='/scoringrun/']", "a[href$='/correct/']"),
    staff("schemes", f"{A}/schemeversion/"),
    staff("scheme", f"{A}/schemeversion/", "#result_list a:has-text('双考')", whole=True),
    staff("scheme-new", f"{A}/schemeversion/add/"),
    staff("scheme-upload", f"{A}/schemeversion/upload/"),
    staff("scheme-draft", f"{A}/schemeversion/", "#result_list a:has-text('广水')", whole=True),
    staff(
        "scheme-editor",
        f"{A}/schemeversion/",
        "#result_list a:has-text('广水')",
        "ol a[href*='/edit/']",
        whole=True,
    ),
    staff(
        "scheme-adopt",
        f"{A}/schemeversion/",
        "#result_list a:has-text('广水')",
        "a[href*='adopt']",
        who="fuhe",
    ),
    staff("trial-new", f"{A}/trialrun/add/"),
    staff("objections", f"{A}/objection/"),
    staff("adjustments", f"{A}/adjustment/"),
    staff("adjustment-new", f"{A}/adjustment/add/"),
    staff("ledger", "/admin/duties/dutyrecord/"),
    staff("ledger-entry", "/admin/duties/dutyrecord/add/?kind=2", whole=True),
    staff("ledger-record", "/admin/duties/dutyrecord/", FIRST, whole=True),
    staff("ledger-export", "/admin/duties/dutyrecord/export/"),
    staff("kinds", "/admin/duties/dutykind/"),
    staff("kind", "/admin/duties/dutykind/", FIRST),
    staff("imports", "/admin/documents/importbatch/"),
    staff("import-new", "/admin/documents/importbatch/add/"),
    staff("members", "/admin/members/membership/"),
    staff("member", "/admin/members/membership/", FIRST, whole=True),
    staff("member-status", "/admin/members/membership/", FIRST, "a[href*='status']"),
    staff("member-move", "/admin/members/membership/", FIRST, "a[href*='/move']"),
    staff("member-appoint", "/admin/members/membership/appoint", whole=True),
    staff("persons", "/admin/members/person/"),
    staff("person", "/admin/members/person/", FIRST, whole=True),
    staff("corrections", "/admin/members/changerequest/"),
    staff("grouping", "/admin/members/membership/grouping"),
    staff("everyone-in", "/admin/members/membership/everyone-in"),
    staff("statistics", "/admin/members/membership/statistics", whole=True),
    staff("terms", "/admin/organizations/term/"),
    staff("sessions", "/admin/organizations/session/"),
    staff("sectors", "/admin/organizations/sector/"),
    staff("committees", "/admin/organizations/committee/"),
    staff("groups", "/admin/organizations/group/"),
    staff("outbox", "/admin/notices/outbox/"),
    staff("letters", "/admin/documents/lettertemplate/"),
    staff("letter-new", "/admin/documents/lettertemplate/add/"),
    staff("slips", "/admin/accounts/activationslip/"),
    staff("accounts", "/admin/accounts/user/", who="xitong"),
    staff("organizations", "/admin/organizations/organization/", who="xitong"),
    staff("jobs", "/admin/core/job/", who="xitong"),
    staff("grants", "/admin/accounts/rolegrant/", who="anquan"),
    staff("audit", "/admin/core/auditentry/", who="shenji"),
    Shot("not-found", "/no-such-page/", "weiyuan", 390),
    staff("forbidden", "/admin/accounts/user/"),
]


class Photographer:
    """One browser; a log-in for each account and width, kept for the pictures that follow."""

    def __init__(self, browser: Browser, address: str):
        self.browser, self.address = browser, address
        self.states: dict[str, dict] = {}

    def take(self, shot: Shot) -> None:
        who, _, only = shot.who.partition(":")
        page = self._page(shot.width, None if only else self._state(who))
        if only:
            self._password(page, who)
        else:
            page.goto(shot.path)
        for link in shot.click:
            page.locator(link).first.click()
            page.wait_for_load_state("networkidle")
        self._keep(page, shot)
        page.context.close()

    def imports(self) -> None:
        """One table that can be stored and one that is full of errors; a worker must be running."""
        page = self._page(1360, self._state("jingban"))
        for name, rows in (("import-ready", READY), ("import-wrong", WRONG)):
            page.goto("/admin/documents/importbatch/add/?kind=duties")
            page.locator("input[type=file]").set_input_files(
                {"name": f"{name}.xlsx", "mimeType": "application/octet-stream", "buffer": table(rows)}
            )
            page.get_by_role("button", name="提交核对").click()
            page.get_by_text("将写入的内容").or_(page.get_by_text("整张表没有入库")).first.wait_for(
                timeout=60_000
            )
            self._keep(page, Shot(name, "", whole=True))
        page.context.close()

    def slips(self) -> None:
        """The activation slips of four members."""
        page = self._page(1360, self._state("jingban"))
        page.goto("/admin/members/membership/")
        for place in range(4, 8):
            page.locator("input.action-select").nth(place).check()
        page.locator("select[name=action]").select_option(label="开通账号并打印激活单")
        page.locator("button[name=index]").first.click()
        page.locator(".slip").first.wait_for()
        self._keep(page, Shot("slips-sheet", "", whole=True))
        page.context.close()

    def objection(self) -> None:
        """A member's objection to a published line, as the member and the secretariat see it."""
        page = self._page(390, self._state("changwei"))
        page.goto("/score/")
        page.locator(SHEET).first.click()
        page.locator(".score-lines a").nth(3).click()
        page.get_by_role("textbox").fill("四月的培训我全程参加，签到表上有我的名字，请核对。")
        page.get_by_role("button", name="提交申诉").click()
        page.get_by_text("我的申诉").wait_for()
        self._keep(page, Shot("score-objected", "", width=390, whole=True))
        page.context.close()
        for who, name, click in (("fuhe", "workbench-checker", ""), ("fuhe", "objection-answer", FIRST)):
            shot = Shot(
                name, "/admin/" if not click else f"{A}/objection/", who, 1360, (click,) if click else ()
            )
            self.take(shot)

    def _page(self, width: int, state) -> Page:
        size = {"width": width, "height": HEIGHTS[width]}
        context = self.browser.new_context(
            viewport=size,
            base_url=self.address,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            storage_state=state,
            bypass_csp=True,
        )
        context.set_default_timeout(15_000)
        return context.new_page()

    def _state(self, who: str):
        if who and who not in self.states:
            page = self._page(1360, None)
            self._password(page, who)
            while "/code/" in page.url:
                page.fill("[name=code]", one_time_code(who))
                page.locator("form .btn-primary").click()
                page.wait_for_load_state("networkidle")
                if "/code/" in page.url:
                    page.wait_for_timeout(CODE_SECONDS * 1000)
            self.states[who] = page.context.storage_state()
            page.context.close()
        return self.states.get(who)

    def _password(self, page: Page, who: str) -> None:
        page.goto("/accounts/login/")
        page.fill("[name=username]", who)
        page.fill("[name=password]", PASSWORD)
        page.locator("form .btn-primary").click()
        page.wait_for_url(lambda url: "/login/" not in url)

    def _keep(self, page: Page, shot: Shot) -> None:
        page.wait_for_load_state("networkidle")
        page.add_style_tag(content=STILL)
        page.wait_for_function(QUIET)
        if shot.whole:
            tall = page.evaluate(
                "Math.max(document.documentElement.scrollHeight, document.querySelector('#main')?.scrollHeight || 0)"
            )
            page.set_viewport_size(
                {"width": shot.width, "height": max(HEIGHTS[shot.width], min(tall, TALLEST))}
            )
            page.wait_for_timeout(300)
        save(page.screenshot(), TARGET / f"{shot.name}-{shot.width}.png")


def table(rows) -> bytes:
    """An xlsx of duty records under the usual heads."""
    book, content = Workbook(), io.BytesIO()
    for row in (("委员编号", "事项", "日期", "事由", "结果", "文件编号"), *rows):
        book.active.append(row)
    book.save(content)
    return content.getvalue()


def save(png: bytes, path: Path) -> None:
    """Few colours: pages have few, and the file stays small."""
    image = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    image.save(path, optimize=True)


def one_time_code(who: str) -> str:
    """From the database of the environment where one is named, else from the demo that start.py runs."""
    command = ["manage.py", "demo_code", who] if "DATABASE_URL" in os.environ else ["start.py", "code", who]
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()[-6:]


def main(address: str, names: list[str]) -> None:
    missed = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--lang=zh-CN"],
            env={**os.environ, "LANGUAGE": "zh_CN"},
        )
        photographer = Photographer(browser, address)
        for scene in SCENES:
            if not names or scene in names:
                getattr(photographer, scene)()
        for shot in SHOTS:
            if names and shot.name not in names:
                continue
            try:
                photographer.take(shot)
            except Exception as error:  # noqa: BLE001 -- the other pictures are wanted all the same
                missed.append(f"{shot.name}-{shot.width}: {str(error).splitlines()[0]}")
        browser.close()
    sys.exit("\n".join(missed) or None)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
