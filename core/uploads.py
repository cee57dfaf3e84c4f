"""What a file really is, decided before anything parses it."""

import hashlib
import io
import re
import stat
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

MAX_BYTES = 10 * 1024 * 1024
MAX_ENTRIES = 200
MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 100
SMALL = 1024 * 1024  # a part this small may be as repetitive as it likes
PROLOG = 64 * 1024  # a DOCTYPE stands before the first element

KIND_NAMES = {
    "xlsx": "xlsx 表格",
    "csv": "csv 表格",
    "docx": "docx 文档",
    "pdf": "PDF 文件",
    "jpg": "JPG 图片",
    "png": "PNG 图片",
}
OFFICE_ROOTS = {"xlsx": "xl/workbook.xml", "docx": "word/document.xml"}
PART_SUFFIXES = {
    ".xml",
    ".rels",
    ".vml",
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".bmp",
    ".emf",
    ".wmf",
    ".bin",
    ".odttf",
}
ACTIVE_PARTS = (
    ("vbaproject", "文件带有宏，请另存为不含宏的 .xlsx 后再上传。"),
    ("externallinks/", "文件链接了别的工作簿，请在“数据—编辑链接”中断开链接后再上传。"),
    ("embeddings/", "文件里嵌入了别的对象，请删除嵌入对象后再上传。"),
    ("oleobject", "文件里嵌入了别的对象，请删除嵌入对象后再上传。"),
    ("activex", "文件带有控件，请删除控件后再上传。"),
)


class UploadRefused(ValueError):
    """The file is not taken; the message is one Chinese sentence for the person who sent it."""


@dataclass(frozen=True)
class CheckedUpload:
    kind: str
    size: int
    sha256: str


def check_upload(
    file: str | Path | IO[bytes], kinds: Collection[str] = ("xlsx", "csv"), *, max_bytes: int = MAX_BYTES
) -> CheckedUpload:
    """Kind, size in bytes and digest of an acceptable file; raises UploadRefused. Leaves ``file`` at 0."""
    name = str(getattr(file, "name", file))
    data = _content(file, max_bytes)
    kind = real_kind(data)
    suffix = PurePosixPath(name).suffix.lower().lstrip(".").replace("jpeg", "jpg")
    if kind not in kinds:
        raise UploadRefused(f"不能接收这种文件，请上传{'、'.join(KIND_NAMES[k] for k in sorted(kinds))}。")
    if suffix != kind:
        raise UploadRefused(f"文件扩展名是“.{suffix}”，内容却是{KIND_NAMES[kind]}，请核对后再上传。")
    if kind in OFFICE_ROOTS:
        check_archive(data)
    return CheckedUpload(kind, len(data), hashlib.sha256(data).hexdigest())


def real_kind(data: bytes) -> str:
    """Kind by content; raises UploadRefused with its own sentence where people can do something."""
    if data.startswith(b"PK"):
        return _office_kind(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise UploadRefused(_old_office(data))
    for magic, kind in ((b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg")):
        if data.startswith(magic):
            return kind
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<", b"{\\rtf", b"mz", b"\x7felf", b"gif8", b"rar!", b"7z\xbc")):
        raise UploadRefused("文件内容不是表格，可能只改了扩展名，请用 Excel 或 WPS 另存为 .xlsx 后再上传。")
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\0" in data:
        raise UploadRefused("文件内容无法识别，请用 Excel 或 WPS 另存为 .xlsx 后再上传。")
    return "csv"


def check_archive(data: bytes) -> None:
    """Refuse an Office file whose directory alone shows harm; nothing is parsed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_sizes(entries, len(data))
            _check_names([entry.filename for entry in entries])
            for entry in entries:
                _check_entry(archive, entry)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        if isinstance(error, UploadRefused):
            raise
        raise UploadRefused("文件已损坏，请在 Excel 或 WPS 中打开并另存后再上传。") from error
    except RuntimeError as error:  # zipfile says so of an encrypted entry
        raise UploadRefused("文件设了密码，请取消密码后再上传。") from error


def _content(file: str | Path | IO[bytes], max_bytes: int) -> bytes:
    if isinstance(file, str | Path):
        with open(file, "rb") as opened:
            data = opened.read(max_bytes + 1)
    else:
        file.seek(0)
        data = file.read(max_bytes + 1)
        file.seek(0)
    if len(data) > max_bytes:
        raise UploadRefused(f"文件超过 {max_bytes // 1024 // 1024} MB，请拆分后再上传。")
    if not data:
        raise UploadRefused("文件是空的，请核对后再上传。")
    return data


def _office_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise UploadRefused("文件已损坏，请在 Excel 或 WPS 中打开并另存后再上传。") from error
    for kind, root in OFFICE_ROOTS.items():
        if root in names and "[Content_Types].xml" in names:
            return kind
    if "mimetype" in names and "content.xml" in names:
        raise UploadRefused("这是 OpenDocument 文件（.ods 或 .odt），请另存为 .xlsx 或 .docx 后再上传。")
    raise UploadRefused("文件是压缩包而不是表格或文档，请解压后上传其中的文件。")


def _old_office(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "文件设了密码，请取消密码后再上传。"
    return "这是旧版 Office 文件（.xls 或 .doc），请另存为 .xlsx 或 .docx 后再上传。"


def _check_sizes(entries: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES:
        raise UploadRefused(f"文件内部的部件超过 {MAX_ENTRIES} 个，请把数据复制到新工作簿后再上传。")
    swollen = any(
        entry.file_size > SMALL and entry.file_size > MAX_RATIO * entry.compress_size for entry in entries
    )
    if unpacked > MAX_UNPACKED or swollen or unpacked > max(MAX_RATIO * packed, SMALL):
        raise UploadRefused("文件展开后过大，请删除多余的空行、空列和格式，把数据复制到新工作簿后再上传。")


def _check_names(names: list[str]) -> None:
    if len({name.lower() for name in names}) < len(names):
        raise UploadRefused("文件内部有重名的部件，结构异常，请把数据复制到新工作簿后再上传。")
    for name in names:
        path = name.replace("\\", "/")
        if path.startswith("/") or ".." in path.split("/") or ":" in path or "\0" in path:
            raise UploadRefused("文件内部的路径异常，请把数据复制到新工作簿后再上传。")
        for mark, sentence in ACTIVE_PARTS:
            if mark in path.lower():
                raise UploadRefused(sentence)
        if not path.endswith("/") and f".{path.lower().rpartition('.')[2]}" not in PART_SUFFIXES:
            raise UploadRefused("文件里夹带了别的文件，请把数据复制到新工作簿后再上传。")


def _check_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise UploadRefused("文件内部的路径异常，请把数据复制到新工作簿后再上传。")
    if entry.flag_bits & 1:
        raise UploadRefused("文件设了密码，请取消密码后再上传。")
    with archive.open(entry) as part:
        head = part.read(PROLOG).replace(b"\0", b"")  # UTF-16 hides nothing
    if head.startswith(b"PK\x03\x04"):
        raise UploadRefused("文件里夹带了压缩包，请把数据复制到新工作簿后再上传。")
    if re.search(rb"<!(DOCTYPE|ENTITY)", head, re.IGNORECASE):
        raise UploadRefused("文件含有不允许的文档声明（DOCTYPE），请把数据复制到新工作簿后再上传。")
    if entry.filename == "[Content_Types].xml" and b"macroEnabled" in head:
        raise UploadRefused(ACTIVE_PARTS[0][1])
