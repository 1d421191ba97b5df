"""The pieces a page body is made of. Each says in plain words what is missing before anything is stored."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock, TableInput
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from ..represent import map_address

CAMERA = re.compile(r"[a-z]*[ _-]?\d{3,}[\w .()-]*|.*\.(jpe?g|png|gif|webp)", re.IGNORECASE | re.ASCII)
RICH_TEXT = ["bold", "ol", "ul", "link", "document-link"]


class HeadingBlock(blocks.StructBlock):
    """A heading. Level 2 opens a chapter, level 3 a part of it; the page title is level 1."""

    text = blocks.CharBlock(label=_("heading"), max_length=100)
    level = blocks.ChoiceBlock(
        label=_("size"), choices=[("2", _("Large")), ("3", _("Small"))], default="2", search_index=False
    )

    class Meta:
        icon = "title"
        label = _("Heading")


class DescribedImageBlock(ImageBlock):
    """Wagtail's image, which proposes the title as alternative text: a mere file name is no description."""

    def __init__(self, required=True, **kwargs):
        super().__init__(required=required, **kwargs)
        self.child_blocks["image"].label = _("file of the image")
        self.child_blocks["alt_text"].label = _("alternative text")
        self.child_blocks["alt_text"].field.help_text = _(
            "What the image shows. It is read aloud to who cannot see it."
        )

    def clean(self, value):
        value = super().clean(value)
        if value and not value.decorative and self._is_file_name(value.contextual_alt_text, value.title):
            said = _("This is only the name of a file. Write what the image shows.")
            raise blocks.StructBlockValidationError(block_errors={"alt_text": ValidationError(said)})
        return value

    def _is_file_name(self, text, title):
        return bool(CAMERA.fullmatch(text)) or (text.isascii() and text == title)


class PictureBlock(blocks.StructBlock):
    """An image with its alternative text, or said to be decorative."""

    image = DescribedImageBlock(label=_("image"))
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Image")


class LabelledTableInput(TableInput):
    """Wagtail's table with a menu in the reader's language; its own script knows no Japanese."""

    @property
    def table_options(self):
        labels = {
            "row_above": gettext("Insert row above"),
            "row_below": gettext("Insert row below"),
            "col_left": gettext("Insert column left"),
            "col_right": gettext("Insert column right"),
            "remove_row": gettext("Remove row"),
            "remove_col": gettext("Remove column"),
            "undo": gettext("Undo"),
            "redo": gettext("Redo"),
        }
        return self._options | {"contextMenu": {"items": {key: {"name": label} for key, label in labels.items()}}}

    @table_options.setter
    def table_options(self, options):
        self._options = options


class CaptionedTableBlock(TableBlock):
    """A table that has a caption and says which cells are headings."""

    def get_table_options(self, table_options=None):
        return super().get_table_options(table_options) | {"language": "en-US"}  # the only one the script has

    @cached_property
    def field(self):
        return forms.CharField(widget=LabelledTableInput(table_options=self.table_options), **self.field_options)

    def clean(self, value):
        value = super().clean(value)
        if value and not (value.get("table_caption") or "").strip():
            raise ValidationError(_("The table has no caption. Say in one line what the table shows."))
        if value and value.get("table_header_choice") not in ("row", "column", "both"):
            raise ValidationError(
                _("Choose which cells of the table are headings: the first row, the first column or both.")
            )
        return value

    class Meta:
        icon = "table"
        label = _("Table")


class FileBlock(blocks.StructBlock):
    """A file to download; its name, kind and size are shown."""

    document = DocumentChooserBlock(label=_("file"))
    title = blocks.CharBlock(
        label=_("name shown"),
        required=False,
        max_length=100,
        help_text=_("Leave it empty to show the name of the file."),
    )

    class Meta:
        icon = "doc-full"
        label = _("File")


class DepartmentBlock(blocks.ChooserBlock):
    """A department, chosen from a list."""

    target_model = "users.Department"
    widget = forms.Select

    def value_from_form(self, value):
        return super().value_from_form(value) if value else None

    def get_form_state(self, value):
        return self.get_prep_value(value)


class ContactBlock(blocks.StructBlock):
    """Where to ask. Without a department the one that the page belongs to is shown."""

    department = DepartmentBlock(
        label=_("department"), required=False, help_text=_("Leave it empty to show the department of this page.")
    )
    note = blocks.CharBlock(label=_("note"), required=False, max_length=200)

    class Meta:
        icon = "mail"
        label = _("Contact for questions")


class MapValue(blocks.StructValue):
    """The place, and the address of a map of it."""

    @property
    def href(self) -> str:
        return map_address(self)


class MapBlock(blocks.StructBlock):
    """A link to a map of one place."""

    name = blocks.CharBlock(label=_("name of the place"), max_length=100)
    address = blocks.CharBlock(label=_("address"), required=False, max_length=200)
    url = blocks.URLBlock(
        label=_("address of the map"),
        required=False,
        help_text=_("Leave it empty and the map is looked up by the address of the place."),
    )

    class Meta:
        icon = "site"
        label = _("Map")
        value_class = MapValue


class BodyBlock(blocks.StreamBlock):
    """Every piece that a body may hold."""

    heading = HeadingBlock()
    paragraph = blocks.RichTextBlock(label=_("Passage"), icon="pilcrow", features=RICH_TEXT)
    image = PictureBlock()
    table = CaptionedTableBlock()
    file = FileBlock()
    contact = ContactBlock()
    map = MapBlock()

    class Meta:
        required = False
