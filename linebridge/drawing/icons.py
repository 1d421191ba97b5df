"""The icons of a city: our name for each, how the picker calls it, and its outline from the package of icons.

Phosphor Icons (MIT licence), read from the installed package; nothing is fetched, nothing untrusted is read.
"""

from functools import cache
from importlib.resources import files
from typing import NamedTuple
from zipfile import ZipFile

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

BOX = 256  # the outlines are drawn in a square of this side


class Icon(NamedTuple):
    outline: str  # the name in the package
    name: str | Promise
    group: str | Promise


LIVING = pgettext_lazy("icon", "Living")
CHILDREN_AND_LEARNING = pgettext_lazy("icon", "Children and learning")
HEALTH_AND_WELFARE = pgettext_lazy("icon", "Health and welfare")
DISASTER_PREVENTION = pgettext_lazy("icon", "Disaster prevention")
PROCEDURES = pgettext_lazy("icon", "Procedures")
CITY = pgettext_lazy("icon", "City")
GOING_OUT = pgettext_lazy("icon", "Going out")
CONTACT = pgettext_lazy("icon", "Contact")

ICONS: dict[str, Icon] = {
    "garbage": Icon("trash", pgettext_lazy("icon", "Garbage"), LIVING),
    "recycling": Icon("recycle", pgettext_lazy("icon", "Recycling"), LIVING),
    "bulky_waste": Icon("couch", pgettext_lazy("icon", "Large waste"), LIVING),
    "water": Icon("drop", pgettext_lazy("icon", "Water supply"), LIVING),
    "electricity": Icon("lightning", pgettext_lazy("icon", "Electricity"), LIVING),
    "housing": Icon("house-line", pgettext_lazy("icon", "Housing"), LIVING),
    "moving": Icon("truck", pgettext_lazy("icon", "Moving house"), LIVING),
    "migration": Icon("suitcase-rolling", pgettext_lazy("icon", "Moving here"), LIVING),
    "pets": Icon("paw-print", pgettext_lazy("icon", "Pets"), LIVING),
    "shopping": Icon("storefront", pgettext_lazy("icon", "Shops"), LIVING),
    "work": Icon("briefcase", pgettext_lazy("icon", "Work"), LIVING),
    "consumer": Icon("shopping-cart", pgettext_lazy("icon", "Consumers"), LIVING),
    "crime_prevention": Icon("shield-check", pgettext_lazy("icon", "Crime prevention"), LIVING),
    "environment": Icon("leaf", pgettext_lazy("icon", "Environment"), LIVING),
    "park": Icon("tree-evergreen", pgettext_lazy("icon", "Parks"), LIVING),
    "farming": Icon("plant", pgettext_lazy("icon", "Farming"), LIVING),
    "childcare": Icon("baby", pgettext_lazy("icon", "Childcare"), CHILDREN_AND_LEARNING),
    "nursery": Icon("smiley", pgettext_lazy("icon", "Nurseries"), CHILDREN_AND_LEARNING),
    "pregnancy": Icon("heart", pgettext_lazy("icon", "Pregnancy and birth"), CHILDREN_AND_LEARNING),
    "school": Icon("graduation-cap", pgettext_lazy("icon", "Schools"), CHILDREN_AND_LEARNING),
    "school_meals": Icon("bowl-food", pgettext_lazy("icon", "School meals"), CHILDREN_AND_LEARNING),
    "library": Icon("books", pgettext_lazy("icon", "Library"), CHILDREN_AND_LEARNING),
    "lifelong_learning": Icon("book-open", pgettext_lazy("icon", "Lifelong learning"), CHILDREN_AND_LEARNING),
    "emergency_doctor": Icon("first-aid-kit", pgettext_lazy("icon", "Doctor on duty"), HEALTH_AND_WELFARE),
    "hospital": Icon("first-aid", pgettext_lazy("icon", "Hospitals"), HEALTH_AND_WELFARE),
    "health": Icon("heartbeat", pgettext_lazy("icon", "Health"), HEALTH_AND_WELFARE),
    "vaccination": Icon("syringe", pgettext_lazy("icon", "Vaccination"), HEALTH_AND_WELFARE),
    "medicine": Icon("pill", pgettext_lazy("icon", "Medicine"), HEALTH_AND_WELFARE),
    "check_up": Icon("stethoscope", pgettext_lazy("icon", "Health check"), HEALTH_AND_WELFARE),
    "neighbourhood": Icon("users-three", pgettext_lazy("icon", "Neighbourhood"), HEALTH_AND_WELFARE),
    "care": Icon("hand-heart", pgettext_lazy("icon", "Care"), HEALTH_AND_WELFARE),
    "disability": Icon("wheelchair", pgettext_lazy("icon", "Disability"), HEALTH_AND_WELFARE),
    "counselling": Icon("chats", pgettext_lazy("icon", "Consultation"), HEALTH_AND_WELFARE),
    "infection": Icon("face-mask", pgettext_lazy("icon", "Infectious diseases"), HEALTH_AND_WELFARE),
    "disaster": Icon("siren", pgettext_lazy("icon", "Disaster prevention"), DISASTER_PREVENTION),
    "shelter": Icon("tent", pgettext_lazy("icon", "Shelters"), DISASTER_PREVENTION),
    "evacuation": Icon("person-simple-run", pgettext_lazy("icon", "Evacuation"), DISASTER_PREVENTION),
    "hazard_map": Icon("map-trifold", pgettext_lazy("icon", "Hazard map"), DISASTER_PREVENTION),
    "weather": Icon("cloud-sun", pgettext_lazy("icon", "Weather"), DISASTER_PREVENTION),
    "heavy_rain": Icon("cloud-rain", pgettext_lazy("icon", "Heavy rain"), DISASTER_PREVENTION),
    "flood": Icon("waves", pgettext_lazy("icon", "Floods and tsunami"), DISASTER_PREVENTION),
    "thunder": Icon("cloud-lightning", pgettext_lazy("icon", "Thunder"), DISASTER_PREVENTION),
    "wind": Icon("wind", pgettext_lazy("icon", "Strong wind"), DISASTER_PREVENTION),
    "snow": Icon("snowflake", pgettext_lazy("icon", "Snow"), DISASTER_PREVENTION),
    "heat": Icon("thermometer-hot", pgettext_lazy("icon", "Heat"), DISASTER_PREVENTION),
    "fire": Icon("fire", pgettext_lazy("icon", "Fire"), DISASTER_PREVENTION),
    "warning": Icon("warning", pgettext_lazy("icon", "Warning"), DISASTER_PREVENTION),
    "safety": Icon("seal-check", pgettext_lazy("icon", "Safe"), DISASTER_PREVENTION),
    "radio": Icon("broadcast", pgettext_lazy("icon", "Disaster radio"), DISASTER_PREVENTION),
    "stockpile": Icon("package", pgettext_lazy("icon", "Stockpile"), DISASTER_PREVENTION),
    "booking": Icon("calendar-check", pgettext_lazy("icon", "Booking"), PROCEDURES),
    "application": Icon("note-pencil", pgettext_lazy("icon", "Application"), PROCEDURES),
    "certificate": Icon("certificate", pgettext_lazy("icon", "Certificates"), PROCEDURES),
    "id_card": Icon("identification-card", pgettext_lazy("icon", "ID card"), PROCEDURES),
    "tax": Icon("receipt", pgettext_lazy("icon", "Tax"), PROCEDURES),
    "payment": Icon("coins", pgettext_lazy("icon", "Payment"), PROCEDURES),
    "pension": Icon("piggy-bank", pgettext_lazy("icon", "Pension and insurance"), PROCEDURES),
    "forms": Icon("clipboard-text", pgettext_lazy("icon", "Survey"), PROCEDURES),
    "report_damage": Icon("camera", pgettext_lazy("icon", "Report damage"), PROCEDURES),
    "desk": Icon("call-bell", pgettext_lazy("icon", "Service desk"), PROCEDURES),
    "waiting": Icon("ticket", pgettext_lazy("icon", "Queue number"), PROCEDURES),
    "city_hall": Icon("bank", pgettext_lazy("icon", "City hall"), CITY),
    "news": Icon("bell", pgettext_lazy("icon", "News"), CITY),
    "urgent_news": Icon("megaphone", pgettext_lazy("icon", "Announcements"), CITY),
    "newsletter": Icon("newspaper", pgettext_lazy("icon", "City newsletter"), CITY),
    "receive_settings": Icon("sliders-horizontal", pgettext_lazy("icon", "Receive settings"), CITY),
    "faq": Icon("question", pgettext_lazy("icon", "FAQ"), CITY),
    "search": Icon("magnifying-glass", pgettext_lazy("icon", "Search"), CITY),
    "website": Icon("globe", pgettext_lazy("icon", "Website"), CITY),
    "sns": Icon("share-network", pgettext_lazy("icon", "Social media"), CITY),
    "video": Icon("monitor-play", pgettext_lazy("icon", "Videos"), CITY),
    "language": Icon("translate", pgettext_lazy("icon", "Languages"), CITY),
    "settings": Icon("gear", pgettext_lazy("icon", "Settings"), CITY),
    "menu": Icon("list", pgettext_lazy("icon", "Menu"), CITY),
    "home": Icon("house", pgettext_lazy("icon", "Home"), CITY),
    "map": Icon("map-pin", pgettext_lazy("icon", "Map"), GOING_OUT),
    "bus": Icon("bus", pgettext_lazy("icon", "Bus"), GOING_OUT),
    "train": Icon("train", pgettext_lazy("icon", "Trains"), GOING_OUT),
    "car": Icon("car", pgettext_lazy("icon", "Cars"), GOING_OUT),
    "parking": Icon("garage", pgettext_lazy("icon", "Parking"), GOING_OUT),
    "bicycle": Icon("bicycle", pgettext_lazy("icon", "Bicycles"), GOING_OUT),
    "road": Icon("traffic-cone", pgettext_lazy("icon", "Road works"), GOING_OUT),
    "tourism": Icon("mountains", pgettext_lazy("icon", "Tourism"), GOING_OUT),
    "event": Icon("calendar", pgettext_lazy("icon", "Events"), GOING_OUT),
    "festival": Icon("confetti", pgettext_lazy("icon", "Festivals"), GOING_OUT),
    "furusato_tax": Icon("gift", pgettext_lazy("icon", "Hometown tax gifts"), GOING_OUT),
    "food": Icon("fork-knife", pgettext_lazy("icon", "Food"), GOING_OUT),
    "hot_spring": Icon("bathtub", pgettext_lazy("icon", "Hot springs"), GOING_OUT),
    "sport": Icon("soccer-ball", pgettext_lazy("icon", "Sport"), GOING_OUT),
    "culture": Icon("palette", pgettext_lazy("icon", "Culture"), GOING_OUT),
    "facility": Icon("buildings", pgettext_lazy("icon", "Facilities"), GOING_OUT),
    "telephone": Icon("phone", pgettext_lazy("icon", "Telephone"), CONTACT),
    "mail": Icon("envelope", pgettext_lazy("icon", "Mail"), CONTACT),
    "chat": Icon("chat-circle-dots", pgettext_lazy("icon", "Chat"), CONTACT),
    "information": Icon("info", pgettext_lazy("icon", "Information"), CONTACT),
}


def icon_path(name: str) -> str:
    """The outline of an icon as the data of an SVG path, in a square of `BOX`."""
    return _outlines()[name]


@cache
def _outlines() -> dict[str, str]:
    packed = files("justmyresource_phosphor").joinpath("icons.zip")
    with packed.open("rb") as file, ZipFile(file) as icons:
        drawings = {name: icons.read(f"fill/{icon.outline}-fill.svg").decode() for name, icon in ICONS.items()}
    return {name: drawing.split('<path d="')[1].split('"')[0] for name, drawing in drawings.items()}
