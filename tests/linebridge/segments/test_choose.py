"""Who may send to which segment, to how many, and to everyone: each role against each kind of segment."""

import pytest
from django.urls import reverse

from cms.users.models import Department, Role, User
from cms.users.roles import give
from linebridge.segments.choose import most_people, refuse_reach, segments_for
from linebridge.segments.forms import SegmentForm
from linebridge.segments.grant import grant_to, granted_to
from linebridge.segments.models import FriendList, ReachLimit, Segment
from linebridge.segments.rule import RuleError, canonical, count
from tests.linebridge.friends.conftest import friend

EVERYONE = {"leaf": "everyone"}
ROLES = ("editor", "approver", "administrator", "auditor")


@pytest.fixture
def accounts(koho):
    """One account of each role in 広報課, and 'chika', an editor of another department."""
    made = {}
    for role in ROLES:
        made[role] = User.objects.create(username=f"a-{role}", department=koho)
        give(made[role], role)
    other = Department.objects.create(code="kosodate", name="子育て課")
    made["other"] = User.objects.create(username="chika2", department=other)
    give(made["other"], "editor")
    return made


@pytest.fixture
def segments(koho, accounts):
    """An open one, one that only named accounts may use, one that was granted to another department's account."""
    kinds = {"open": False, "restricted": True, "granted": True}
    made = {
        name: Segment.objects.create(name=name, department=koho, rule=EVERYONE, restricted=restricted)
        for name, restricted in kinds.items()
    }
    grant_to(made["granted"], [accounts["other"], accounts["editor"]], [])
    return made


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("editor", {"open", "granted"}),
        ("approver", {"open"}),
        ("administrator", {"open", "restricted", "granted"}),
        ("other", {"granted"}),
        ("auditor", {"open"}),
    ],
)
def test_each_role_chooses_exactly_its_segments(accounts, segments, who, may):
    user = User.objects.get(pk=accounts[who].pk)
    assert {segment.name for segment in segments_for(user)} == may


def test_a_role_can_be_named_too_and_taken_back(accounts, segments):
    role = Role.objects.get(key="approver")
    grant_to(segments["restricted"], [], [role])
    approver = User.objects.get(pk=accounts["approver"].pk)
    assert "restricted" in {segment.name for segment in segments_for(approver)}
    assert granted_to(segments["restricted"]) == ([], [role])
    grant_to(segments["restricted"], [], [])
    approver = User.objects.get(pk=accounts["approver"].pk)
    assert "restricted" not in {segment.name for segment in segments_for(approver)}


def test_everyone_is_a_right_of_its_own(accounts):
    editor = accounts["editor"]
    refuse_reach(editor, EVERYONE, everyone=True)
    group = Role.objects.get(key="editor").group
    group.permissions.remove(*group.permissions.filter(codename="choose_everyone"))
    with pytest.raises(RuleError, match="全員に配信する権限がありません"):
        refuse_reach(User.objects.get(pk=editor.pk), EVERYONE, everyone=True)


def test_a_role_reaches_no_more_than_its_limit(accounts):
    for number in range(3):
        friend(number)
    editor = accounts["editor"]
    limit = ReachLimit.objects.create(role=Role.objects.get(key="editor"), most=3)
    refuse_reach(editor, EVERYONE, everyone=False)
    ReachLimit.objects.filter(pk=limit.pk).update(most=2)
    with pytest.raises(RuleError, match="配信対象は3人です。あなたが配信できるのは2人までです"):
        refuse_reach(editor, EVERYONE, everyone=False)
    give(editor, "approver")
    assert most_people(editor) is None
    ReachLimit.objects.create(role=Role.objects.get(key="approver"), most=5)
    assert most_people(editor) == 5


def test_only_who_may_say_it_sees_who_may_send(accounts, segments):
    for who, seen in (("editor", False), ("administrator", True)):
        user = User.objects.get(pk=accounts[who].pk)
        form = segment_form()(instance=segments["open"], for_user=user)
        assert ("accounts" in form.fields) is seen


def segment_form():
    return Segment.snippet_viewset.get_edit_handler().get_form_class()


def test_the_administrator_names_accounts_on_the_screen(client, accounts, segments, koho):
    client.force_login(accounts["administrator"], "cms.users.sign_in.StaffBackend")
    address = reverse("wagtailsnippets_line_segments_segment:edit", args=[segments["restricted"].pk])
    assert "配信できる職員" in client.get(address).content.decode()
    data = {
        "name": "restricted", "department": koho.pk, "description": "", "rule": '{"leaf": "everyone"}',
        "restricted": "on", "accounts": [accounts["approver"].pk], "roles": [],
    }  # fmt: skip
    assert client.post(address, data).status_code == 302
    assert granted_to(segments["restricted"]) == ([accounts["approver"]], [])
    assert issubclass(segment_form(), SegmentForm)


def test_a_named_list_is_filled_by_numbers_and_wrong_rows_are_named(client, accounts, koho):
    people = [friend(number) for number in range(3)]
    client.force_login(accounts["editor"], "cms.users.sign_in.StaffBackend")
    wrong = people[0].number[:-1] + str((int(people[0].number[-1]) + 1) % 10)
    text = f"友だち番号\n{people[0].number}\n{people[1].number.replace('-', '')}\n{wrong}\nabc\n"
    address = reverse("wagtailsnippets_line_segments_friendlist:add")
    data = {"name": "講座の参加者", "department": koho.pk, "purpose": "講座の連絡", "numbers": text}
    page = client.post(address, data, follow=True).content.decode()
    assert "名簿の人数は2人です" in page
    assert "4行目を取り込めませんでした" in page
    assert "5行目を取り込めませんでした" in page
    found = FriendList.objects.get()
    assert count({"leaf": "list", "id": found.pk}) == 2


def test_other_people_in_a_list_ask_for_approval_again(client, accounts, koho):
    one, two = friend(1), friend(2)
    client.force_login(accounts["editor"], "cms.users.sign_in.StaffBackend")
    address = reverse("wagtailsnippets_line_segments_friendlist:add")
    data = {"name": "名簿", "department": koho.pk, "purpose": "連絡", "numbers": one.number}
    client.post(address, data)
    found = FriendList.objects.get()
    before = canonical({"leaf": "list", "id": found.pk})
    edit = reverse("wagtailsnippets_line_segments_friendlist:edit", args=[found.pk])
    client.post(edit, data | {"numbers": ""})
    assert canonical({"leaf": "list", "id": found.pk}) == before
    client.post(edit, data | {"numbers": two.number})
    assert canonical({"leaf": "list", "id": found.pk}) != before


def test_a_list_of_another_department_is_not_used(accounts, koho):
    from linebridge.segments.choose import refuse_foreign

    found = FriendList.objects.create(name="名簿", department=koho, purpose="連絡")
    refuse_foreign({"leaf": "list", "id": found.pk}, accounts["editor"])
    with pytest.raises(RuleError, match="ほかの所属のセグメントか名簿"):
        refuse_foreign({"leaf": "list", "id": found.pk}, accounts["other"])
