"""Who may see the state of operation."""

PERMISSIONS = {
    "administrator": ["operations.view_health"],
    "auditor": ["operations.view_health"],
}
