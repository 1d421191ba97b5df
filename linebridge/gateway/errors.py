"""What can go wrong between us and LINE, in one exception.

    LineError            .kind          .permanent  .ambiguous   what the caller does
    ├─ RATE              429 rate       no          no           waits, the same key
    ├─ QUOTA             429 month      yes         no           halts the delivery, tells people
    ├─ RECIPIENT         400 to[i]      yes         no           looks at .recipient_index
    ├─ MESSAGE           400 other      yes         no           halts the delivery, mends the text
    ├─ AUTH              401, 403       yes         no           halts the channel, tells people
    ├─ TOO_LARGE         413            yes         no           makes it smaller
    ├─ UNAVAILABLE       5xx            no          yes          the same key again
    ├─ TIMEOUT           no answer      no          yes          the same key again
    ├─ NETWORK           no connection  no          yes          the same key again
    ├─ GATE_CLOSED       ours           no          no           waits until people open the gate
    └─ OTHER             anything else  yes         no           tells people

"Ambiguous" means: LINE may have accepted the request. TIMEOUT and NETWORK are not, where no connection was ever made.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LineErrorKind(models.TextChoices):
    RATE = "rate", _("LINE asked us to slow down")
    QUOTA = "quota", _("The monthly number of messages is used up")
    RECIPIENT = "recipient", _("LINE does not know one of the recipients")
    MESSAGE = "message", _("LINE refused the message")
    AUTH = "auth", _("LINE did not accept our credentials")
    TOO_LARGE = "too_large", _("The request was too large for LINE")
    UNAVAILABLE = "unavailable", _("LINE had a fault")
    TIMEOUT = "timeout", _("LINE did not answer in time")
    NETWORK = "network", _("LINE could not be reached")
    GATE_CLOSED = "gate_closed", _("Sending is halted")
    OTHER = "other", _("LINE refused the request")


TRY_AGAIN = frozenset(
    {
        LineErrorKind.RATE,
        LineErrorKind.UNAVAILABLE,
        LineErrorKind.TIMEOUT,
        LineErrorKind.NETWORK,
        LineErrorKind.GATE_CLOSED,
    }
)
MAYBE_ACCEPTED = frozenset({LineErrorKind.UNAVAILABLE, LineErrorKind.TIMEOUT, LineErrorKind.NETWORK})


class LineError(Exception):
    """A call to LINE that did not succeed. The text holds no personal data and may be logged."""

    def __init__(
        self,
        kind: LineErrorKind,
        detail: str = "",
        *,
        status: int | None = None,
        request_id: str = "",
        recipient_index: int | None = None,
        ambiguous: bool | None = None,
        retry_after: float | None = None,
    ):
        super().__init__(f"{kind.value}: {detail}" if detail else kind.value)
        self.kind = kind
        self.detail = detail
        self.status = status
        self.request_id = request_id
        self.recipient_index = recipient_index
        self.ambiguous = kind in MAYBE_ACCEPTED if ambiguous is None else ambiguous
        self.retry_after = retry_after  # seconds

    @property
    def permanent(self) -> bool:
        """True where the same request can never succeed by itself."""
        return self.kind not in TRY_AGAIN
