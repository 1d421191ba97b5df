"""`{% mode_banner %}`: what residents and staff are told while a mode is on."""

from django import template

from cms.modes.announce import announcements

register = template.Library()


@register.inclusion_tag("modes/banner.html")
def mode_banner() -> dict:
    """Depends on the rows alone, never on the hour, so that a page written to a file stays true."""
    return {"announcements": announcements()}
