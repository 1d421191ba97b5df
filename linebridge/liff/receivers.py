from django.dispatch import receiver

from cms.clock.tick import daily

from .session import forget_old_sessions


@receiver(daily, dispatch_uid="line_liff.forget_old_sessions")
def forget(**kwargs):
    forget_old_sessions()
