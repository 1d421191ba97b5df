"""Found the city's site: its address and a draft of its front page, instead of the page that Wagtail comes with.

Safe to repeat: what is founded stays, only name and address follow. All in one transaction.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from cms.audit.write import record

from .models import HomePage


@transaction.atomic
def found(name: str, host: str, port: int = 443, department: Any = None) -> HomePage:
    """The front page of the city's site: found, or made as a draft that somebody writes and somebody else approves."""
    site = Site.objects.filter(is_default_site=True).first()
    home = _home_of(site) or HomePage.objects.order_by("path").first() or _make_home(name, department)
    values = {"hostname": host, "port": port, "site_name": name, "root_page_id": home.pk}
    if site is None or any(getattr(site, field) != value for field, value in values.items()):
        Site.objects.update_or_create(is_default_site=True, defaults=values)
        record("content.found_site", obj=home, host=host, port=port)
    _remove_welcome()
    if department is not None:
        department.pages.add(home)
    return home


def trouble() -> str:
    """A sentence where residents cannot see a site yet; empty where they can."""
    home = _home_of(Site.objects.filter(is_default_site=True).first())
    if home is None:
        return _("The site has not been founded. Run: manage.py found_site")
    if not home.live:
        return _("The front page is not public yet. Write it, and have somebody else approve it.")
    return ""


def _home_of(site: Site | None) -> HomePage | None:
    return HomePage.objects.filter(pk=site.root_page_id).first() if site else None


def _make_home(name: str, department: Any) -> HomePage:
    root = Page.get_first_root_node()
    home = HomePage(title=name, slug="top", department=department, live=False)
    root.add_child(instance=home)
    home.save_revision()
    return home


def _remove_welcome() -> None:
    """Wagtail's own page: of no type of ours, without anything below it, and no longer the root of a site."""
    plain = Page.objects.filter(depth=2, numchild=0, content_type__app_label="wagtailcore", content_type__model="page")
    for page in plain.exclude(pk__in=Site.objects.values("root_page")):
        page.delete()
