from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healbot.generators.language_model.shown_files import may_be_shown


@pytest.mark.parametrize(
    "path",
    ["app.py", "src/pkg/mod.py", "README.md", "data/sales.csv", "environment.yml", "keys.py",
     "auth/credentials.py", "secrets/manager.py", "my.envoy.yaml", ".github/workflows/ci.yml",
     "docs/ñandú.md", "a b/c d.py", "monkey.txt", "token.py", ".gitignore", "pyproject.toml"],
)  # fmt: skip
def test_sources_may_be_shown(path: str) -> None:
    assert may_be_shown(path)


@pytest.mark.parametrize(
    "path",
    [".env", ".ENV", "app/.env", ".env.local", ".env.example", "prod.env", ".envrc", ".netrc",
     "_netrc", ".npmrc", ".pypirc", "server.pem", "SERVER.PEM", "tls/server.key", "id_rsa",
     "id_rsa.pub", "id_ed25519", "certs/x.p12", ".aws/config", ".ssh/known_hosts",
     "credentials", "credentials.json", "gcp-credentials.json", "client_secret_1.json",
     "secrets/db_password", "credentials/token", ".streamlit/secrets.toml", "terraform.tfstate",
     "x.tfvars", ".git/config", ".GIT/config", "sub/.git/HEAD", ".git", "git~1/config", ".git./x",
     ".env.py", ".htpasswd", "kubeconfig", ".docker/config.json", "vault.kdbx", "auth.json"],
)  # fmt: skip
def test_files_that_hold_keys_may_not(path: str) -> None:
    assert not may_be_shown(path)


@pytest.mark.parametrize(
    "path",
    ["", ".", "..", "../x.py", "a/../b.py", "a/./b.py", "/etc/hosts", "~/x", "C:/x.py", "c:x",
     "a\\b.py", "a//b.py", "a/", "a\nb.py", "a\0b.py", "\u202ea.py", "x" * 1001, ". /x.py", "..."],
)  # fmt: skip
def test_paths_that_are_none_may_not(path: str) -> None:
    assert not may_be_shown(path)


@given(st.text(max_size=20), st.sampled_from([".env", "id_rsa", "a.pem", ".git/x", ".netrc"]))
def test_no_folder_makes_a_key_fit_to_be_shown(folder: str, name: str) -> None:
    assert not may_be_shown(f"{folder}/{name}")
    assert not may_be_shown(f"{folder}/{name}".upper())
