"""Staff find a friend by number, erase with a reason, take over LINE's list, and set how long settings are kept."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.ui.components import Component

from cms.audit.models import AuditEntry
from cms.users.models import User
from cms.users.roles import give
from linebridge.friends.erase import ask_erasure
from linebridge.friends.models import Erasure, Friend, FriendSync, Keeping
from linebridge.friends.sync import work_on
from tests.linebridge.friends.conftest import friend

LOOK_UP, ERASE = "line_friends_look_up", "line_friends_erase"
SYNC, PROGRESS = "line_friends_sync", "line_friends_sync_progress"
KEEPING, ERASURES = "line_friends_keeping", "line_friends_erasures"


@pytest.fixture
def signed_in(client, koho):
    """Sign in as somebody with this role."""

    def sign_in(role):
        user = User.objects.create(username=role, last_name="職員", department=koho)
        give(user, role)
        client.force_login(user, backend="cms.users.sign_in.StaffBackend")
        return client

    return sign_in


def look_up(client, number):
    return client.get(reverse(LOOK_UP), {"number": number}).content.decode()


def test_a_friend_is_shown_without_what_they_answered(signed_in):
    someone = friend(1, choices=[3], language="ko", language_chosen=True, followed_at=timezone.now())
    page = look_up(signed_in("approver"), someone.number.replace("-", "　"))
    assert someone.number in page and "한국어" in page and "受信設定で本人が選択" in page and "未回答" in page
    assert someone.line_user_id not in page
    assert "この友だちの情報を消去する" not in page, "an approver only looks"


def test_who_has_blocked_us_is_shown_as_such(signed_in):
    someone = friend(1, following=False, blocked_at=timezone.now() - timedelta(days=3))
    page = look_up(signed_in("administrator"), someone.number)
    assert "ブロック中（メッセージは届きません）" in page and "ブロックされた日時" in page
    assert "この友だちの情報を消去する" in page


def test_every_look_is_recorded_also_one_that_found_nobody(signed_in):
    someone = friend(1)
    client = signed_in("approver")
    client.get(reverse(LOOK_UP))
    assert not AuditEntry.objects.filter(action="friends.look_up").exists()
    look_up(client, someone.number)
    number = someone.number
    Friend.objects.all().delete()
    assert "この番号の友だちはいません" in look_up(client, number)
    assert "どれかの数字が違います" in look_up(client, "123-456-7890")
    assert "10桁" in look_up(client, "山田花子")
    entries = AuditEntry.objects.filter(action="friends.look_up").order_by("pk")
    assert [entry.result for entry in entries] == ["success", "failed", "failed", "failed"]
    assert entries[0].object_name == number and entries[0].actor_number == "approver"


def test_rooms_above_show_what_they_know_of_the_friend(signed_in):
    class Answers(Component):
        def render_html(self, parent_context=None):
            return "回答の一覧"

    someone = friend(1)
    client = signed_in("approver")
    told = [("register_friend_panel", lambda *_args, answer=answer: answer) for answer in (Answers(), None)]
    with hooks.register_temporarily(told):
        assert "回答の一覧" in look_up(client, someone.number)
    assert "回答の一覧" not in look_up(client, someone.number)


def test_erasing_asks_for_the_number_again_and_a_reason(signed_in):
    someone, other = friend(1), friend(2)
    client = signed_in("administrator")
    url = f"{reverse(ERASE)}?number={someone.number}"
    assert someone.number in client.get(url).content.decode()
    for form in ({"again": other.number, "reason": "依頼"}, {"again": someone.number, "reason": ""}, {}):
        client.post(url, form)
        assert Friend.objects.count() == 2
    assert "別の人の番号です" in client.post(url, {"again": other.number, "reason": "依頼"}).content.decode()
    page = client.post(url, {"again": someone.number, "reason": "電話での依頼"}, follow=True).content.decode()
    erasure = Erasure.objects.get()
    assert Friend.objects.get() == other and f"消去番号は{erasure.pk}です" in page
    assert (erasure.reason, erasure.asked_by.username) == ("電話での依頼", "administrator")
    assert client.get(url).url == reverse(LOOK_UP)


def test_erasures_are_listed_without_saying_who(signed_in):
    someone = friend(1)
    number = someone.number
    ask_erasure(someone)
    page = signed_in("auditor").get(reverse(ERASURES)).content.decode()
    assert "本人の希望（LINEから）" in page and "一部の消去を待っています" in page
    assert number not in page and someone.line_user_id not in page


def test_the_list_of_line_is_taken_over_by_a_press(signed_in, emulator, django_capture_on_commit_callbacks):
    emulator.add_friends(3)
    client = signed_in("administrator")
    assert "LINEの一覧を取り込む" in client.get(reverse(SYNC)).content.decode()
    client.post(reverse(SYNC))
    client.post(reverse(SYNC))  # pressed twice it is one run
    run = FriendSync.objects.get()
    page = client.get(reverse(SYNC)).content.decode()
    assert "友だちの一覧を読み込み中" in page and "data-renew" in page
    work_on(run.pk)
    page = client.get(reverse(PROGRESS)).content.decode()
    assert 'data-running="no"' in page and "完了" in page and "職員" in page
    assert run.started_by.username == "administrator" and Friend.objects.count() == 3


def test_a_run_that_failed_says_why_and_can_be_begun_anew(signed_in, emulator):
    emulator.misbehave(verified=False)
    client = signed_in("administrator")
    client.post(reverse(SYNC))
    work_on(FriendSync.objects.get().pk)
    assert "LINEの認証済アカウントでだけ取得できます" in client.get(reverse(SYNC)).content.decode()
    client.post(reverse(SYNC))
    assert FriendSync.objects.count() == 2
    assert "これまでの取り込み" in client.get(reverse(SYNC)).content.decode()


def test_the_period_after_a_block_is_set_and_recorded(signed_in):
    friend(1, following=False, blocked_at=timezone.now() - timedelta(days=400))
    client = signed_in("administrator")
    page = client.get(reverse(KEEPING)).content.decode()
    assert "ブロック中の友だち：1人" in page and "365日を過ぎています" in page
    for days in ("0", "1826", "", "x"):
        assert client.post(reverse(KEEPING), {"days": days}).status_code == 200
    assert Keeping.now().days == 365
    client.post(reverse(KEEPING), {"days": "730"})
    assert Keeping.now().days == 730
    assert AuditEntry.objects.get(action="friends.keeping").data == {"before": 365, "days": 730}


@pytest.mark.parametrize(
    ("role", "open_to_them"),
    [
        ("editor", set()),
        ("approver", {LOOK_UP}),
        ("administrator", {LOOK_UP, SYNC, PROGRESS, KEEPING, ERASURES}),
        ("auditor", {ERASURES}),
    ],
)
def test_each_role_sees_what_is_theirs(signed_in, role, open_to_them):
    client = signed_in(role)
    names = (LOOK_UP, SYNC, PROGRESS, KEEPING, ERASURES)
    assert {name for name in names if client.get(reverse(name)).status_code == 200} == open_to_them
    someone = friend(1)
    client.post(f"{reverse(ERASE)}?number={someone.number}", {"again": someone.number, "reason": "x"})
    assert Friend.objects.exists() is (role != "administrator")
