"""A resident's phone on the emulator, and the requests that our LIFF pages send."""

import pytest

from linebridge.friends.models import Friend
from tests.linebridge.questions.conftest import ask  # noqa: F401  for the tests beside

OURS = {"Origin": "http://testserver"}


@pytest.fixture
def phone(emulator, db):
    """A resident who follows the account, known to us."""
    user_id = emulator.add_phone("やまだ はなこ", follow=False)
    emulator.follow(user_id)
    Friend.objects.create(line_user_id=user_id)
    return user_id


@pytest.fixture
def sign_in(client, emulator):
    """Hand in the ID token of a phone, or any token; returns the answer."""

    def sign_in(user_id="", token=None, **more):
        token = emulator.id_token(user_id) if token is None else token
        return client.post("/liff/session/", {"id_token": token, **more}, headers=OURS)

    return sign_in


@pytest.fixture
def send(client, sign_in, phone):
    """Post to a page as the phone's resident; returns the answer."""
    session = sign_in(phone).json()["session"]

    def send(address, data=None, session=session, headers=OURS):
        return client.post(address, data or {}, headers={"Authorization": f"Bearer {session}", **headers})

    return send
