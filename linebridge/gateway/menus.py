"""What we ask of LINE about rich menus. Making, deleting and replacing in batches is scarce: 100, 100 and 3 an hour.

Each is one HTTP request like all others (`client.py`); what stops half-way is found out by asking LINE what it has.
"""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from linebot.v3.insight import Insight
from linebot.v3.messaging import MessagingApi, MessagingApiBlob
from linebot.v3.messaging import models as line_models

from .build import build
from .errors import LineError, LineErrorKind
from .transport import transport


class MenuCalls:
    """The part of `LineClient` that is about rich menus, and whose menu is which."""

    if TYPE_CHECKING:
        _api: MessagingApi

        def _ask(self, endpoint: str, call: Callable, *args: Any, **options: Any) -> dict: ...

        def _call(
            self, endpoint: str, call: Callable, *args: Any, headers: dict[str, str] | None = None, **options: Any
        ) -> Any: ...

    # -- Menus -------------------------------------------------------------------------------------------------------

    def create_menu(self, menu: dict) -> str:
        """Make a rich menu of this object; its id. Nobody sees it before it has an image and is set or linked.

        After an ambiguous error it may be among `menus`, under the name it was given.
        """
        request = build(line_models.RichMenuRequest, menu)
        answer = self._ask("menu_create", self._api.create_rich_menu_with_http_info, request)
        if not answer.get("richMenuId"):
            raise LineError(LineErrorKind.UNAVAILABLE, "the id of the new menu is not readable", status=200)
        return str(answer["richMenuId"])

    def validate_menu(self, menu: dict) -> None:
        """Ask LINE whether it would take this object. Costs nothing of the 100 an hour."""
        request = build(line_models.RichMenuRequest, menu)
        self._call("menu_validate", self._api.validate_rich_menu_object_with_http_info, request)

    def upload_menu_image(self, menu_id: str, image: bytes, content_type: str) -> None:
        """Give a menu its image, once for ever: JPEG or PNG of the menu's size, at most 1 MB."""
        call = self._blob.set_rich_menu_image_with_http_info
        self._call("menu_picture", call, menu_id, image, headers={"Content-Type": content_type})

    def menu_image(self, menu_id: str) -> bytes:
        """The image as it was uploaded. OTHER 404 where there is none."""
        return bytes(self._call("menu_picture", self._blob.get_rich_menu_image_with_http_info, menu_id).raw_data)

    def menu(self, menu_id: str) -> dict:
        """The menu as LINE has it. OTHER 404 where it has none."""
        return self._ask("menu", self._api.get_rich_menu_with_http_info, menu_id)

    def menus(self) -> list[dict]:
        """All menus made through the API: `richMenuId` and the object."""
        return self._ask("menu_list", self._api.get_rich_menu_list_with_http_info).get("richmenus", [])

    def delete_menu(self, menu_id: str) -> None:
        """Delete a menu. OTHER 404 where it is gone already."""
        self._call("menu_delete", self._api.delete_rich_menu_with_http_info, menu_id)

    # -- The default -------------------------------------------------------------------------------------------------

    def default_menu(self) -> str | None:
        """The id of the default menu, None where none is set through the API."""
        return self._id_unless_404("menu_default", self._api.get_default_rich_menu_id_with_http_info)

    def set_default_menu(self, menu_id: str) -> None:
        """Show this menu to all who have none of their own, when they open the talk next."""
        self._call("menu_default", self._api.set_default_rich_menu_with_http_info, menu_id)

    def cancel_default_menu(self) -> None:
        """No default menu."""
        self._call("menu_default", self._api.cancel_default_rich_menu_with_http_info)

    # -- Aliases -----------------------------------------------------------------------------------------------------

    def create_menu_alias(self, alias_id: str, menu_id: str) -> None:
        """Name a menu, for taps on tabs. MESSAGE where the alias exists already."""
        data = {"richMenuAliasId": alias_id, "richMenuId": menu_id}
        request = build(line_models.CreateRichMenuAliasRequest, data)
        self._call("alias", self._api.create_rich_menu_alias_with_http_info, request)

    def update_menu_alias(self, alias_id: str, menu_id: str) -> None:
        """Have the alias lead to another menu. OTHER 404 where there is no such alias."""
        request = build(line_models.UpdateRichMenuAliasRequest, {"richMenuId": menu_id})
        self._call("alias", self._api.update_rich_menu_alias_with_http_info, alias_id, request)

    def delete_menu_alias(self, alias_id: str) -> None:
        """OTHER 404 where there is no such alias. 100 an hour."""
        self._call("alias_delete", self._api.delete_rich_menu_alias_with_http_info, alias_id)

    def menu_aliases(self) -> dict[str, str]:
        """The id of the menu by alias."""
        told = self._ask("alias", self._api.get_rich_menu_alias_list_with_http_info).get("aliases", [])
        return {one["richMenuAliasId"]: one["richMenuId"] for one in told}

    # -- People ------------------------------------------------------------------------------------------------------

    def link_menu(self, user_id: str, menu_id: str) -> None:
        """Give one friend this menu at once. LINE passes over who is no friend, in silence."""
        self._call("menu_link", self._api.link_rich_menu_id_to_user_with_http_info, user_id, menu_id)

    def unlink_menu(self, user_id: str) -> None:
        """Give one friend the default again."""
        self._call("menu_link", self._api.unlink_rich_menu_id_from_user_with_http_info, user_id)

    def menu_of(self, user_id: str) -> str | None:
        """The id of the menu this friend has instead of the default."""
        return self._id_unless_404("menu_link", self._api.get_rich_menu_id_of_user_with_http_info, user_id)

    def link_menus(self, user_ids: list[str], menu_id: str) -> None:
        """Give at most 500 friends this menu, within seconds. RECIPIENT for an id that cannot be one."""
        request = build(line_models.RichMenuBulkLinkRequest, {"richMenuId": menu_id, "userIds": user_ids})
        self._call("menu_bulk", self._api.link_rich_menu_id_to_users_with_http_info, request)

    def unlink_menus(self, user_ids: list[str]) -> None:
        """Give at most 500 friends the default again, within seconds."""
        request = build(line_models.RichMenuBulkUnlinkRequest, {"userIds": user_ids})
        self._call("menu_bulk", self._api.unlink_rich_menu_id_from_users_with_http_info, request)

    # -- Everybody who has a certain menu ----------------------------------------------------------------------------

    def replace_menus(self, operations: list[dict], resume_key: str) -> str:
        """Change the menu of all who have one of these: `link` from, to; `unlink` from; or `unlinkAll`. Three an hour.

        The id to ask `replacement` with. The same key within 14 days goes on where an earlier request stopped, and
        changes nobody twice: store it before.
        """
        request = self._replacement(operations, resume_key)
        answer = self._call("menu_batch", self._api.rich_menu_batch_with_http_info, request)
        return (answer.headers or {}).get("x-line-request-id") or ""

    def validate_replacement(self, operations: list[dict], resume_key: str) -> None:
        """Ask LINE whether it would take this. Costs nothing of the three an hour."""
        request = self._replacement(operations, resume_key)
        self._call("menu_batch_validate", self._api.validate_rich_menu_batch_request_with_http_info, request)

    def replacement(self, request_id: str) -> dict:
        """phase (ongoing, succeeded, failed), acceptedTime, completedTime once it has ended. 100 an hour."""
        return self._ask("menu_batch_progress", self._api.get_rich_menu_batch_progress_with_http_info, request_id)

    # -- Figures -----------------------------------------------------------------------------------------------------

    def menu_figures(self, menu_id: str, first: date, last: date) -> dict:
        """impression and clicks of each area from a day to a day (Japan), at most 396 later. 60 an hour.

        Only richMenuId where too few people tapped for LINE to tell.
        """
        call = self._insight.get_rich_menu_insight_summary_with_http_info
        return self._ask("menu_insight", call, menu_id, f"{first:%Y%m%d}", f"{last:%Y%m%d}")

    def menu_figures_by_day(self, menu_id: str, first: date, last: date) -> dict:
        """The same for each day, at most 99 later."""
        call = self._insight.get_rich_menu_insight_daily_with_http_info
        return self._ask("menu_insight", call, menu_id, f"{first:%Y%m%d}", f"{last:%Y%m%d}")

    # -- Parts -------------------------------------------------------------------------------------------------------

    @property
    def _blob(self) -> MessagingApiBlob:
        return MessagingApiBlob(transport(settings.LINE_DATA_API_URL))

    @property
    def _insight(self) -> Insight:
        return Insight(transport(settings.LINE_API_URL))

    def _replacement(self, operations: list[dict], resume_key: str) -> Any:
        data = {"operations": operations, "resumeRequestKey": resume_key}
        return build(line_models.RichMenuBatchRequest, data)

    def _id_unless_404(self, endpoint: str, call: Callable, *args: Any) -> str | None:
        try:
            return self._ask(endpoint, call, *args).get("richMenuId")
        except LineError as error:
            if error.status != 404:
                raise
            return None
