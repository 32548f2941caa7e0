"""Ids of blocks and their elements: Slack gives one to each that has none, and clicks name them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Data = dict[str, Any]
NewId = Callable[[str], str]


def named(blocks: list[Data], new_id: NewId) -> list[Data]:
    """The blocks, every one and every element with an id."""
    return [_block(block, new_id) for block in blocks]


def _block(block: Data, new_id: NewId) -> Data:
    found = block if "block_id" in block else {**block, "block_id": new_id("b")}
    if block["type"] in {"actions", "context_actions"}:
        found = {**found, "elements": [_element(element, new_id) for element in block["elements"]]}
    changed: Data = {
        key: _element(block[key], new_id) for key in ("accessory", "element") if key in block and block[key]["type"] != "image"
    }
    return {**found, **changed}


def _element(element: Data, new_id: NewId) -> Data:
    return element if "action_id" in element else {**element, "action_id": new_id("a")}
