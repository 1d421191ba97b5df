"""Calls of LINE's platform as anybody could make them, without the product's own client."""

import json
from typing import Any

import urllib3

CHANNEL = {
    "grant_type": "client_credentials",
    "client_id": "1234567890",
    "client_secret": "b3eeabb8ee11c2be770b684d95219ecb",
}
TEXT = [{"type": "text", "text": "ごみの日が変わります"}]


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

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"} | more
