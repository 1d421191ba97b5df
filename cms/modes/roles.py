"""Who may announce and end a maintenance."""

PERMISSIONS = {
    "administrator": ["modes.add_mode", "modes.change_mode", "modes.delete_mode", "modes.view_mode"],
    "auditor": ["modes.view_mode"],
}
