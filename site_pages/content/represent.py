"""Tell other programs what a page holds: HTML and addresses instead of keys. Fields for the headless API.

Everything that the pages of one answer point to is fetched together, so that a hundred cost as few queries as one.
"""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from rest_framework.fields import Field
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.rich_text import expand_db_html

from cms.users.models import Department

SEAM = "<!--kairan-seam-->"
WIDTH = "width-1200"
MAP_SEARCH = "https://www.google.com/maps/search/?api=1&query="


class _WholePage(Field):
    """A field that reads the page itself, and what all pages of the answer share."""

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs, source="*")

    def together(self, read: Callable[[list], Any]) -> Any:
        """What `read` makes of all pages of this answer, made once for this field."""
        kept = self.root.__dict__.setdefault("_read_together", {})
        if self.field_name not in kept:
            pages = list(self.root.instance) if getattr(self.root, "many", False) else [self.root.instance]
            kept[self.field_name] = read([page for page in pages if hasattr(page, self.field_name)])
        return kept[self.field_name]


class DepartmentField(Field):
    """Where to ask, as `{name, phone, fax, email, address, opening_hours}`."""

    def to_representation(self, department: Department) -> dict[str, str]:
        return contact(department)


class CategoryField(Field):
    def to_representation(self, category: Any) -> dict[str, str]:
        return {"name": category.name, "slug": category.slug}


class RichTextField(_WholePage):
    """Rich text as HTML with real addresses."""

    def to_representation(self, page: Any) -> str:
        texts = self.together(lambda pages: expand_all(getattr(p, self.field_name) for p in pages))
        return texts[getattr(page, self.field_name)]


class RelatedPagesField(_WholePage):
    """Public pages to read further, as `{id, title, url}`."""

    def to_representation(self, page: Any) -> list[dict[str, Any]]:
        return self.together(self._rows).get(page.pk, [])

    def _rows(self, pages: list) -> dict[int, list[dict[str, Any]]]:
        model = pages[0].related_pages.model
        found: dict[int, list[dict[str, Any]]] = {}
        for row in model.objects.filter(faq__in=pages, page__live=True).select_related("page"):
            url = row.page.get_url(self.context.get("request"))
            found.setdefault(row.faq_id, []).append({"id": row.page_id, "title": row.page.title, "url": url})
        return found


class BodyField(_WholePage):
    """A body as a list of blocks `{type, id, value, html}`; `value` holds plain JSON, addresses instead of keys."""

    def to_representation(self, page: Any) -> list[dict[str, Any]]:
        pointed = self.together(lambda pages: PointedTo(raw for p in pages for raw in p.body.raw_data))
        blocks = (pointed.block(raw, page.department) for raw in page.body.raw_data)
        return [block for block in blocks if block]


class PointedTo:
    """The images, files, departments and links that some raw blocks point to, fetched at once."""

    def __init__(self, raw_blocks: Iterable[dict]):
        values: dict[str, list] = {}
        for raw in raw_blocks:
            values.setdefault(raw["type"], []).append(raw["value"])
        self.texts = expand_all(values.get("paragraph", []))
        self.images = self._images([v["image"]["image"] for v in values.get("image", [])])
        self.files = get_document_model().objects.in_bulk([v["document"] for v in values.get("file", [])])
        named = {v["department"] for v in values.get("contact", [])} - {None}
        self.departments = Department.objects.in_bulk(named) if named else {}

    def block(self, raw: dict, department: Department | None) -> dict[str, Any] | None:
        """One block for the API; None when what it points to is gone."""
        made = getattr(self, f"_{raw['type']}")(raw["value"], department)
        if made is None:
            return None
        value, html = made
        return {"type": raw["type"], "id": raw.get("id"), "value": value, "html": html}

    def _images(self, keys: list[int]) -> dict[int, Any]:
        model = get_image_model()
        return {i.pk: i for i in model.objects.filter(pk__in=keys).prefetch_renditions(WIDTH)} if keys else {}

    def _heading(self, value: dict, _department: Any) -> Any:
        tag = mark_safe("h3" if value.get("level") == "3" else "h2")  # noqa: S308 - one of two words of ours
        return value, format_html("<{}>{}</{}>", tag, value["text"], tag)

    def _paragraph(self, value: str, _department: Any) -> Any:
        return self.texts[value], self.texts[value]

    def _image(self, value: dict, _department: Any) -> Any:
        picture = self.images.get(value["image"]["image"])
        if picture is None:
            return None
        shown = picture.get_rendition(WIDTH)
        alt = "" if value["image"].get("decorative") else value["image"].get("alt_text") or ""
        caption = value.get("caption") or ""
        told = {"url": shown.url, "width": shown.width, "height": shown.height, "alt": alt, "caption": caption}
        under = format_html("<figcaption>{}</figcaption>", caption) if caption else ""
        html = '<figure><img src="{}" width="{}" height="{}" alt="{}">{}</figure>'
        return told, format_html(html, shown.url, shown.width, shown.height, alt, under)

    def _table(self, value: dict, _department: Any) -> Any:
        head = value.get("table_header_choice") or ""
        told = {"caption": value.get("table_caption") or "", "headers": head, "rows": value.get("data") or []}
        return told, table(told)

    def _file(self, value: dict, _department: Any) -> Any:
        document = self.files.get(value["document"])
        if document is None:
            return None
        kind, size = document.file_extension.upper(), document.get_file_size() or 0
        told = {"title": value.get("title") or document.title, "url": document.url, "kind": kind, "size": size}
        html = '<p><a href="{}">{} ({}, {})</a></p>'
        return told, format_html(html, told["url"], told["title"], kind, filesizeformat(size))

    def _contact(self, value: dict, department: Department | None) -> Any:
        asked = self.departments.get(value.get("department")) or department
        told = (contact(asked) if asked else {}) | {"note": value.get("note") or ""}
        lines = format_html_join(mark_safe("<br>"), "{}", ([text] for text in told.values() if text))
        return told, format_html("<address>{}</address>", lines)

    def _map(self, value: dict, _department: Any) -> Any:
        told = {"name": value["name"], "address": value.get("address") or "", "url": map_address(value)}
        return told, format_html('<p><a href="{}">{}</a></p>', told["url"], told["name"])


def map_address(place: Any) -> str:
    """Where the map of a place is: the address that was given, else a search for the place."""
    return place.get("url") or MAP_SEARCH + quote(place.get("address") or place.get("name") or "")


def contact(department: Department) -> dict[str, str]:
    """How to reach a department."""
    names = ("name", "phone", "fax", "email", "address", "opening_hours")
    return {name: getattr(department, name) for name in names}


def table(told: dict[str, Any]) -> SafeString:
    """A table as HTML, its headings marked as such."""
    top, left = told["headers"] in ("row", "both"), told["headers"] in ("column", "both")
    rows = []
    for y, row in enumerate(told["rows"]):
        cells = []
        for x, cell in enumerate(row):
            scope = "col" if top and y == 0 else "row" if left and x == 0 else ""
            mark = '<th scope="{1}">{0}</th>' if scope else "<td>{0}</td>"
            cells.append(format_html(mark, cell or "", scope))
        rows.append((mark_safe("".join(cells)),))  # noqa: S308 - every cell was escaped
    body = format_html_join("", "<tr>{}</tr>", rows)
    return format_html("<table><caption>{}</caption><tbody>{}</tbody></table>", told["caption"], body)


def expand_all(texts: Iterable[str]) -> dict[str, str]:
    """Stored rich text -> HTML with real addresses, for all texts with one look-up of each kind of link."""
    sources = list(dict.fromkeys(texts))
    return dict(zip(sources, expand_db_html(SEAM.join(sources)).split(SEAM), strict=True)) if sources else {}
