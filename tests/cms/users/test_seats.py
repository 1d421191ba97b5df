"""No seat limit: the city opens as many accounts as it wants."""

from cms.users.models import User
from cms.users.roles import give


def test_sixty_more_accounts_are_nothing_special(town, client):
    for number in range(60):
        give(User.objects.create_user(f"n{number:03}", last_name="職員", first_name=str(number)), "editor")
    client.force_login(town.admin, "cms.users.sign_in.StaffBackend")
    answer = client.get("/admin/users/?q=n0")
    assert answer.status_code == 200
    assert answer.context["paginator"].count == 60
