import logging

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from linebridge.gateway.verify import signature_is_valid

from .receive import accept, count_refused

LARGEST = 1_000_000  # bytes; LINE's own are a few thousand
LOG = logging.getLogger("kairan.webhook")


@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """LINE's door: 200 once the body is kept for good, 401 without a valid signature, 503 where nothing can keep it."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LARGEST:
        return HttpResponse(status=413)
    raw, signature = request.body, request.headers.get("x-line-signature", "")
    if not signature_is_valid(raw, signature):
        count_refused()
        return HttpResponse(status=401)
    try:
        count = accept(raw, signature)
    except OSError:
        LOG.exception("a webhook could not be kept")
        return HttpResponse(status=503)
    LOG.info("webhook events=%d bytes=%d", count, len(raw))
    return HttpResponse(status=200)
