"""What was used last, up to a total weight.

In charge of which entries of a cache stay. How much one weighs, in bytes by estimate, is for those who keep it to say.
"""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Kept = TypeVar("Kept")


class Recent(Generic[Key, Kept]):
    """What was used last, up to a total weight; anything over the whole weight is not kept at all."""

    __slots__ = ("_kept", "_left", "_whole")

    def __init__(self, weight: int) -> None:
        self._kept: OrderedDict[Key, tuple[Kept, int]] = OrderedDict()
        self._whole = self._left = weight

    @property
    def weight(self) -> int:
        """What all that is kept weighs."""
        return self._whole - self._left

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Key) -> Kept | None:
        """What is kept under the key, which counts as a use of it."""
        entry = self._kept.get(key)
        if entry is None:
            return None
        self._kept.move_to_end(key)
        return entry[0]

    def keep(self, key: Key, value: Kept, weight: int) -> None:
        """Keep it, or say what it weighs by now, and drop what was not used for longest until there is room."""
        old = self._kept.pop(key, None)
        self._left += old[1] if old else 0
        if weight > self._whole:
            return
        self._kept[key] = (value, weight)
        self._left -= weight
        while self._left < 0:
            _, (_, freed) = self._kept.popitem(last=False)
            self._left += freed
