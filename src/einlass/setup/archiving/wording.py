"""What is wrong with an archive, said to people."""

from django.utils.translation import gettext as _

from einlass.setup.archiving.errors import ArchiveRefused


def archive_in_words(refusal: ArchiveRefused) -> str:
    texts = {
        "not_a_zip": _("This is no ZIP file."),
        "too_large": _(
            "The archive is too large: unpacked it has more than 4 GB, or one entry is out of all measure."
        ),
        "bomb": _("The archive was made to grow when it is unpacked. It is not read."),
        "names": _("The archive holds a file that its manifest does not list, or lists one that is missing."),
        "no_manifest": _("The archive has no manifest that can be read, so it is no event."),
        "foreign": _("The archive does not come from Einlass."),
        "newer": _("The archive was written by a newer version of Einlass. Update this one first."),
        "hash": _("A file of the archive is not as it was written: it was changed, or it is damaged."),
        "table": _("The archive holds a table that this version does not know, or that must not be imported."),
        "field": _("The archive holds a column that this version does not know, or that must not be imported."),
        "row": _("A row of the archive cannot be read, or it points to something outside of the archive."),
        "keys": _("Rows of the archive do not fit together."),
        "there": _("Codes of people or tickets of this archive are in this installation already: the event is here."),
    }
    return texts[refusal.reason] + (f" ({refusal.place})" if refusal.place else "")
