from .bundle import OneBundle
from .one import OneRequest, preview
from .requests import RequestList
from .take_down import TakeDown

__all__ = ["OneBundle", "OneRequest", "RequestList", "TakeDown", "preview"]
