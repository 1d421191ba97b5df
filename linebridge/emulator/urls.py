from django.urls import path

from .views import asking, control, liff, oauth, phones, sending

bot = "v2/bot/"
urlpatterns = [
    # The platform
    path("oauth2/v3/token", oauth.stateless),
    path("v2/oauth/accessToken", oauth.short_lived),
    path("v2/oauth/verify", oauth.verify_short_lived),
    path("v2/oauth/revoke", oauth.revoke),
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
    path("emulator/control/phones/<str:user_id>/<str:what>", control.act),
    path("emulator/control/accepted", control.accepted),
    path("emulator/control/counts", control.counts),
    path("emulator/control/requests", control.requests),
    path("emulator/control/state", control.state),
    path("emulator/control/webhook", control.webhook),
    path("emulator/control/liff", control.liff),
    # Phones on a screen
    path("", phones.page),
    path("emulator/", phones.page, name="phones"),
    path("emulator/residents", phones.residents),
    path("emulator/talks", phones.talks),
    path("emulator/media/<str:name>", phones.photo),
    path("liff/sdk.js", liff.sdk),
    path("liff/login", liff.login),
    path("liff/<str:liff_id>", liff.opened),
    path("liff/<str:liff_id>/<path:rest>", liff.opened),
]
