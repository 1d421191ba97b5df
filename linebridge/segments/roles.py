"""Who may do what with segments."""

_WORK = [
    "line_segments.view_segment", "line_segments.add_segment", "line_segments.change_segment",
    "line_segments.delete_segment", "line_segments.choose_segment",
]  # fmt: skip

PERMISSIONS = {
    "editor": _WORK,
    "approver": _WORK,
    "administrator": _WORK,
    "auditor": ["line_segments.view_segment"],
}
