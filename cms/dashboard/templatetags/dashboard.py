"""Whose installation this is, and of which kind."""

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def city_name():
    """The name of the city, as the settings have it."""
    return settings.CITY_NAME


@register.simple_tag
def training_strip():
    """A strip on every staff screen of a training environment; nothing elsewhere."""
    if settings.MODE != "training":
        return ""
    return format_html('<p class="kairan-training">{}</p>', _("[Training environment] Nothing here reaches residents."))
