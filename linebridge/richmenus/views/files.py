"""Files of a menu set: its pictures in and out of the admin, and the originals of designers."""

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cms.audit.write import record
from cms.users.scope import require_in_reach
from cms.workflow.when import time_format
from linebridge.drawing.encode import to_jpeg, to_png
from linebridge.drawing.models import Refused, Undrawable
from linebridge.drawing.take_upload import original_kind
from linebridge.drawing.write_svg import to_svg

from ..draw_menu import picture_of, plan_of, shown
from ..models import MenuSet, Original, Tab, Unreadable
from ..start_from import start_from

LARGEST_ORIGINAL = 100_000_000  # bytes
LOOK, CHANGE = ("view", "change"), ("change",)


def menu_in_reach(request: HttpRequest, pk: int, actions: tuple[str, ...] = LOOK) -> MenuSet:
    """The set as its newest draft has it; 403 where it belongs to another department."""
    require_in_reach(MenuSet.snippet_viewset.permission_policy, request.user, [pk], actions)
    row = get_object_or_404(MenuSet, pk=pk)
    return row.get_latest_revision_as_object() if row.latest_revision_id else row


@require_safe
def export(request: HttpRequest, pk: int, tab: UUID, form: str) -> HttpResponse:
    """One tab of the newest draft for designers: SVG with layers, PNG or JPG."""
    menu = menu_in_reach(request, pk)
    found = _tab(menu, str(tab))
    try:
        data, kind = _made(menu, found, form)
    except (Undrawable, Refused) as refused:
        messages.error(request, str(refused))
        return redirect("line_richmenus:files", pk)
    name = re.sub(r'[\\/:*?"<>|\s]+', "_", f"{menu.name}_{found.name}").strip("_")
    headers = {"Content-Disposition": content_disposition_header(True, f"{name}.{form}")}
    return HttpResponse(data, kind, headers=headers)


def _made(menu: MenuSet, tab: Tab, form: str) -> tuple[bytes, str]:
    if form == "svg":
        if tab.picture:
            raise Refused(
                _("A finished picture has no layers. Take it out as PNG or JPG, or use the designer's original.")
            )
        return to_svg(plan_of(menu, tab)).encode(), "image/svg+xml"
    picture = picture_of(menu, tab)
    return (to_png(picture), "image/png") if form == "png" else (to_jpeg(picture), "image/jpeg")


def _tab(menu: MenuSet, key: str) -> Tab:
    try:
        return next(tab for tab in menu.read() if tab.key == key)
    except (StopIteration, Unreadable) as error:
        raise Http404 from error


@require_safe
def ready(request: HttpRequest, key: str) -> HttpResponse:
    """The first tab of a ready menu, small."""
    menu = start_from(key)
    if menu is None:
        raise Http404
    return HttpResponse(shown(menu, menu.read()[0]), "image/png", headers={"Cache-Control": "private, max-age=3600"})


def files(request: HttpRequest, pk: int) -> HttpResponse:
    """What can be taken out, and the originals; the form hands in another one."""
    menu = menu_in_reach(request, pk, CHANGE if request.method == "POST" else LOOK)
    if request.method == "POST":
        _keep_original(request, menu)
        return redirect("line_richmenus:files", pk)
    context: dict[str, Any] = {
        "page_title": _("Pictures and originals"),
        "page_subtitle": menu.name,
        "header_icon": "image",
        "menu": menu,
        "tabs": menu.read(),
        "originals": menu.originals.select_related("uploaded_by"),
        "time_format": time_format(),
        "may_change": request.user.has_perm("line_richmenus.change_menuset"),
        "edit_url": reverse(menu.snippet_viewset.get_url_name("edit"), args=[pk]),
    }
    return render(request, "line_richmenus/files.html", context)


def _keep_original(request: Any, menu: MenuSet) -> None:
    file: Any = request.FILES.get("file")
    if file is None or file.size > LARGEST_ORIGINAL:
        messages.error(request, _("Choose a file of at most 100 MB."))
        return
    try:
        kind = original_kind(file.read(), file.name)
    except Refused as refused:
        messages.error(request, str(refused))
        return
    file.seek(0)
    with transaction.atomic():
        kept = Original(menu_set_id=menu.pk, name=file.name[-200:], kind=kind, size=file.size, uploaded_by=request.user)
        kept.file.save(kept.name, file)
        record("richmenus.original_in", request=request, obj=menu, name=kept.name, size=kept.size)
    messages.success(request, _("“%(name)s” is kept with this menu.") % {"name": kept.name})


@require_safe
def original(request: HttpRequest, pk: int, original: int) -> FileResponse:
    """The designer's file as it came. It is never shown in the browser: an SVG may hold scripts."""
    menu = menu_in_reach(request, pk)
    kept = get_object_or_404(Original, pk=original, menu_set=pk)
    record("richmenus.original_out", request=request, obj=menu, name=kept.name)
    return FileResponse(
        kept.file.open("rb"),
        as_attachment=True,
        filename=kept.name,
        content_type="application/octet-stream",
        headers={"Content-Security-Policy": "sandbox"},
    )


@require_POST
def remove_original(request: HttpRequest, pk: int, original: int) -> HttpResponse:
    """The row goes first; a file that stays behind can be reached by nobody."""
    menu = menu_in_reach(request, pk, CHANGE)
    if not request.user.has_perm("line_richmenus.change_menuset"):
        raise PermissionDenied
    kept = get_object_or_404(Original, pk=original, menu_set=pk)
    with transaction.atomic():
        record("richmenus.original_removed", request=request, obj=menu, name=kept.name)
        file = kept.file
        kept.delete()
        transaction.on_commit(lambda: file.storage.delete(str(file.name)))
    messages.success(request, _("“%(name)s” was removed.") % {"name": kept.name})
    return redirect("line_richmenus:files", pk)
