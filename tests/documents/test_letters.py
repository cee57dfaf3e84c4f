"""Letters are filled in a sandbox, from templates that staff may replace."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from docx.shared import Pt

from accounts.choices import Role
from core.workflow import Refused
from documents import services
from documents.choices import LetterKind
from documents.letters.samples import ANNOUNCEMENT, SAMPLES
from documents.models import LetterTemplate
from documents.rendering import LetterRefused, fill, render

pytestmark = pytest.mark.django_db


def template(*lines) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def text(docx: bytes) -> str:
    document = Document(io.BytesIO(docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def test_the_announcement_of_the_house(county):
    written = render(kind="announcement", organization=county, context=ANNOUNCEMENT)
    assert "关于2026年上半年委员履职考核情况的通报" in text(written)
    assert "司徒望舒" in text(written)
    section = Document(io.BytesIO(written)).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    body = Document(io.BytesIO(written)).styles["Normal"]
    assert (body.font.size, body.paragraph_format.line_spacing) == (Pt(16), Pt(28))


def test_every_letter_comes_with_a_template(county):
    for kind in LetterKind:
        assert render(kind=kind, organization=county, context=SAMPLES[kind])[:2] == b"PK"


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ self._TemplateReference__context }}",
        "{{ title.__init__.__globals__['os'].system('touch /tmp/owned') }}",
        "{{ title|attr('__class__') }}",
        "{{ 'a' * 999999999 }}",
        "{{ range(999999999)|list }}",
        "{% include '/etc/passwd' %}",
    ],
)
def test_a_hostile_template_is_refused(attack):
    with pytest.raises(LetterRefused):
        fill(template(attack), {"title": "通报"})


def test_a_word_that_does_not_exist_is_named():
    with pytest.raises(LetterRefused, match="模板写得不对：'nonsense' is undefined"):
        fill(template("{{ nonsense }}"), {"title": "通报"})


def test_text_cannot_become_markup():
    assert "<w:t>&<b>" in text(fill(template("{{ title }}"), {"title": "<w:t>&<b>"}))


def test_objects_do_not_reach_a_template(county):
    with pytest.raises(TypeError):
        fill(template("{{ title }}"), {"title": county})


def test_an_own_template_takes_the_place(operator, county, tree):
    upload = SimpleUploadedFile("通报.docx", template("本会版式 {{ title }}"))
    services.replace_letter(by=operator, kind="announcement", file=upload)
    assert "本会版式" in text(render(kind="announcement", organization=county, context=ANNOUNCEMENT))
    assert "本会版式" not in text(render(kind="announcement", organization=tree.city, context=ANNOUNCEMENT))
    again = SimpleUploadedFile("通报.docx", template("新版式 {{ title }}"))
    services.replace_letter(by=operator, kind="announcement", file=again)
    assert LetterTemplate.objects.filter(in_use=True).count() == 1


def test_a_template_that_cannot_be_filled_is_not_taken(operator):
    upload = SimpleUploadedFile("通报.docx", template("{{ 姓名 }}"))
    with pytest.raises(LetterRefused):
        services.replace_letter(by=operator, kind="announcement", file=upload)
    assert not LetterTemplate.objects.exists()


def test_only_the_operator_replaces(checker):
    with pytest.raises(Refused):
        services.replace_letter(by=checker, kind="announcement", file=None)


def test_the_page(client, sign_in, county):
    sign_in(county, Role.OPERATOR)
    url = reverse("admin:documents_lettertemplate_add")
    assert "严禁上传涉密信息" in client.get(url).text
    answer = client.post(
        url, {"kind": "announcement", "file": SimpleUploadedFile("a.docx", template("{{ x }}"))}
    )
    assert "模板写得不对" in answer.text
    current = client.get(reverse("admin:documents_lettertemplate_current", args=["announcement"]))
    assert current.getvalue()[:2] == b"PK"
