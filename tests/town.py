"""One small town for the tests: Aoi edits and Ben approves in 広報課; Chika edits and Dan approves in 子育て課."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management.sql import emit_post_migrate_signal
from django.db import transaction
from django.test import override_settings
from wagtail.models import Collection, Locale, Page

from cms.demo import people
from cms.demo.pages import go_live
from cms.users.models import Department, User
from site_pages.content.found import found
from site_pages.content.models import AnnouncementPage, Category, HomePage, SectionPage

QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a good one is slow on purpose


@dataclass
class Town:
    """`home` belongs to 広報課, the section `childcare` to 子育て課, `news` to 広報課."""

    departments: dict[str, Department]
    users: dict[str, User]
    home: HomePage
    news: SectionPage
    childcare: SectionPage

    def __getattr__(self, name: str) -> User:
        """`town.aoi` is the account of that name."""
        users = self.__dict__.get("users") or {}
        if name not in users:
            raise AttributeError(name)
        return users[name]

    def write(self, title: str, *, section: Any = None, author: str = "aoi", **values: Any) -> AnnouncementPage:
        """A draft announcement with one revision by its author."""
        section = section or self.news
        user = self.users[author]
        defaults = {"summary": f"{title}のお知らせです。", "department": user.department, "owner": user, "live": False}
        page = AnnouncementPage(title=title, **{**defaults, **values})
        section.add_child(instance=page)
        page.save_revision(user=user)
        return AnnouncementPage.objects.get(pk=page.pk)

    def publish(self, page: Any, author: str = "aoi", approver: str = "ben") -> Any:
        """Submit and approve what the page holds now; returns it anew from the database."""
        go_live(page, self.users[author], self.users[approver])
        return type(page).objects.get(pk=page.pk)


def lay_foundations() -> None:
    """What the migrations wrote, where a test that committed has flushed it: the roots of the trees, and all seeds."""
    if Page.get_first_root_node() is None:
        ContentType.objects.clear_cache()
        Locale.objects.get_or_create(language_code="ja")
        Page.add_root(title="すべてのページ", slug="root")
        Collection.add_root(name="すべてのファイル")
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default")


def build_town() -> Town:
    lay_foundations()
    departments = people.make_departments()
    users = people.make_accounts(departments)
    home = found("みどり市", "localhost", 80, departments["koho"])
    go_live(home, users["aoi"], users["ben"])
    home = HomePage.objects.get(pk=home.pk)
    sections = {}
    for slug, title, code, author, approver in (
        ("news", "お知らせ", "koho", "aoi", "ben"),
        ("childcare", "子育て", "kosodate", "chika", "dan"),
    ):
        section = SectionPage(title=title, slug=slug, department=departments[code], live=False)
        home.add_child(instance=section)
        departments[code].pages.add(section)
        go_live(section, users[author], users[approver])
        sections[slug] = SectionPage.objects.get(pk=section.pk)
    Category.objects.get_or_create(name="くらし")
    return Town(departments, users, home, **sections)


@pytest.fixture(scope="module")
def town_of_this_file(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    """The town in a transaction that ends with the file of tests."""
    around = transaction.atomic()
    around._from_testcase = True  # the code under test does not count it, as with the one around each test
    with django_db_blocker.unblock(), around:
        with override_settings(PASSWORD_HASHERS=QUICK):
            built = build_town()
        yield built
        transaction.set_rollback(True)


@pytest.fixture
def town(town_of_this_file: Town, db: None) -> Town:
    """The small town, built through submit and approve like every other text.

    It is built once for a file, and what a test does to it is rolled back: the other tests of the file see it too, once
    it stands. Tests that commit use `own_town`; where the others count what there is, a test calls `build_town`.
    """
    built = town_of_this_file
    return replace(  # fresh objects, because permissions are cached on a user
        built,
        departments={each.code: each for each in Department.objects.all()},
        users={name: User.objects.get(pk=user.pk) for name, user in built.users.items()},
        home=HomePage.objects.get(pk=built.home.pk),
        news=SectionPage.objects.get(pk=built.news.pk),
        childcare=SectionPage.objects.get(pk=built.childcare.pk),
    )
