from datetime import UTC, datetime, timedelta

from linebridge.friends.follow import followed, found_following, unfollowed
from linebridge.friends.models import Friend

WHO = "U" + "a" * 32
T0 = datetime(2026, 4, 1, 9, tzinfo=UTC)


def state():
    return Friend.objects.values_list("following", "followed_at", "blocked_at").get(line_user_id=WHO)


def test_follow_block_and_unblock_in_order(db):
    followed(WHO, T0)
    assert state() == (True, T0, None)
    unfollowed(WHO, T0 + timedelta(days=1))
    assert state() == (False, T0, T0 + timedelta(days=1))
    followed(WHO, T0 + timedelta(days=2), unblocked=True)
    assert state() == (True, T0, None)


def test_an_event_delivered_late_does_not_undo_a_newer_one(db):
    followed(WHO, T0)
    unfollowed(WHO, T0 + timedelta(hours=2))
    followed(WHO, T0 + timedelta(hours=1), unblocked=True)
    assert state()[0] is False


def test_an_unfollow_that_arrives_before_its_follow_wins_when_it_is_newer(db):
    unfollowed(WHO, T0 + timedelta(hours=1))
    followed(WHO, T0)
    assert state()[0] is False
    assert Friend.objects.count() == 1


def test_the_same_event_twice_changes_nothing(db):
    followed(WHO, T0)
    before = state()
    followed(WHO, T0)
    assert state() == before


def test_choices_survive_a_block(db):
    followed(WHO, T0)
    Friend.objects.update(choices=[3, 1])
    unfollowed(WHO, T0 + timedelta(days=1))
    followed(WHO, T0 + timedelta(days=2), unblocked=True)
    assert Friend.objects.get().choices == [1, 3]


def test_what_is_no_id_of_line_makes_no_friend(db):
    for bad in ("", "Uxyz", "U" + "A" * 32, "C" + "a" * 32, WHO + "\n", WHO + "0"):
        assert followed(bad, T0) is None
    assert not Friend.objects.exists()


def test_line_vouching_for_a_friend_outweighs_what_we_believed(db):
    unfollowed(WHO, T0)
    assert found_following(WHO).following
    assert state()[0] is True
