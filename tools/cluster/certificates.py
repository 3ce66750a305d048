"""A certificate authority of our own for a demonstration or a test: keys and certificates made by openssl, on the spot.

A certificate says who a process is as Istio's do: by a URI spiffe://cluster.local/ns/NAMESPACE/sa/ACCOUNT.
"""
from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from command_line import ToldProblem

DAYS = "1"
SPIFFE = "spiffe://"


class CertificateProblem(ToldProblem):
    """openssl refuses; the message has what it said."""


@dataclass(frozen=True)
class Identity:
    """A certificate and its key."""
    certificate: Path
    key: Path


def openssl(*words: str | Path) -> None:
    done = subprocess.run(["/usr/bin/openssl", *(str(word) for word in words)], capture_output=True, text=True,
                          check=False, timeout=60)
    if done.returncode != 0:
        raise CertificateProblem(f"openssl {words[0]}: {done.stderr[-500:]}")


@dataclass(frozen=True)
class Authority:
    """Signs who somebody is. Everything is in `folder`, which only its owner reads."""
    folder: Path

    @property
    def certificate(self) -> Path:
        return self.folder / "authority.crt"

    @property
    def key(self) -> Path:
        return self.folder / "authority.key"

    def make(self) -> Authority:
        self.folder.mkdir(parents=True, mode=0o700)
        os.chmod(self.folder, 0o700)
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", DAYS,
                "-subj", f"/CN=authority {self.folder.name}", "-keyout", self.key, "-out", self.certificate)
        return self

    def identity(self, principal: str) -> Identity:
        """For `cluster.local/ns/NAMESPACE/sa/ACCOUNT`."""
        name = principal.rpartition("/")[2]
        made = Identity(self.folder / f"{name}.crt", self.folder / f"{name}.key")
        request, extensions = self.folder / f"{name}.csr", self.folder / f"{name}.ext"
        extensions.write_text(f"subjectAltName=critical,URI:{SPIFFE}{principal}\n"
                              "extendedKeyUsage=serverAuth,clientAuth\nkeyUsage=critical,digitalSignature\n")
        openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-subj", "/", "-keyout", made.key, "-out", request)
        openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key, "-CAcreateserial",
                "-days", DAYS, "-extfile", extensions, "-out", made.certificate)
        return made
