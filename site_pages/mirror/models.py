"""Which public addresses stand as files, and which of them must be written anew.

A row is the outbox: `dirty_since` says "write me", whoever finds it does so. Nothing is lost if a task or a signal is.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MirrorFile(models.Model):
    """One public address and the file that holds what it answers.

    A writer claims a row before it renders and clears `dirty_since` only if it is still the value it saw, so a change
    that comes while a page is being rendered is written again. `claimed_until` in the past is a writer that died.
    """

    path = models.CharField(
        pgettext_lazy("web", "address"), max_length=700, unique=True
    )  # /kosodate/unyu/, /feed.atom, /media/images/a.png
    status = models.PositiveSmallIntegerField(_("status"), default=0)  # 200, 301, 410; 0 while nothing was written
    sha256 = models.CharField(_("fingerprint"), max_length=64, blank=True)
    written_at = models.DateTimeField(_("written at"), null=True)
    dirty_since = models.DateTimeField(_("to be written since"), null=True, db_index=True)
    claimed_until = models.DateTimeField(_("being written until"), null=True)
    attempts = models.PositiveSmallIntegerField(_("failed attempts"), default=0)
    priority = models.PositiveSmallIntegerField(_("order"), default=5)  # what residents need first is written first
    page_id = models.PositiveBigIntegerField(null=True, db_index=True)  # no foreign key: it outlives the page
    version = models.CharField(max_length=64, blank=True)  # of the page when it was marked, to see what was missed
    touched = models.JSONField(default=list)  # addresses of lists that showed the page when it was last marked
    assets = models.JSONField(default=list)  # addresses of style sheets, pictures and files that the text uses

    class Meta:
        verbose_name = _("mirrored file")
        verbose_name_plural = _("mirrored files")
        ordering = ["path"]

    def __str__(self):
        return self.path


class Frame(models.Model):
    """What many pages share, as last mirrored: the part that every page shows (header, menu, urgent band), and the
    choices above every list of announcements. When one of them changes, all that show it are dirty."""

    sha256 = models.CharField(_("fingerprint"), max_length=64)
    lists = models.CharField(_("fingerprint of the choices above the lists"), max_length=64, default="")
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("frame of all pages")
        verbose_name_plural = _("frame of all pages")

    def __str__(self):
        return self.sha256[:12]


class Nudge(models.Model):
    """One row: since when a worker has been asked to write and has not begun, so that a thousand changes ask once."""

    asked_at = models.DateTimeField(_("asked for"), null=True)

    class Meta:
        verbose_name = _("request to write the mirror")
        verbose_name_plural = _("requests to write the mirror")
        default_permissions = ()

    def __str__(self):
        return str(self.asked_at)
