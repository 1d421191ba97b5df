"""Who may do what with friends, questions, segments and test phones. Everybody may enrol their own phone."""

_EDITOR = [
    "line_friends.view_question", "line_friends.add_question", "line_friends.change_question",
    "line_friends.view_segment", "line_friends.add_segment", "line_friends.change_segment",
    "line_friends.delete_segment", "line_friends.choose_segment",
    "line_friends.view_tester", "line_friends.add_tester",
]  # fmt: skip

PERMISSIONS = {
    "editor": _EDITOR,
    "approver": _EDITOR,
    "administrator": [*_EDITOR, "line_friends.delete_question", "line_friends.delete_tester"],
    "auditor": ["line_friends.view_question", "line_friends.view_segment", "line_friends.view_tester"],
}
