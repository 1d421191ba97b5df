"""Who may do what with test phones. Everybody may enrol their own phone."""

_STAFF = ["line_friends.view_tester", "line_friends.add_tester"]

PERMISSIONS = {
    "editor": _STAFF,
    "approver": _STAFF,
    "administrator": [*_STAFF, "line_friends.delete_tester"],
    "auditor": ["line_friends.view_tester"],
}
