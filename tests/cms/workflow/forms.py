"""Fills in an editor's form as a browser would, from the HTML that the editor gets."""

from bs4 import BeautifulSoup
from wagtail.fields import StreamField


def filled_in(client, url, model, **changes):
    """What a browser would post from the form at `url`. (Stream fields, which scripts draw, are posted empty.)"""
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    soup = BeautifulSoup(response.content, "html.parser")
    form = max(soup.select("form"), key=lambda form: len(form.select("[name]")))
    data = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        if "__prefix__" in field["name"] or field.get("type") in ("submit", "button", "file"):
            continue
        if field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        if field.name == "select":
            chosen = field.select_one("option[selected]")
            data[field["name"]] = chosen["value"] if chosen else ""
        else:
            data[field["name"]] = field.get("value", "") if field.name == "input" else field.text.strip("\n")
    for field in model._meta.get_fields():
        if isinstance(field, StreamField):
            data[f"{field.name}-count"] = "0"
    return {**data, **changes}
