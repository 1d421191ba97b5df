"""No cell that leaves becomes a formula, whichever list it comes from, and every export is recorded with its count."""

import io
from datetime import UTC, datetime

import openpyxl
import pytest

from cms.audit.export import safe_cell, safe_row
from cms.audit.models import AuditEntry


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+81",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        " =1",
        "　＝1",
        "−1",
        "\ufeff=1",
    ],
)
def test_a_text_that_would_be_a_formula_gets_an_apostrophe(text):
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("value", ["夏まつり", "a=b", "", 12, -12, 3.5, None, True, "1-2"])
def test_everything_else_stays_as_it_is(value):
    assert safe_cell(value) == value


def test_a_row_is_made_safe_cell_by_cell():
    assert safe_row(["=1", -1, "市"]) == ["'=1", -1, "市"]


@pytest.fixture
def administrator(town, client):
    town.aoi.last_name = "=HYPERLINK(1)"
    town.aoi.save()
    client.force_login(town.admin, "cms.users.sign_in.StaffBackend")
    return client


def test_the_csv_of_a_list_has_no_formula_and_begins_so_that_excel_reads_it(administrator):
    body = b"".join(administrator.get("/admin/users/?export=csv").streaming_content)
    assert body.startswith(b"\xef\xbb\xbf")
    assert "'=HYPERLINK" in body.decode("utf-8-sig")
    assert ",=HYPERLINK" not in body.decode("utf-8-sig")


def test_the_xlsx_of_a_list_has_no_formula(administrator):
    body = b"".join(administrator.get("/admin/users/?export=xlsx").streaming_content)
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(body)).active.iter_rows() for cell in row]
    assert any(str(cell.value).startswith("'=HYPERLINK") for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)


def test_times_are_those_of_the_city_and_yes_is_a_word(administrator, town):
    town.chika.last_login = datetime(2026, 11, 21, 17, 54, 46, 331000, tzinfo=UTC)
    town.chika.save()
    body = b"".join(administrator.get("/admin/users/?export=csv").streaming_content).decode("utf-8-sig")
    assert "編集者,はい,,2026-11-22 02:54:46\r\n" in body
    body = b"".join(administrator.get("/admin/users/?export=xlsx").streaming_content)
    rows = openpyxl.load_workbook(io.BytesIO(body)).active.iter_rows(values_only=True)
    assert [row[-1] for row in rows if row[0] == "chika"] == [datetime(2026, 11, 22, 2, 54, 46)]


def test_an_export_is_recorded_with_its_count(administrator, town):
    b"".join(
        administrator.get("/admin/users/?export=csv&department=" + str(town.chika.department_id)).streaming_content
    )
    entry = AuditEntry.objects.get(action="staff.export")
    assert (entry.actor, entry.count, entry.data["format"]) == (town.admin, 2, "csv")
