"""Who may read the audit log, check it, and take it out."""

PERMISSIONS = {
    "administrator": ["audit.view_auditentry"],
    "auditor": ["audit.view_auditentry", "audit.export_auditentry"],
}
