import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from linebridge.friends.follow import unfollowed
from linebridge.friends.models import Friend
from linebridge.friends.sync import EmptyListError, sync_followers

pytestmark = pytest.mark.django_db


def test_every_page_of_followers_is_taken_over(emulator):
    ids = set(emulator.add_friends(2300))
    result = sync_followers()
    assert (result.listed, result.new, result.gone) == (2300, 2300, 0)
    assert set(Friend.objects.values_list("line_user_id", flat=True)) == ids
    assert sync_followers().new == 0


def test_who_is_not_listed_any_more_is_gone_and_who_is_back_is_back(emulator):
    here, back = emulator.add_friends(2)
    Friend.objects.create(line_user_id=here, choices=[5])
    Friend.objects.create(line_user_id=back, following=False)
    Friend.objects.create(line_user_id="U" + "f" * 32)
    result = sync_followers()
    assert (result.new, result.back, result.gone) == (0, 1, 1)
    assert set(Friend.objects.filter(following=True).values_list("line_user_id", flat=True)) == {here, back}
    assert Friend.objects.get(line_user_id=here).choices == [5]


def test_an_event_newer_than_the_list_wins(emulator):
    user_id = emulator.add_friends(1)[0]
    unfollowed(user_id, timezone.now() + timezone.timedelta(minutes=1))
    sync_followers()
    assert not Friend.objects.get().following


def test_an_empty_list_marks_nobody_as_gone(emulator):
    Friend.objects.create(line_user_id="U" + "f" * 32)
    with pytest.raises(EmptyListError):
        sync_followers()
    assert Friend.objects.get().following


def test_an_unverified_account_gets_an_explanation(emulator):
    emulator.misbehave(verified=False)
    with pytest.raises(CommandError, match="認証済アカウント"):
        call_command("sync_followers")


def test_the_command_says_what_it_did(emulator, capsys):
    emulator.add_friends(3)
    call_command("sync_followers")
    assert "友だち3人を確認しました（新規3人、復帰0人、解除0人）。" in capsys.readouterr().out
