"""Images and documents belong to the department that added them.

Its editors, its approvers and the administrators choose, change and remove them; others see none of them, unless an
administrator put them into the collection that all departments share, from where everybody chooses and nobody else
changes. Collections come and go with the departments; nobody makes one by hand. Auditors have no business with files.
"""

import json

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, get_resolver, reverse
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection

# Wagtail leaves a rendition's file open.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
BACKEND = "cms.users.sign_in.StaffBackend"
SECRET = "子育て課の写真"
KINDS = {"image": Image, "document": Document}
SPACES = {"image": "wagtailimages", "document": "wagtaildocs"}


@pytest.fixture
def files(town, settings, tmp_path):
    """One image and one document of each: 広報課, 子育て課, and shared by all."""
    settings.MEDIA_ROOT = str(tmp_path)
    shared = Collection.objects.get(name="全所属で共用")
    places = {"own": town.departments["koho"].collection, "foreign": town.departments["kosodate"].collection,
              "shared": shared}  # fmt: skip
    made = {}
    for place, collection in places.items():
        title = SECRET if place == "foreign" else f"{place}の写真"
        made["image", place] = Image.objects.create(title=title, file=get_test_image_file(), collection=collection)
        paper = ContentFile(b"%PDF-1.4", name="annai.pdf")
        made["document", place] = Document.objects.create(title=title, file=paper, collection=collection)
    return made


def open_as(client, user):
    client.force_login(user, BACKEND)
    return client


def upload(client, kind):
    image = SimpleUploadedFile("shiyakusho.png", get_test_image_file().file.getvalue(), "image/png")
    paper = SimpleUploadedFile("annai.pdf", b"%PDF-1.4", "application/pdf")
    values = {"title": "市役所", "file": image if kind == "image" else paper}
    client.post(reverse(f"{SPACES[kind]}:add"), values)
    return KINDS[kind].objects.get(title="市役所")


MATRIX = {  # who → where a file may be chosen, and where changed
    "aoi": ({"own", "shared"}, {"own"}),
    "ben": ({"own", "shared"}, {"own"}),
    "chika": ({"foreign", "shared"}, {"foreign"}),
    "admin": ({"own", "foreign", "shared"}, {"own", "foreign", "shared"}),
    "auditor": (set(), set()),
}


@pytest.mark.parametrize("kind", KINDS)
def test_who_may_choose_and_change_which(town, client, files, kind):
    found = {}
    for who in MATRIX:
        open_as(client, getattr(town, who))
        chooser, screens = f"{SPACES[kind]}_chooser:chosen", f"{SPACES[kind]}:edit"
        places = {place: row for (of, place), row in files.items() if of == kind}
        found[who] = tuple(
            {place for place, row in places.items() if client.get(reverse(name, args=[row.pk])).status_code == 200}
            for name in (chooser, screens)
        )
    assert found == MATRIX


@pytest.mark.parametrize("kind", KINDS)
def test_an_editor_adds_one_and_uses_it_and_a_colleague_mends_it(town, client, files, kind):
    row = upload(open_as(client, town.aoi), kind)
    assert row.collection == town.departments["koho"].collection
    assert client.get(reverse(f"{SPACES[kind]}_chooser:chosen", args=[row.pk])).json()["result"]["title"] == "市役所"
    assert "市役所" in client.get(reverse(f"{SPACES[kind]}_chooser:choose")).json()["html"]
    address = reverse(f"{SPACES[kind]}:edit", args=[row.pk])
    open_as(client, town.ben).post(address, {"title": "市役所の庁舎"})
    row.refresh_from_db()
    assert row.title == "市役所の庁舎"
    for act in ("edit", "delete"):
        open_as(client, town.chika).post(reverse(f"{SPACES[kind]}:{act}", args=[row.pk]), {"title": "書きかえた"})
    row.refresh_from_db()
    assert row.title == "市役所の庁舎"


def routes(space):
    [admin] = [one for one in get_resolver().url_patterns if str(one.pattern) == "admin/"]

    def walk(resolver, prefix=""):
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                yield f"{prefix}{entry.name}", set(entry.pattern.regex.groupindex)
            else:
                yield from walk(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)

    return [(name, groups) for name, groups in walk(admin) if name.startswith(space)]


@pytest.mark.parametrize("kind", KINDS)
def test_no_screen_shows_a_foreign_one(town, client, files, kind):
    open_as(client, town.aoi)
    row, wrong, walked = files[kind, "foreign"], [], 0
    api = f"wagtailadmin_api:{kind}s"
    for name, groups in routes(SPACES[kind]) + routes(api):
        values = {key: {"filter_spec": "max-100x100"}.get(key, row.pk) for key in groups}
        if "uploaded_file_id" in groups:
            continue  # a file that is still being uploaded, by the person alone
        url = reverse(name, kwargs=values)
        for response in (client.get(url), client.get(f"{url}?q=写真&id={row.pk}")):
            body = b"".join(response.streaming_content) if response.streaming else response.content
            shown = body.decode("utf-8", "ignore")
            if (groups and response.status_code == 200) or SECRET in shown or json.dumps(SECRET)[1:-1] in shown:
                wrong.append(name)
        walked += 1
    assert sorted(set(wrong)) == []
    assert walked > 5


def test_several_at_once_leave_foreign_ones_alone(town, client, files):
    open_as(client, town.aoi)
    for kind, label in (("image", "wagtailimages/image"), ("document", "wagtaildocs/document")):
        row = files[kind, "foreign"]
        for act in ("delete", "add_to_collection", "add_tags"):
            url = f"/admin/bulk/{label}/{act}/?id={row.pk}&next=/admin/"
            assert SECRET not in client.get(url).content.decode() or "権限" in client.get(url).content.decode()
            client.post(url, {"collection": town.departments["koho"].collection_id})
        row.refresh_from_db()
        assert row.collection == town.departments["kosodate"].collection


def test_nobody_makes_or_removes_collections_by_hand(town, client, files):
    for who in MATRIX:
        open_as(client, getattr(town, who))
        assert client.get("/admin/collections/").status_code == 302
        assert client.get("/admin/collections/add/").status_code == 302
        assert "/admin/collections/" not in client.get("/admin/").content.decode()
