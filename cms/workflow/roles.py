PERMISSIONS = {
    "approver": ["workflow.approve_content", "workflow.arrange_public_pages"],
    # Approving for all not by itself: who is approver and administrator may stand in for every department.
    "administrator": ["workflow.approve_any_department", "workflow.arrange_public_pages"],
}
