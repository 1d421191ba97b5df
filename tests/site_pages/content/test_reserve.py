"""Names directly below the front page at which the house itself answers are refused, in plain words, on every way."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.urls import get_resolver, reverse

from cms.workflow.arrange import why_not_to
from site_pages.content.models import FreePage, SectionPage
from site_pages.content.reserve import free_name, is_reserved, reserved_names
from tests.cms.workflow.forms import filled_in

SAID = "システムがほかのアドレスに使っています"


@pytest.fixture
def staff(town, client):
    client.force_login(town.admin, "cms.users.sign_in.StaffBackend")
    return client


def test_the_names_come_from_the_addresses_of_the_house():
    assert reserved_names() >= {
        "admin",
        "api",
        "documents",
        "health",
        "liff",
        "line",
        "media",
        "picture",
        "r",
        "search",
    }
    assert reserved_names() >= {"static", "updates"}
    first = {str(entry.pattern).split("/")[0] for entry in get_resolver().url_patterns if "/" in str(entry.pattern)}
    assert {name for name in first if name.isidentifier()} <= reserved_names()
    assert "kosodate" not in reserved_names()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["updates", "search", "api", "picture"])
def test_the_editor_refuses_the_name_at_its_field_and_keeps_what_was_typed(town, staff, name):
    url = reverse("wagtailadmin_pages:add", args=["content", "freepage", town.home.pk])
    answer = staff.post(url, filled_in(staff, url, FreePage, title="利用の決まり", slug=name, summary="決まりです。"))
    page = BeautifulSoup(answer.content, "html.parser")
    assert SAID in page.select_one("[name=slug]").find_parent(class_="w-field__wrapper").text
    assert page.select_one("[name=summary]").text.strip() == "決まりです。"
    assert not FreePage.objects.exists()


@pytest.mark.django_db
def test_the_same_name_deeper_down_is_nobodys_business(town, staff):
    url = reverse("wagtailadmin_pages:add", args=["content", "freepage", town.news.pk])
    staff.post(url, filled_in(staff, url, FreePage, title="利用の決まり", slug="search"))
    page = FreePage.objects.get(slug="search")
    assert "アドレスの名前" in why_not_to(page, town.home, town.admin)
    answer = staff.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, town.home.pk]))
    assert answer.status_code in (302, 403)
    assert FreePage.objects.get().get_parent().pk == town.news.pk
    copy = {"new_title": "写し", "new_slug": "search", "new_parent_page": town.home.pk}
    assert SAID in staff.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), copy).content.decode()
    assert FreePage.objects.count() == 1


@pytest.mark.django_db
def test_code_and_imports_cannot_take_the_name_either(town):
    with pytest.raises(ValidationError):
        town.home.add_child(instance=SectionPage(title="検索", slug="search", live=False))
    made = SectionPage(title="search", live=False)
    town.home.add_child(instance=made)
    assert made.slug == "search-2"
    assert not is_reserved("search", town.news)
    assert free_name("search", town.news, None) == "search"
