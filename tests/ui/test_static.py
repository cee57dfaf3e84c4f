"""What the site serves: untouched vendor files, colours in one place, nothing from another host, nothing inline."""

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
TEMPLATES = ROOT / "templates"
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b(?![\w-])|\b(?:rgba?|hsla?|oklch|oklab|lab|lch|color-mix)\(")
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)|<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE
)


def own_pages():
    return sorted(
        path for path in TEMPLATES.rglob("*.html") if "admin" not in path.relative_to(TEMPLATES).parts
    )


def own_styles():
    return sorted((STATIC / "css").glob("*.css"))


def digests():
    lines = (VENDOR / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}


def test_every_vendor_file_has_its_digest():
    on_disk = {str(path.relative_to(VENDOR)) for path in VENDOR.glob("*/*")}
    assert set(digests()) == on_disk


@pytest.mark.parametrize("name", sorted(digests()))
def test_a_vendor_file_is_what_was_taken(name):
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digests()[name]


@pytest.mark.parametrize("folder", sorted(path.name for path in VENDOR.iterdir() if path.is_dir()))
def test_a_vendor_folder_names_its_version_and_carries_the_licence(folder):
    assert re.fullmatch(r"[a-z-]+-\d+\.\d+\.\d+", folder)
    assert (VENDOR / folder / "LICENSE").stat().st_size > 500


@pytest.mark.parametrize("path", own_styles(), ids=lambda path: path.name)
def test_colours_live_in_tokens_alone(path):
    found = COLOUR.findall(path.read_text(encoding="utf-8"))
    assert bool(found) == (path.name == "tokens.css")


@pytest.mark.parametrize("path", sorted((STATIC / "js").glob("*.js")), ids=lambda path: path.name)
def test_scripts_name_no_colour_and_never_evaluate(path):
    text = path.read_text(encoding="utf-8")
    assert not COLOUR.findall(text)
    assert not re.search(r"\beval\(|new Function|innerHTML|document\.write|setTimeout\([\"']", text)


def test_styles_use_only_tokens_that_exist():
    defined = set(re.findall(r"(--[\w-]+)\s*:", "".join(p.read_text(encoding="utf-8") for p in own_styles())))
    used = {
        name
        for path in own_styles()
        for name in re.findall(r"var\((--[\w-]+)", path.read_text(encoding="utf-8"))
        if not name.startswith("--bs-")
    }
    assert used - defined == set()


@pytest.mark.parametrize("path", own_pages(), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_page_has_nothing_inline_and_nothing_from_elsewhere(path):
    text = path.read_text(encoding="utf-8")
    assert INLINE.findall(text) == []
    assert re.findall(r"(?:src|href)=[\"'](?:https?:)?//", text) == []


def test_no_style_or_script_fetches_from_another_host():
    for path in [*own_styles(), *(STATIC / "js").glob("*.js")]:
        assert not re.search(r"https?://|@import", path.read_text(encoding="utf-8")), path.name


def test_every_icon_used_is_in_the_sprite():
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "img/icons.svg").read_text(encoding="utf-8")))
    used = {
        name
        for path in own_pages()
        for name in re.findall(r'{% icon "([\w-]+)"|symbol="([\w-]+)"', path.read_text(encoding="utf-8"))
        for name in name
        if name
    }
    assert used - sprite == set()
    assert {"house", "calendar-event", "file-earmark-text", "chat-square-text", "person"} <= sprite
