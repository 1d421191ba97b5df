"""How many gave each answer, day by day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .question import Question


class AnswerFigure(models.Model):
    """`value` is the id of a choice, or a point of the kinds year and district (`scale.py`)."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+", verbose_name=_("question"))
    day = models.DateField(_("day"))
    value = models.BigIntegerField(_("answer given"))
    people = models.PositiveIntegerField(_("people"))

    class Meta:
        verbose_name = _("figure of an answer")
        verbose_name_plural = _("figures of answers")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["question", "day", "value"], name="answer_figure_once_a_day")]

    def __str__(self):
        return f"{self.question_id} {self.day} {self.value}"
