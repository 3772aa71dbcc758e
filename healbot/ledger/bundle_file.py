"""The file that ``git bundle`` writes, read as data before git unpacks it.

The format is that of gitformat-bundle(5) and gitformat-pack(5). Git trusts the sizes that a pack
declares and inflates whole objects into memory: a few kilobytes can stand for gigabytes. So
everything is counted here first, and nothing of it is kept.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from healbot.core.errors import Refused

_CHUNK = 4096
_HEADER_BYTES = 256 * 1024
_SIGNATURES = {b"# v2 git bundle", b"# v3 git bundle"}
_PREREQUISITE = re.compile(rb"-([0-9a-f]{40}|[0-9a-f]{64})(?: .*)?\Z", re.DOTALL)
_REF = re.compile(rb"([0-9a-f]{40}|[0-9a-f]{64}) (refs/\S{1,300})\Z")
_KINDS = {1: "commit", 2: "tree", 3: "blob"}
_OFFSET_DELTA, _REF_DELTA = 6, 7


class DamagedBundle(Refused):
    """The bundle is not what healbot's own code writes."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The bundle of the heal job is refused: {what}.",
            hint="Nothing was pushed. Look at the heal job: something else than healbot wrote it.",
        )


@dataclass(frozen=True)
class BundleLimits:
    """How large a bundle may be, packed and unpacked."""

    bundle_bytes: int = 16 * 1024 * 1024
    objects: int = 20_000
    object_bytes: int = 16 * 1024 * 1024
    """Of one object; the tree of a folder with many files is the largest that is honest."""
    total_bytes: int = 256 * 1024 * 1024
    branches: int = 20
    commits: int = 2000
    """On one branch."""
    report_bytes: int = 8 * 1024 * 1024


@dataclass(frozen=True)
class BundleFile:
    """What a bundle says of itself."""

    prerequisites: tuple[str, ...]
    """Commits that whoever unpacks it must have."""
    refs: tuple[tuple[str, str], ...]
    """Full names of refs with their commits, as they stand there."""
    pack: bytes

    @classmethod
    def parse(cls, data: bytes, limits: BundleLimits) -> BundleFile:
        """Reads a bundle; raises `DamagedBundle` when it is none, or larger than `limits`."""
        if len(data) > limits.bundle_bytes:
            raise DamagedBundle("it is too large")
        end = data.find(b"\n\n", 0, _HEADER_BYTES)
        lines = data[: max(end, 0)].split(b"\n")
        if lines[0] not in _SIGNATURES:
            raise DamagedBundle("it is no Git bundle")
        prerequisites: list[str] = []
        refs: list[tuple[str, str]] = []
        for line in lines[1:]:
            if found := _PREREQUISITE.match(line):
                prerequisites.append(found[1].decode())
            elif found := _REF.match(line):
                refs.append((_text(found[2]), found[1].decode()))
            elif not line.startswith(b"@object-format=sha"):
                raise DamagedBundle("its header is malformed")
        if len(refs) > limits.branches or len(prerequisites) > limits.branches:
            raise DamagedBundle("it holds too many branches")
        pack = data[end + 2 :]
        _PackScan(pack, limits, 32 if lines[1:2] == [b"@object-format=sha256"] else 20).check()
        return cls(tuple(prerequisites), tuple(refs), pack)


def _text(data: bytes) -> str:
    try:
        return data.decode("ascii")
    except UnicodeDecodeError:
        raise DamagedBundle("a name in it is not ASCII") from None


class _PackScan:
    """Walks over the objects of a pack and adds up what they unpack to."""

    def __init__(self, pack: bytes, limits: BundleLimits, hash_bytes: int) -> None:
        self._pack = memoryview(pack)
        self._limits = limits
        self._hash_bytes = hash_bytes
        self._at = 0
        self._total = 0

    def check(self) -> None:
        """Raises `DamagedBundle` when the pack is malformed or unpacks to too much."""
        if bytes(self._pack[:4]) != b"PACK" or len(self._pack) < 12 + self._hash_bytes:
            raise DamagedBundle("it holds no pack")
        version = int.from_bytes(self._pack[4:8], "big")
        count = int.from_bytes(self._pack[8:12], "big")
        if version != 2:
            raise DamagedBundle(f"its pack is of version {version}")
        if count > self._limits.objects:
            raise DamagedBundle(f"it holds {count} objects, more than {self._limits.objects}")
        self._at = 12
        for _ in range(count):
            self._object()
        if self._at != len(self._pack) - self._hash_bytes:
            raise DamagedBundle("something follows its pack")

    def _object(self) -> None:
        kind, size = self._kind_and_size()
        self._add(size)
        if kind == _OFFSET_DELTA:
            while self._byte() & 0x80:
                pass
        elif kind == _REF_DELTA:
            self._at += self._hash_bytes
        elif kind not in _KINDS:
            raise DamagedBundle("it holds an object that no session has")
        beginning = self._inflate(size)
        if kind not in _KINDS:
            _, at = _varint(beginning, 0)
            result, _ = _varint(beginning, at)
            self._add(result)

    def _add(self, size: int) -> None:
        self._total += size
        if size > self._limits.object_bytes or self._total > self._limits.total_bytes:
            raise DamagedBundle("it unpacks to more than any session needs")

    def _kind_and_size(self) -> tuple[int, int]:
        byte = self._byte()
        kind, size, shift = byte >> 4 & 7, byte & 15, 4
        while byte & 0x80:
            byte = self._byte()
            size |= (byte & 0x7F) << shift
            shift += 7
            if shift > 64:
                raise DamagedBundle("an object in it is malformed")
        return kind, size

    def _byte(self) -> int:
        if self._at >= len(self._pack):
            raise DamagedBundle("it ends in the middle")
        self._at += 1
        return self._pack[self._at - 1]

    def _inflate(self, size: int) -> bytes:
        """Walks over one deflated object; returns how it begins."""
        inflater = zlib.decompressobj()
        done, beginning, rest = 0, b"", b""
        try:
            while not inflater.eof:
                if not rest:
                    rest = bytes(self._pack[self._at : self._at + _CHUNK])
                    self._at += len(rest)
                    if not rest:
                        raise DamagedBundle("it ends in the middle")
                piece = inflater.decompress(rest, 65536)
                rest = inflater.unconsumed_tail
                done += len(piece)
                beginning = beginning or piece[:32]
                if done > size:
                    raise DamagedBundle("an object in it is larger than it says")
        except zlib.error:
            raise DamagedBundle("an object in it is malformed") from None
        if done != size:
            raise DamagedBundle("an object in it is smaller than it says")
        self._at -= len(inflater.unused_data)
        return beginning


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Returns a number of a delta's head and where it ends."""
    value = shift = 0
    while True:
        if at >= len(data) or shift > 64:
            raise DamagedBundle("a delta in it is malformed")
        value |= (data[at] & 0x7F) << shift
        shift += 7
        at += 1
        if not data[at - 1] & 0x80:
            return value, at
