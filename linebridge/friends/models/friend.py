"""Who follows the city's account, and what they told us.

One row a friend: a registration is one UPDATE, an erasure one row.
"""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .choice_ids import ChoiceIds, ChoiceIdsIndex, Points
from .number import number_of

line_user_id_is_well_formed = RegexValidator(r"\AU[0-9a-f]{32}\Z", _("This is not an id of LINE."))


class Friend(models.Model):
    """`last_event_at` is LINE's time of the newest event applied; older ones change nothing any more.

    `listed_at` is when LINE last named this person as a follower, in its list or when asked about them.
    """

    line_user_id = models.CharField(
        _("id in LINE"), max_length=33, unique=True, validators=[line_user_id_is_well_formed], editable=False
    )
    following = models.BooleanField(_("following"), default=True)
    followed_at = models.DateTimeField(_("followed at"), null=True, blank=True)
    blocked_at = models.DateTimeField(_("blocked at"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=10, default="ja")
    language_chosen = models.BooleanField(_("language chosen by themselves"), default=False)
    choices = ChoiceIds(_("choices"))
    points = Points(_("dates, years, postal codes and districts"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    last_event_at = models.DateTimeField(_("last event at"), null=True, blank=True)
    listed_at = models.DateTimeField(_("listed at"), null=True, editable=False)

    class Meta:
        verbose_name = _("friend")
        verbose_name_plural = _("friends")
        indexes = [
            ChoiceIdsIndex(fields=["choices"], name="friend_choices_gin"),
            ChoiceIdsIndex(fields=["points"], name="friend_points_gin"),
        ]
        permissions = [
            ("look_up_friend", _("Can look up a friend by the friend number")),
            ("erase_friend", _("Can erase a friend")),
            ("sync_friend", _("Can take over LINE's list of followers")),
        ]

    def __str__(self):
        return self.number if self.pk else ""

    @property
    def number(self) -> str:
        """`123-456-7890`: what the resident sees and says on the telephone."""
        return number_of(self.pk)
