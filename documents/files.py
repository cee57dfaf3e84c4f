"""What an attachment really is, and a clean copy of it: decided before it is stored."""

import hashlib
import io
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from PIL import Image, ImageOps, UnidentifiedImageError

from core.uploads import UploadRefused, check_upload

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 40_000_000
NOT_SECRET = "本系统为非涉密系统，严禁上传涉密信息"
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jpg": "image/jpeg",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
ACCEPT = ",".join(f".{kind}" for kind in [*CONTENT_TYPES, "jpeg"])
HELP = f"PDF、Word（docx）、Excel（xlsx）、图片（jpg、png）或文本，不超过 20 MB。{NOT_SECRET}。"
ACTIVE_PDF = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")


_scanners: list[Callable[[bytes], str]] = []


def register_scanner(scanner: Callable[[bytes], str]) -> None:
    """`scanner(content)` names what it found harmful, or answers "". None comes with the house."""
    _scanners.append(scanner)


@dataclass(frozen=True)
class CleanFile:
    """What may be stored: re-encoded where it is an image, UTF-8 where it is text."""

    name: str
    content: bytes
    content_type: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def clean(file) -> CleanFile:
    """A storable copy of an uploaded file; raises UploadRefused with one Chinese sentence."""
    copy = _copy(file)
    if found := next((said for scanner in _scanners if (said := scanner(copy.content))), ""):
        raise UploadRefused(f"病毒检查发现“{found}”，文件没有保存，请查杀后再上传。")
    return copy


def _copy(file) -> CleanFile:
    name = plain_name(file.name)
    suffix = PurePosixPath(name).suffix.lower().lstrip(".").replace("jpeg", "jpg")
    if suffix not in CONTENT_TYPES:
        raise UploadRefused("不能接收这种文件，请上传 PDF、Word（docx）、Excel（xlsx）、jpg、png 或 txt。")
    if suffix == "txt":
        return CleanFile(name, _text(file), CONTENT_TYPES["txt"])
    kind = check_upload(file, tuple(CONTENT_TYPES), max_bytes=MAX_BYTES).kind
    content = file.read()
    file.seek(0)
    if kind in ("jpg", "png"):
        content = _image(content, kind)
    if kind == "pdf" and ACTIVE_PDF.search(content):
        raise UploadRefused("PDF 里带有脚本或嵌入的文件，请“打印”为新的 PDF 后再上传。")
    return CleanFile(name, content, CONTENT_TYPES[kind])


def plain_name(name: str) -> str:
    """The last part of the name without control characters, at most 100 characters with its suffix."""
    last = re.sub(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069<>:\"|?*]", "", PurePosixPath(
        name.replace("\\", "/")).name).strip(". ")  # fmt: skip
    path = PurePosixPath(last or "未命名")
    return f"{path.stem[:90]}{path.suffix[:10]}"


def _text(file) -> bytes:
    file.seek(0)
    data = file.read(MAX_BYTES + 1)
    file.seek(0)
    if len(data) > MAX_BYTES:
        raise UploadRefused("文件超过 20 MB，请拆分后再上传。")
    if not data:
        raise UploadRefused("文件是空的，请核对后再上传。")
    if b"\0" in data:
        raise UploadRefused("文件内容不是文本，请核对后再上传。")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding).encode()
        except UnicodeDecodeError:
            continue
    raise UploadRefused("文本的编码无法识别，请另存为 UTF-8 后再上传。")


def _image(data: bytes, kind: str) -> bytes:
    """The same picture, encoded anew: no metadata, nothing behind its end."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise UploadRefused("图片超过 4000 万像素，请缩小后再上传。")
                upright = ImageOps.exif_transpose(image)
                return _encode(upright, kind)
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        SyntaxError,
        ValueError,
        Warning,
    ) as error:
        if isinstance(error, UploadRefused):
            raise
        raise UploadRefused("图片已损坏或过大，请另存后再上传。") from error


def _encode(image: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    if kind == "jpg":
        image.convert("RGB").save(out, "JPEG", quality=88)
    else:
        bare = image if image.mode in ("RGB", "RGBA", "L", "LA", "1") else image.convert("RGBA")
        Image.frombytes(bare.mode, bare.size, bare.tobytes()).save(out, "PNG")
    return out.getvalue()
