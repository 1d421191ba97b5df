"""Staff accounts and the departments they belong to. A role is a Django group seeded from the rooms' `roles.py`."""

from django.contrib.auth.models import AbstractUser, Group
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class Department(models.Model):
    """A division of the city (課). What its staff may edit is `pages`: those pages and everything below them."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    code = models.SlugField(_("code"), max_length=50, unique=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    fax = models.CharField(_("fax"), max_length=50, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    opening_hours = models.CharField(_("opening hours"), max_length=200, blank=True)
    pages: models.ManyToManyField = models.ManyToManyField(
        "wagtailcore.Page", blank=True, related_name="+", verbose_name=_("pages it looks after")
    )
    group = models.OneToOneField(Group, on_delete=models.PROTECT, editable=False, null=True, related_name="department")

    collection = models.OneToOneField(
        "wagtailcore.Collection", on_delete=models.PROTECT, editable=False, null=True, related_name="department"
    )

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Role(models.Model):
    """What a member of staff may do, as a Django group with a key that stays when the group is renamed.

    `seeded` are the permissions that the rooms asked for when we last wrote the group; as long as the group still has
    exactly these, nobody changed it and the next seeding may.
    """

    key = models.SlugField(unique=True, editable=False)
    group = models.OneToOneField(Group, on_delete=models.CASCADE, editable=False, related_name="role")
    seeded = models.JSONField(default=list, editable=False)

    class Meta:
        default_permissions = ()
        ordering = ["id"]

    def __str__(self):
        return self.group.name


class User(AbstractUser):
    """A member of staff. The user name is the staff number."""

    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("department")
    )
    active_until = models.DateField(
        _("active until"), null=True, blank=True, help_text=_("The last day on which this person can sign in.")
    )
    must_change_password = models.BooleanField(default=False, editable=False)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("staff member")
        verbose_name_plural = _("staff members")
        ordering = ["username"]
        permissions = [
            ("work_in_any_department", _("Can work on the pages of every department")),
            ("read_any_department", _("Can read what belongs to other departments")),
            ("reset_sign_in", _("Can reset the password and the second factor of staff members")),
            ("export_user", _("Can export the list of staff members")),
        ]

    def get_full_name(self):
        """Family name first, as the city writes it."""
        return f"{self.last_name} {self.first_name}".strip() or self.username

    get_full_name.short_description = _("name")  # type: ignore[attr-defined]  # read by Wagtail's listings
    get_full_name.admin_order_field = "last_name"  # type: ignore[attr-defined]  # read by Wagtail's listings

    def __str__(self):
        return self.get_full_name()

    def get_session_auth_hash(self):
        """A session stands as long as password and epoch do: raising the epoch signs out everywhere."""
        return self._epoch_hash(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self):
        """The same under a secret key that was rotated away."""
        return (self._epoch_hash(one) for one in super().get_session_auth_fallback_hash())

    def _epoch_hash(self, password_hash):
        return salted_hmac("cms.users.session", f"{password_hash}:{self.session_epoch}").hexdigest()

    @property
    def role_names(self) -> str:
        """The roles as text, for lists and files."""
        return "、".join(group.name for group in self.groups.all() if hasattr(group, "role"))

    @property
    def has_expired(self) -> bool:
        """The last day is over, in the city's time zone."""
        return self.active_until is not None and self.active_until < timezone.localdate()
