"""Every page of ours compiles, stays small, says its inputs and is punctuated in Chinese."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template, render_to_string

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
FRAME = sorted(
    [
        *COMPONENTS,
        *(TEMPLATES / "generic").glob("*.html"),
        *(TEMPLATES / "errors").glob("*.html"),
        *TEMPLATES.glob("*.html"),
    ]
)
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,:;?!()]|[,:;?!()][\u4e00-\u9fff]")
COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}", re.DOTALL)


def name(path):
    return str(path.relative_to(TEMPLATES))


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=name)
def test_a_template_compiles_and_stays_small(path):
    assert get_template(name(path))
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 150


@pytest.mark.parametrize("path", COMPONENTS, ids=name)
def test_a_component_begins_with_its_inputs(path):
    text = path.read_text(encoding="utf-8")
    assert text.startswith("{% comment %}")
    assert re.search(r"Inputs|From the context|of spec", text)


@pytest.mark.parametrize("path", FRAME, ids=name)
def test_chinese_has_full_width_punctuation(path):
    assert HALF_WIDTH.findall(COMMENT.sub("", path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("code", "heading"),
    [
        ("400", "请求有误"), ("403", "没有权限"), ("403_csrf", "页面已过期"), ("404", "没有找到这个页面"),
        ("429", "尝试次数过多，暂时不能登录"), ("500", "系统出了问题"), ("503", "系统正在维护，请稍后再试"),
    ],
)  # fmt: skip
def test_an_error_page_says_what_and_gives_the_number_and_a_way_out(code, heading):
    html = render_to_string(f"{code}.html", {"request_id": "7f3k-22"})
    assert f"<h1>{heading}</h1>" in html
    assert "7f3k-22" in html
    assert 'class="btn btn-primary"' in html
    assert "本系统为非涉密系统，严禁上传涉密信息" in html


def test_the_page_of_a_fault_needs_no_context():
    assert "系统出了问题" in render_to_string("500.html")
