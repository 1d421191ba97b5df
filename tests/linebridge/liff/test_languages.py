"""The language of a page: the resident's own once that is known, before it what the browser asks for."""

import pytest

from linebridge.friends.models import Friend
from linebridge.liff.choose_language import preferred
from tests.linebridge.liff.conftest import OURS

HEADINGS = {
    "ja": ("ja", "受信設定"), "ja-easy": ("ja", "受信設定"), "en": ("en", "Receive settings"),
    "zh-hans": ("zh-Hans", "接收设置"), "zh-hant": ("zh-Hant", "接收設定"), "ko": ("ko", "수신 설정"),
    "vi": ("vi", "Cài đặt nhận tin"),
}  # fmt: skip


@pytest.mark.parametrize(("header", "language"), [
    ("", "ja"), ("ja", "ja"), ("en-GB,en;q=0.9,ja;q=0.1", "en"), ("fr,de", "ja"), ("fr,vi;q=0.5,ja;q=0.4", "vi"),
    ("zh-CN", "zh-hans"), ("zh", "zh-hans"), ("zh-SG", "zh-hans"), ("zh-TW", "zh-hant"), ("zh-HK", "zh-hant"),
    ("zh-Hant-TW", "zh-hant"), ("zh-Hans-CN", "zh-hans"), ("ko-KR", "ko"), ("ko;q=0.2,en;q=0.8", "en"),
    ("*", "ja"), (";;;,,=", "ja"), ("x" * 2000, "ja"),
])  # fmt: skip
def test_the_browsers_language_is_one_that_residents_may_choose(header, language):
    assert preferred(header) == language


@pytest.mark.parametrize("code", HEADINGS)
def test_the_shell_speaks_the_browsers_language(client, code):
    html, words = HEADINGS[code]
    answer = client.get("/liff/settings/", headers={"Accept-Language": html})
    page = answer.content.decode()
    assert f'<html lang="{html}">' in page
    assert f"<h1>{words}</h1>" in page
    assert f"<title>{words}｜" in page
    assert answer["Content-Language"] == html
    assert "Accept-Language" in answer["Vary"]


@pytest.mark.parametrize("code", HEADINGS)
def test_everything_behind_the_session_speaks_the_residents_language(send, code):
    Friend.objects.update(language=code)
    answer = send("/liff/settings/form/", headers=OURS | {"Accept-Language": "fr"})
    html, words = HEADINGS[code]
    assert answer["Content-Language"] == html
    assert f">{words}</h1>" in answer.content.decode()


def test_the_page_learns_the_residents_language_with_the_session(sign_in, phone):
    Friend.objects.update(language="zh-hant")
    assert sign_in(phone).json()["language"] == "zh-Hant"


def test_who_is_not_known_reads_refusals_in_the_browsers_language(client, db):
    asked = OURS | {"Accept-Language": "ko"}
    answer = client.post("/liff/settings/form/", headers=asked)
    assert "시간이 지났습니다" in answer.content.decode()
    assert answer["Content-Language"] == "ko"
    page = client.get("/liff/login/callback/", headers=asked).content.decode()
    assert '<html lang="ko">' in page
    assert "다시 로그인해 주세요" in page
