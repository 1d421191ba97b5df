from django import template
from django.conf import settings

from cms.users.demo import demo_accounts as accounts_of_the_town

register = template.Library()


@register.simple_tag
def city_name():
    return settings.CITY_NAME


@register.simple_tag
def in_training():
    return settings.MODE == "training"


@register.simple_tag
def demo_accounts():
    return accounts_of_the_town()


@register.simple_tag
def second_factor_required():
    return settings.SECOND_FACTOR_REQUIRED
