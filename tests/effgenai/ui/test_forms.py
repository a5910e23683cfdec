from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django import forms

from effgenai.ui.dates import ZonedInstant
from effgenai.ui.forms.drawing import error_summary, field, fields, fieldset_fields
from effgenai.ui.forms.fields import SearchedChoiceField, ZonedDateTimeField
from effgenai.ui.forms.widgets import AnchoredRadioSelect, FileDropInput
from tests.support.pages import on_one_line

SCALE = [(2, "Good", "Better than most."), (1, "Poor", "")]


class Paper(forms.Form):
    title = forms.CharField(max_length=20, help_text="As printed.")
    text = forms.CharField(widget=forms.Textarea, required=False)
    score = forms.TypedChoiceField(widget=AnchoredRadioSelect(SCALE), choices=[(2, "Good"), (1, "Poor")])
    agree = forms.BooleanField()
    token = forms.CharField(widget=forms.HiddenInput)


class Dates(forms.Form):
    closes = ZonedDateTimeField(venue_zone="Europe/Vienna", required=False)


def test_a_field_ties_everything_that_explains_it_to_its_control():
    bound = Paper({"title": "x" * 30})["title"]
    html = on_one_line(field(bound, audience="Seen by 3 reviewers", counter=True))
    described = 'aria-describedby="id_title_helptext id_title_audience id_title_count id_title_error"'
    assert described in html
    for part in ("helptext", "audience", "count", "error"):
        assert html.count(f'id="id_title_{part}"') == 1
    assert '<label class="field-label" for="id_title">Title' in html
    assert 'value="' + "x" * 30 in html
    assert 'aria-invalid="true"' in html
    assert "at most 20 characters" in html


def test_the_audience_may_be_said_by_the_form():
    form = Paper()
    form.fields["text"].audience = "Seen by the chairs only"  # type: ignore[attr-defined]
    assert "Seen by the chairs only" in field(form["text"])


def test_a_score_is_a_group_with_its_meanings():
    html = field(Paper({"score": "2"})["score"])
    assert html.startswith("<fieldset")
    assert "<legend" in html
    assert "Better than most." in html
    assert html.count('type="radio"') == 2
    assert 'value="2" required id="id_score_0" checked' in html


def test_a_group_names_its_error():
    assert 'aria-describedby="id_score_error"' in field(Paper({})["score"])


def test_what_people_type_is_escaped():
    html = field(Paper({"title": "<script>1</script>"})["title"])
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_fields_may_be_chosen_and_left_out():
    form = Paper()
    assert 'name="token"' in fields(form, skip="title, text")
    assert 'name="title"' not in fields(form, skip="title, text")
    chosen = fields(form, only="text,title")
    assert chosen.index('name="text"') < chosen.index('name="title"')
    assert 'name="token"' not in chosen
    with pytest.raises(KeyError):
        fields(form, only="titel")


def test_a_form_renders_itself_in_the_same_way():
    form = Paper({})
    assert error_summary(form) in str(form)
    assert fields(form) in str(form)
    assert form["title"].as_field_group() == field(form["title"])


def test_a_fieldset_has_its_legend():
    html = fieldset_fields(Paper(), "title", legend="What <it> is")
    assert "<legend>What &lt;it&gt; is</legend>" in html
    assert 'name="title"' in html


def test_the_summary_leads_to_each_wrong_field():
    html = error_summary(Paper({"title": "ok"}))
    assert 'role="alert"' in html
    assert '<a href="#id_score_0">Score</a>' in html
    assert '<a href="#id_agree">Agree</a>' in html
    assert "Token: This field is required." in html
    assert "#id_title" not in html


def test_there_is_no_summary_without_errors():
    assert error_summary(Paper()) == ""


def test_errors_of_the_whole_form_are_told_first():
    form = Paper({})
    form.add_error(None, "The call is closed.")
    assert error_summary(form).index("The call is closed.") < error_summary(form).index("#id_title")


def test_a_time_is_read_in_the_zone_beside_it():
    form = Dates({"closes_0": "2026-08-22T23:59", "closes_1": "AoE"})
    assert form.is_valid()
    assert form.cleaned_data["closes"] == ZonedInstant(datetime(2026, 8, 23, 11, 59, tzinfo=UTC), "AoE")


def test_a_time_is_shown_in_the_zone_in_which_it_was_entered():
    instant = ZonedInstant(datetime(2026, 8, 23, 11, 59, tzinfo=UTC), "Europe/Vienna")
    html = field(Dates(initial={"closes": instant})["closes"])
    assert 'value="2026-08-23T13:59"' in html
    assert '<option value="Europe/Vienna" selected>Vienna (venue)</option>' in html


def test_an_empty_time_is_none():
    form = Dates({"closes_0": "", "closes_1": "AoE"})
    assert form.is_valid()
    assert form.cleaned_data["closes"] is None


@pytest.mark.parametrize("skipped", ["02:00", "02:30", "02:59"])
def test_a_time_that_the_clocks_skip_is_refused_with_the_next_that_there_is(skipped):
    form = Dates({"closes_0": f"2026-03-29T{skipped}", "closes_1": "Europe/Vienna"})
    assert not form.is_valid()
    (message,) = form.errors["closes"]
    assert f"There is no {skipped} on that day" in message
    assert "from 02:00 straight to 03:00" in message
    assert "Write 03:00" in message
    assert f'value="2026-03-29T{skipped}"' in field(form["closes"])
    assert Dates({"closes_0": "2026-03-29T03:00", "closes_1": "Europe/Vienna"}).is_valid()


def test_clocks_that_are_put_forward_by_half_an_hour_are_told_rightly():
    class Island(forms.Form):
        closes = ZonedDateTimeField(venue_zone="Australia/Lord_Howe")

    form = Island({"closes_0": "2026-10-04T02:10", "closes_1": "Australia/Lord_Howe"})
    assert "from 02:00 straight to 02:30" in form.errors["closes"][0]


def test_a_time_that_the_clocks_have_twice_is_asked_back_with_both_in_universal_time():
    form = Dates({"closes_0": "2026-10-25T02:30", "closes_1": "Europe/Vienna"})
    assert not form.is_valid()
    (message,) = form.errors["closes"]
    assert "comes twice" in message
    assert "00:30 for the first, 01:30 for the second" in message
    assert Dates({"closes_0": "2026-10-25T00:30", "closes_1": "UTC"}).is_valid()


@pytest.mark.parametrize(
    "moment", ["2026-10-25T01:59", "2026-10-25T03:00", "2026-03-29T01:59", "2026-03-29T03:00"]
)
def test_times_beside_the_hour_of_the_change_are_taken(moment):
    assert Dates({"closes_0": moment, "closes_1": "Europe/Vienna"}).is_valid()


@pytest.mark.parametrize("zone", ["Mars/Base", "", "Asia/Tokyo"])
def test_a_zone_that_was_not_offered_is_refused(zone):
    assert not Dates({"closes_0": "2026-08-22T23:59", "closes_1": zone}).is_valid()


def test_nonsense_in_place_of_a_time_says_how_to_write_one():
    form = Dates({"closes_0": "tomorrow", "closes_1": "UTC"})
    assert "for example" in form.errors["closes"][0]


def test_a_file_that_is_there_can_be_seen_and_removed():
    class Stored:
        url = "/files/1/"

        def __str__(self):
            return "paper.pdf"

    class Upload(forms.Form):
        paper = forms.FileField(widget=FileDropInput, required=False)

    html = field(Upload(initial={"paper": Stored()})["paper"])
    assert '<a href="/files/1/">paper.pdf</a>' in html
    assert 'name="paper-clear"' in html


@pytest.mark.parametrize("typed", ["2026-08-22", " 2026-8-22 "])
def test_a_day_without_a_time_lasts_until_its_end(typed):
    form = Dates({"closes_0": typed, "closes_1": "AoE"})
    assert form.is_valid()
    assert form.cleaned_data["closes"].instant == datetime(2026, 8, 23, 11, 59, tzinfo=UTC)
    midnight = Dates({"closes_0": "2026-08-22T00:00", "closes_1": "AoE"})
    assert midnight.is_valid()
    assert midnight.cleaned_data["closes"].instant == datetime(2026, 8, 22, 12, 0, tzinfo=UTC)


class Place(forms.Form):
    zone = SearchedChoiceField(
        choices=[(name, name) for name in ("UTC", "Europe/Vienna", "America/New_York", "A/Same", "B/Same")]
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Europe/Vienna", "Europe/Vienna"),
        ("vienna", "Europe/Vienna"),
        (" new york ", "America/New_York"),
        ("america/new york", "America/New_York"),
        ("utc", "UTC"),
    ],
)
def test_one_of_many_choices_is_found_by_the_last_part_of_its_name(typed, meant):
    form = Place({"zone": typed})
    assert form.is_valid()
    assert form.cleaned_data["zone"] == meant


@pytest.mark.parametrize("typed", ["Same", "Mars/Base", "Vien"])
def test_what_fits_none_or_more_than_one_is_asked_back_and_kept(typed):
    form = Place({"zone": typed})
    assert not form.is_valid()
    assert f'value="{typed}"' in str(form["zone"])


def test_the_choices_are_listed_for_the_browser():
    html = str(Place()["zone"])
    assert 'list="id_zone_list"' in html
    assert '<datalist id="id_zone_list">' in html
    assert '<option value="America/New_York">' in html
