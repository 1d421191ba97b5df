"""Find a friend by the number they say on the telephone. By nothing else: we keep no names."""

from .models import Friend
from .models.number import key_of


def find_by_number(text: str) -> Friend | None:
    """The friend with this number; None where nobody has it (any more). NoNumber or WrongDigit says what is wrong."""
    return Friend.objects.filter(pk=key_of(text)).first()
