"""The house keeps its shape: imports point one way, every view declares its access, nothing lies about unused."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(settings.BASE_DIR)
PACKAGES = ["snb", "partnerships", "performance", "priorities", "reports"]

# Inside a package: what a module is called tells its floor; a module imports only from floors below its own.
FLOORS = {"permissions": 0, "querysets": 1, "models": 2, "workflow": 3, "forms": 4, "views": 5, "urls": 6}
FOUNDATION = {"quarters", "rights", "sections", "periods", "analysis", "charts"}  # plain values, below the models
COMPOSITION = {"settings", "apps", "admin", "management", "migrations", "wsgi", "context", "middleware", "demo"}


def python_files(package: str) -> list[Path]:
    return [path for path in sorted((ROOT / package).rglob("*.py")) if "migrations" not in path.parts]


def imports(path: Path) -> Iterator[str]:
    """Dotted names of what a file imports, wherever in it; imports for type checking only are left out."""
    tree = ast.parse(path.read_text())
    skipped = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.dump(block.test)
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def floor(dotted: str) -> float | None:
    """The floor of `package.module…`; a module outside the menu stands between the models and the forms."""
    parts = dotted.split(".")
    if len(parts) < 2 or parts[1] in COMPOSITION:
        return None
    name = parts[1]
    if name in FOUNDATION:
        return 0.5
    if name == "urls" or name.endswith("_urls"):
        return FLOORS["urls"]
    return FLOORS.get(name, 3.5)


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_between_packages_point_left(package: str) -> None:
    right = PACKAGES[PACKAGES.index(package) + 1 :]
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in python_files(package)
        for name in imports(path)
        if name.split(".")[0] in right
    ]
    assert wrong == []


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_inside_a_package_point_down(package: str) -> None:
    wrong = []
    for path in python_files(package):
        own = floor(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for name in imports(path):
            below = floor(name) if name.startswith(f"{package}.") else None
            if own is None or below is None:
                continue
            if below > own and not (own >= 3 and below <= 3.5):  # workflow and its neighbours share a floor
                wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    assert wrong == []


def test_only_one_module_imports_weasyprint() -> None:
    importers = [
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in python_files(package)
        if any(name.split(".")[0] == "weasyprint" for name in imports(path))
    ]
    assert importers == ["reports/pdf.py"]


def views(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[tuple[str, object]]:
    """Every view of the resolver with its name, the administration site apart: Django guards that by `is_staff`."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                prefix = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                yield from views(pattern.url_patterns, prefix)
        else:
            yield f"{namespace}{pattern.name}", pattern.callback


def test_every_view_declares_its_access() -> None:
    found = dict(views(get_resolver().url_patterns))
    assert len(found) > 40
    assert [name for name, view in found.items() if not hasattr(view, "access")] == []


def test_every_url_has_a_name_of_noun_and_verb() -> None:
    names = [name for name, _ in views(get_resolver().url_patterns)]
    assert len(names) == len(set(names))
    assert [name for name in names if not re.fullmatch(r"([a-z]+:)?[a-z]+(-[a-z]+)*", name)] == []


def test_no_utils_services_or_helpers() -> None:
    shapeless = {"utils.py", "services.py", "helpers.py"}
    assert [str(path) for package in PACKAGES for path in python_files(package) if path.name in shapeless] == []


def test_migrations_are_complete(db) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_a_moment_and_its_person_come_in_pairs() -> None:
    """`X_at` and `X_by` on one model are held together by a constraint, or neither may be empty."""
    unpaired = []
    for model in apps.get_models():
        if model._meta.app_label not in PACKAGES or model.__name__.startswith("Historical"):
            continue
        fields = {field.name: field for field in model._meta.get_fields() if isinstance(field, models.Field)}
        for name in [name for name in fields if name.endswith("_at")]:
            by = fields.get(f"{name[:-3]}_by")
            if by is None or not fields[name].null:
                continue
            if not any(f"{name[:-3]}" in constraint.name for constraint in model._meta.constraints):
                unpaired.append(f"{model.__name__}.{name}")
    assert unpaired == []


def test_every_template_is_used() -> None:
    """By its name, or by its stem where a tag or a view names it at run time."""
    folder = ROOT / "templates"
    templates = sorted(folder.rglob("*.html"))
    python = [path for package in PACKAGES for path in python_files(package)]
    text = "\n".join(path.read_text() for path in [*python, *templates])
    by_django = {"403.html", "404.html", "500.html"}
    by_block = ("papers/blocks/", "forms/widgets/")  # named by the block or the widget
    unused = [
        name
        for path in templates
        if (name := str(path.relative_to(folder))) not in by_django
        and not name.startswith(by_block)
        and path.name not in text
        and f'"{path.stem}"' not in text
    ]
    assert unused == []


def test_tracked_models_are_not_written_in_bulk() -> None:
    """`bulk_create` and `queryset.update` write no history: only the measuring command may, on data nobody governs; and
    the demonstration for its published figures, because an observation has no history: it never changes."""
    allowed = {
        "reports/volume/rows.py",
        "reports/volume/returns.py",
        "reports/demo/measures.py",
        "performance/intake/saving.py",  # imported figures: likewise never changed
        "performance/intake/reference_plans.py",  # areas, what lies in what, and weights keep no history
        "reports/published/index.py",  # the words of published papers, made again from what is frozen
        "performance/intake/jobs.py",  # the state of an import, which is a record itself
    }
    bulk = [
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in python_files(package)
        if re.search(r"\.(bulk_create|bulk_update)\(|objects\.filter\([^)]*\)\.update\(", path.read_text())
    ]
    assert [name for name in bulk if name not in allowed] == []


def test_nothing_of_one_board_is_in_the_code() -> None:
    """Boards are data: the code and the templates name no real place or body."""
    places = re.compile(r"nottingham|ashfield|bassetlaw|mansfield|gedling|rushcliffe|broxtowe|ncsp", re.IGNORECASE)
    named = [
        str(path.relative_to(ROOT))
        for folder in [*PACKAGES, "templates", "assets"]
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".py", ".html", ".js", ".scss", ".css"} and places.search(path.read_text())
    ]
    assert named == []
