"""Who may do what with greetings."""

_WRITE = ["line_liff.view_greeting", "line_liff.add_greeting", "line_liff.change_greeting"]

PERMISSIONS = {
    "editor": _WRITE,
    "approver": _WRITE,
    "administrator": [*_WRITE, "line_liff.delete_greeting"],
    "auditor": ["line_liff.view_greeting"],
}
