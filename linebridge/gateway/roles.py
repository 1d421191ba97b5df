"""Who may halt sending, open the gate again, and manage the connection to LINE."""

_HALT, _RELEASE = "line_gateway.halt_sending", "line_gateway.release_sending"
PERMISSIONS = {
    "approver": [_HALT, _RELEASE],
    "administrator": [_HALT, _RELEASE, "line_gateway.manage_connection"],
}
