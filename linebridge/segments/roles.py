"""Who may do what with segments, named lists, and how many a role may reach."""

_WORK = [
    "line_segments.view_segment", "line_segments.add_segment", "line_segments.change_segment",
    "line_segments.delete_segment", "line_segments.choose_segment", "line_segments.choose_everyone",
    "line_segments.view_friendlist", "line_segments.add_friendlist", "line_segments.change_friendlist",
    "line_segments.delete_friendlist",
]  # fmt: skip

PERMISSIONS = {
    "editor": _WORK,
    "approver": _WORK,
    "administrator": [
        *_WORK, "line_segments.grant_segment", "line_segments.view_reachlimit", "line_segments.add_reachlimit",
        "line_segments.change_reachlimit", "line_segments.delete_reachlimit",
    ],
    "auditor": ["line_segments.view_segment", "line_segments.view_reachlimit"],
}  # fmt: skip
