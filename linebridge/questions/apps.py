from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuestionsConfig(AppConfig):
    name = "linebridge.questions"
    label = "line_questions"
    verbose_name = _("Questions")

    def ready(self):
        from . import receivers  # noqa: F401  connects itself to the clock
