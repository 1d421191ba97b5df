"""The picture of each tab: drawn from its areas, or the finished one that was handed in. Writes nothing.

`Undrawable` where a picture cannot be made without spoiling it, `Missing` where a finished one is not there.
"""

import hashlib
from dataclasses import replace
from functools import lru_cache
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image

from linebridge.drawing import models as drawing
from linebridge.drawing.draw import draw
from linebridge.drawing.encode import Encoded, encode, to_png
from linebridge.drawing.models import Plan, Refused, Undrawable
from linebridge.drawing.read_picture import read_picture
from linebridge.drawing.take_upload import take_upload

from .models import Area, MenuSet, Picture, Tab

LARGEST_ICON = 600  # pixels of a picture in the place of an icon
SHOWN_WIDTH = 1000  # pixels of a picture on our screens


class Missing(Refused):
    """The picture that this tab names is not there."""


def plan_of(menu: MenuSet, tab: Tab, standing_in: bool = False) -> Plan:
    """What is drawn for this tab. `standing_in`: areas without words show their number, so that drafts can be seen."""
    names = {each.key: each.name for each in menu.read()}
    areas = [_area(menu, tab, area, names) for area in tab.areas]
    if standing_in:
        areas = [area if area.label.strip() else replace(area, label=str(n)) for n, area in enumerate(areas, 1)]
    return Plan(menu.pixels, tuple(areas), menu.colours.background)


def label_of(area: Area, names: dict[str, str]) -> str:
    """Its words; what switches to a tab and has none of its own bears the tab's name."""
    return area.label or (names.get(area.target.value, "") if area.target.kind == "tab" else "")


def _area(menu: MenuSet, tab: Tab, area: Area, names: dict[str, str]) -> drawing.Area:
    theme, label = menu.colours, label_of(area, names)
    more = {"second_line": area.second_line, "icon": area.icon, "picture": _bytes(area.picture)}
    if area.strip:
        made = theme.tab(area.bounds, label, selected=tab.is_here(area), **more)
    else:
        made = theme.tile(area.bounds, label, **more)
    if not (area.tile or area.ink):
        return made
    return replace(made, background=area.tile or made.background, ink=area.ink or made.ink, icon_ink=area.ink)


def picture_of(menu: MenuSet, tab: Tab, standing_in: bool = False) -> Image.Image:
    """The picture in its real size."""
    if tab.picture:
        return read_picture(bytes(finished(tab).data))
    return draw(plan_of(menu, tab, standing_in))


def encoded(menu: MenuSet, tab: Tab) -> Encoded:
    """The picture as LINE takes it."""
    if tab.picture:
        row = finished(tab)
        return Encoded(bytes(row.data), row.content_type)
    return _encoded(plan_of(menu, tab))


@lru_cache(maxsize=32)
def _encoded(plan: Plan) -> Encoded:
    return encode(draw(plan))


def digest(menu: MenuSet, tab: Tab) -> str:
    """SHA-256 over what is seen: the bytes that were handed in, or every pixel drawn. Empty without a picture."""
    try:
        return finished(tab).sha256 if tab.picture else _digest(plan_of(menu, tab))
    except (Undrawable, Refused):
        return ""


@lru_cache(maxsize=256)
def _digest(plan: Plan) -> str:
    return hashlib.sha256(draw(plan).tobytes()).hexdigest()


def shown(menu: MenuSet, tab: Tab, standing_in: bool = False) -> bytes:
    """The picture as a small PNG for our screens."""
    if tab.picture:
        return _smaller(read_picture(bytes(finished(tab).data)))
    return _shown(plan_of(menu, tab, standing_in))


@lru_cache(maxsize=64)
def _shown(plan: Plan) -> bytes:
    return _smaller(draw(plan))


def _smaller(picture: Image.Image) -> bytes:
    picture = picture.convert("RGB")
    picture.thumbnail((SHOWN_WIDTH, SHOWN_WIDTH), Image.Resampling.BOX)
    out = BytesIO()
    picture.quantize(128, dither=Image.Dither.NONE).save(out, "PNG", compress_level=6)
    return out.getvalue()


def finished(tab: Tab) -> Picture:
    row = Picture.objects.filter(pk=tab.picture).first()
    if row is None:
        raise Missing(_("The finished picture of this tab is not there. Hand it in again."))
    return row


def _bytes(key: str) -> bytes:
    row = Picture.objects.filter(pk=key).first() if key else None
    return bytes(row.data) if row else b""


def keep_finished(data: bytes, menu_size: drawing.Size, user) -> Picture:
    """A finished picture of a whole tab, stored; `Refused` says what to do instead."""
    made = take_upload(data, menu_size)
    return Picture.objects.create(
        data=made.data, content_type=made.content_type, width=menu_size.width, height=menu_size.height, uploaded_by=user
    )


def keep_icon(data: bytes, user) -> Picture:
    """A picture for the place of an icon, made smaller and stored."""
    picture = read_picture(data)
    picture.thumbnail((LARGEST_ICON, LARGEST_ICON), Image.Resampling.LANCZOS)
    kept = to_png(picture)
    return Picture.objects.create(
        data=kept, content_type="image/png", width=picture.width, height=picture.height, uploaded_by=user
    )
