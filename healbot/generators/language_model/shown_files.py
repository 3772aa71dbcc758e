"""Which files of the project a model may see."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

_NAMES = (
    # Settings that hold keys.
    ".env", ".env.*", "*.env", ".envrc", ".flaskenv", ".netrc", "_netrc", ".npmrc", ".yarnrc",
    ".yarnrc.yml", ".pypirc", ".pgpass", ".my.cnf", ".mylogin.cnf", ".htpasswd", ".htdigest",
    ".dockercfg", ".dockerconfigjson", ".git-credentials", ".gitconfig", ".boto", ".s3cfg",
    ".vault-token", ".vault_pass*", "vault_pass*", ".terraformrc", "terraform.rc", "*.tfvars",
    "*.tfvars.json", "*.tfstate", "*.tfstate.*", "secrets.toml", "secrets.json", "secrets.y*ml",
    "secrets.ini", "secrets.cfg", "secret.json", "secret.y*ml", "local.settings.json",
    "master.key", ".secrets", ".secrets.*", ".bash_history", ".python_history",
    # Credentials of cloud providers and tools.
    "credentials", "credentials.*", ".credentials", ".credentials.*", "*credentials.json",
    "application_default_credentials*", "client_secret*", "service_account*.json",
    "service-account*.json", "serviceaccount*.json", "kubeconfig", "*.kubeconfig", "auth.json",
    # Keys and key stores.
    "*.pem", "*.key", "*.p12", "*.pfx", "*.pkcs12", "*.jks", "*.keystore", "*.kdb", "*.kdbx",
    "*.ppk", "*.p8", "*.asc", "*.gpg", "*.pgp", "*.age", "*.ovpn", "id_rsa*", "id_dsa*",
    "id_ecdsa*", "id_ed25519*", "*.keytab", "*.crt.key",
)  # fmt: skip
_FOLDERS = frozenset(
    {".git", "git~1", ".ssh", ".gnupg", ".aws", ".azure", ".gcloud", ".kube", ".docker",
     ".password-store", ".secrets"}
)  # fmt: skip
_FOLDERS_OF_VALUES = frozenset({"secrets", "credentials"})
"""Modules in them are code; anything else is a value."""
_DRIVE = re.compile(r"^[A-Za-z]:")


def may_be_shown(path: str) -> bool:
    """Whether the file at `path` may be shown to a model.

    `path` is relative to the project root with POSIX separators; whatever is not, leads out of the
    project, belongs to Git, or has the name of a file that holds keys, may not. Names are compared
    without case, as some file systems do.
    """
    if not path or path.startswith(("/", "~")) or "\\" in path or _DRIVE.match(path):
        return False
    if len(path) > 1000 or not path.isprintable():
        return False
    parts = [part.rstrip(". ").lower() for part in path.split("/")]
    if not all(parts):  # "", "." and "..", and what Windows takes for them
        return False
    if not _FOLDERS.isdisjoint(parts[:-1]) or parts[-1] in (".git", "git~1"):
        return False
    if parts[-1].endswith((".py", ".pyi")) and not parts[-1].startswith("."):
        return True  # a module called credentials.py is code, in which values are masked
    if not _FOLDERS_OF_VALUES.isdisjoint(parts[:-1]):
        return False
    return not any(fnmatchcase(parts[-1], pattern) for pattern in _NAMES)
