"""The desk at which most of these tests stand."""

from __future__ import annotations

import pytest
from django.test import Client

from bases.station_made import make_desk


@pytest.fixture
def desk() -> Client:
    """A keeper before whom nobody stands yet."""
    return make_desk()
