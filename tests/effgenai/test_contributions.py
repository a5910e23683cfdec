"""What apps add to the layers below them, who adds it, and in which order it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import AppRegistryNotReady

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.desk.editions import EditionPart
from effgenai.conferences.web.desk import SidebarStage, StageName
from effgenai.conferences.web.todos import Todos
from effgenai.contributions import Contribution, contributed, declared
from submissions.papers.access import PaperSection, SectionName
from tests.support.contributions import contributing
from tests.support.factories import NOW, make_conference, make_member

PAGE = Path(__file__).parents[2] / "docs/architecture.md"
ROW = re.compile(r"^\| `(\w+)` \| [^|]+ \| ([a-z, ]+) \|", re.MULTILINE)


def adders(kind: type[Contribution]) -> list[str]:
    """The apps that add something of a kind, in order, each once."""
    return list(dict.fromkeys(app for app, one in declared() if isinstance(one, kind)))


def test_the_documented_table_names_every_kind_and_who_adds_it():
    documented = {kind: by.split(", ") for kind, by in ROW.findall(PAGE.read_text(encoding="utf-8"))}
    assert documented == {kind.__name__: adders(kind) for kind in {type(one) for _, one in declared()}}
    assert set(documented) == {kind.__name__ for kind in Contribution.__subclasses__()}


def test_lower_apps_come_first():
    order = [app.label for app in apps.get_app_configs()]
    labels = [app for app, _ in declared()]
    assert labels == sorted(labels, key=order.index)


def test_each_section_of_the_paper_page_is_added_by_one_app():
    assert [(one.name, app) for app, one in declared() if isinstance(one, PaperSection)] == [
        (SectionName.MATERIALS, "submissions"),
        (SectionName.DECISION, "reviews"),
        (SectionName.FLAGS, "reviews"),
        (SectionName.REVIEWS, "reviews"),
        (SectionName.PROGRESS, "reviews"),
        (SectionName.CONFLICT, "reviews"),
    ]


def test_each_stage_of_the_sidebar_is_added_by_one_app():
    stages = {one.name: app for app, one in declared() if isinstance(one, SidebarStage)}
    assert len(contributed(SidebarStage)) == len(stages)
    assert [(name, stages[name]) for name in StageName] == [
        (StageName.SET_UP, "conferences"),
        (StageName.CALL, "conferences"),
        (StageName.SUBMISSIONS, "submissions"),
        (StageName.COMMITTEE, "reviews"),
        (StageName.CONFLICTS, "submissions"),
        (StageName.ASSIGNMENT, "reviews"),
        (StageName.REVIEWS, "reviews"),
        (StageName.DECISIONS, "reviews"),
        (StageName.PROGRAM, "program"),
        (StageName.MAIL, "mail"),
        (StageName.SITE, "conferences"),
        (StageName.RECORDS, "audit"),
    ]


@pytest.mark.django_db
def test_each_stage_is_called_by_its_name():
    conference = make_conference("effgenai")
    viewer = viewer_for(user=make_member(conference, Role.CHAIR), conference=conference, at=NOW)
    built = {one.name: one.build(viewer) for one in contributed(SidebarStage)}
    assert [stage for name, stage in built.items() if stage and stage.key != name] == []


def test_parts_of_an_edition_are_copied_in_order():
    assert [part.key for part in contributed(EditionPart)] == [
        *("settings", "tracks", "topics", "dates", "policies", "call_files", "institutions"),
        *("home", "pages", "organisers", "speakers", "volunteers", "sponsors", "past_editions", "members"),
        *("review_form", "decision_classes", "committee"),
        "rooms",
    ]


def test_others_stand_in_the_place_of_a_kind_for_a_while():
    before, mine = declared(), Todos(lambda _: ())
    with contributing(Todos, mine):
        assert contributed(Todos) == [mine]
        assert contributed(SidebarStage) == [one for _, one in before if isinstance(one, SidebarStage)]
    assert declared() == before


def test_nothing_is_read_before_models_are_loaded(monkeypatch):
    monkeypatch.setattr(apps, "models_ready", False)
    with pytest.raises(AppRegistryNotReady):
        declared.__wrapped__()
