"""Menu sets with their tabs and areas, the pictures in them, the originals of designers, and the city's figures."""

from .menu_set import MenuSet
from .original import Original
from .picture import Picture
from .rules import CityRules
from .tab import Area, Tab, TabsField, Target, Unreadable, read_tabs, unreadable, write_tabs

__all__ = [
    "Area", "CityRules", "MenuSet", "Original", "Picture", "Tab", "TabsField", "Target", "Unreadable", "read_tabs",
    "unreadable", "write_tabs",
]  # fmt: skip
