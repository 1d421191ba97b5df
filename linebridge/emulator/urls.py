from django.urls import path

from .views import asking, control, liff, login, menu_phone, menus, menus_of_people, oauth, phones, sending
from .views.calls import by_method

bot = "v2/bot/"
urlpatterns = [
    # The platform
    path("oauth2/v3/token", oauth.stateless),
    path("v2/oauth/accessToken", oauth.short_lived),
    path("v2/oauth/verify", oauth.verify_short_lived),
    path("v2/oauth/revoke", oauth.revoke),
    path("oauth2/v2.1/authorize", login.on_the_web, name="authorize"),
    path("oauth2/v2.1/token", oauth.login_token),
    path("oauth2/v2.1/revoke", oauth.login_revoke),
    path("oauth2/v2.1/userinfo", oauth.userinfo),
    path("user/v1/deauthorize", oauth.deauthorize),
    path("oauth2/v2.1/verify", oauth.verify),
    path("oauth2/v2.1/certs", oauth.certs),
    path(".well-known/openid-configuration", oauth.discovery),
    path("v2/profile", oauth.profile),
    path("friendship/v1/status", oauth.friendship),
    path(bot + "message/multicast", sending.multicast),
    path(bot + "message/push", sending.push),
    path(bot + "message/reply", sending.reply),
    path(bot + "message/broadcast", sending.broadcast),
    path(bot + "message/narrowcast", sending.narrowcast),
    *[
        path(f"{bot}message/validate/{kind}", sending.validate, {"kind": kind})
        for kind in ("reply", "push", "multicast", "narrowcast", "broadcast")
    ],
    *[
        path(f"{bot}message/delivery/{kind}", asking.delivery, {"kind": kind})
        for kind in ("reply", "push", "multicast", "broadcast")
    ],
    path(bot + "message/quota", asking.quota),
    path(bot + "message/quota/consumption", asking.consumption),
    path(bot + "message/<str:message_id>/content", asking.content),
    path(bot + "message/<str:message_id>/content/preview", asking.content, {"preview": True}),
    path(bot + "message/<str:message_id>/content/transcoding", asking.transcoding),
    path(bot + "profile/<str:user_id>", asking.profile),
    path(bot + "followers/ids", asking.followers),
    path(bot + "info", asking.info),
    path(bot + "channel/webhook/endpoint", asking.webhook),
    path(bot + "channel/webhook/test", asking.webhook_test),
    path(bot + "chat/loading/start", asking.loading),
    path(bot + "richmenu", menus.create),
    path(bot + "richmenu/validate", menus.validate),
    path(bot + "richmenu/list", menus.listed),
    path(bot + "richmenu/alias", menus.create_alias),
    path(bot + "richmenu/alias/list", menus.list_aliases),
    path(
        bot + "richmenu/alias/<str:alias_id>",
        by_method(GET=menus.get_alias, POST=menus.update_alias, DELETE=menus.delete_alias),
    ),
    path(bot + "richmenu/bulk/link", menus_of_people.bulk_link),
    path(bot + "richmenu/bulk/unlink", menus_of_people.bulk_unlink),
    path(bot + "richmenu/batch", menus_of_people.batch),
    path(bot + "richmenu/validate/batch", menus_of_people.validate_batch),
    path(bot + "richmenu/progress/batch", menus_of_people.progress),
    path(bot + "richmenu/<str:menu_id>/content", by_method(GET=menus.download, POST=menus.upload)),
    path(bot + "richmenu/<str:menu_id>", by_method(GET=menus.get, DELETE=menus.delete)),
    path(bot + "user/all/richmenu/<str:menu_id>", menus.set_default),
    path(bot + "user/all/richmenu", by_method(GET=menus.get_default, DELETE=menus.cancel_default)),
    path(bot + "user/<str:user_id>/richmenu/<str:menu_id>", menus_of_people.link),
    path(
        bot + "user/<str:user_id>/richmenu",
        by_method(GET=menus_of_people.of_user, DELETE=menus_of_people.unlink),
    ),
    *[
        path(f"{bot}insight/richmenu/<str:menu_id>/{kind}", menus_of_people.insight, {"kind": kind})
        for kind in ("summary", "daily")
    ],
    path("v2/<path:rest>", oauth.unknown),
    # What tests and lessons use
    path("emulator/control/alive", control.alive),
    path("emulator/control/reset", control.reset),
    path("emulator/control/scenario", control.scenario),
    path("emulator/control/clock", control.put_clock),
    path("emulator/control/friends", control.friends),
    path("emulator/control/phones", control.phones),
    path("emulator/control/phones/<str:user_id>/photo", control.photo),
    path("emulator/control/phones/<str:user_id>/id_token", control.id_token),
    path("emulator/control/phones/<str:user_id>/received", control.received),
    path("emulator/control/phones/<str:user_id>/liff", phones.liff_session),
    path("emulator/control/phones/<str:user_id>/liff_send", phones.liff_send),
    path("emulator/control/phones/<str:user_id>/menu", menu_phone.menu),
    path("emulator/control/phones/<str:user_id>/open", menu_phone.open_talk),
    path("emulator/control/phones/<str:user_id>/tap_area", menu_phone.tap_area),
    path("emulator/control/phones/<str:user_id>/<str:what>", control.act),
    path("emulator/control/menus", menu_phone.menus),
    path("emulator/control/taps", menu_phone.taps),
    path("emulator/control/accepted", control.accepted),
    path("emulator/control/counts", control.counts),
    path("emulator/control/requests", control.requests),
    path("emulator/control/state", control.state),
    path("emulator/control/webhook", control.webhook),
    path("emulator/control/liff", control.liff),
    path("emulator/control/login", control.login),
    # Phones on a screen
    path("", phones.page),
    path("emulator/", phones.page, name="phones"),
    path("emulator/residents", phones.residents),
    path("emulator/talks", phones.talks),
    path("emulator/media/<str:name>", phones.photo),
    path("emulator/menus/<str:name>", menu_phone.picture),
    path("liff/sdk.js", liff.sdk),
    path("liff/login", login.by_liff),
    path("liff/<str:liff_id>", liff.opened),
    path("liff/<str:liff_id>/<path:rest>", liff.opened),
]
