"""What this room asks for each role."""

_LOOK = ["articles.view_articleimport"]
PERMISSIONS = {
    "editor": [*_LOOK, "articles.add_articleimport"],
    "approver": _LOOK,
    "administrator": [*_LOOK, "articles.add_articleimport"],
    "auditor": _LOOK,
}
