"""Two phones at the hall's screen: the changing square is read from the screen itself, one phone is passed on."""

import base64
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts.choices import Role
from accounts.models import User
from activities.models import Presence, SignFlag
from core.clock import now
from tests.activities.signin_ground import meeting, member
from tests.factories import make_user
from tests.journeys.visitor import PASSWORD

pytestmark = pytest.mark.browser
READER = Path(__file__).parents[2] / "static" / "vendor" / "jsqr-1.4.0" / "jsQR.js"
READ = """async (picture) => {
  const image = new Image();
  image.src = picture;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width;
  canvas.height = image.height;
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const found = window.jsQR(pen.getImageData(0, 0, image.width, image.height).data, image.width, image.height);
  return found && found.data;
}"""
WHOLE = {"width": 1920, "height": 1080}


@pytest.fixture
def people(house):
    """Three members and the 经办人, each with a password."""
    users = {name: member(house, name).person for name in ("魏听澜", "丁川", "卢溯")}
    clerk = make_user(house, Role.OPERATOR, name="经办同志")
    for user in [clerk, *(person.user for person in users.values())]:
        user.set_password(PASSWORD)
        user.save()
    return {name: person.user for name, person in users.items()} | {"经办": clerk}


@pytest.fixture
def sitting(house, people):
    """Starts now; sign-in is not opened yet."""
    invited = [
        User.objects.get(pk=people[name].pk).person.memberships.get() for name in ("魏听澜", "丁川", "卢溯")
    ]
    return meeting(house, *invited, starts=now(), opened=False)


def scanned(hall) -> str:
    """What a phone's camera reads from the screen: the address in the square, without the host."""
    picture = hall.page.screenshot()
    data = "data:image/png;base64," + base64.b64encode(picture).decode()
    hall.page.evaluate(READER.read_text(encoding="utf-8"))
    address = hall.page.evaluate(READ, data)
    assert address, "the square cannot be read"
    return re.sub(r"^https?://[^/]+", "", address)


def test_two_phones_sign_in_and_the_screen_counts(arrive, people, sitting):
    hall = arrive()
    hall.log_in(people["经办"])
    hall.page.set_viewport_size(WHOLE)
    hall.open(f"/activities/hall/{sitting.pk}/")
    hall.press("开启扫码签到")
    hall.sees("扫码签到已开启。")
    hall.look()
    count = hall.page.locator(".hall-present dd")
    expect(count).to_have_text("0")

    first = arrive(phone=True)
    first.log_in(people["魏听澜"])
    first.open(scanned(hall))
    first.check_access()
    first.press("签到")
    first.sees("已签到")
    first.sees("按时到会")
    first.look()
    first.check_access()

    second = arrive(phone=True)  # nobody is logged in on this one
    address = scanned(hall)
    second.page.goto(address)
    second.page.locator("[name=username]").fill(people["丁川"].username)
    second.page.locator("[name=password]").fill(PASSWORD)
    second.press("登录")
    second.page.wait_for_url(f"**{address}")
    second.look()
    second.press("签到")
    second.sees("已签到")

    expect(count).to_have_text("2", timeout=10_000)
    expect(hall.page.get_by_text("魏听澜")).to_have_count(0)
    assert Presence.objects.filter(sitting=sitting, method="qr").count() == 2


def test_a_phone_that_is_passed_on_signs_nobody_else_in(arrive, people, sitting):
    hall = arrive()
    hall.log_in(people["经办"])
    hall.open(f"/activities/hall/{sitting.pk}/")
    hall.press("开启扫码签到")
    hall.sees("手机扫码")

    phone = arrive(phone=True)
    phone.log_in(people["魏听澜"])
    phone.open(scanned(hall))
    phone.press("签到")
    phone.sees("已签到")
    phone.open("/")
    phone.page.get_by_role("button", name="我的菜单").click()
    phone.press("退出登录")
    phone.log_in(people["卢溯"])
    phone.page.goto(scanned(hall))
    phone.press("签到")
    phone.sees("这部手机已为另一名委员签到，未签到")
    refused = [said for said in phone.complaints if "409" in said]
    phone.complaints[:] = [said for said in phone.complaints if said not in refused]
    assert len(refused) == 1
    phone.look()

    assert Presence.objects.count() == 1
    hall.open("/admin/activities/signflag/")
    hall.sees("一台设备为多人签到")
    hall.follow("一台设备为多人签到")
    hall.sees("设备原为 魏听澜 签到")
    hall.page.get_by_label("处理情况").fill("卢溯本人在会，手机没电，已由复核人补签。")
    hall.press("记录处理情况")
    hall.sees("已记录处理情况。")
    hall.look()
    assert SignFlag.objects.get().handled_by == people["经办"]


def test_the_screen_takes_an_old_square_away(arrive, people, sitting):
    """The network of the hall's computer goes and comes back."""
    hall = arrive()
    hall.log_in(people["经办"])
    hall.open(f"/activities/hall/{sitting.pk}/")
    hall.press("开启扫码签到")
    link = hall.page.locator("[data-copy]").get_attribute("data-copy")

    screen = arrive()  # the hall's own computer: nobody logs in there
    screen.open(link)
    expect(screen.page.locator(".hall-square")).to_be_visible()
    screen.context.set_offline(True)
    expect(screen.page.get_by_text("网络中断，二维码已停用")).to_be_visible(timeout=30_000)
    expect(screen.page.locator(".hall-square")).to_be_hidden()
    screen.context.set_offline(False)
    expect(screen.page.locator(".hall-square")).to_be_visible(timeout=30_000)
    cut = ("ERR_INTERNET_DISCONNECTED", "htmx:")
    screen.complaints[:] = [said for said in screen.complaints if not any(word in said for word in cut)]
    screen.look()
