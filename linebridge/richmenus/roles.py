"""Who may do what with rich menus."""

_WRITE = ["line_richmenus.view_menuset", "line_richmenus.add_menuset", "line_richmenus.change_menuset"]

PERMISSIONS = {
    "editor": _WRITE,
    "approver": _WRITE,
    "administrator": [*_WRITE, "line_richmenus.delete_menuset", "line_richmenus.change_cityrules"],
    "auditor": ["line_richmenus.view_menuset"],
}
