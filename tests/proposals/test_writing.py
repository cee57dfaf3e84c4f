"""A draft is never lost and never overwrites a newer one; what it may hold; what handing in demands."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from core.clock import now, today
from core.workflow import Refused
from proposals import services
from proposals.models import Proposal, Suggestion
from proposals.queries.search import search, similar
from tests.proposals.ground import DAY, TEXT, actor, drafted, filed, lay, person, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(county):
    return lay(county)


@pytest.fixture
def lead(ground, county):
    return person(county, "执笔人")[0]


def with_text(**changes):
    return services.Text(**{**TEXT.__dict__, **changes})


def test_what_was_typed_is_kept_with_its_numbered_suggestions(lead):
    draft = drafted(lead)

    assert (draft.revision, draft.title) == (1, "关于改善城南停车的建议")
    assert list(draft.suggestions.values_list("position", "text")) == [
        (1, "利用城南空地建设临时停车场"),
        (2, "开放机关车位夜间共享"),
    ]


def test_a_late_request_never_overwrites_newer_text(lead):
    draft = drafted(lead)
    services.save_draft(by=actor(lead), proposal=draft, revision=1, text=with_text(title="新的案由"))

    with pytest.raises(services.Outdated, match="其他设备上保存过更新的内容"):
        services.save_draft(by=actor(lead), proposal=draft, revision=1, text=with_text(title="旧的案由"))

    assert Proposal.objects.get().title == "新的案由"


def test_a_suggestion_taken_out_moves_the_others_up(lead):
    draft = drafted(lead)
    services.save_draft(
        by=actor(lead), proposal=draft, revision=1, text=with_text(suggestions=("只留一条", "  "))
    )

    assert list(Suggestion.objects.values_list("position", "text")) == [(1, "只留一条")]


def test_an_untouched_draft_is_given_again_instead_of_another(lead):
    first = services.start_draft(by=actor(lead))

    assert services.start_draft(by=actor(lead)).pk == first.pk
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "案" * 51, "案由不能超过 50 字"),
        ("situation", "坏\0字", "情况中有无法识别的字符"),
        ("analysis", "坏\ud800字", "分析中有无法识别的字符"),
        ("situation", "长" * 3_000_000, "情况不能超过 20000 字"),
        ("suggestions", ("坏\0",), "第 1 条建议中有无法识别的字符"),
        ("suggestions", ("建",) * 31, "建议不超过 30 条"),
        ("kind", "king", "请从所列的提案者类别中选择"),
    ],
)
def test_what_no_draft_may_hold_is_refused_and_nothing_is_lost(lead, field, value, said):
    draft = drafted(lead)

    with pytest.raises(ValidationError, match=said):
        services.save_draft(by=actor(lead), proposal=draft, revision=1, text=with_text(**{field: value}))

    draft.refresh_from_db()
    assert (draft.revision, draft.title, draft.suggestions.count()) == (1, "关于改善城南停车的建议", 2)


def test_markup_is_kept_as_the_characters_it_is(lead):
    words = "<script>alert(1)</script> <a href='javascript:x'>点</a>"
    draft = drafted(lead, with_text(situation=words))

    assert draft.situation == words


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"title": " "}, "title", "请填写案由"),
        ({"situation": ""}, "situation", "请填写情况"),
        ({"analysis": "析" * 1501}, "analysis", "分析现有 1501 字，不能超过 1500 字"),
        ({"suggestions": ()}, "suggestions", "请至少写一条具体建议"),
        ({"suggestions": ("议",) * 11}, "suggestions", "建议不超过 10 条，现有 11 条"),
        ({"suggestions": ("议" * 501,)}, "suggestions", "第 1 条建议不能超过 500 字"),
        ({"kind": "party"}, "collective", "请填写集体名称"),
        ({"open_text": False}, "closed_reason", "不同意公开的，请写明理由"),
    ],
)
def test_handing_in_names_what_is_missing_or_too_long(lead, changes, field, said):
    draft = drafted(lead, with_text(**changes))

    with pytest.raises(ValidationError) as refused:
        services.submit(by=actor(lead), proposal=draft)

    assert refused.value.message_dict[field] == [said]
    assert Proposal.objects.get().state == "draft"


def test_handed_in_until_the_cut_off_it_is_of_the_session_and_later_of_the_months_after(ground, lead, county):
    assert submitted(lead).timing == "session"

    ground.round.closes_at = now() - DAY / 24
    ground.round.save()

    assert submitted(person(county)[0]).timing == "interim"


def test_sectors_and_groups_propose_only_while_the_plenary_is_held(ground, lead):
    text = with_text(kind="sector", collective="教育界", contact="张三 13800000000")
    assert submitted(lead, text=text).state == "submitted"

    ground.round.session.ends_on = today() - DAY
    ground.round.session.starts_on = today() - 2 * DAY
    ground.round.session.save()
    with pytest.raises(Refused, match="界别提案只在全体会议期间提出"):
        submitted(lead, text=text)


def test_nobody_but_the_writer_changes_a_draft(ground, lead, county):
    draft = drafted(lead)

    for by in (person(county)[1], ground.office):
        with pytest.raises(Refused, match="不能修改"):
            services.save_draft(by=by, proposal=draft, revision=1, text=TEXT)


def test_ten_files_and_no_more(lead):
    draft = drafted(lead)
    for number in range(10):
        services.attach_file(
            by=actor(lead), proposal=draft, file=SimpleUploadedFile(f"{number}.txt", b"text")
        )

    with pytest.raises(Refused, match="最多 10 个附件"):
        services.attach_file(by=actor(lead), proposal=draft, file=SimpleUploadedFile("more.txt", b"text"))


def test_no_round_no_proposal(ground, lead):
    ground.round.opens_at = now() + DAY
    ground.round.closes_at = now() + 2 * DAY
    ground.round.save()

    with pytest.raises(Refused, match="尚未开始征集提案"):
        services.start_draft(by=actor(lead))


def test_similar_ones_are_shown_with_what_was_answered_and_may_be_asked_again(ground, lead, county):
    """C5: the same question again is not blamed, it is linked to the earlier answer."""
    earlier = filed(ground, lead)
    filed(ground, person(county)[0], text=with_text(title="关于加强中小学心理健康教育的建议"))
    writer = person(county)[0]
    draft = services.start_draft(by=actor(writer), follows=earlier)

    found = similar(actor(writer), draft, "关于进一步改善城南片区停车的提案")

    assert [one.pk for one, _ in found] == [earlier.pk]
    assert (draft.follows_id, draft.title) == (earlier.pk, "关于改善城南停车的建议")


def test_a_draft_of_somebody_else_is_never_shown_as_similar(ground, lead, county):
    drafted(lead)
    submitted(person(county)[0])
    writer = person(county)[0]
    draft = services.start_draft(by=actor(writer))

    assert similar(actor(writer), draft, "关于改善城南停车的建议") == []


@pytest.mark.parametrize(
    ("words", "hit"), [("共享", True), ("城南空地", True), ("养老", False), ("1", True), ("停", True)]
)
def test_search_finds_words_of_the_text_and_the_number(ground, lead, words, hit):
    proposal = filed(ground, lead)

    assert search(Proposal.objects.all(), words).filter(pk=proposal.pk).exists() is hit
