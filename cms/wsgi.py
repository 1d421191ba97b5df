"""The WSGI entry that granian serves. A half-configured installation stops here with what is missing."""

import io
import os

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

application = get_wsgi_application()
call_command("check", tags=["kairan"], stdout=io.StringIO())  # says what is wrong, and nothing where nothing is
