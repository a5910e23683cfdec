"""All measures, in the order in which they are printed."""

from __future__ import annotations

from measures.classes import class_names
from measures.findings import Measured
from measures.folders import entries_per_folder, modules_per_feature
from measures.imports import import_circles
from measures.lengths import function_lengths, line_lengths, module_lengths, template_lengths
from measures.sources import APPS, modules
from measures.words import retired_words


def every_measure() -> list[Measured]:
    """Every measure of this checkout."""
    found = modules()
    product = [module for module in found if module.path.startswith(APPS)]
    return [
        modules_per_feature(),
        entries_per_folder(),
        function_lengths(found),
        module_lengths(found),
        template_lengths(),
        line_lengths(),
        import_circles(found),
        class_names(product),
        retired_words(found),
    ]
