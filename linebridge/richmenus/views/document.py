"""The menu and design document, on a screen and as one file that needs nothing else."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..write_document import write_document


@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """From what is live now. With `download` the browser keeps it as a file."""
    if not request.user.has_perm("line_richmenus.view_menuset"):
        raise PermissionDenied
    answer = HttpResponse(write_document(request.user))
    if "download" in request.GET:
        name = _("Menu and design document %(day)s") % {"day": timezone.localdate().isoformat()}
        answer.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.html")
    return answer
