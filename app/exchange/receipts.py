"""Receipts (`*.lvack`): the receiver's signed answer to one package file.

Bound to the package id and to the digest of the very file; holds counts and codes, no
record content, so it is not encrypted. Small text: a JSON line and its SHA-256.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.crypto.files import read_small, write_atomic
from app.crypto.identity import Identity, PublicCard
from app.crypto.strictjson import canonical, parse_canonical
from app.crypto.suites import StandardSuite
from app.domain.errors import AppError, ErrorCode
from app.exchange.manifest import Party, is_token, party_of

FORMAT = "lvze-receipt"
VERSION = 1
MAX_BYTES = 64 * 1024
_CONTEXT = b"lvze receipt v1\0"
_HEX = re.compile(r"[0-9a-f]{64}")


class Outcome(StrEnum):
    """What became of the package."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Receipt:
    """One answer. sha256: digest of the package file (PackageInfo.sha256, Package.sha256).

    code: why refused (an ErrorCode or a merge reason), empty if accepted; counts: new,
    changed, unchanged, rejected; heads: the receiver's audit heads; created: UTC, ISO 8601.
    """

    package: str
    sha256: str
    outcome: Outcome
    receiver: Party
    created: str
    code: str = ""
    counts: Mapping[str, int] | None = None
    heads: Mapping[str, str] | None = None


def write_receipt(
    path: Path,
    *,
    receiver: Identity,
    package: str,
    sha256: str,
    outcome: Outcome,
    at: datetime,
    code: str = "",
    counts: Mapping[str, int] | None = None,
    heads: Mapping[str, str] | None = None,
) -> Receipt:
    """Sign an answer and put it at `path`. Raises AppError(BAD_INPUT | DISK_FULL | NOT_FOUND | FILE_ACCESS)."""
    created = at.isoformat(timespec="seconds")
    party = party_of(receiver.card)
    receipt = Receipt(package, sha256, outcome, party, created, code, dict(counts or {}), dict(heads or {}))
    try:
        _from_json(_to_json(receipt))
    except (KeyError, TypeError, ValueError):
        raise AppError(ErrorCode.BAD_INPUT, "回执里有不允许的取值。") from None
    body = _to_json(receipt)
    signature = StandardSuite().sign(receiver.sign_private, _CONTEXT + canonical(body))
    line = canonical({"body": body, "signature": base64.b64encode(signature).decode("ascii")}) + b"\n"
    write_atomic(path, line + hashlib.sha256(line).hexdigest().encode("ascii") + b"\n")
    return receipt


def read_receipt(path: Path, *, trusted: Collection[PublicCard]) -> Receipt:
    """Read and verify a receipt file.

    Raises AppError(NOT_FOUND | FILE_ACCESS | DAMAGED | TOO_NEW | TOO_LARGE | UNKNOWN_SENDER | BAD_SIGNATURE).
    """
    return parse_receipt(read_small(path, MAX_BYTES), trusted=trusted)


def parse_receipt(data: bytes, *, trusted: Collection[PublicCard]) -> Receipt:
    """Read and verify the bytes of a receipt; failures as read_receipt."""
    line, _, trailer = data.partition(b"\n")
    if trailer != hashlib.sha256(line + b"\n").hexdigest().encode("ascii") + b"\n":
        raise _damaged()
    outer = parse_canonical(line, what="回执", max_items=10_000)
    try:
        body, signature = outer["body"], base64.b64decode(outer["signature"], validate=True)
        if body["format"] == FORMAT and type(body["version"]) is int and body["version"] > VERSION:
            raise AppError(ErrorCode.TOO_NEW, "这份回执是较新版本的程序生成的。", action="请升级程序。")
        receipt = _from_json(body)
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise _damaged() from None
    if len(outer) != 2 or canonical(_to_json(receipt)) != canonical(body):
        raise _damaged()
    for card in trusted:
        if card.fingerprint == receipt.receiver.fingerprint and card.unit == receipt.receiver.unit:
            if not StandardSuite().verify(card.sign_public, _CONTEXT + canonical(body), signature):
                raise AppError(
                    ErrorCode.BAD_SIGNATURE, "回执的签名不对，不能确认是谁出具的。", action="请与对方核实。"
                )
            return receipt
    raise AppError(
        ErrorCode.UNKNOWN_SENDER,
        "出具回执的单位不在本单位认可的名单里。",
        action="请先导入对方的单位名片并核对指纹。",
    )


def check_answers(receipt: Receipt, *, package: str, sha256: str, recipients: Collection[str]) -> None:
    """Make sure a receipt answers this package file and comes from one of its recipients.

    recipients: fingerprints. Raises AppError(BAD_INPUT).
    """
    if receipt.package != package or receipt.sha256 != sha256:
        raise AppError(
            ErrorCode.BAD_INPUT, "这份回执对应的不是这个数据包。", action="请核对是哪一次报送的回执。"
        )
    if receipt.receiver.fingerprint not in recipients:
        raise AppError(
            ErrorCode.BAD_INPUT, "出具回执的单位不是这个数据包的接收单位。", action="请与对方核实。"
        )


def _to_json(receipt: Receipt) -> dict[str, Any]:
    party = receipt.receiver
    return {
        "format": FORMAT,
        "version": VERSION,
        "package": receipt.package,
        "sha256": receipt.sha256,
        "outcome": receipt.outcome.value,
        "code": receipt.code,
        "receiver": {"unit": party.unit, "name": party.name, "fingerprint": party.fingerprint},
        "created": receipt.created,
        "counts": dict(receipt.counts or {}),
        "heads": dict(receipt.heads or {}),
    }


def _from_json(body: dict[str, Any]) -> Receipt:
    party = body["receiver"]
    receipt = Receipt(
        package=_text(body["package"]),
        sha256=_text(body["sha256"]),
        outcome=Outcome(body["outcome"]),
        receiver=Party(_text(party["unit"]), _text(party["name"]), _text(party["fingerprint"])),
        created=_text(body["created"]),
        code=_text(body["code"]),
        counts={_text(k): _count(v) for k, v in dict(body["counts"]).items()},
        heads={_text(k): _text(v) for k, v in dict(body["heads"]).items()},
    )
    named = is_token(receipt.package) and _HEX.fullmatch(receipt.sha256) is not None
    reasoned = (receipt.outcome is Outcome.REFUSED) == bool(receipt.code)
    if not (named and reasoned) or datetime.fromisoformat(receipt.created).tzinfo is None:
        raise ValueError
    return receipt


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > 200:
        raise ValueError
    return value


def _count(value: object) -> int:
    if type(value) is not int or not 0 <= value < 2**53:
        raise ValueError
    return value


def _damaged() -> AppError:
    return AppError(ErrorCode.DAMAGED, "回执已损坏或格式不对。", action="请重新拷贝，或请对方重新出具。")
