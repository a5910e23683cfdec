"""What apps add to the layers below them, which know nothing of these apps.

A layer says what may be added to it: a frozen dataclass derived from `Contribution`, beside the code that
asks for it. An app lists what it adds as `CONTRIBUTIONS` in its module or package `contributions`.
"""

from __future__ import annotations

import functools
from importlib import import_module
from typing import TypeVar

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule


class Contribution:
    """Base of the kinds of things that an app can add to a layer below it."""

    __slots__ = ()


Contributions = tuple[Contribution, ...]
Kind = TypeVar("Kind", bound=Contribution)


def contributed(kind: type[Kind]) -> list[Kind]:
    """What all apps add of this kind: in the order of INSTALLED_APPS, and as each app lists it."""
    return [contribution for _, contribution in declared() if isinstance(contribution, kind)]


@functools.cache
def declared() -> tuple[tuple[str, Contribution], ...]:
    """Everything that apps add, each with the label of its app.

    Raises `AppRegistryNotReady` before models are loaded: what apps add draws from them.
    """
    apps.check_models_ready()
    return tuple((app.label, one) for app in apps.get_app_configs() for one in _listed(app))


def _listed(app: AppConfig) -> Contributions:
    if not module_has_submodule(app.module, "contributions"):
        return ()
    listed: Contributions = import_module(f"{app.name}.contributions").CONTRIBUTIONS
    return listed
