"""LINE's list of followers is taken over page by page, also over stops, refusals and a token that has grown old."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from linebridge.friends import sync
from linebridge.friends.ask_languages import our_language
from linebridge.friends.follow import found_following, unfollowed
from linebridge.friends.models import Friend, FriendSync
from linebridge.friends.sync import begin, carry_on, sync_friends

pytestmark = pytest.mark.django_db
STRANGER = "U" + "f" * 32


def steps(run, number):
    """So many steps of this run, as if the process had died after the last."""
    for _ in range(number):
        run.refresh_from_db()
        sync.STEPS[run.state](run)
    run.refresh_from_db()
    return run


def followers():
    return set(Friend.objects.filter(following=True).values_list("line_user_id", flat=True))


def test_every_page_of_followers_is_taken_over(emulator):
    ids = set(emulator.add_friends(1100))
    run = sync_friends()
    assert (run.state, run.listed, run.new, run.gone, run.asked) == ("done", 1100, 1100, 0, 1100)
    assert followers() == ids
    Friend.objects.update(language_chosen=True)
    run = sync_friends()
    assert (run.listed, run.new, run.asked) == (1100, 0, 0)
    assert FriendSync.objects.count() == 2


def test_who_is_not_listed_any_more_is_gone_and_who_is_back_is_back(emulator):
    here, back = emulator.add_friends(2)
    Friend.objects.create(line_user_id=here, choices=[5])
    Friend.objects.create(line_user_id=back, following=False)
    Friend.objects.create(line_user_id=STRANGER)
    run = sync_friends()
    assert (run.new, run.back, run.gone) == (0, 1, 1)
    assert followers() == {here, back}
    assert Friend.objects.get(line_user_id=here).choices == [5]


def test_an_event_newer_than_the_list_wins(emulator):
    user_id = emulator.add_friends(1)[0]
    unfollowed(user_id, timezone.now() + timedelta(minutes=1))
    sync_friends()
    assert not Friend.objects.get().following


def test_who_was_met_while_the_list_was_read_is_not_gone(emulator):
    emulator.add_friends(3)
    run = steps(begin(), 1)
    Friend.objects.filter(pk=found_following(STRANGER).pk).update(language_chosen=True)  # so LINE is not asked again
    carry_on(run.pk)
    assert STRANGER in followers()


def test_a_run_that_was_stopped_goes_on_with_the_missing_page(emulator):
    emulator.add_friends(2100)
    run = steps(begin(), 2)
    assert (run.listed, run.state) == (2000, "listing")
    assert begin() == run
    Friend.objects.update(language_chosen=True)
    run = carry_on(run.pk)
    assert (run.listed, run.new, run.asked, run.state) == (2100, 2100, 100, "done")
    assert len(emulator.requests("followers")) == 3


def test_two_at_work_on_one_run_do_each_step_once(emulator):
    emulator.add_friends(1100)
    first, second = begin(), begin()
    sync.list_page(first)
    sync.list_page(second)  # holds the row of before: it was overtaken
    run = FriendSync.objects.get()
    assert (run.listed, run.step, Friend.objects.count()) == (1000, 1, 1000)


def test_a_place_in_the_list_older_than_a_day_is_not_used_any_more(emulator):
    emulator.add_friends(1100)
    run = steps(begin(), 1)
    Friend.objects.update(language_chosen=True)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        run = carry_on(run.pk)
    assert (run.state, run.listed, run.new, run.gone) == ("done", 1100, 1100, 0)
    assert run.started_at - run.asked_for_at > timedelta(hours=24)


def test_a_place_that_line_has_forgotten_leads_back_to_the_first_page(emulator):
    emulator.add_friends(1100)
    run = steps(begin(), 1)
    Friend.objects.update(language_chosen=True)
    FriendSync.objects.update(token="nonsense")
    run = carry_on(run.pk)
    assert (run.state, run.listed, Friend.objects.count()) == ("done", 1100, 1100)


def test_an_empty_list_marks_nobody_as_gone(emulator):
    Friend.objects.create(line_user_id=STRANGER)
    run = sync_friends()
    assert (run.state, run.reason) == ("failed", "empty")
    assert Friend.objects.get().following
    with pytest.raises(CommandError, match="一覧が空"):
        call_command("sync_friends")


def test_an_unverified_account_gets_an_explanation(emulator):
    emulator.misbehave(verified=False)
    with pytest.raises(CommandError, match="認証済アカウント"):
        call_command("sync_friends")
    assert FriendSync.objects.get().reason == "unverified"


def test_what_line_does_not_answer_is_asked_again_by_the_clock(emulator, monkeypatch):
    emulator.add_friends(1100)
    emulator.misbehave(endpoint="followers", fault="500_before", next=1, skip=1)
    with pytest.raises(CommandError, match="LINEから応答がありません"):
        call_command("sync_friends")
    run = FriendSync.objects.get()
    assert (run.running, run.reason, run.listed) == (True, "waiting", 1000)
    assert sync.take_up(timezone.now()) == 0, "somebody may still be at it"
    assert sync.take_up(timezone.now() + timedelta(minutes=1)) == 1
    sync.work_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.reason, run.listed) == ("done", "", 1100)


def test_the_language_is_line_s_until_somebody_chooses_one(emulator):
    spoken = {"あい": "ja", "Kim": "ko", "Chen": "zh-TW", "Wang": "zh-Hans", "Anh": "vi", "Jo": "en-GB", "Luc": "fr"}
    phones = {name: emulator.add_phone(name, language=tag, follow=True) for name, tag in spoken.items()}
    chosen = emulator.add_phone("Mia", language="en", follow=True)
    Friend.objects.create(line_user_id=chosen, language="ja-easy", language_chosen=True)
    sync_friends()
    languages = dict(Friend.objects.values_list("line_user_id", "language"))
    assert languages.pop(chosen) == "ja-easy"
    expected = ("ja", "ko", "zh-hant", "zh-hans", "vi", "en", "ja")
    assert languages == dict(zip(phones.values(), expected, strict=True))


def test_languages_we_do_not_have_are_japanese():
    assert [our_language(tag) for tag in ("", "pt-BR", "zh", "zh-HK", "EN", "ja-JP")] == [
        "ja", "ja", "zh-hans", "zh-hant", "en", "ja",
    ]  # fmt: skip


def test_whose_profile_is_gone_has_left_unless_a_newer_event_says_otherwise(emulator):
    leaves, stays, returns = (emulator.add_phone(name, follow=True) for name in ("a", "b", "c"))
    run = steps(begin(), 1)
    emulator.block(leaves)
    emulator.block(returns)
    Friend.objects.filter(line_user_id=returns).update(last_event_at=timezone.now() + timedelta(minutes=1))
    run = carry_on(run.pk)
    assert followers() == {stays, returns}
    assert run.gone == 1


def test_one_profile_that_line_never_tells_does_not_hold_up_the_others(emulator):
    emulator.add_friends(250)
    run = steps(begin(), 1)
    for _turn in range(3):
        emulator.misbehave(rules=[])
        emulator.misbehave(endpoint="profile", fault="500_before", next=1)
        run = carry_on(run.pk)
        if run.state == "done":
            break
    assert (run.state, run.asked, run.unanswered) == ("done", 250, 1)


def test_nobody_is_skipped_while_line_answers_nothing(emulator):
    emulator.add_friends(5)
    run = steps(begin(), 1)
    emulator.misbehave(endpoint="profile", fault="500_before", probability=1)
    for _turn in range(5):
        run = carry_on(run.pk)
    assert (run.state, run.reason, run.asked) == ("profiles", "waiting", 0)
    emulator.misbehave(rules=[])
    assert carry_on(run.pk).asked == 5


def test_the_command_says_what_it_did(emulator, capsys):
    emulator.add_friends(3)
    call_command("sync_friends")
    assert "友だち3人を確認しました（新規3人、復帰0人、解除0人）。" in capsys.readouterr().out
