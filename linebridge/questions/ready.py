"""Sets of questions that come with the product, to begin with: files of the same layout as those that staff bring."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

FOLDER = Path(__file__).parent / "ready"
NAMES = {  # file → what staff read
    "topics": _("Topics: crime, traffic, disasters, fire, events, courses, childcare, health, newsletter, other"),
    "alerts": _("Alerts: infections, crime, bears, subway, missing elderly people, public comment, evacuation"),
    "areas": _("Areas of a city that several towns formed (Takasaki as the example; change the names)"),
    "about-you": _("About you: place, year of birth, sex, birth dates of children, life"),
}


def ready_set(name: str) -> str:
    """The text of a set. Raises KeyError for a name that is none."""
    NAMES[name]
    return (FOLDER / f"{name}.csv").read_text(encoding="utf-8")
