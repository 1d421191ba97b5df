"""The auditor's screen: who sees it, what it finds, what leaves by it; and refusals that find their way into it."""

import csv
import io
import re

import pytest
from bs4 import BeautifulSoup
from django.db import models
from django.urls import reverse

from cms.audit.models import AuditEntry
from cms.audit.seal import newest_hash, seal, verify
from cms.audit.write import client_ip, record
from cms.workflow.submit import submit

BACKEND = "cms.users.sign_in.StaffBackend"


def sign_in(client, user):
    client.force_login(user, BACKEND)
    return client


@pytest.mark.parametrize(("who", "may"), [("aoi", False), ("ben", False), ("admin", True), ("auditor", True)])
def test_only_administrators_and_auditors_read_the_log(town, client, who, may):
    response = sign_in(client, getattr(town, who)).get(reverse("audit_log"))
    assert (response.status_code == 200) is may


def test_only_auditors_take_it_out(town, client):
    url = reverse("audit_log") + "?export=csv"
    assert sign_in(client, town.auditor).get(url).status_code == 200
    assert sign_in(client, town.admin).get(url).status_code == 302


def test_it_filters_by_person_action_period_and_word(town, client):
    record("friends.export", actor=town.aoi, count=3)
    record("delivery.halt", actor=town.ben, obj=town.news)
    sign_in(client, town.auditor)

    def found(query):
        return [entry.action for entry in client.get(reverse("audit_log") + query).context["object_list"]]

    assert "delivery.halt" not in found(f"?actor={town.aoi.pk}")
    assert "friends.export" in found(f"?actor={town.aoi.pk}")
    assert set(found("?action=wagtail.create")) == {"wagtail.create"}
    assert found("?time_from=2000-01-01&time_to=2000-01-02") == []
    assert "delivery.halt" in found("?q=お知らせ")
    assert found("?result=refused") == []


def test_its_csv_tells_each_entry_and_is_itself_recorded(town, client):
    record("friends.export", actor=town.aoi, count=3, segment="=1")
    body = b"".join(sign_in(client, town.auditor).get(reverse("audit_log") + "?export=csv").streaming_content)
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert "操作の内容" in rows[0]
    assert any("friends.export" in row and "3" in row for row in rows)
    assert AuditEntry.objects.filter(action="audit.export", actor=town.auditor).exists()


def test_a_refusal_is_recorded_whichever_way_wagtail_shows_it(town, client):
    sign_in(client, town.aoi)
    client.get("/admin/users/")
    client.get("/admin/users/", headers={"x-requested-with": "XMLHttpRequest"})
    refused = AuditEntry.objects.filter(action="access.refuse")
    assert {(one.actor, one.result, one.data["path"]) for one in refused} == {(town.aoi, "refused", "/admin/users/")}
    assert refused.count() == 2


def test_wagtails_site_history_is_not_offered_beside_it(town, client):
    assert "site-history" not in sign_in(client, town.auditor).get("/admin/reports/audit-log/").content.decode()
    assert sign_in(client, town.aoi).get("/admin/reports/site-history/").status_code == 302


def test_behind_the_proxy_the_address_is_the_one_the_proxy_wrote(rf, settings):
    request = rf.get("/", headers={"x-forwarded-for": "6.6.6.6, 203.0.113.9"}, REMOTE_ADDR="10.0.0.1")
    settings.SECURE_PROXY_SSL_HEADER = None
    assert client_ip(request) == "10.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert client_ip(request) == "203.0.113.9"


def test_the_log_is_checked_on_the_screen_and_the_check_is_on_record(town, client):
    record("delivery.halt", actor=town.ben)
    seal()
    sign_in(client, town.auditor)
    page = client.post(reverse("audit_verify")).content.decode()
    assert "書き換えや削除はありません" in page
    assert newest_hash() in page
    entry = AuditEntry.objects.get(action="delivery.halt")
    models.QuerySet(AuditEntry).filter(pk=entry.pk).update(actor_number="somebody")
    page = client.post(reverse("audit_verify")).content.decode()
    assert f"{entry.pk}番の記録が書き換えられています" in page
    assert list(AuditEntry.objects.filter(action="audit.verify").order_by("id").values_list("result", flat=True)) == [
        "success",
        "failed",
    ]
    assert "前回の確認値" in client.get(reverse("audit_verify")).content.decode()
    assert "0" * 63 + "1" in client.post(reverse("audit_verify"), {"anchor": "0" * 63 + "1"}).content.decode()


def test_a_check_of_the_newest_finds_what_was_changed_there(town):
    for number in range(6):
        record("delivery.halt", actor=town.ben, number=number)
    seal()
    first, *_rest, last = AuditEntry.objects.filter(action="delivery.halt").order_by("id")
    assert verify(newest=3) == []
    models.QuerySet(AuditEntry).filter(pk=first.pk).update(actor_number="somebody")
    assert verify(newest=3) == []
    assert len(verify()) == 1
    models.QuerySet(AuditEntry).filter(pk=last.pk).update(actor_number="somebody")
    assert len(verify(newest=3)) == 1


@pytest.mark.parametrize(("who", "may"), [("aoi", False), ("ben", False), ("admin", True), ("auditor", True)])
def test_who_checks_the_log(town, client, who, may):
    sign_in(client, getattr(town, who))
    assert (client.get(reverse("audit_verify")).status_code == 200) is may
    assert ("今日の操作すべて" in client.get("/admin/").content.decode()) is may


def test_every_link_of_an_auditors_home_leads_somewhere(town, client):
    town.publish(town.write("夏まつり"))
    sign_in(client, town.auditor)
    soup = BeautifulSoup(client.get("/admin/").content, "html.parser")
    links = {link["href"] for link in soup.select("a[href^='/admin/']")}
    menu = {url for props in soup.select("#wagtail-sidebar-props") for url in re.findall(r"/admin/[\w/-]+", props.text)}
    menu.discard("/admin/logout/")
    answers = {url: client.get(url).status_code for url in links | menu}
    assert {url: status for url, status in answers.items() if status != 200} == {}
    assert {reverse("audit_log"), reverse("audit_verify"), "/admin/approvals/"} <= links | menu


def test_an_auditor_reads_the_approvals_of_every_department(town, client):
    page = town.write("児童手当", section=town.childcare, author="chika")
    state = submit(page, town.chika).current_task_state
    sign_in(client, town.auditor)
    assert "児童手当" in client.get(reverse("approvals:all")).content.decode()
    address = reverse("approvals:detail", args=[state.pk])
    assert client.get(address).status_code == 200
    client.post(address, {"decision": "approve"})
    state.refresh_from_db()
    assert state.status == "in_progress"
