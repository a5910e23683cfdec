"""Which part of a name is the family's: particles, suffixes, scripts that begin with it, one name alone."""

from __future__ import annotations

import pytest

from submissions.authors.names import Name, split_name


@pytest.mark.parametrize(
    ("text", "family", "given"),
    [
        ("Laurens van der Maaten", "van der Maaten", "Laurens"),
        ("van der Maaten, Laurens", "van der Maaten", "Laurens"),
        ("Emma van 't Hof", "van 't Hof", "Emma"),
        ("Erik ten Hag", "ten Hag", "Erik"),
        ("Ludwig VAN BEETHOVEN", "VAN BEETHOVEN", "Ludwig"),
        ("Anna Vom Brocke", "Vom Brocke", "Anna"),
        ("Karl-Theodor zu Guttenberg", "zu Guttenberg", "Karl-Theodor"),
        ("Anna de la Cruz", "de la Cruz", "Anna"),
        ("Juan de los Santos", "de los Santos", "Juan"),
        ("Charles-Jean de La Vallée Poussin", "de La Vallée Poussin", "Charles-Jean"),
        ("Antoine de Saint-Exupéry", "de Saint-Exupéry", "Antoine"),
        ("Yann Le Cun", "Le Cun", "Yann"),
        ("Antoni Gaudí i Cornet", "Gaudí i Cornet", "Antoni"),
        ("Ahmed El Sayed", "El Sayed", "Ahmed"),
        ("Nada Abu Zeid", "Abu Zeid", "Nada"),
        ("Muhammad ibn Musa al-Khwarizmi", "ibn Musa al-Khwarizmi", "Muhammad"),
        ("محمد بن سلمان", "بن سلمان", "محمد"),
        ("Dafydd ap Gwilym", "ap Gwilym", "Dafydd"),
        ("Oskar Mac Dermott", "Mac Dermott", "Oskar"),
        ("Rachel St John", "St John", "Rachel"),
        ("J. R. R. Tolkien", "Tolkien", "J. R. R."),
        ("Мария Иванова", "Иванова", "Мария"),
        ("Ngô Bảo Châu", "Châu", "Ngô Bảo"),
    ],
)
def test_particles_belong_to_the_family_name(text: str, family: str, given: str) -> None:
    assert split_name(text) == Name(family, given)


@pytest.mark.parametrize(
    ("text", "family", "given"),
    [
        ("Van Nguyen", "Nguyen", "Van"),
        ("Anh Van", "Van", "Anh"),
        ("Kim Do", "Do", "Kim"),
        ("Bin Yu", "Yu", "Bin"),
        ("Ben Shneiderman", "Shneiderman", "Ben"),
        ("Di Wu", "Wu", "Di"),
        ("Jun MA", "MA", "Jun"),
        ("King Chan", "Chan", "King"),
        ("Christopher M. Bishop", "Bishop", "Christopher M."),
        ("Md. Rahman", "Rahman", "Md."),
    ],
)
def test_a_word_that_may_be_a_particle_or_a_title_can_be_a_name(text: str, family: str, given: str) -> None:
    assert split_name(text) == Name(family, given)


@pytest.mark.parametrize(
    ("text", "family", "given"),
    [
        ("山田 太郎", "山田", "太郎"),
        ("김 민수", "김", "민수"),
        ("김민수", "김", "민수"),
        ("王伟", "王伟", ""),
        ("Wei Li", "Li", "Wei"),
        ("Li, Wei", "Li", "Wei"),
    ],
)
def test_east_asian_scripts_begin_with_the_family_name(text: str, family: str, given: str) -> None:
    assert split_name(text) == Name(family, given)


@pytest.mark.parametrize(
    "text",
    [
        "Robert Downey Jr.",
        "Robert Downey, Jr.",
        "Downey, Jr., Robert",
        "Downey, Robert, Jr.",
        "Downey Jr., Robert",
    ],
)
def test_a_suffix_is_found_wherever_it_stands(text: str) -> None:
    assert split_name(text) == Name("Downey", "Robert", "Jr.")


@pytest.mark.parametrize("text", ["Madonna", "Ibn Sina", "de Souza", "Ma Ii", "Jr.", ""])
def test_one_name_alone_is_the_family_name(text: str) -> None:
    assert split_name(text) == Name(text)
