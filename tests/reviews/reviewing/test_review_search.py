import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.reviewing.queries.search import SearchError, parse_search

NUMBERS = ("reviews", "mean", "spread")
TEXTS = ("topic", "decision")
ROW = {
    "title": "Skipping what repeats: a cache for diffusion steps",
    "reviews": 2,
    "mean": 4.5,
    "spread": 3,
    "topic": ["Dynamic inference", "Compression"],
    "decision": [],
}


def finds(text, **changes):
    return parse_search(text, numbers=NUMBERS, texts=TEXTS).matches({**ROW, **changes})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "cache",
        "CACHE diffusion",
        '"for diffusion steps"',
        "reviews:2",
        "reviews:=2",
        "reviews:<3",
        "reviews:<=2 spread:>=3 mean:>4",
        "mean:4.5",
        "topic:compression",
        "topic:inference",
        'topic:"dynamic inf"',
        "decision:none",
        "-decision:oral",
        "-reviews:3",
        "-sampling",
        "Reviews:<3",
    ],
)
def test_what_finds_the_paper(text):
    assert finds(text)


@pytest.mark.parametrize(
    "text",
    [
        "sampling",
        "cache sampling",
        '"diffusion for"',
        "reviews:<2",
        "reviews:>2",
        "mean:<4.5",
        "topic:systems",
        "decision:oral",
        "-decision:none",
        "-cache",
        "spread:none",
    ],
)
def test_what_does_not(text):
    assert not finds(text)


def test_a_number_that_is_not_there_is_none_and_fulfils_no_comparison():
    assert finds("mean:none", mean=None)
    assert not finds("mean:<9", mean=None)
    assert not finds("mean:>0", mean=None)
    assert finds("-mean:>0", mean=None)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("colour:red", "“colour:” is not known. You can ask for decision, mean, reviews, spread, topic."),
        ("reviews:few", "“reviews:few” needs a number, such as reviews:3, reviews:<3 or reviews:>=2."),
        ("reviews:<", "“reviews:<” needs a number, such as reviews:3, reviews:<3 or reviews:>=2."),
        ("reviews:=<3", "“reviews:=<3” needs a number, such as reviews:3, reviews:<3 or reviews:>=2."),
        ("topic:", "Say what to look for after “topic:”."),
        ('topic:"compression', "A quotation mark is opened and not closed."),
    ],
)
def test_what_is_not_understood_is_said_in_a_sentence(text, sentence):
    with pytest.raises(SearchError) as error:
        finds(text)
    assert str(error.value) == sentence


@given(st.text(max_size=60))
def test_any_text_is_a_search_or_a_sentence(text):
    try:
        said = str(finds(text))
    except SearchError as error:
        said = str(error)
    assert said in {"True", "False"} or said.endswith(".")


@pytest.mark.parametrize("words", ["12", "#12", "No. 12", "paper 12", "number:12", "title 12"])
def test_a_number_finds_its_paper_and_may_stand_beside_other_words(words):
    search = parse_search(words, numbers={"number"}, texts={"title"})
    assert search.matches({"number": 12, "title": "A title"})
    assert not search.matches({"number": 112, "title": "A title"})


def test_a_number_can_be_left_out_and_in_quotation_marks_it_is_a_word():
    left_out = parse_search("-#12", numbers={"number"}, texts={"title"})
    assert not left_out.matches({"number": 12, "title": "A title"})
    assert left_out.matches({"number": 13, "title": "A title"})
    quoted = parse_search('"paper 12"', numbers={"number"}, texts={"title"})
    assert not quoted.matches({"number": 12, "title": "A title"})
    assert quoted.matches({"number": 13, "title": "Not paper 12"})
