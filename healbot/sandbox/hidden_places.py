"""Folders and files of this machine that code under repair has no business in."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

_HOMES = ("/root", "/home")
_SYSTEM = (
    # Sockets and secrets: docker.sock, user buses, ssh and gpg agents, mounted secrets.
    "/run",
    "/var/run",
    "/var/tmp",  # noqa: S108 - hidden, not used
    "/etc/docker",
    "/etc/gshadow",
    "/etc/gshadow-",
    "/etc/kubernetes",
    "/etc/krb5.keytab",
    "/etc/NetworkManager/system-connections",
    "/etc/rancher",
    "/etc/shadow",
    "/etc/shadow-",
    "/etc/ssl/private",
    "/etc/sudoers",
    "/etc/sudoers.d",
    "/var/lib/cloud",
    "/var/lib/docker",
    "/var/lib/kubelet",
    "/var/lib/private",
    "/var/mail",
    "/var/spool",
    "/secrets",
)
_PATTERNS = (("/etc/ssh", "ssh_host_*_key"), ("/mnt", "*/Users"))
_IN_HOME = (
    ".aws",
    ".azure",
    ".bash_history",
    ".cargo/credentials.toml",
    ".config/gcloud",
    ".config/gh",
    ".config/git",
    ".config/pip",
    ".config/op",
    ".docker",
    ".git-credentials",
    ".gitconfig",
    ".gnupg",
    ".kube",
    ".local/share/keyrings",
    ".mozilla",
    ".netrc",
    ".npmrc",
    ".pip",
    ".pypirc",
    ".python_history",
    ".ssh",
    ".vault-token",
    ".zsh_history",
)
"""Hidden once more below a home folder, for when the project is the home folder."""
_TELLING = re.compile(
    r"(AUTH|CREDENTIAL|SECRET|TOKEN|KEY|PASSW|NETRC|KUBECONFIG|DOCKER|^GITHUB_|_SOCK$)"
)
_NEVER = ("/", "/bin", "/dev", "/etc", "/lib", "/lib64", "/opt", "/proc", "/sys", "/usr", "/var")
"""Home folders of system users may be these; hiding them would break everything."""


def hidden_places(environ: Mapping[str, str], project: Path) -> tuple[Path, ...]:
    """Returns existing folders and files to hide, links resolved.

    `environ` is healbot's own environment: variables whose name tells of a secret and whose value
    is a file are hidden too (``GOOGLE_APPLICATION_CREDENTIALS``, ``SSH_AUTH_SOCK``, ...), unless
    the file belongs to the project.
    """
    homes = [*_HOMES, *own_homes(environ)]
    candidates = [*homes, *_SYSTEM, environ.get("RUNNER_TEMP", ""), *_named(environ, project)]
    candidates += [f"{home}/{name}" for home in homes for name in _IN_HOME]
    for folder, pattern in _PATTERNS:
        candidates += [str(path) for path in Path(folder).glob(pattern)]
    return tuple(sorted(set(_existing(candidates))))


def own_homes(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Returns the home folder by ``HOME`` and by the user database."""
    found = [environ.get("HOME", "")]
    try:
        import pwd

        found.append(pwd.getpwuid(os.getuid()).pw_dir)
    except (ImportError, KeyError):
        pass
    return tuple(home for home in found if Path(home).is_absolute())


def _named(environ: Mapping[str, str], project: Path) -> list[str]:
    values = [value for name, value in environ.items() if _TELLING.search(name)]
    paths = [value.removeprefix("unix://") for value in values]
    # No folders: a variable may well name /usr/bin, and hiding that would break everything.
    return [
        path
        for path in paths
        if Path(path).is_absolute()
        and not Path(os.path.normpath(path)).is_relative_to(project)
        and _is_file_or_socket(path)
    ]


def _is_file_or_socket(path: str) -> bool:
    try:
        return not stat.S_ISDIR(Path(path).stat().st_mode)
    except (OSError, ValueError):
        return False


def _existing(candidates: Iterable[str]) -> Iterable[Path]:
    for candidate in candidates:
        if not Path(candidate).is_absolute() or "\0" in candidate:
            continue
        try:
            path = Path(candidate).resolve(strict=True)
        except (OSError, RuntimeError):
            continue
        # What nobody but root can read needs hiding from root alone. (For others, capabilities in
        # a user namespace open nothing that belongs to users outside it.)
        modes = (os.R_OK, os.W_OK, os.X_OK)
        if str(path) not in _NEVER and any(os.access(path, mode) for mode in modes):
            yield path
