"""Who may do what with questions to residents, their figures, and the city's districts."""

_WRITE = [
    "line_questions.view_question", "line_questions.add_question", "line_questions.change_question",
    "line_questions.view_questiongroup", "line_questions.add_questiongroup", "line_questions.change_questiongroup",
    "line_questions.view_district",
]  # fmt: skip

PERMISSIONS = {
    "editor": _WRITE,
    "approver": [*_WRITE, "line_questions.export_answers"],
    "administrator": [
        *_WRITE, "line_questions.delete_question", "line_questions.delete_questiongroup",
        "line_questions.add_district", "line_questions.change_district",
        "line_questions.export_answers", "line_questions.read_sensitive",
    ],
    "auditor": ["line_questions.view_question", "line_questions.view_questiongroup", "line_questions.view_district"],
}  # fmt: skip
