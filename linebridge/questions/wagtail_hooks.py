from django.urls import include, path
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from . import urls
from .approval import touched_panel
from .viewsets import DistrictViewSet, QuestionGroupViewSet, QuestionViewSet

register_snippet(QuestionViewSet)
register_snippet(QuestionGroupViewSet)
register_snippet(DistrictViewSet)


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("line-questions/", include(urls))]


@hooks.register("register_approval_panel")
def approval_panel(obj):
    return touched_panel(obj)


@hooks.register("register_audit_actions")
def action_names():
    return {
        "questions.load": gettext_lazy("Questions loaded from a file"),
        "districts.load": gettext_lazy("Districts loaded from a file"),
        "answers.take_out": gettext_lazy("Answers of residents taken out"),
    }
