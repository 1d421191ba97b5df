"""The kinds of questions beside choices, as the page sends and shows them."""

from datetime import date

import pytest

from linebridge.friends.models import Friend, Wording
from linebridge.questions import scale
from linebridge.questions.models import Choice, District, Question, QuestionGroup
from tests.linebridge.questions.conftest import ask


@pytest.fixture
def make(koho, publish):
    """A public question of any kind."""

    def make(kind, wording, **values):
        question = Question(wording=Wording(ja=wording), kind=kind, department=koho, **values)
        question.save()
        return publish(question)

    return make


@pytest.fixture
def towns(db):
    ward = District.objects.create(name=Wording(ja="青葉区", en="Aoba"), kana="あおばく", code="04101")
    blocks = [("一番町十二丁目", "いちばんちょう"), ("ケヤキ町", "けやきまち")]
    made = [
        District.objects.create(name=Wording(ja=name), kana=kana, above=ward, code=f"04101-{n}", order=n)
        for n, (name, kana) in enumerate(blocks)
    ]
    return [ward, *made]


def test_several_birth_dates_are_typed_added_and_kept(send, make):
    name = f"q{make('date', 'お子さんの生年月日', most=3).pk}"
    first = {f"{name}-y": ["２０１９"], f"{name}-m": ["4"], f"{name}-d": ["5日"]}
    again = send("/liff/settings/save/", first | {"add": name}).content.decode()
    assert again.count(f'name="{name}-y"') == 2
    assert 'value="２０１９"' in again
    assert not Friend.objects.get().points
    both = {f"{name}-y": ["２０１９", "2021"], f"{name}-m": ["4", "12"], f"{name}-d": ["5日", "31"]}
    saved = send("/liff/settings/save/", both).content.decode()
    assert "2019年4月5日、2021年12月31日" in saved
    assert scale.days(Friend.objects.get().points, int(name[1:])) == [date(2019, 4, 5), date(2021, 12, 31)]
    page = send("/liff/settings/form/", {"part": "all"}).content.decode()
    assert page.count(f'name="{name}-y"') == 2


@pytest.mark.parametrize("row", [("2019", "2", "30"), ("令和元", "4", "5"), ("", "4", "5"), ("19", "4", "5")])
def test_a_date_that_is_none_is_said_and_stays_typed(send, make, row):
    name = f"q{make('date', '生年月日').pk}"
    answer = send("/liff/settings/save/", dict(zip((f"{name}-y", f"{name}-m", f"{name}-d"), row, strict=True)))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in page
    assert all(f'value="{part}"' in page for part in row)
    assert not Friend.objects.get().points


def test_no_more_dates_than_are_asked_for(send, make):
    name = f"q{make('date', '生年月日', most=2).pk}"
    three = {f"{name}-y": ["2019"] * 3, f"{name}-m": ["4"] * 3, f"{name}-d": ["1", "2", "3"]}
    assert "2つまで入れることができます" in send("/liff/settings/save/", three).content.decode()


def test_a_postal_code_and_a_year_are_read_as_people_type_them(send, make):
    postal, year = make("postal", "郵便番号"), make("year", "生まれた年")
    sent = {f"q{postal.pk}": "〒９８０－０８１１", f"q{year.pk}": "１９８５年"}
    assert "980-0811" in send("/liff/settings/save/", sent).content.decode()
    points = Friend.objects.get().points
    assert set(points) == scale.postal_points(postal.pk, "9800811") | set(scale.years(year.pk, 1985, 1985))
    page = send("/liff/settings/form/", {"part": "all"}).content.decode()
    assert 'value="980-0811"' in page
    assert 'value="1985"' in page


@pytest.mark.parametrize("typed", ["980-081", "980-08111", "abc"])
def test_a_wrong_postal_code_is_said(send, make, typed):
    postal = make("postal", "郵便番号")
    answer = send("/liff/settings/save/", {f"q{postal.pk}": typed})
    assert answer.status_code == 422
    assert "郵便番号は7けたです" in answer.content.decode()
    assert f'value="{typed}"' in answer.content.decode()


@pytest.mark.parametrize("words", ["一番町12丁目", "いちばん", "１２丁目", "イチバンチョウ", "青葉 一番"])
def test_a_town_block_is_found_by_name_reading_and_ward(send, make, towns, words):
    name = f"q{make('district', 'お住まいの地区').pk}"
    page = send("/liff/settings/save/", {f"{name}-words": words, "find": name}).content.decode()
    assert "青葉区 一番町十二丁目" in page
    assert "青葉区 ケヤキ町" not in page


def test_a_town_block_is_kept_with_its_ward_and_shown_once(send, make, towns):
    question = make("district", "お住まいの地区")
    name = f"q{question.pk}"
    saved = send("/liff/settings/save/", {name: str(towns[1].pk)}).content.decode()
    assert "<dd>青葉区 一番町十二丁目</dd>" in saved
    kept = scale.values(Friend.objects.get().points, question.pk, scale.DISTRICT)
    assert kept == sorted([towns[0].pk, towns[1].pk])
    page = send("/liff/settings/form/", {"part": "all"}).content.decode()
    assert page.count("checked") == 1
    assert send("/liff/settings/save/", {name: ""}).status_code == 200
    assert Friend.objects.get().points == []


def test_a_district_that_ended_is_refused(send, make, towns):
    name = f"q{make('district', 'お住まいの地区').pk}"
    District.objects.filter(pk=towns[1].pk).update(retired=True)
    assert send("/liff/settings/save/", {name: str(towns[1].pk)}).status_code == 422


def test_who_comes_first_is_asked_little_and_may_go_on(send, koho, publish):
    first = ask("知りたいこと", "several", ["防災"], koho)
    first.first_use = True
    publish(first)
    publish(ask("お住まいの区", "one", ["南区"], koho))
    page = send("/liff/settings/form/").content.decode()
    assert "知りたいこと" in page
    assert "お住まいの区" not in page
    chosen = Choice.objects.get(question=first).pk
    saved = send("/liff/settings/save/", {"part": "first", f"q{first.pk}": chosen}).content.decode()
    assert "ほかの質問にも答える" in saved
    page = send("/liff/settings/form/").content.decode()
    assert "お住まいの区" in page
    assert page.count("checked") == 2  # and 「どれも選ばない」 of the other question


def test_a_language_is_chosen_at_once_and_missing_wordings_are_japanese(send, koho, publish):
    question = ask("知りたいこと", "several", ["防災", "子育て"], koho)
    question.wording = Wording({"ja": "知りたいこと", "en": "Topics"})
    question.choices.all()[0].wording = Wording({"ja": "防災", "en": "Disasters"})
    publish(question)
    answer = send("/liff/settings/language/", {"language": "en"})
    page = answer.content.decode()
    assert '<legend lang="en">Topics</legend>' in page
    assert "子育て" in page
    assert "Receive settings" in page
    assert answer["Content-Language"] == "en"
    assert Friend.objects.values_list("language", "language_chosen").get() == ("en", True)
    assert "Topics" in send("/liff/settings/form/").content.decode()


def test_an_unknown_language_is_japanese(send):
    send("/liff/settings/language/", {"language": "xx"})
    assert Friend.objects.get().language == "ja"


def test_questions_stand_under_their_groups_and_a_draft_group_is_not_shown(send, koho, publish):
    group = QuestionGroup(wording=Wording(ja="くらし"), department=koho, order=1)
    group.save()
    question = ask("ごみの日", "several", ["月曜"], koho)
    question.group = group
    publish(question)
    assert "くらし" not in send("/liff/settings/form/").content.decode()
    publish(group)
    page = send("/liff/settings/form/").content.decode()
    assert page.index("くらし") < page.index("ごみの日")


def test_sixty_choices_are_folded_with_the_chosen_ones_in_sight(send, koho, publish):
    question = publish(ask("分野", "several", [f"分野{n}" for n in range(60)], koho))
    last = question.choices.all().last()
    Friend.objects.update(choices=[last.pk])
    page = send("/liff/settings/form/").content.decode()
    above, below = page.split('<details class="rest">')
    assert "分野59" in above
    assert above.count('type="checkbox"') == 13
    assert below.count('type="checkbox"') == 47
