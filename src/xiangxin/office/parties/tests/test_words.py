"""Every error of the room has its words, every sealed column is known to the task that seals again."""

from __future__ import annotations

from django.apps import apps

from xiangxin.office.parties import errors, terms
from xiangxin.office.parties.choices import Asked
from xiangxin.office.parties.tasks import SEALED
from xiangxin.office.shell.errors import OfficeError, messages_of


def test_every_error_has_words_and_no_words_are_left_over() -> None:
    own = {
        kind.code
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, OfficeError) and kind.__module__ == errors.__name__
    }
    assert own == set(messages_of("xiangxin.office.parties").by_code)


def test_every_figure_is_there() -> None:
    assert [terms.per_hour(kind) for kind in Asked] == [30, 30]
    assert (terms.least_words(), terms.most_words(), terms.roster_days()) == (4, 200, 60)


def test_the_task_that_seals_again_knows_every_sealed_column() -> None:
    columns = {
        model: tuple(field.name for field in model._meta.fields if field.name.endswith("_sealed"))
        for model in apps.get_app_config("parties").get_models()
    }
    assert {model: names for model, names in columns.items() if names} == SEALED
