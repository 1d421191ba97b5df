"""Signing in. Only the routes that staff need are ours; what allauth and Wagtail offer beside them answers 404."""

from allauth.account import views as account
from django.conf import settings
from django.urls import include, path, re_path
from django.views.decorators.http import require_POST
from django.views.generic import RedirectView
from wagtail.admin.views.account import LogoutView

from . import views

closed = views.closed

urlpatterns = [
    path("accounts/", RedirectView.as_view(pattern_name="account_login")),
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/change/", account.password_change, name="account_change_password"),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/session/", views.session, name="staff_session"),
    path("accounts/signed-in/", views.signed_in_again, name="staff_signed_in_again"),
    path("accounts/logout/everywhere/", views.sign_out_everywhere, name="staff_sign_out_everywhere"),
    # allauth builds links to these by name, and shows none of them.
    path("accounts/signup/", closed, name="account_signup"),
    path("accounts/email/", closed, name="account_email"),
    path("accounts/password/reset/", closed, name="account_reset_password"),
    path("accounts/password/set/", closed, name="account_set_password"),
    path("accounts/confirm-email/", closed, name="account_email_verification_sent"),
    # Wagtail's own way out takes the cookie away whatever the method is, and so from a link on another site.
    path("admin/logout/", require_POST(LogoutView.as_view())),
    # Wagtail's own way in.
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    re_path(r"^admin/password_reset/", closed),
]

if settings.DEVELOPMENT:
    urlpatterns += [path("accounts/demo/", views.sign_in_as_demo, name="staff_demo")]
