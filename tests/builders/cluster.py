"""Certificates of an authority made at test time, and a Dask cluster of two processes of this machine behind them."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dask
import distributed
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from workflow.services.batch.executors.dask_cluster import Certificates

_DAY = dt.timedelta(days=1)


def certificates(folder: Path) -> Certificates:
    """Write a certificate that is its own authority, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "studio di prova")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + _DAY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir(parents=True, exist_ok=True)
    found = Certificates(folder / "ca.pem", folder / "cert.pem", folder / "key.pem")
    for path in (found.authority, found.certificate):
        path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    found.key.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return found


@contextmanager
def running_cluster(given: Certificates, workers: int = 2) -> Iterator[str]:
    """Yield the address of a scheduler with so many workers, which speak only with who has the certificates."""
    library: Any = distributed
    security = library.Security(
        tls_ca_file=str(given.authority),
        tls_scheduler_cert=str(given.certificate),
        tls_scheduler_key=str(given.key),
        tls_worker_cert=str(given.certificate),
        tls_worker_key=str(given.key),
        tls_client_cert=str(given.certificate),
        tls_client_key=str(given.key),
        require_encryption=True,
    )
    settings = {"distributed.scheduler.worker-ttl": "30s", "distributed.admin.log-length": 0}
    with (
        dask.config.set(settings),
        library.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            protocol="tls://",
            security=security,
            host="127.0.0.1",
            dashboard_address=None,
            silence_logs=50,
        ) as cluster,
    ):
        yield str(cluster.scheduler_address)
