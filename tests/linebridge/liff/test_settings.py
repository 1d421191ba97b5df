import pytest

from linebridge.friends.models import Friend
from linebridge.questions.models import Choice
from linebridge.segments.rule import count
from tests.linebridge.questions.conftest import ask


@pytest.fixture
def asked(koho, publish):
    wards = publish(ask("お住まいの区", "one", ["南区", "北区"], koho, 2))
    wants = publish(ask("知りたいこと", "several", ["子育て", "防災"], koho, 1))
    return {"wards": f"q{wards.pk}", "wants": f"q{wants.pk}"} | {str(c.wording): c.pk for c in Choice.objects.all()}


def test_the_questions_come_in_order_with_what_was_chosen_before(send, asked):
    Friend.objects.update(choices=[asked["防災"], asked["北区"]])
    page = send("/liff/settings/form/").content.decode()
    assert page.index("知りたいこと") < page.index("お住まいの区")
    assert page.count("checked") == 2
    assert "市は、ここで選んだことを、あなたに合うお知らせを送るためだけに使います。" in page


def test_saving_takes_effect_in_the_next_count(send, asked):
    rule = {"all": [{"leaf": "choice", "id": asked["南区"]}, {"leaf": "choice", "id": asked["子育て"]}]}
    assert count(rule) == 0
    answer = send(
        "/liff/settings/save/",
        {asked["wards"]: asked["南区"], asked["wants"]: [asked["子育て"], asked["防災"]]},
    )
    assert answer.status_code == 200
    assert "保存しました" in answer.content.decode()
    assert "子育て、防災" in answer.content.decode()
    assert count(rule) == 1


def test_choosing_nothing_is_an_answer_too(send, asked):
    assert send("/liff/settings/save/", {asked["wards"]: ""}).status_code == 200
    assert count({"leaf": "answered"}) == 1


def test_an_error_keeps_what_was_chosen_and_saves_nothing(send, asked):
    Choice.objects.filter(pk=asked["北区"]).update(retired=True)
    answer = send("/liff/settings/save/", {asked["wards"]: asked["北区"], asked["wants"]: [asked["防災"]]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "今は選べないものがあります" in page
    assert 'role="alert"' in page
    assert page.count("checked") == 1
    assert Friend.objects.get().choices == []


def test_where_one_may_be_chosen_the_last_one_sent_counts(send, asked):
    send("/liff/settings/save/", {asked["wards"]: [asked["南区"], asked["北区"]]})
    assert Friend.objects.get().choices == [asked["北区"]]


def test_erasing_asks_first(send, asked):
    send("/liff/settings/save/", {asked["wards"]: asked["南区"]})
    assert "選んだことを全部消しますか" in send("/liff/settings/erase/").content.decode()
    assert Friend.objects.get().choices == [asked["南区"]]
    assert "消しました" in send("/liff/settings/erase/", {"sure": "yes"}).content.decode()
    assert Friend.objects.values_list("choices", "answered_at").get() == ([], None)


def test_without_questions_the_page_says_so(send):
    assert "今、質問はありません" in send("/liff/settings/form/").content.decode()


def test_the_shell_may_stand_in_the_emulator_alone(client, emulator, settings):
    answer = client.get("/liff/settings/")
    assert f"frame-ancestors {emulator.url}" in answer["Content-Security-Policy"].replace(";", "")
    assert "X-Frame-Options" not in answer
    settings.EMULATOR_URL = ""
    answer = client.get("/liff/settings/")
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_the_shell_says_that_it_needs_javascript(client):
    page = client.get("/liff/settings/").content.decode()
    assert "<noscript><p>このページを使うには" in page
    assert client.get("/liff/settings/").cookies == {}


def test_the_wordings_of_staff_are_escaped(send, koho, publish):
    publish(ask("<b>区</b>", "several", ["<script>alert(1)</script>"], koho))
    page = send("/liff/settings/form/").content.decode()
    assert "<script>" not in page
    assert "&lt;b&gt;" in page
