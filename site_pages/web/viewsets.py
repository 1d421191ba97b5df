"""The headless API (Wagtail's v2, JSON, read only): public pages of this site, and the images and files they use."""

from django.db.models import CharField
from django.db.models.functions import Cast
from rest_framework.fields import Field
from rest_framework.renderers import JSONRenderer
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.serializers import PageSerializer
from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet
from wagtail.models import Page, ReferenceIndex

from .list_pages import public_pages
from .read_frame import absolute, address

JOINED = ("department", "category", "social_image", "locale")  # read with the pages, not one by one


class Anonymous:
    """Nobody signs in here, so that answers depend on the address alone and caches may keep them."""

    authentication_classes: list = []
    permission_classes: list = []
    renderer_classes = [JSONRenderer]


class AddressField(Field):
    """The page's address with the host that residents use."""

    def get_attribute(self, instance):
        return instance

    def to_representation(self, value):
        return absolute(address(value))


class PublicPageSerializer(PageSerializer):
    html_url = AddressField(read_only=True)


class PublicPagesAPI(Anonymous, PagesAPIViewSet):
    base_serializer_class = PublicPageSerializer

    def get_base_queryset(self):
        return public_pages()

    def get_queryset(self):
        found = super().get_queryset()
        links = [f.name for f in found.model._meta.fields if f.many_to_one and f.name in JOINED]
        return found.select_related(*links) if links else found


def used_by_public_pages(model):
    """Primary keys, as text, of the rows of `model` that a public page refers to."""
    pages = public_pages().order_by().annotate(key=Cast("pk", CharField())).values("key")
    kind = ReferenceIndex._get_base_content_type(Page)
    found = ReferenceIndex.objects.filter(base_content_type=kind, object_id__in=pages)
    return found.filter(to_content_type=ReferenceIndex._get_base_content_type(model)).values("to_object_id")


class OnlyUsed(BaseAPIViewSet):
    """An image or a file belongs to the public from the moment a public page shows it."""

    def get_queryset(self):
        found = super().get_queryset().annotate(key=Cast("pk", CharField()))
        return found.filter(key__in=used_by_public_pages(found.model))


class PublicImagesAPI(Anonymous, OnlyUsed, ImagesAPIViewSet):
    pass


class PublicDocumentsAPI(Anonymous, OnlyUsed, DocumentsAPIViewSet):
    pass


router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("pages", PublicPagesAPI)
router.register_endpoint("images", PublicImagesAPI)
router.register_endpoint("documents", PublicDocumentsAPI)
