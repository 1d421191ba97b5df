from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from ..models import SecondPersonTaskState


def kind(state: SecondPersonTaskState) -> str:
    """What sort of thing the request is about."""
    return str(state.revision.content_type.model_class()._meta.verbose_name)


def edit_url(obj: Any) -> str:
    """Where `obj` is edited."""
    if hasattr(obj, "get_descendants"):
        return reverse("wagtailadmin_pages:edit", args=[obj.pk])
    viewset = getattr(type(obj), "snippet_viewset", None)
    return reverse(viewset.get_url_name("edit"), args=[obj.pk]) if viewset else reverse("wagtailadmin_home")


def take_down_url(obj: Any) -> str:
    """Where the publication of `obj` is ended."""
    kind = ContentType.objects.get_for_model(obj, for_concrete_model=False)
    return reverse("approvals:take_down", args=[kind.pk, obj.pk])
