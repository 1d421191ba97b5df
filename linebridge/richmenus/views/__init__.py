"""Screens of rich menus: what the editor asks, files in and out, the document, the city's figures, the public page."""
