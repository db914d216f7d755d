from __future__ import annotations

import xml.etree.ElementTree as ET
from urllib.parse import unquote

from roomlab.simulation.conversation import CHARACTERS
from roomlab_server.orchestration import default_characters


def test_ready_made_characters_are_numbered_from_one():
    ready = default_characters()
    assert [who.id for who in ready] == list(range(1, len(CHARACTERS) + 1))
    assert [who.name for who in ready] == [who.name for who in CHARACTERS]
    assert all(1 <= len(who.name) <= 200 and who.character for who in ready)


def test_their_pictures_need_no_network_and_are_well_formed():
    for who in default_characters():
        kind, _, body = who.avatar.partition(",")
        assert kind == "data:image/svg+xml"
        assert who.avatar.isascii()
        assert len(who.avatar) < 500
        assert ET.fromstring(unquote(body)).tag.endswith("svg")
