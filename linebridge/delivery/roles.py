_SEES = ["line_delivery.view_delivery"]
_ACTS = ["line_delivery.halt_delivery", "line_delivery.send_test"]

PERMISSIONS = {
    "editor": [*_SEES, *_ACTS],
    "approver": [*_SEES, *_ACTS, "line_delivery.release_delivery"],
    "administrator": [*_SEES, "line_delivery.halt_delivery", "line_delivery.release_delivery"],
    "auditor": _SEES,
}
