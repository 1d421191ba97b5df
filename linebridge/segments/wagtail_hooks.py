from django.shortcuts import redirect
from django.urls import include, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.snippets.models import register_snippet

from . import urls
from .choose import names_choice, segments_naming
from .models import Segment
from .viewsets import FriendListViewSet, ReachLimitViewSet, SegmentViewSet

register_snippet(SegmentViewSet)
register_snippet(FriendListViewSet)
register_snippet(ReachLimitViewSet)


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("line-segments/", include(urls))]


@hooks.register("register_choice_use")
def segments_that_name(choice_ids):
    """For whoever approves that a choice ends."""
    return [
        _("The segment “%(name)s” names one of them.") % {"name": segment.name}
        for segment in Segment.objects.all()
        if names_choice(segment, choice_ids)
    ]


@hooks.register("register_audit_actions")
def action_names():
    return {
        "segments.grant": gettext_lazy("Who may send to a segment changed"),
        "friend_lists.load": gettext_lazy("Named list filled"),
    }


@hooks.register("before_delete_snippet")
def keep_segments_in_use(request, instances):
    """A segment that others name stays, else their rules would mean something else."""
    for segment in instances:
        named_by = segments_naming(segment) if isinstance(segment, Segment) else []
        if named_by:
            names = "、".join(f"「{other.name}」" for other in named_by)
            messages.error(request, _("Not deleted: the segments %(names)s use it.") % {"names": names})
            return redirect(Segment.snippet_viewset.get_url_name("list"))
    return None


@hooks.register("before_bulk_action")
def keep_segments_in_use_in_bulk(request, action_type, objects, action_class_instance):
    return keep_segments_in_use(request, objects) if action_type == "delete" else None
