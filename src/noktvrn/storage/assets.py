"""The asset store on disk: ``ab/cdef...`` by SHA-256, written aside, flushed, renamed, verified when read.

A file gets its final name only when all of its bytes and its directory entry have reached the disk, so a name that is
there is whole. What is being written lies in ``.incoming`` under a lock that dies with its writer; whatever lies there
unlocked was left by a process that was killed, and is removed when a store is opened.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TypeAlias

from noktvrn.errors import AssetCorruptError, AssetMissingError, NoSpaceError, StorageError, is_disk_full
from noktvrn.ports.assets import AssetRef
from noktvrn.types import Sha256

_CHUNK_BYTES = 1 << 20
_ADDRESS = re.compile(r"[0-9a-f]{64}")

_Stamp: TypeAlias = tuple[int, int, int, int]
"""Inode, size, and times of change of bytes and of inode, in ns."""


class FileAssetStore:
    """Keeps assets below one directory. Safe for several threads and processes at once.

    Files have mode 0400 and directories 0700. A file that was found whole is remembered by inode, size and times of
    change, in this process, so that a large file is not read again for each step that opens it; a change of its bytes
    changes one of these. :meth:`verify_all` reads everything.

    Args:
        root: Directory of the store; made when it is not there.

    Raises:
        StorageError: It cannot be made.
    """

    def __init__(self, root: Path) -> None:
        """See the class."""
        self._root = root.absolute()
        self._incoming = self._root / ".incoming"
        self._verified: dict[Path, _Stamp] = {}
        self._verified_lock = Lock()
        with _disk_failures(self._root, "prepare the asset store"):
            self._incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._remove_abandoned()

    def put(self, path: Path, media_type: str) -> AssetRef:
        """Copy a file into the store and return its address; ``path`` stays as it is.

        The address is that of the bytes that were copied. A stored file of that address that turns out to be damaged
        is replaced.

        Raises:
            NoSpaceError: The disk is full; nothing is left of the copy.
            AssetMissingError: There is no file at ``path``.
            StorageError: The disk failed.
        """
        with _source(path) as source, _disk_failures(path, "store"):
            descriptor, aside = self._open_aside()
            try:
                sha256, size_bytes = _copy(source, descriptor)
                ref = AssetRef(sha256=sha256, size_bytes=size_bytes, media_type=media_type)
                self._settle(descriptor, aside, ref)
            finally:
                os.close(descriptor)
                aside.unlink(missing_ok=True)
        return ref

    def open_path(self, ref: AssetRef) -> Path:
        """Return the path of an asset that is whole.

        Raises:
            AssetMissingError: It is not in the store.
            AssetCorruptError: Its size or digest is wrong.
        """
        path = self._path(ref.sha256)
        stamp = _stamp(path)
        if stamp is None:
            raise AssetMissingError(
                f"The asset {ref.sha256} ({ref.media_type}, {ref.size_bytes} bytes) is not in {self._root}.",
                remedy="Put it back from a backup, or make it again by retrying the step that made it.",
                stage="assets",
            )
        if stamp[1] != ref.size_bytes:
            raise _corrupt(path, f"it has {stamp[1]} bytes instead of {ref.size_bytes}")
        if not self._is_verified(path, stamp):
            problem = self._problem(path, ref.sha256)
            if problem:
                raise _corrupt(path, problem)
            self._remember(path, stamp)
        return path

    def holds(self, ref: AssetRef) -> bool:
        """Return whether a file of that address and size is there, without reading it."""
        stamp = _stamp(self._path(ref.sha256))
        return stamp is not None and stamp[1] == ref.size_bytes

    def verify_all(self) -> Iterator[tuple[Sha256, str]]:
        """Read every stored file and yield each address whose bytes do not match, with what is wrong."""
        for path in sorted(self._root.glob("[0-9a-f][0-9a-f]/*")):
            address = path.parent.name + path.name
            if _ADDRESS.fullmatch(address) and (problem := self._problem(path, address)):
                yield Sha256(address), problem

    def _path(self, sha256: str) -> Path:
        if not _ADDRESS.fullmatch(sha256):
            raise AssetMissingError(
                f"{sha256!r} is not the address of an asset.",
                remedy="Pass 64 hexadecimal digits in lowercase.",
                stage="assets",
            )
        return self._root / sha256[:2] / sha256[2:]

    def _open_aside(self) -> tuple[int, Path]:
        while True:
            descriptor, name = tempfile.mkstemp(dir=self._incoming, suffix=".part")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            # Another process may have swept the file away between its creation and the lock.
            if os.fstat(descriptor).st_nlink:
                return descriptor, Path(name)
            os.close(descriptor)

    def _settle(self, descriptor: int, aside: Path, ref: AssetRef) -> None:
        target = self._path(ref.sha256)
        if self.holds(ref) and self._problem(target, ref.sha256) is None:
            return
        os.fchmod(descriptor, 0o400)
        os.fsync(descriptor)
        target.parent.mkdir(mode=0o700, exist_ok=True)
        # Also when the directory was there: the process that made it may not have come to flush it.
        _flush_directory(self._root)
        aside.rename(target)
        _flush_directory(target.parent)

    def _problem(self, path: Path, sha256: str) -> str | None:
        try:
            found = _digest(path)
        except FileNotFoundError:
            return "it is gone"
        except OSError as exc:
            return f"it cannot be read: {exc.strerror}"
        return None if found == sha256 else f"its bytes have the digest {found}"

    def _is_verified(self, path: Path, stamp: _Stamp) -> bool:
        with self._verified_lock:
            return self._verified.get(path) == stamp

    def _remember(self, path: Path, stamp: _Stamp) -> None:
        with self._verified_lock:
            self._verified[path] = stamp

    def _remove_abandoned(self) -> None:
        for part in self._incoming.iterdir():
            try:
                descriptor = os.open(part, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            except FileNotFoundError:
                continue
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                part.unlink(missing_ok=True)
            except BlockingIOError:
                pass
            finally:
                os.close(descriptor)


@contextmanager
def _source(path: Path) -> Iterator[int]:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as exc:
        raise _no_source(path, str(exc.strerror)) from exc
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise _no_source(path, "it is not a file")
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _disk_failures(path: Path, action: str) -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        if is_disk_full(exc):
            raise NoSpaceError(
                f"There is no space left to {action} {path}.",
                remedy="Free space on the disk of the home directory, then resume.",
                stage="assets",
            ) from exc
        raise StorageError(
            f"The disk failed to {action} {path}: {exc.strerror}.",
            remedy="See that the home directory is there and yours to write: noktvrn doctor",
            stage="assets",
        ) from exc


def _copy(source: int, target: int) -> tuple[Sha256, int]:
    digest = hashlib.sha256()
    size_bytes = 0
    while chunk := os.read(source, _CHUNK_BYTES):
        digest.update(chunk)
        size_bytes += len(chunk)
        rest = memoryview(chunk)
        while rest:
            rest = rest[os.write(target, rest) :]
    return Sha256(digest.hexdigest()), size_bytes


def _digest(path: Path) -> str:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _stamp(path: Path) -> _Stamp | None:
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _flush_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _no_source(path: Path, why: str) -> AssetMissingError:
    return AssetMissingError(
        f"There is no file at {path} to store: {why}.",
        remedy="Retry the step that makes it.",
        stage="assets",
    )


def _corrupt(path: Path, problem: str) -> AssetCorruptError:
    return AssetCorruptError(
        f"The asset {path.parent.name}{path.name} is damaged: {problem}.",
        remedy=f"Look at the disk, then put {path} back from a backup or make it again.",
        stage="assets",
    )
