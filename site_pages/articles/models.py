"""Imports of many articles at once. The rows are the truth: an import that stopped half-way goes on from them."""

from django.conf import settings
from django.db import models
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _


class ArticleImport(models.Model):
    """One act of importing: some files, the drafts made from them, and the approval of them as a whole."""

    class State(models.TextChoices):
        PREVIEW = "preview", _("Not imported yet")
        READING = "reading", _("Being imported")
        DRAFTS = "drafts", _("Imported as drafts")
        ASKING = "asking", _("Approval is being asked for")
        ASKED = "asked", _("Waiting for approval")
        APPROVING = "approving", _("Being approved")
        RETURNING = "returning", _("Being sent back")
        APPROVED = "approved", _("Approved")

    RUNNING = (State.READING, State.ASKING, State.APPROVING, State.RETURNING)  # work goes on in the background

    started_at = models.DateTimeField(_("started at"), auto_now_add=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("imported by")
    )
    section = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.PROTECT, related_name="+", verbose_name=_("section the articles go to")
    )
    department = models.ForeignKey(
        "users.Department",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PREVIEW)
    touched_at = models.DateTimeField(_("last progress"), auto_now=True)
    total = models.PositiveIntegerField(_("articles found"), default=0)
    done = models.PositiveIntegerField(_("articles dealt with"), default=0)
    to_do = models.PositiveIntegerField(_("articles of the present work"), default=0)
    added = models.PositiveIntegerField(_("added"), default=0)
    already = models.PositiveIntegerField(_("there already"), default=0)
    refused = models.PositiveIntegerField(_("not taken in"), default=0)
    rest = models.PositiveIntegerField(_("not approved, changed meanwhile"), default=0)
    problems = models.JSONField(_("problems"), default=list)  # see import_articles.problem
    bundle = models.ForeignKey(
        "workflow.Bundle",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("request for approval"),
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("asked by")
    )
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("sent back by")
    )
    comment = models.TextField(_("what should be changed"), blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved at"), null=True)
    approved_count = models.PositiveIntegerField(_("approved"), default=0)
    approved_digest = models.CharField(_("digest of what was shown"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("import of articles")
        verbose_name_plural = _("imports of articles")
        ordering = ["-started_at", "-id"]

    def __str__(self):
        return formats.date_format(timezone.localtime(self.started_at), "DATETIME_FORMAT") if self.started_at else ""


class ArticleSource(models.Model):
    """One file of an import, kept as text until it has been dealt with; `done` rows of it are."""

    article_import = models.ForeignKey(ArticleImport, on_delete=models.CASCADE, related_name="sources")
    name = models.CharField(_("file"), max_length=255)
    encoding = models.CharField(_("encoding"), max_length=20)
    text = models.TextField()
    rows = models.PositiveIntegerField(_("rows"), default=0)
    done = models.PositiveIntegerField(_("rows dealt with"), default=0)

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["article_import", "name"], name="one_source_per_name")]

    def __str__(self):
        return self.name

    @property
    def encoding_as_known(self) -> str:
        """The encoding under the name that staff know from Excel's list."""
        return {"cp932": "Shift-JIS"}.get(self.encoding, self.encoding.removesuffix("-sig").upper())


class ImportedArticle(models.Model):
    """One row of a source that became a page. `key` is the hash of what the row says: it is never taken twice."""

    article_import = models.ForeignKey(ArticleImport, on_delete=models.CASCADE, related_name="articles")
    key = models.CharField(max_length=64, unique=True)
    page = models.OneToOneField("content.AnnouncementPage", on_delete=models.CASCADE, related_name="imported_from")
    file = models.CharField(_("file"), max_length=255)
    row = models.PositiveIntegerField(_("row"))
    request = models.ForeignKey(
        "workflow.SecondPersonTaskState", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    shown = models.CharField(max_length=64, blank=True)  # digest of what the approver is shown

    class Meta:
        default_permissions = ()
        ordering = ["id"]

    def __str__(self):
        return f"{self.file}:{self.row}"
