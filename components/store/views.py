"""Saved filters of a data set: named views of its objects."""

from components.errors import UserError
from components.shape.filter_syntax import parse
from components.store.datasets import View
from components.store.library import Library
from components.store.rows import dataset_row, gone, now
from MdModel import MdDataset

Views = list[dict[str, str]]


def save(library: Library, dataset: int, view: View) -> None:
    """Save a filter under its name, in place of one that has the same name.

    Raises `UserError` where it has no name or cannot be read.
    """
    _demand_name(view.name)
    parse(view.filter)
    with library.transaction():
        views = dataset_row(dataset).views
        entry = {"name": view.name.strip(), "filter": view.filter}
        same = [i for i, old in enumerate(views) if old["name"] == entry["name"]]
        if same:
            views[same[0]] = entry
        else:
            views.append(entry)
        _store(dataset, views)


def rename(library: Library, dataset: int, old: str, new: str) -> None:
    """Give a saved filter another name."""
    _demand_name(new)
    with library.transaction():
        views = dataset_row(dataset).views
        entry = _named(views, old)
        if new.strip() != old and any(view["name"] == new.strip() for view in views):
            raise UserError(f"There is a view {new.strip()!r} already; choose another name.")
        entry["name"] = new.strip()
        _store(dataset, views)


def remove(library: Library, dataset: int, name: str) -> None:
    """Remove a saved filter; the objects stay."""
    with library.transaction():
        views = dataset_row(dataset).views
        views.remove(_named(views, name))
        _store(dataset, views)


def _named(views: Views, name: str) -> dict[str, str]:
    for view in views:
        if view["name"] == name:
            return view
    raise gone(f"view {name!r}")


def _demand_name(name: str) -> None:
    if not name.strip():
        raise UserError("A view needs a name; type at least one letter.")


def _store(dataset: int, views: Views) -> None:
    MdDataset.update(views=views, modified=now()).where(MdDataset.id == dataset).execute()
