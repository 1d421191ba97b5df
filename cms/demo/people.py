"""Who works in the demo city: departments and accounts. Built by our own verbs; calling it again changes nothing."""

from dataclasses import dataclass

from django.conf import settings

from cms.users.models import Department, User
from cms.users.roles import give

PASSWORD = "midori-demo-2026"  # noqa: S105  the demo accounts exist in development only


@dataclass(frozen=True)
class Account:
    """One demo account; `does` is said on the sign-in page."""

    username: str
    last_name: str
    first_name: str
    department: str
    roles: tuple[str, ...]


DEPARTMENTS = {
    "koho": ("広報課", "電話042-000-0101", "ファクス042-000-0102"),
    "kosodate": ("子育て課", "電話042-000-0201", "ファクス042-000-0202"),
    "kiki": ("危機管理課", "電話042-000-0301", "ファクス042-000-0302"),
}
ACCOUNTS = (
    Account("aoi", "青木", "あおい", "koho", ("editor",)),
    Account("ben", "別府", "勉", "koho", ("approver",)),
    Account("chika", "千賀", "ちか", "kosodate", ("editor",)),
    Account("dan", "団", "ひろし", "kosodate", ("approver",)),
    Account("emi", "江川", "恵美", "kiki", ("editor",)),
    Account("admin", "安藤", "実", "koho", ("administrator", "approver")),
    Account("auditor", "太田", "律子", "koho", ("auditor",)),
)


def make_departments() -> dict[str, Department]:
    """Code → department."""
    made = {}
    for code, (name, phone, fax) in DEPARTMENTS.items():
        values = {
            "name": name,
            "phone": phone.removeprefix("電話"),
            "fax": fax.removeprefix("ファクス"),
            "email": f"{code}@example.jp",
            "address": f"{settings.CITY_NAME}中央1丁目1番1号 市役所2階",
            "opening_hours": "平日の午前8時30分から午後5時15分まで",
        }
        made[code], _created = Department.objects.get_or_create(code=code, defaults=values)
    return made


def make_accounts(departments: dict[str, Department]) -> dict[str, User]:
    """User name → account, each with its roles."""
    made = {}
    for account in ACCOUNTS:
        user = User.objects.filter(username=account.username).first() or User.objects.create_user(
            account.username,
            f"{account.username}@example.jp",
            PASSWORD,
            last_name=account.last_name,
            first_name=account.first_name,
            department=departments[account.department],
        )
        give(user, *account.roles)
        made[account.username] = user
    return made
