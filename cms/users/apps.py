from django.apps import AppConfig
from django.db.models.signals import m2m_changed, post_migrate, post_save
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(AppConfig):
    name = "cms.users"
    label = "users"
    verbose_name = _("Staff")
    default = True

    def ready(self):
        from allauth.account.signals import password_changed
        from allauth.mfa import signals as mfa
        from axes.signals import user_locked_out
        from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

        from cms.clock import tick

        from . import reach, receivers
        from .models import Department, User

        reach.keep_nested_apart()
        post_save.connect(receivers.department_saved, sender=Department)
        m2m_changed.connect(receivers.pages_changed, sender=Department.pages.through)
        post_save.connect(receivers.user_saved, sender=User)
        m2m_changed.connect(receivers.roles_changed, sender=User.groups.through)
        post_migrate.connect(receivers.seed_after_the_last_room, dispatch_uid="users.seed")
        tick.daily.connect(receivers.end_expired)
        tick.minute.connect(receivers.seal_the_audit_log)
        user_logged_in.connect(receivers.signed_in)
        user_login_failed.connect(receivers.sign_in_failed)
        user_locked_out.connect(receivers.locked_out)
        user_logged_out.connect(receivers.signed_out)
        password_changed.connect(receivers.password_changed)
        mfa.authenticator_added.connect(receivers.second_factor_added)
        mfa.authenticator_removed.connect(receivers.second_factor_removed)
        mfa.authenticator_reset.connect(receivers.recovery_codes_made)
        mfa.authentication_failed.connect(receivers.second_factor_failed)
        mfa.authenticator_used.connect(receivers.second_factor_used)


class StaffScreensConfig(WagtailUsersAppConfig):
    """Wagtail's screens for accounts and groups, with ours in their place."""

    user_viewset = "cms.users.viewsets.StaffViewSet"
    group_viewset = "cms.users.viewsets.RoleViewSet"
    default = False
