"""What a file really is, before anything parses it. The hostile ones are in test_hostile."""

import hashlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.uploads import UploadRefused, check_upload

from . import hostile

DOCX = hostile.packed({"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"})


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_kind_size_and_digest_are_told_and_the_file_is_rewound():
    data = hostile.packed(hostile.parts())
    file = upload("名单.XLSX", data)

    checked = check_upload(file)

    assert (checked.kind, checked.size) == ("xlsx", len(data))
    assert checked.sha256 == hashlib.sha256(data).hexdigest()
    assert file.read() == data


def test_a_path_is_taken_too(tmp_path):
    assert check_upload(hostile.write(tmp_path, "a.csv", "姓名\n甲\n".encode("gbk"))).kind == "csv"


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("批示.pdf", b"%PDF-1.7\n", "pdf"),
        ("照片.JPEG", b"\xff\xd8\xff\xe0" + bytes(20), "jpg"),
        ("图.png", b"\x89PNG\r\n\x1a\n" + bytes(20), "png"),
        ("信.docx", DOCX, "docx"),
    ],
)
def test_other_kinds_where_the_caller_takes_them(name, data, kind):
    assert check_upload(upload(name, data), {"pdf", "jpg", "png", "docx"}).kind == kind
    with pytest.raises(UploadRefused, match="请上传csv 表格、xlsx 表格"):
        check_upload(upload(name, data), {"xlsx", "csv"})


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.csv", b"", "文件是空的"),
        ("a.csv", b"x" * 2_000_001, "超过 1 MB"),
        ("a.csv", b"a,b\n\0,c\n", "无法识别"),
        ("a.csv", hostile.packed(hostile.parts()), "扩展名是“.csv”"),
        ("a.svg", b"<svg onload='x'/>", "不是表格"),
        ("a.xlsx", hostile.packed({"x.txt": "x"}), "是压缩包"),
        ("a.ods", hostile.packed({"mimetype": "x", "content.xml": "<x/>"}), "OpenDocument"),
    ],
)
def test_refusals(name, data, sentence):
    with pytest.raises(UploadRefused, match=sentence):
        check_upload(upload(name, data), max_bytes=1024 * 1024)


def test_more_than_two_hundred_parts():
    data = hostile.packed(hostile.parts() | {f"xl/media/{n}.png": b"x" for n in range(200)})
    with pytest.raises(UploadRefused, match="超过 200 个"):
        check_upload(upload("a.xlsx", data))


def test_a_nameless_stream_has_no_extension():
    with pytest.raises(UploadRefused, match="扩展名"):
        check_upload(io.BytesIO("姓名\n".encode()))
