"""When two people count as being of the same institution."""

from __future__ import annotations

import pytest

from effgenai.accounts.institutions import institution_domain, institution_marks, institution_name


@pytest.mark.parametrize(
    ("email", "domain"),
    [
        ("a@toronto.edu", "toronto.edu"),
        ("a@cs.toronto.edu", "toronto.edu"),
        ("A@CS.Toronto.EDU", "toronto.edu"),
        ("a@robots.ox.ac.uk", "ox.ac.uk"),
        ("a@ox.ac.uk", "ox.ac.uk"),
        ("a@inf.ethz.ch", "ethz.ch"),
        ("a@gmail.com", ""),
        ("a@163.com", ""),
        ("person-0001@unknown.invalid", ""),
        ("", ""),
    ],
)
def test_a_mail_domain_stands_for_an_institution(email, domain) -> None:
    assert institution_domain(email) == domain


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("University of Toronto", "the university of  TORONTO"),
        ("Universität Zürich", "Universitat Zurich"),
        ("École Normale Supérieure de Lyon", "Ecole normale superieure, Lyon"),
    ],
)
def test_names_are_compared_without_what_makes_no_difference(name, other) -> None:
    assert institution_name(name) == institution_name(other)


def test_different_places_and_empty_names_share_nothing() -> None:
    assert institution_name("University of York") != institution_name("University of New York")
    assert institution_marks(["a@gmail.com", ""], ["", "  "]) == frozenset()
    assert institution_marks(["a@cs.toronto.edu"], ["ETH"]) == {"toronto.edu", "eth"}
