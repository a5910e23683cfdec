"""When two people count as being of the same institution."""

from __future__ import annotations

import pytest

from effgenai.accounts.names.institutions import (
    alias_table,
    data_lines,
    institution_domain,
    institution_marks,
    institution_name,
)

USUAL = alias_table([line.split("|") for line in data_lines("institutions.txt")])


def same(one: str, other: str, aliases=None) -> bool:
    """Whether two people who name these places share an institution."""
    marks = [institution_marks([], [name], aliases or {}) for name in (one, other)]
    return bool(marks[0] & marks[1])


@pytest.mark.parametrize(
    ("email", "domain"),
    [
        ("a@toronto.edu", "toronto.edu"),
        ("a@cs.toronto.edu", "toronto.edu"),
        ("A@CS.Toronto.EDU", "toronto.edu"),
        ("a@robots.ox.ac.uk", "ox.ac.uk"),
        ("a@ox.ac.uk", "ox.ac.uk"),
        ("a@inf.ethz.ch", "ethz.ch"),
        ("a@is.s.u-tokyo.ac.jp", "u-tokyo.ac.jp"),
        ("a@cs.kaist.ac.kr", "kaist.ac.kr"),
        ("a@cs.清华大学.cn", "清华大学.cn"),
        ("a@xn--xkry9kk1bz66a.cn", "清华大学.cn"),
        ("person-0001@unknown.invalid", ""),
        ("person-0001@cs.toronto.edu.invalid", "toronto.edu"),
        ("", ""),
    ],
)
def test_a_mail_domain_stands_for_an_institution(email, domain) -> None:
    assert institution_domain(email) == domain


@pytest.mark.parametrize("suffix", ["ac.uk", "go.jp", "re.kr", "govt.nz", "edu.cn", "gc.ca", "com", "uk.com"])
def test_a_public_suffix_is_no_institution(suffix) -> None:
    assert institution_domain(f"a@{suffix}") == ""
    assert institution_domain(f"a@one.{suffix}") != institution_domain(f"a@two.{suffix}")


@pytest.mark.parametrize(
    "host",
    [
        *("gmail.com", "yahoo.com", "yahoo.co.uk", "yahoo.com.br", "hotmail.fr", "outlook.de", "live.nl"),
        *("gmx.net", "gmx.ch", "web.de", "mail.ru", "yandex.ru", "yandex.kz", "naver.com", "icloud.com"),
        *("qq.com", "vip.qq.com", "163.com", "126.com", "proton.me", "protonmail.ch", "me.com", "aol.com"),
    ],
)
def test_mail_for_everyone_is_no_institution(host) -> None:
    assert institution_marks([f"a@{host}"], [], USUAL) == frozenset()


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("University of Toronto", "the university of  TORONTO"),
        ("Universität Zürich", "Universitat Zurich"),
        ("École Normale Supérieure de Lyon", "Ecole normale superieure, Lyon"),
        (
            "Massachusetts Institute of Technology",
            "ＭＡＳＳＡＣＨＵＳＥＴＴＳ Ｉｎｓｔｉｔｕｔｅ of Technology",
        ),
        ("M.I.T.", "MIT"),
        ("Massachusetts Institute of Technology, CSAIL", "Massachusetts Institute of Technology (MIT)"),
        ("PhD student at the University of Toronto", "Dept. of CS, University of Toronto, Canada"),
        ("University of California, Berkeley", "University of California Berkeley"),
        ("清华大学", "清华大学"),
        ("清华大学计算机系", "清华大学"),
        ("Tsinghua University 清华大学", "Tsinghua University"),
        ("서울대학교 컴퓨터공학과", "서울대학교"),
        ("Московский государственный университет", "МОСКОВСКИЙ ГОСУДАРСТВЕННЫЙ УНИВЕРСИТЕТ"),
        ("جامعة القاهرة", "جامِعة القاهرة"),
        ("האוניברסיטה העברית בירושלים", "האוניברסיטה העברית בירושלים"),
        ("दिल्ली विश्वविद्यालय", "दिल्ली विश्वविद्यालय"),
        ("National University of Singapore", "National University of Singapore, Singapore"),
    ],
)
def test_names_are_compared_without_what_makes_no_difference(name, other) -> None:
    assert same(name, other)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("University of York", "University of New York"),
        ("清华大学", "東京大学"),
        ("東京大学", "京都大学"),
        ("МГУ, корпус 2", "СПбГУ, корпус 2"),
        ("Институт А, корпус 2", "Институт Б, корпус 2"),
        ("Яндекс AI", "Сбер AI"),
        ("AI", "AI"),
        ("Lab 3", "Lab 3"),
        ("42", "42"),
        ("Department of Computer Science", "Department of Computer Science"),
        ("人工智能学院", "人工智能学院 2"),
        ("Department of Computer Science, A Town", "Department of Computer Science, B Town"),
        ("University of California, Berkeley", "University of California, San Diego"),
        ("Trinity College, Dublin", "Trinity College, Cambridge"),
        ("ETH Zürich, Switzerland", "EPFL, Switzerland"),
        ("大学", "大学"),
        ("दिल्ली", "दल्ल"),
        ("", "  "),
    ],
)
def test_what_many_places_have_in_common_makes_them_one_no_more(name, other) -> None:
    assert not same(name, other)
    assert not same(name, other, USUAL)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Independent Researcher",
            "independent  researcher.",
            "Independent Scholar, Germany",
            "N/A",
            "n.a.",
        ),
        *("None", "-", "Student", "PhD Student", "Unaffiliated", "no affiliation", "self-employed"),
        *("Self Employed", "freelance", "Freelancer", "Independent Consultant", "retired", "TBD"),
        *("freiberuflich", "Unabhängiger Forscher", "Chercheur indépendant", "étudiante", "Aucune"),
        *("Investigadora independiente", "Pesquisador independente", "Ricercatore indipendente"),
        *("Независимый исследователь", "нет", "студент", "独立研究者", "自由职业者", "无", "学生"),
        *(
            "フリーランス",
            "無所属",
            "독립 연구자",
            "없음",
            "باحث مستقل",
            "חוקר עצמאי",
            "Bağımsız Araştırmacı",
        ),
    ],
)
def test_words_that_name_no_institution_never_match(name) -> None:
    assert institution_name(name) == ""
    assert institution_marks([], [name], USUAL) == frozenset()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MIT", "mit.edu"),
        ("MIT", "Massachusetts Institute of Technology, CSAIL"),
        ("amazon.de", "amazon.com"),
        ("UC Berkeley", "University of California, Berkeley, USA"),
        ("ETH", "ETH Zürich"),
        ("清华大学计算机系", "Tsinghua University"),
        ("东京大学", "The University of Tokyo"),
        ("Google Research, Zürich", "DeepMind"),
        ("НИУ ВШЭ", "Higher School of Economics"),
    ],
)
def test_the_usual_table_joins_names_and_domains_of_one_institution(one, other) -> None:
    assert same(one, other, USUAL)
    assert one.count(".") or not same(one, other)


def test_every_entry_of_the_usual_table_counts_and_none_of_its_lines_run_together() -> None:
    tops: set[str] = set()
    for line in data_lines("institutions.txt"):
        marks = [institution_marks([], [name], USUAL) & {*USUAL.values()} for name in line.split("|")]
        assert all(marks), line
        assert len(frozenset().union(*marks)) == 1, line
        assert not tops & marks[0], line
        tops |= marks[0]


def test_an_alias_holds_in_mail_addresses_and_groups_that_share_a_name_are_one() -> None:
    table = alias_table([["Here", "here.example"], ["here.example", "There"], ["Elsewhere", "else.example"]])
    marks = institution_marks(["a@cs.here.example"], [], table)
    assert marks == institution_marks([], ["There"], table) == institution_marks([], ["HERE"], table)
    assert marks != institution_marks([], ["Elsewhere"], table)


def test_different_places_and_empty_names_share_nothing() -> None:
    assert institution_marks(["a@gmail.com", ""], ["", "  "]) == frozenset()
    assert institution_marks(["a@cs.toronto.edu"], ["ETH"]) == {"toronto.edu", "eth"}
