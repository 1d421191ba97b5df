from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from wagtail.admin.auth import permission_required

from linebridge.gateway.client import line
from linebridge.gateway.errors import LineError

from ..draw_poster import FORMATS, Poster, draw_poster

MAY_SEE = "line_liff.view_greeting"
MOST = 40  # characters of a heading that can be read from some way off


@permission_required(MAY_SEE)
def poster(request):
    """The poster with the code that adds the account; with `kind` its file."""
    found = _poster(request.GET.get("heading", "").strip()[:MOST])
    kind = request.GET.get("kind")
    if kind is None:
        context = {"page_title": _("Poster with a QR code"), "header_icon": "image", "poster": found, "most": MOST}
        return render(request, "line_liff/poster.html", context)
    if kind not in FORMATS or found is None:
        raise Http404
    answer = HttpResponse(draw_poster(found, kind), content_type=FORMATS[kind])
    if "show" not in request.GET:
        answer["Content-Disposition"] = f'attachment; filename="line-poster.{kind}"'
    return answer


def _poster(heading):
    """None while LINE cannot tell us the account's id."""
    try:
        basic_id = line().bot_info()["basicId"]
    except (LineError, KeyError):
        return None
    return Poster(
        city=settings.CITY_NAME,
        heading=heading or _("Get the news that concerns you on LINE"),
        address=f"https://line.me/R/ti/p/{basic_id}",
        line_id=basic_id,
        steps=(
            _("Read the code above with the camera."),
            _("Add the account as a friend."),
            _("Choose the news you want."),
        ),
    )
