"""The content security policy of every address: strict outside, and as tight as Wagtail lets us within."""

import pytest
from django.urls import get_resolver, reverse

from cms.workflow.submit import submit
from linebridge.links.models import Link
from site_pages.content.models import Category
from tests.admin_urls import _walk, address
from tests.cms.workflow.forms import filled_in
from tests.house.staff_samples import make_samples
from tests.house.test_japanese import sign_in
from tests.house.test_japanese_in_chromium import main_screens

EMULATOR = "http://emulator.test:8001"
MUST_OPEN = {
    "home", "page", "web_updates", "web_search", "web_feed", "line_links:open", "liff_settings", "account_login",
}  # fmt: skip


@pytest.fixture
def emulators_address(settings):
    settings.EMULATOR_URL, settings.LIFF_SDK_URL = EMULATOR, f"{EMULATOR}/liff/sdk.js"


def policy(response):
    """Directive → values; a header that is missing is an empty policy."""
    header = response.headers.get("Content-Security-Policy", "")
    return {parts[0]: set(parts[1:]) for part in header.split(";") if (parts := part.split())}


def faults(rules, ancestors):
    """What is wrong with the policy of an answer for the outside, in words."""
    wanted = {"default-src": {"'self'"}, "object-src": {"'none'"}, "base-uri": {"'self'"}, "form-action": {"'self'"},
              "style-src": {"'self'"}, "frame-ancestors": ancestors}  # fmt: skip
    found = [f"{name} is {rules.get(name)}" for name, value in wanted.items() if rules.get(name) != value]
    loose = {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "http:"} & rules.get("script-src", {"*"})
    return [*found, *(f"scripts may come from {value}" for value in loose)]


def outside(samples):
    """(name, address) of every pattern outside the staff screens; one that nothing fits answers 404, as strictly."""
    for screen in _walk(get_resolver(), "", ()):
        if not screen.route.lstrip("^").startswith("admin/"):
            url = None if "(" in screen.route and not screen.kwargs else address(screen, samples)
            yield screen.key, url or f"/{screen.route}".replace("^", "")


def test_every_address_outside_the_staff_screens_is_strict(town, client, emulators_address):
    page = town.publish(town.write("公開中のお知らせ", category=Category.objects.first()))
    link = Link.objects.first() or Link.objects.create(target="https://example.jp/", token="abcdefgh")
    samples = {"token": link.token, "number": 1, "page_number": 1, "category": page.category.slug,
               "department": "koho", "year": 2026, "path": "news/", "pk": page.pk}  # fmt: skip
    wrong, opened = {}, set()
    for name, url in [*outside(samples), ("page", page.url), ("home", "/"), ("missing", "/nope/")]:
        response = client.get(url)
        shell = response.status_code == 200 and url.startswith("/liff/")
        if found := faults(policy(response), {EMULATOR} if shell else {"'none'"}):
            wrong[f"{name} {url}"] = found
        if response.status_code in (200, 302, 401, 403, 405):
            opened.add(name)
    assert wrong == {}
    assert opened >= MUST_OPEN


def test_without_the_emulator_no_liff_page_stands_in_a_frame(client, db, settings):
    settings.EMULATOR_URL, settings.LIFF_SDK_URL = "", "https://static.line-scdn.net/liff/edge/2/sdk.js"
    rules = policy(client.get("/liff/settings/"))
    assert faults(rules, {"'none'"}) == []
    assert rules["script-src"] == {"'self'", "https://static.line-scdn.net"}


def test_signing_in_is_strict_behind_the_password_too(town, client):
    sign_in(client, town.aoi)
    names = ["mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn", "account_change_password",
             "account_reauthenticate", "account_logout", "staff_signed_in_again"]  # fmt: skip
    answers = {name: client.get(reverse(name)) for name in names}
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(names, 200)
    assert {name: found for name, one in answers.items() if (found := faults(policy(one), {"'none'"}))} == {}


def test_the_staff_screens_allow_what_wagtail_needs_and_no_more(town, client, settings, tmp_path):
    settings.MEDIA_ROOT, settings.HALT_FILE = str(tmp_path), tmp_path / "HALT"
    samples = make_samples(town)
    wanted = {"default-src": {"'self'"}, "script-src": {"'self'", "'unsafe-inline'"}, "script-src-attr": {"'none'"},
              "style-src": {"'self'", "'unsafe-inline'"}, "img-src": {"'self'", "data:", "blob:"},
              "frame-src": {"'self'"}, "object-src": {"'none'"}, "base-uri": {"'self'"}, "form-action": {"'self'"},
              "frame-ancestors": {"'none'"}}  # fmt: skip
    for name, url in main_screens(samples):
        sign_in(client, town.users[name])
        assert policy(client.get(url)) == wanted, url


@pytest.mark.parametrize(
    "name", ["approvals:preview", "wagtailadmin_pages:view_draft", "wagtailadmin_pages:preview_on_edit"]
)
def test_a_preview_is_as_strict_as_the_page_and_stands_in_our_frames_only(town, client, name):
    page = town.write("下書きのお知らせ")
    state = submit(page, town.aoi)
    sign_in(client, town.ben)
    url = reverse(name, args=[state.current_task_state_id if name == "approvals:preview" else page.pk])
    if name.endswith("on_edit"):
        editor = reverse("wagtailadmin_pages:edit", args=[page.pk])
        assert client.post(url, filled_in(client, editor, type(page))).json()["is_valid"]
    response = client.get(url)
    assert "下書きのお知らせ" in response.content.decode()
    assert faults(policy(response), {"'self'"}) == []
