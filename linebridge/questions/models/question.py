"""What residents are asked in their receive settings.

A choice keeps its id for ever: once it was public it is retired, never deleted.
"""

from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from cms.workflow.models import ApprovedSnippet
from linebridge.friends.models import WordingField


class QuestionGroup(ApprovedSnippet):
    """A heading under which several questions stand. Questions without one come first."""

    wording = WordingField(_("heading"), characters=60)
    help = WordingField(_("explanation"), characters=300, blank=True, lines=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    department = models.ForeignKey(
        "users.Department", on_delete=models.PROTECT, related_name="+", verbose_name=_("department")
    )

    class Meta:
        verbose_name = _("group of questions")
        verbose_name_plural = _("groups of questions")
        ordering = ["order", "pk"]

    def __str__(self):
        return str(self.wording)


class Question(ApprovedSnippet, ClusterableModel):
    """Its period is the publication period that every draft-able snippet has (`go_live_at`, `expire_at`).

    The answers to the kinds ONE and SEVERAL are ids of choices, to the others points (`scale.py`).
    """

    class Kind(models.TextChoices):
        ONE = "one", _("one choice")
        SEVERAL = "several", _("several choices")
        DATE = "date", _("date")
        YEAR = "year", _("year")
        DISTRICT = "district", _("district")
        POSTAL = "postal", _("postal code")

    CHOOSING = (Kind.ONE, Kind.SEVERAL)

    wording = WordingField(_("question"), characters=100)
    help = WordingField(_("explanation"), characters=300, blank=True, lines=True)
    kind = models.CharField(_("kind of answer"), max_length=10, choices=Kind.choices, default=Kind.SEVERAL)
    most = models.PositiveSmallIntegerField(
        _("most answers"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text=_("For dates and districts, such as the birth dates of several children."),
    )
    first_use = models.BooleanField(
        _("asked at first use"),
        default=False,
        help_text=_("Who opens the settings for the first time sees only these questions, and may go on to the rest."),
    )
    sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_("The answers are left out of every file, except for those who have the right to them."),
    )
    group = models.ForeignKey(
        QuestionGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("group of questions"),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    department = models.ForeignKey(
        "users.Department", on_delete=models.PROTECT, related_name="+", verbose_name=_("department")
    )

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["order", "pk"]
        permissions = [
            ("export_answers", _("Can take out answers")),
            ("read_sensitive", _("Can read sensitive answers")),
        ]

    def __str__(self):
        return str(self.wording)

    @property
    def is_choosing(self):
        return self.kind in self.CHOOSING

    def clean(self):
        super().clean()
        if self.kind not in (self.Kind.DATE, self.Kind.DISTRICT):
            self.most = 1

    def serializable_data(self):
        for item in self._items():
            item.key = item.key or uuid4()
        return super().serializable_data()

    def with_content_json(self, content):
        """The question as a revision has it, and with it every choice that became public since, as a retired one."""
        question = super().with_content_json(content)
        question._settle_choices()
        return question

    def save(self, *args, **kwargs):
        """Commits the choices too. A choice that was public and is missing now comes back as a retired one."""
        self._settle_choices()
        super().save(*args, **kwargs)

    def _items(self):
        """The choices held in memory, when they are."""
        return getattr(self, "_cluster_related_objects", {}).get("choices", [])

    def _settle_choices(self):
        """Give each choice the id it has in the database, found by its key (a revision may be older than the id)."""
        if "choices" not in getattr(self, "_cluster_related_objects", {}) or self.pk is None:
            return
        rows = {row.key: row for row in Choice.objects.filter(question_id=self.pk)}
        for item in self._items():
            if item.pk is None and item.key in rows:
                item.pk, item._state.adding = rows[item.key].pk, False
        present = {item.pk for item in self._items()}
        for row in rows.values():
            if self.first_published_at and row.pk not in present:
                row.retired = True
                self._items().append(row)


class Choice(Orderable):
    """One possible answer. `key` travels hidden in the form: drafts and publications agree by it which row is meant."""

    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="choices")
    key = models.UUIDField(_("identifier"), null=True, blank=True)
    wording = WordingField(_("choice"), characters=60)
    kana = models.CharField(
        _("reading in kana"), max_length=120, blank=True, help_text=_("Residents can search by it.")
    )
    colour = models.CharField(
        _("colour"), max_length=7, blank=True, validators=[RegexValidator(r"\A#[0-9a-fA-F]{6}\Z", _("Enter #RRGGBB."))]
    )
    retired = models.BooleanField(_("no longer offered"), default=False)

    class Meta(Orderable.Meta):
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        constraints = [models.UniqueConstraint(fields=["question", "key"], name="choice_key_once_a_question")]

    def __str__(self):
        return str(self.wording)

    def clean(self):
        super().clean()
        self.key = self.key or uuid4()

    def save(self, *args, **kwargs):
        self.key = self.key or uuid4()
        super().save(*args, **kwargs)
