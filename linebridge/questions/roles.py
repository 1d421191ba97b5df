"""Who may do what with questions to residents."""

_WRITE = ["line_questions.view_question", "line_questions.add_question", "line_questions.change_question"]

PERMISSIONS = {
    "editor": _WRITE,
    "approver": _WRITE,
    "administrator": [*_WRITE, "line_questions.delete_question"],
    "auditor": ["line_questions.view_question"],
}
