from wagtail.snippets.models import register_snippet

from .viewsets import GreetingViewSet

register_snippet(GreetingViewSet)
