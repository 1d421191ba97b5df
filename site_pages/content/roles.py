"""What this room asks for each role. (Who may write which pages comes from the departments.)"""

_LOOK = ["content.view_category", "content.view_takendown"]
PERMISSIONS = {
    "editor": [*_LOOK, "content.change_takendown"],
    "approver": [*_LOOK, "content.change_takendown"],
    "administrator": [
        *_LOOK,
        "content.add_category",
        "content.change_category",
        "content.delete_category",
        "content.change_takendown",
        "content.delete_takendown",
    ],
    "auditor": _LOOK,
}
