"""How the platform says no, in its own words."""

from dataclasses import dataclass, field

RATE_TEXT = "The API rate limit has been exceeded. Try again later."
QUOTA_TEXT = "You have reached your monthly limit."
RETRY_KEY_TEXT = "The retry key is already accepted"
NOT_FOUND_TEXT = "Not found"
NO_ACCESS_TEXT = "Access to this API is not available for your account"
REPLY_TOKEN_TEXT = "Invalid reply token"  # noqa: S105 - words, not a secret
NO_MENU_TEXT = "richmenu not found"
NO_PICTURE_TEXT = "must upload richmenu image before applying it to user"
FAILED_TEXT = "Failed to send messages"
AUTH_TEXT = (
    "Authentication failed due to the following reason: invalid token. "
    "Confirm that the access token in the authorization header is valid."
)
NO_AUTH_TEXT = (
    "Authentication failed due to the following reason: "
    "the authorization header is missing or not in the form 'Bearer {token}'."
)
TOO_LARGE_TEXT = "Payload Too Large"
FAULT_TEXT = "Internal Server Error"


@dataclass
class Refusal(Exception):
    """An answer that is not 200. `details` are pairs of message and property."""

    status: int
    message: str
    details: list[tuple[str, str]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    more: dict = field(default_factory=dict)

    def body(self) -> dict:
        if "error" in self.more:  # the OAuth calls have a form of their own
            return self.more
        answer: dict = {"message": self.message}
        if self.details:
            answer["details"] = [
                {"message": message, "property": place} if place else {"message": message}
                for message, place in self.details
            ]
        return answer | self.more


def invalid_property(name: str) -> Refusal:
    return Refusal(400, f"The property, {name}, in the request body is invalid (line: -, column: -)")


def errors_in_body(details: list[tuple[str, str]]) -> Refusal:
    return Refusal(400, f"The request body has {len(details)} error(s)", details)
