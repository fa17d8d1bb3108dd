from typing import Any


def diag(study: Any, golden: Any) -> Any:
    return {}


def diag_mods(a: Any, b: Any) -> Any:
    return {}
