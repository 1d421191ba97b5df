from wagtail.snippets.models import register_snippet

from .viewsets import QuestionViewSet

register_snippet(QuestionViewSet)
