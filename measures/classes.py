"""Classes that share a name."""

from __future__ import annotations

import ast
from collections import defaultdict

from measures.findings import Finding, Measured
from measures.sources import Module

# Django looks for them by these names.
OF_DJANGO = {"Command"}


def class_names(modules: list[Module]) -> Measured:
    """Classes at the top of modules of the product whose name stands for another one elsewhere."""
    places = defaultdict[str, list[str]](list)
    for module in modules:
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(f"{module.path}:{node.lineno}")
    shared = {name: found for name, found in places.items() if len(found) > 1 and name not in OF_DJANGO}
    return Measured(
        "class names",
        "classes at the top of modules, private ones and Django's Command not counted",
        f"{len(shared)} of {len(places)} names stand for more than one class",
        [Finding("class names", place, name) for name, found in sorted(shared.items()) for place in found],
    )
