"""Who besides its department may send to a segment: accounts and roles, granted on the row."""

from collections.abc import Iterable
from typing import cast

from django.contrib.auth.models import Group
from django.db import transaction
from guardian.shortcuts import get_groups_with_perms, get_users_with_perms

from cms.audit.write import record
from cms.users.models import Role, User
from cms.users.scope import grant, revoke

from .models import Segment


def granted_to(segment: Segment) -> tuple[list[User], list[Role]]:
    """The accounts and roles that were named."""
    users = get_users_with_perms(segment, only_with_perms_in=["choose_segment"], with_group_users=False)
    groups = [group.pk for group in cast(Iterable[Group], get_groups_with_perms(segment))]
    return [user for user in users if isinstance(user, User)], list(Role.objects.filter(group__in=groups))


@transaction.atomic
def grant_to(segment: Segment, accounts: list[User], roles: list[Role]) -> None:
    """Name exactly these; a change is recorded."""
    had_accounts, had_roles = granted_to(segment)
    before: set[User | Group] = {*had_accounts, *(role.group for role in had_roles)}
    wanted: set[User | Group] = {*accounts, *(role.group for role in roles)}
    for each in before - wanted:
        revoke(each, segment, "choose")
    for each in wanted - before:
        grant(each, segment, "choose")
    if before != wanted:
        record("segments.grant", obj=segment, accounts=[u.pk for u in accounts], roles=[r.key for r in roles])
