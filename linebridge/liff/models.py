"""The greeting to a new friend, the short session of a LIFF page, and what was used to open one."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.workflow.models import ApprovedSnippet
from linebridge.friends.models import Friend, WordingField


class Greeting(ApprovedSnippet):
    """What a new friend reads first. The live one that was published last is used."""

    name = models.CharField(_("name"), max_length=100)
    text = WordingField(_("text"), characters=1000, lines=True)
    button = WordingField(_("words on the button to the receive settings"), characters=20)
    department = models.ForeignKey(
        "users.Department", on_delete=models.PROTECT, related_name="+", verbose_name=_("department")
    )

    class Meta:
        verbose_name = _("greeting")
        verbose_name_plural = _("greetings")

    def __str__(self):
        return self.name


class LiffSession(models.Model):
    """Who holds this token is this friend, until `expires_at`. Only a digest of the token is kept."""

    digest = models.CharField(max_length=64, unique=True)
    friend = models.ForeignKey(Friend, on_delete=models.CASCADE, related_name="+")
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self):
        return f"session of friend {self.friend_id}"


class SpentToken(models.Model):
    """An ID token of LIFF that has opened a session. From then on only the page that holds the proof may bring it.

    Without a friend: they were erased, and the token opens nothing any more.
    """

    digest = models.CharField(max_length=64, unique=True)
    proof = models.CharField(max_length=64, blank=True)  # a digest too; empty: no page brought one
    friend = models.ForeignKey(Friend, on_delete=models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self):
        return f"token of friend {self.friend_id}"


class SignInAttempt(models.Model):
    """One way through LINE Login, begun in one browser, which holds the ticket. Gone with its first use."""

    digest = models.CharField(max_length=64, unique=True)  # of the ticket
    state = models.CharField(max_length=64)
    nonce = models.CharField(max_length=64)
    verifier = models.CharField(max_length=128)
    wanted = models.CharField(max_length=500)  # the page that was asked for
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self):
        return f"sign-in until {self.expires_at:%H:%M}"
