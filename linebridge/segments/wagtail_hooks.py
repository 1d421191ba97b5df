from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.snippets.models import register_snippet

from .choose import segments_naming
from .models import Segment
from .viewsets import SegmentViewSet

register_snippet(SegmentViewSet)


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
