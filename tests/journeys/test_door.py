"""The door with the network cut: scans wait on the phone, the page comes back without network, all is sent once."""

import pytest
import segno
from PIL import Image
from playwright.sync_api import expect

from accounts.choices import Role
from activities.models import DoorScan, Presence
from activities.services.signing_keys import member_code
from core.clock import now
from tests.activities.signin_ground import meeting, member
from tests.conftest import CHROMIUM
from tests.factories import make_membership, make_user
from tests.journeys.visitor import PASSWORD, Visitor

pytestmark = pytest.mark.browser
CUT = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "Failed to fetch")


@pytest.fixture
def people(house):
    return [member(house, name) for name in ("魏听澜", "丁川", "卢溯")]


@pytest.fixture
def sitting(house, people):
    return meeting(house, *people, starts=now())


@pytest.fixture
def clerk(house):
    user = make_user(house, Role.OPERATOR, name="经办同志")
    user.set_password(PASSWORD)
    user.save()
    return user


def code_of(membership) -> str:
    return member_code(organization_id=membership.organization_id, membership_id=membership.pk)[0]


def show(visitor, membership) -> None:
    """A member's code before the scanner, which types it like a keyboard."""
    typed(visitor, code_of(membership))


def typed(visitor, text: str) -> None:
    field = visitor.page.get_by_label("姓名或拼音首字母")
    field.fill(text)
    field.press("Enter")


def waiting(visitor, number: int) -> None:
    expect(visitor.page.get_by_text(f"待上传 {number} 条")).to_be_visible(timeout=10_000)


def result(visitor, name: str, sentence: str) -> None:
    expect(visitor.page.locator("[data-result-name]")).to_have_text(name, timeout=10_000)
    expect(visitor.page.locator("[data-result-text]")).to_contain_text(sentence)


def forgive_the_cut(visitor) -> None:
    """What the console says of requests that had no network."""
    visitor.complaints[:] = [said for said in visitor.complaints if not any(cut in said for cut in CUT)]


def test_with_the_network_cut_nothing_is_lost_and_nothing_doubled(arrive, clerk, sitting, people, house):
    door = arrive(phone=True)
    door.log_in(clerk)
    door.open(f"/activities/door/{sitting.pk}/")
    door.sees("已联网")
    door.sees("实到 0 / 应到 3")
    expect(door.page.locator("[data-kept='1']")).to_be_attached(timeout=15_000)
    door.check_access()
    show(door, people[0])
    result(door, "魏听澜", "已签到")
    waiting(door, 0)

    door.context.set_offline(True)
    door.sees("网络中断")
    show(door, people[1])
    result(door, "丁川", "已记录，待上传")
    waiting(door, 1)
    door.page.reload()
    door.sees("现场扫码")
    waiting(door, 1)
    door.page.get_by_label("姓名或拼音首字母").fill("卢溯")
    door.press("登记")
    result(door, "卢溯", "已记录，待上传")
    show(door, make_membership(house, "覃青禾"))
    waiting(door, 3)
    assert Presence.objects.count() == 1

    door.context.set_offline(False)
    waiting(door, 0)
    door.sees("实到 3 / 应到 3")
    log = door.page.locator("[data-log] li")
    expect(log).to_have_count(4)
    expect(log.filter(has_text="覃青禾")).to_contain_text("不在名单")
    forgive_the_cut(door)
    door.look()
    assert sorted(Presence.objects.values_list("entry__membership__person__name", "method")) == [
        ("丁川", "token"), ("卢溯", "list"), ("魏听澜", "token"),
    ]  # fmt: skip
    assert DoorScan.objects.count() == 3


def test_an_old_code_and_a_foreign_square_are_refused_on_the_spot(arrive, clerk, sitting, people):
    door = arrive(phone=True)
    door.log_in(clerk)
    door.open(f"/activities/door/{sitting.pk}/")
    door.sees("已联网")
    typed(door, "https://example.org/")
    result(door, "无效", "这不是委员的签到码")
    show(door, people[0])
    result(door, "魏听澜", "已签到")
    show(door, people[0])
    waiting(door, 0)
    assert DoorScan.objects.count() == 1  # the same square, still before the camera


def test_the_camera_reads_the_square_on_a_members_phone(
    browser, live_server, clerk, sitting, people, tmp_path
):
    """Chromium's make-believe camera shows the member's code; no reader of its own, so jsQR reads it."""
    film = tmp_path / "camera.mjpeg"
    square = tmp_path / "code.png"
    segno.make(code_of(people[2]), error="m", micro=False).save(square, scale=8, border=4)
    picture = Image.new("RGB", (640, 480), "white")
    with Image.open(square) as drawn:
        picture.paste(drawn.convert("RGB"), ((640 - drawn.width) // 2, (480 - drawn.height) // 2))
    picture.save(film, format="JPEG", quality=90)
    arguments = ["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
                 f"--use-file-for-fake-video-capture={film}"]  # fmt: skip
    filming = browser.browser_type.launch(executable_path=CHROMIUM, args=arguments)
    try:
        door = Visitor(filming, live_server.url, phone=True)
        door.context.grant_permissions(["camera"])
        door.log_in(clerk)
        door.open(f"/activities/door/{sitting.pk}/")
        door.sees("已联网")
        door.press("打开摄像头")
        result(door, "卢溯", "已签到")
        door.leave()
    finally:
        filming.close()
    assert Presence.objects.get().method == "token"


def test_the_members_page_shows_a_square_that_the_door_takes(arrive, sitting, people):
    user = people[0].person.user
    user.set_password(PASSWORD)
    user.save()
    phone = arrive(phone=True)
    phone.log_in(user)
    phone.open("/activities/code/")
    phone.sees("我的签到码")
    expect(phone.page.locator(".code-name")).to_have_text("魏听澜")
    expect(phone.page.locator(".code-square")).to_be_visible()
    phone.check_access()
