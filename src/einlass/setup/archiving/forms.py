"""Which archive, and under which address."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from einlass.applications.uploads import TooLarge
from einlass.events.editions.errors import SlugRefused
from einlass.events.editions.slugs import check_slug
from einlass.setup.archiving.errors import ArchiveRefused
from einlass.setup.archiving.reading import check_archive
from einlass.setup.archiving.wording import archive_in_words
from einlass.setup.wording import slug_in_words


class ImportForm(forms.Form):
    use_required_attribute = False
    file = forms.FileField(
        label=_("Archive"),
        help_text=_("Up to 10 MB here; larger ones are imported on the server with: einlass import-event"),
        widget=forms.FileInput(attrs={"accept": ".zip"}),
    )
    slug = forms.CharField(
        label=_("Address of the pages"),
        required=False,
        max_length=80,
        help_text=_("Empty: the one that the event had."),
    )
    manifest: Any = None

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if isinstance(file, TooLarge):
            raise ValidationError(_("The file is larger than %(number)d MB."), params={"number": 10})
        try:
            self.manifest = check_archive(file)
        except ArchiveRefused as refusal:
            raise ValidationError(archive_in_words(refusal)) from refusal
        return file

    def clean(self) -> dict[str, Any]:
        if self.manifest is not None:
            slug = self.cleaned_data.get("slug") or str(self.manifest["event"]["slug"])
            try:
                check_slug(slug)
            except SlugRefused as refusal:
                self.add_error("slug", slug_in_words(refusal))
        return self.cleaned_data
