"""The picture that other pages show of a link."""

import io
import re

import pytest
from PIL import Image

from tests.builders import make_event

pytestmark = pytest.mark.django_db


def picture_address(client, event, language="en"):
    page = client.get(f"/{event.slug}/", headers={"accept-language": language}).content.decode()
    return re.search(r'property="og:image" content="https?://[^/]+([^"]+)"', page)[1]


@pytest.mark.parametrize(
    "name", ["Founders Day", "Фестиваль стартапов", "מהפכה 2027", "創業者の日", "Donaudampfschiff" * 7]
)
def test_it_is_drawn_for_names_of_every_script(client, name):
    event = make_event(name=name)

    answer = client.get(picture_address(client, event))

    picture = Image.open(io.BytesIO(answer.content))
    assert (answer["Content-Type"], picture.format, picture.size) == ("image/png", "PNG", (1200, 630))
    # White letters stand on the brand's colour: more than one colour, and not a few dots of it.
    assert len(picture.convert("RGB").getcolors(maxcolors=1 << 20)) > 20
    assert "immutable" in answer["Cache-Control"]


def test_another_name_day_or_colour_is_another_picture_under_another_address(client):
    event = make_event()
    before = picture_address(client, event)
    content = client.get(before).content

    type(event).objects.update(name="Another", brand_colour="#005a9c")

    after = picture_address(client, type(event).objects.get())
    assert after != before
    assert client.get(after).content != content
    # Pages that hold the old address get what is right now, and ask again soon.
    old = client.get(before)
    assert old.content == client.get(after).content
    assert "immutable" not in old["Cache-Control"]


def test_it_speaks_the_language_of_the_page(client):
    event = make_event()

    assert "/preview/de-" in picture_address(client, event, "de")
    assert "/preview/en-" in picture_address(client, event, "fr")


def test_of_an_event_in_preparation_nobody_outside_sees_it(client):
    event = make_event(opened_at=None)

    assert client.get(f"/{event.slug}/preview/en-0123456789abcdef.png").status_code == 404
