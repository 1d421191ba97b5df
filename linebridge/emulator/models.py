"""What the emulator keeps in its own file: phones, what they received, what they said, rich menus, and its settings.

Rows are written a moment after the answer (`keep.py`): killing the emulator itself may lose the last moment, killing
anybody else loses nothing.
"""

from django.db import models


class Phone(models.Model):
    """One resident's phone: those drawn on the screen, and members of a crowd that differ from the rest of it."""

    class State(models.TextChoices):
        STRANGER = "stranger"  # has not added the account
        FRIEND = "friend"
        BLOCKED = "blocked"

    user_id = models.CharField(max_length=33, primary_key=True)
    name = models.CharField(max_length=50)
    state = models.CharField(max_length=10, choices=State, default=State.STRANGER)
    language = models.CharField(max_length=10, default="ja")
    on_screen = models.BooleanField(default=True)
    number = models.BigIntegerField(default=0)  # order of making

    def __str__(self):
        return self.user_id

    @property
    def is_friend(self) -> bool:
        return self.state == self.State.FRIEND


class Crowd(models.Model):
    """Any number of friends in one row. Their ids are `U`, the prefix (20 hex digits) and a number (12 hex digits)."""

    prefix = models.CharField(max_length=20, primary_key=True)
    size = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=Phone.State, default=Phone.State.FRIEND)

    def __str__(self):
        return f"{self.prefix} × {self.size}"

    def ids(self, start: int = 0, stop: int | None = None) -> list[str]:
        return [self.id_at(n) for n in range(start, min(stop or self.size, self.size))]

    def id_at(self, number: int) -> str:
        return f"U{self.prefix}{number:012x}"


class Sent(models.Model):
    """One accepted request of the account, with everybody who got it: 16 bytes each."""

    number = models.BigIntegerField(primary_key=True)
    at = models.BigIntegerField()  # milliseconds, by the emulator's clock
    endpoint = models.CharField(max_length=20)
    request_id = models.CharField(max_length=36)
    retry_key = models.CharField(max_length=36, blank=True)
    digest = models.CharField(max_length=64)  # of the request body
    messages = models.TextField()  # JSON
    message_count = models.PositiveSmallIntegerField(default=1)
    recipients = models.BinaryField()

    def __str__(self):
        return f"{self.endpoint} {self.request_id}"

    @property
    def count(self) -> int:
        return len(self.recipients) // 16

    def message_ids(self) -> list[str]:
        """The ids that LINE gives to each message object."""
        return [str(500_000_000_000_000_000 + self.number * 10 + i) for i in range(self.message_count)]


class Said(models.Model):
    """One thing a resident did in the talk. `message` is a message object, or empty where nothing is to be seen."""

    number = models.BigIntegerField(primary_key=True)
    at = models.BigIntegerField()
    user_id = models.CharField(max_length=33, db_index=True)
    message = models.TextField(blank=True)

    def __str__(self):
        return f"{self.user_id} {self.number}"


class Menu(models.Model):
    """A rich menu. Its picture is a file; deleted ones stay as rows, so that their taps can still be counted."""

    menu_id = models.CharField(max_length=41, primary_key=True)  # `richmenu-` and 32 hex digits
    number = models.BigIntegerField()  # order of making
    body = models.JSONField()  # the rich menu object as it was sent
    picture = models.CharField(max_length=4, blank=True)  # jpg or png, empty before the upload
    deleted = models.BooleanField(default=False)

    def __str__(self):
        return self.menu_id


class Alias(models.Model):
    """A name for a rich menu, which taps on tabs follow. Without a menu it is deleted."""

    alias_id = models.CharField(max_length=32, primary_key=True)
    menu_id = models.CharField(max_length=41, blank=True)

    def __str__(self):
        return self.alias_id


class Link(models.Model):
    """The menu that one person has instead of the default; empty for none."""

    user_id = models.CharField(max_length=33, primary_key=True)
    menu_id = models.CharField(max_length=41, blank=True)

    def __str__(self):
        return self.user_id


class MenuJob(models.Model):
    """Menus of many people, changed a moment after the request was accepted. `people` and `done` hold packed ids."""

    class Phase(models.TextChoices):
        ONGOING = "ongoing"
        SUCCEEDED = "succeeded"
        FAILED = "failed"

    number = models.BigIntegerField(primary_key=True)
    request_id = models.CharField(max_length=36)
    key = models.CharField(max_length=100, blank=True)  # under which it can be taken up again
    operations = models.JSONField()
    at = models.BigIntegerField()  # accepted
    due = models.BigIntegerField()
    phase = models.CharField(max_length=10, choices=Phase, default=Phase.ONGOING)
    people = models.BinaryField()
    done = models.BinaryField(default=bytes)

    def __str__(self):
        return self.request_id


class Tap(models.Model):
    """A tap on an area of a rich menu; without an area the menu was shown."""

    number = models.BigIntegerField(primary_key=True)
    at = models.BigIntegerField()
    user_id = models.CharField(max_length=33)
    menu_id = models.CharField(max_length=41, db_index=True)
    area = models.SmallIntegerField(null=True)

    def __str__(self):
        return f"{self.menu_id} {self.area}"


class Setting(models.Model):
    """A value by name: webhook address, key of the ID tokens, short-lived tokens, default menu, consents."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.JSONField()

    def __str__(self):
        return self.name
