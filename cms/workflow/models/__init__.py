"""The nouns of approval: who asked, what was shown to whom, who agreed; and the mixin that guards what goes live."""

from .task import Bundle, SecondPersonTask, SecondPersonTaskState, Shown  # isort: skip  (the mixin looks at these)
from .approved import Approved, ApprovedSnippet

__all__ = ["Approved", "ApprovedSnippet", "Bundle", "SecondPersonTask", "SecondPersonTaskState", "Shown"]
