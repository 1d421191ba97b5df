"""Calls of LINE's platform as anybody could make them, without the product's own client."""

import io
import json
from functools import cache
from typing import Any

import urllib3
from PIL import Image

CHANNEL = {
    "grant_type": "client_credentials",
    "client_id": "1234567890",
    "client_secret": "b3eeabb8ee11c2be770b684d95219ecb",
}
TEXT = [{"type": "text", "text": "ごみの日が変わります"}]
WIDTH, HEIGHT = 800, 270
NO_MENU = "richmenu-" + "0" * 32
POSTBACK = {"type": "postback", "data": "a=1"}
SWITCH = {"type": "richmenuswitch", "richMenuAliasId": "tab-b", "data": "tab=b"}


def words(answer) -> str:
    return answer.json()["message"]


def fault(answer) -> tuple[str, str]:
    """Message and property of the only fault in the body."""
    assert answer.status == 400, answer.data
    (one,) = answer.json()["details"]
    return one["message"], one.get("property", "")


@cache
def picture(width: int = WIDTH, height: int = HEIGHT, form: str = "PNG", colour: str = "#0b6b3a") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(made, form)
    return made.getvalue()


def area(action: dict, x: int = 0, width: int = WIDTH) -> dict:
    """An area as high as the menu."""
    return {"bounds": {"x": x, "y": 0, "width": width, "height": HEIGHT}, "action": action}


def menu_object(*areas: dict, **more: Any) -> dict:
    given = list(areas) or [area({"type": "message", "label": "ごみの日", "text": "ごみの日"})]
    fixed = {"size": {"width": WIDTH, "height": HEIGHT}, "selected": True, "name": "平時", "chatBarText": "メニュー"}
    return fixed | {"areas": given} | more


class Caller:
    """One channel's token and a connection."""

    def __init__(self, url: str):
        self.url = url
        self._http = urllib3.PoolManager(retries=False, timeout=30, maxsize=8)
        self.token = self.form("/oauth2/v3/token", CHANNEL).json()["access_token"]

    def form(self, path: str, fields: dict) -> Any:
        return self._http.request("POST", self.url + path, fields=fields, encode_multipart=False)

    def get(self, path: str, **headers: str) -> Any:
        return self._http.request("GET", self.url + path, headers=self._headers(headers))

    def call(self, path: str, data: Any, method: str = "POST", **headers: str) -> Any:
        """POST JSON to `/v2/bot/…`. `data` may be bytes."""
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        sent = self._headers({"content-type": "application/json"} | headers)
        return self._http.request(method, f"{self.url}/v2/bot/{path}", body=body, headers=sent)

    def multicast(self, to: list, messages: Any = None, key: str = "", **more: Any) -> Any:
        headers = {"x-line-retry-key": key} if key else {}
        return self.call("message/multicast", {"to": to, "messages": messages or TEXT} | more, **headers)

    def push(self, to: Any, messages: Any = None, key: str = "", **more: Any) -> Any:
        headers = {"x-line-retry-key": key} if key else {}
        return self.call("message/push", {"to": to, "messages": messages or TEXT} | more, **headers)

    def delete(self, path: str) -> Any:
        return self._http.request("DELETE", f"{self.url}/v2/bot/{path}", headers=self._headers({}))

    def upload(self, menu_id: str, data: bytes | None = None, content_type: str = "image/png") -> Any:
        """The picture of a rich menu."""
        path = f"richmenu/{menu_id}/content"
        return self.call(path, picture() if data is None else data, **{"content-type": content_type})

    def menu(self, *areas: dict, **more: Any) -> str:
        """A rich menu with its picture; its id."""
        menu_id = self.call("richmenu", menu_object(*areas, **more)).json()["richMenuId"]
        assert self.upload(menu_id).status == 200
        return menu_id

    def alias(self, alias_id: str, menu_id: str) -> Any:
        return self.call("richmenu/alias", {"richMenuAliasId": alias_id, "richMenuId": menu_id})

    def own_menu(self, user_id: str) -> str | None:
        """The menu that is linked to this person."""
        return self.get(f"/v2/bot/user/{user_id}/richmenu").json().get("richMenuId")

    def deauthorize(self, user_token: str) -> Any:
        body = json.dumps({"userAccessToken": user_token}).encode()
        headers = self._headers({"content-type": "application/json"})
        return self._http.request("POST", f"{self.url}/user/v1/deauthorize", body=body, headers=headers)

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"} | more
