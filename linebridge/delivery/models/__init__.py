"""The nouns of delivery: instructions on pages, the delivery itself with its texts, its batches and every attempt."""

from .batch import Attempt, Batch, CoreChanged
from .delivery import Delivery, DeliveryText
from .instruction import AnnouncementInstruction, Instruction
from .page import LineMessageIndexPage, LineMessageInstruction, LineMessagePage

__all__ = [
    "AnnouncementInstruction",
    "Attempt",
    "Batch",
    "CoreChanged",
    "Delivery",
    "DeliveryText",
    "Instruction",
    "LineMessageIndexPage",
    "LineMessageInstruction",
    "LineMessagePage",
]
