"""Who may do what with friends and test phones. Everybody may enrol their own phone."""

_STAFF = ["line_friends.view_tester", "line_friends.add_tester"]
_LOOKS_UP = "line_friends.look_up_friend"

PERMISSIONS = {
    "editor": _STAFF,
    "approver": [*_STAFF, _LOOKS_UP],
    "administrator": [
        *_STAFF,
        "line_friends.delete_tester",
        _LOOKS_UP,
        "line_friends.erase_friend",
        "line_friends.sync_friend",
        "line_friends.change_keeping",
        "line_friends.view_erasure",
    ],
    "auditor": ["line_friends.view_tester", "line_friends.view_erasure"],
}
