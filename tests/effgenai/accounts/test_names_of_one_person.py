import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effgenai.accounts.identities.names import name_marks, same_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("José Álvarez", "Jose Alvarez"),
        ("Jos\u00e9", "Jose\u0301"),
        ("Anna Strauß", "Anna STRAUSS"),
        ("Jürgen Müller", "Juergen Mueller"),
        ("Jürgen Müller", "Jurgen Muller"),
        ("Søren Kjær", "Soren Kjaer"),
        ("Łukasz Wójcik", "Lukasz Wojcik"),
        ("Anna Schmidt", "Schmidt, Anna"),
        ("王小明", "小明 王"),
        ("王 小明", "小明 王"),
        ("Wang Xiaoming", "Xiao-Ming Wang"),
        ("Xiao Ming Wang", "Wang Xiaoming"),
        ("김철수", "철수 김"),
        ("A. Schmidt", "Anna Schmidt"),
        ("J. R. R. Tolkien", "John Ronald Reuel Tolkien"),
        ("Ada M. Nwosu", "Ada Nwosu"),
        ("Ada Maria Nwosu", "Ada Nwosu"),
        ("А. Иванов", "Анна Иванов"),
        ("O'Neill Shaun", "Shaun O’Neill"),
    ],
)
def test_ways_of_writing_one_name(one, other):
    assert same_name(one, other)
    assert same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Schmidt", "Anja Schmidt"),
        ("A. Schmidt", "Berta Schmidt"),
        ("A. S.", "Anna Schmidt"),
        ("Schmidt", "Anna Schmidt"),
        ("王小明", "王小红"),
        ("王", "王小明"),
        ("王 明", "王 明明"),
        ("Wei Wang", "Li Wang"),
        ("Anna Maria Luise Schmidt", "Anna Schmidt"),
        ("", ""),
        ("", "Anna Schmidt"),
    ],
)
def test_names_of_different_people(one, other):
    assert not same_name(one, other)
    assert not same_name(other, one)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=8), max_size=6), st.text(max_size=20))
def test_any_text_is_a_name_and_equals_itself_turned_round(words, other):
    name = " ".join(words)
    assert same_name(name, " ".join(reversed(words))) or not name_marks(name) or len(words) > 4
    assert same_name(name, other) == same_name(other, name)
