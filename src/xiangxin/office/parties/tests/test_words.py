"""Every error has its words, every column stands in the registry of fields."""

from __future__ import annotations

from django.apps import apps

from xiangxin.law.load import load_law
from xiangxin.office.audit.models import Personal
from xiangxin.office.parties import errors, terms
from xiangxin.office.parties.choices import Asked
from xiangxin.office.parties.queries.fields import field_lines, registry
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


def test_every_column_about_a_person_stands_in_the_registry_and_nothing_else_does() -> None:
    columns = {
        f"{model._meta.model_name}.{field.name}"
        for model in apps.get_app_config("parties").get_models()
        if issubclass(model, Personal)
        for field in model._meta.fields
        if not field.primary_key and not field.is_relation
    }
    assert columns == set(registry()["columns"])


def test_what_identifies_somebody_is_sensitive_and_sealed_or_an_index() -> None:
    loose = [
        name
        for name, entry in registry()["columns"].items()
        if entry["level"] == "sensitive" and not name.endswith(("_sealed", "_index"))
    ]
    assert loose == ["person.died_on", "kinship.degree"]


def test_nothing_protected_has_a_column() -> None:
    law = load_law()
    kept = {entry["matter"] for entry in registry()["columns"].values()}
    absolute = {name for name, matter in law.matters.items() if matter.absolute}
    assert kept & absolute == set()
    assert kept <= law.matters.keys()


def test_the_page_shows_every_field_of_the_law_and_of_the_room_in_both_languages() -> None:
    lines = field_lines()
    assert len(lines) == len(registry()["columns"]) + len(load_law().fields)
    assert all(text for line in lines for text in (line.label.zh, line.label.en, line.retention.zh, line.retention.en))
    assert [line.id for line in lines if line.office and line.scored] == ["person.birth_on", "person.area"]
