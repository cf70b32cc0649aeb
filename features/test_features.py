"""Binds every feature: a test for each example."""

from pathlib import Path

from pytest_bdd import scenarios

# With the folder, or a project's own `bdd_features_base_dir` would count.
scenarios(".", features_base_dir=str(Path(__file__).parent))
