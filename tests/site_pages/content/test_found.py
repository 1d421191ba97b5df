"""A new database becomes a city's site by one command, which may be repeated."""

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page, Site

from cms.demo import people
from cms.operations.health import ask
from site_pages.content.found import found, trouble
from site_pages.content.models import HomePage
from tests.town import build_town, lay_foundations


@pytest.fixture
def new_database(db):
    """As the migrations leave it: Wagtail's welcome page is the root of its site."""
    lay_foundations()
    root = Page.get_first_root_node()
    welcome = root.get_children().first() or root.add_child(title="Welcome", slug="home")
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": welcome})
    return welcome


def site_trouble():
    return next(answer.trouble for answer in ask() if answer.check.name == "site")


def test_a_new_database_says_that_no_site_is_founded(new_database):
    assert "found_site" in site_trouble()


def test_one_command_founds_the_site(new_database, client, settings, capsys):
    call_command("found_site", "--name=みどり市", "--host=www.city.midori.example.jp", "--port=443")
    home = HomePage.objects.get()
    assert [page.specific for page in Page.get_first_root_node().get_children()] == [home]
    site = Site.objects.get()
    assert (site.hostname, site.port, site.site_name) == ("www.city.midori.example.jp", 443, "みどり市")
    assert site.root_page.specific == home
    assert not home.live and home.latest_revision
    assert "承認" in site_trouble() and site_trouble() in capsys.readouterr().out


def test_founding_again_follows_a_new_address_and_makes_nothing_twice(new_database):
    departments = people.make_departments()
    home = found("みどり市", "www.example.jp")
    section = home.add_child(instance=HomePage.creatable_subpage_models()[0](title="くらし", slug="kurashi"))
    again = found("みどり市", "midori.example.jp", 8443, departments["koho"])
    assert again == home
    assert Page.objects.filter(pk=section.pk).exists()
    site = Site.objects.get()
    assert (site.hostname, site.port) == ("midori.example.jp", 8443)
    assert departments["koho"].pages.get().specific == home


def test_a_city_that_stands_is_left_as_it_is(db):
    town = build_town()
    assert found("みどり市", "localhost", 80) == town.home
    assert HomePage.objects.get().live
    assert trouble() == ""


def test_a_department_that_is_not_there_is_named(new_database):
    with pytest.raises(CommandError, match="nowhere"):
        call_command("found_site", "--name=みどり市", "--host=x.example.jp", "--department=nowhere")
    assert not HomePage.objects.exists()
