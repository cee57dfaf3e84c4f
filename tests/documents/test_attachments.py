"""Files are taken by what they are, cleaned, kept apart, and handed only to those who may read them."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.choices import Role
from core.models import AuditEntry
from core.uploads import UploadRefused
from documents import owners, services
from documents.choices import Label
from documents.files import clean, register_scanner
from documents.models import Attachment
from tests.factories import make_user

pytestmark = pytest.mark.django_db
GPS = 0x8825


@pytest.fixture(autouse=True)
def sample_owner(monkeypatch):
    monkeypatch.setitem(owners._may_read, "sample", lambda actor, owner_id: owner_id == "1")


def file(name, content):
    return SimpleUploadedFile(name, content)


def picture(kind="JPEG", size=(8, 8), **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **options)
    return out.getvalue()


def zipped(**parts) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.svg", b"<svg onload='x'/>", "不能接收这种文件"),
        ("a.html", b"<html>", "不能接收这种文件"),
        ("a.docm", b"PK", "不能接收这种文件"),
        ("a.exe", b"MZ", "不能接收这种文件"),
        ("a.pdf", b"<html><script>", "文件内容不是表格"),
        ("a.png", picture("JPEG"), "文件扩展名是“.png”，内容却是JPG 图片"),
        ("a.jpg", b"\xff\xd8\xff" + b"x" * 50, "图片已损坏或过大"),
        ("a.png", picture("PNG")[:45], "图片已损坏或过大"),
        ("a.pdf", b"%PDF-1.7 1 0 obj <</OpenAction <</S /JavaScript /JS (x)>>>>", "PDF 里带有脚本"),
        ("a.docx", b"PK\x03\x04rubbish", "文件已损坏"),
        ("a.txt", b"MZ\0\0", "文件内容不是文本"),
        ("a.txt", b"", "文件是空的"),
        ("a.txt", b"x" * (20 * 1024 * 1024 + 1), "文件超过 20 MB"),
        ("a.jpg", picture("JPEG") + b"x" * (20 * 1024 * 1024), "文件超过 20 MB"),
    ],
)
def test_what_is_refused(operator, name, content, sentence):
    with pytest.raises(UploadRefused) as refusal:
        services.attach(by=operator, owner_type="sample", owner_id=1, file=file(name, content))
    assert sentence in str(refusal.value)
    assert not Attachment.objects.exists()


def test_a_picture_with_too_many_pixels_is_refused():
    with pytest.raises(UploadRefused, match="图片超过 4000 万像素"):
        clean(file("大.png", picture("PNG", (7000, 6000))))


def test_a_picture_loses_where_it_was_taken_and_what_hides_behind_it():
    exif = Image.Exif()
    exif[GPS] = {1: "N", 2: (28.0, 13.0, 0.0)}
    exif[0x010F] = "手机厂商"
    kept = clean(file("现场.jpg", picture(exif=exif) + b"<script>alert(1)</script>"))
    assert b"script" not in kept.content
    assert not Image.open(io.BytesIO(kept.content)).getexif()


def test_text_becomes_utf8():
    assert clean(file("说明.txt", "签到表".encode("gb18030"))).content == "签到表".encode()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/签到表.txt", "签到表.txt"),
        ("C:\\桌面\\签到表.txt", "签到表.txt"),
        ("a\u202etxt.txt", "atxt.txt"),
    ],
)
def test_a_name_is_only_a_name(given, kept):
    upload = file("x.txt", b"x")
    upload._name = given
    assert clean(upload).name == kept


EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def test_a_scanner_that_is_registered_is_asked(monkeypatch):
    assert clean(file("a.txt", EICAR)).content == EICAR
    monkeypatch.setattr("documents.files._scanners", [])
    register_scanner(lambda content: "EICAR-Test-File" if b"EICAR" in content else "")
    with pytest.raises(UploadRefused, match="病毒检查发现“EICAR-Test-File”，文件没有保存"):
        clean(file("a.txt", EICAR))
    assert clean(file("a.txt", b"hello")).content == b"hello"


@pytest.fixture
def attachment(operator):
    return services.attach(by=operator, owner_type="sample", owner_id=1, file=file("签到表.txt", b"hello"))


def test_a_download_is_never_a_page(client, sign_in, county, attachment):
    sign_in(county, Role.OPERATOR)
    answer = client.get(reverse("documents:download", args=[attachment.pk]))
    assert answer.getvalue() == b"hello"
    assert answer["Content-Disposition"] == (
        "attachment; filename=\"file\"; filename*=UTF-8''%E7%AD%BE%E5%88%B0%E8%A1%A8.txt"
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_a_file_lost_from_the_disk_is_not_found(client, sign_in, county, attachment):
    attachment.file.storage.delete(attachment.file.name)
    sign_in(county, Role.OPERATOR)
    assert client.get(reverse("documents:download", args=[attachment.pk])).status_code == 404


def test_who_may_not_read_the_object_finds_no_file(client, sign_in, tree, county, operator, attachment):
    other = services.attach(by=operator, owner_type="sample", owner_id=2, file=file("a.txt", b"x"))
    orphan = services.attach(by=operator, owner_type="unknown", owner_id=1, file=file("a.txt", b"x"))
    assert client.get(reverse("documents:download", args=[attachment.pk])).status_code == 302
    sign_in(county, Role.OPERATOR)
    for one in (other, orphan):
        assert client.get(reverse("documents:download", args=[one.pk])).status_code == 404
    sign_in(tree.other_county, Role.OPERATOR)
    assert client.get(reverse("documents:download", args=[attachment.pk])).status_code == 404


def test_media_is_not_served_directly(client, sign_in, county, attachment):
    sign_in(county, Role.OPERATOR)
    assert client.get(attachment.file.url).status_code == 404
    assert client.get(f"/media/{attachment.file.name}").status_code == 404


def test_labels_narrow_and_reading_the_sensitive_leaves_a_trace(client, sign_in, county, operator):
    kept = {
        label: services.attach(
            by=operator, owner_type="sample", owner_id=1, file=file("a.txt", b"x"), label=label
        )
        for label in (Label.SENSITIVE, Label.OWN)
    }
    sign_in(county, Role.MEMBER)
    assert client.get(reverse("documents:download", args=[kept[Label.SENSITIVE].pk])).status_code == 404
    client.logout()
    sign_in(county, user=make_user(county, Role.CHECKER))
    assert client.get(reverse("documents:download", args=[kept[Label.SENSITIVE].pk])).getvalue() == b"x"
    assert client.get(reverse("documents:download", args=[kept[Label.OWN].pk])).status_code == 404
    assert AuditEntry.objects.filter(act="下载附件").count() == 1
