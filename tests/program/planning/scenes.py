"""Small problems for the planner, as their files have them, and the truth by trying everything."""

from itertools import combinations, product


def paper(name, kind="oral", *, presenters=(), minutes=20, **facts):
    people = list(facts.pop("people", presenters))
    return {
        "id": name,
        "title": f"On {name}",
        "abstract": "",
        "keywords": [],
        "kind": kind,
        "presenters": list(presenters),
        "people": people,
        "minutes": minutes,
        **facts,
    }


def session(name, day, hour, kind="oral", *, places=2, **facts):
    begins, ends = f"2026-10-{day:02}T{hour:02}:00", f"2026-10-{day:02}T{hour + 1:02}:00"
    return {"id": name, "kind": kind, "room": "A", "begins": begins, "ends": ends, "places": places, **facts}


def away(person, day):
    """All of one day in October."""
    return {"person": person, "from": f"2026-10-{day:02}T00:00", "to": f"2026-10-{day + 1:02}T00:00"}


def scene(papers, sessions, **facts):
    return {"papers": papers, "sessions": sessions, "similarity": [], **facts}


def placements(problem):
    """Every way to place all papers by the rules, as session by paper; for small problems."""
    papers, sessions = problem["papers"], problem["sessions"]
    choices = [[one for one in sessions if one["kind"] == paper["kind"]] for paper in papers]
    for chosen in product(*choices):
        where = {paper["id"]: one for paper, one in zip(papers, chosen, strict=True)}
        if all(_holds(problem, where)):
            yield {name: one["id"] for name, one in where.items()}


def _holds(problem, where):
    papers = {one["id"]: one for one in problem["papers"]}
    for one in problem["sessions"]:
        inside = [papers[name] for name, there in where.items() if there is one]
        yield len(inside) <= one["places"]
        yield one["kind"] == "poster" or 20 * len(inside) <= 60
    for lock in problem.get("locked", []):
        yield where[lock["paper"]]["id"] == lock["session"]
    whose = {name: set(papers[name][problem.get("nobody_twice", "presenters")]) for name in papers}
    for absence in problem.get("unavailable", []):
        for name, one in where.items():
            missed = one["begins"] < absence["to"] and absence["from"] < one["ends"]
            yield absence["person"] not in whose[name] or not missed
    for first, second in combinations(papers, 2):
        one, two = where[first], where[second]
        if whose[first] & whose[second]:
            yield one is two or not (one["begins"] < two["ends"] and two["begins"] < one["ends"])
        if set(papers[first]["presenters"]) & set(papers[second]["presenters"]):
            yield one["kind"] != "poster" or one is not two


def likeness_of(problem, where):
    """The sum over pairs in one oral session."""
    at = {one["id"]: number for number, one in enumerate(problem["papers"])}
    oral = {one["id"] for one in problem["sessions"] if one["kind"] == "oral"}
    values = {frozenset(triple[:2]): triple[2] for triple in problem["similarity"]}
    return sum(
        values.get(frozenset((at[one], at[two])), 0.0)
        for one, two in combinations(where, 2)
        if where[one] == where[two] and where[one] in oral
    )
