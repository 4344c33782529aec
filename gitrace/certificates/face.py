"""What a certificate says on paper, as plain values."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from gitrace.certificates.queries import CertificateSheet
from gitrace.certificates.tables import Basis
from gitrace.clock import SHANGHAI
from gitrace.deliveries.weight import jin
from gitrace.labels.addresses import label_host
from gitrace.settings import Settings

NAME = "承诺达标合格证"
BASIS_NAMES = {
    Basis.CONTROL: "质量安全控制",
    Basis.OWN_TEST: "自行检测",
    Basis.COMMISSIONED: "委托检测",
}
COMMITMENT = (
    "我承诺对销售的上述农产品：未使用禁用的农药、兽药及其他化合物；使用的常规农药、兽药残留不超标；对承诺的真实性负责。"
)
"""As the order words what is promised."""


def certificate_path(number: str) -> str:
    """`/certificates/{number}`: what is printed, and what a lot's page leads to."""
    return f"/certificates/{number}"


@dataclass(frozen=True, kw_only=True)
class CertificateFace:
    """`address`: what the symbol holds; empty on a grower's own, which is no record of ours until she has signed it.
    `households`, `deliveries`, `received`: whose shoots were mixed.
    """

    number: str
    goods: str
    grams: int
    origin: str
    lot: str
    households: int
    deliveries: int
    received: int
    basis: str
    reports: str
    producer: str
    contact: str
    issued_at: datetime
    kept_until: date
    kept_months: int
    address: str

    @classmethod
    def of(cls, sheet: CertificateSheet, settings: Settings) -> "CertificateFace":
        """Of a certificate as it stands on record."""
        one = sheet.certificate
        county = sheet.profile.county.name
        return cls(
            number=one.number,
            goods=one.goods,
            grams=one.grams,
            origin=county + "、".join(place.name for place in sheet.townships),
            lot=sheet.batch.lot,
            households=one.households,
            deliveries=one.deliveries,
            received=one.received,
            basis="、".join(BASIS_NAMES[basis] for basis in sheet.basis),
            reports="、".join(sheet.reports),
            producer=sheet.producer.name,
            contact=sheet.contact or "已依法删除",
            issued_at=one.issued_at,
            kept_until=one.kept_until,
            kept_months=sheet.profile.inputs.certificate_kept_months.value,
            address=f"https://{label_host(settings)}{certificate_path(one.number)}",
        )

    def goods_lines(self) -> Iterator[tuple[str, str]]:
        """What it is about."""
        yield "产品名称", self.goods
        yield "数量", both_weights(self.grams)
        yield "产地", self.origin
        if self.lot:
            yield "批次号", self.lot
        if self.households > 1:
            got = f"，其中 {self.received} 笔收取了农户的合格证" if self.received else ""
            yield "来源", f"{self.households} 户交售的 {self.deliveries} 笔货混装{got}"

    def basis_lines(self) -> Iterator[tuple[str, str]]:
        """What the commitment rests on; boxes to tick stand each on a line of its own."""
        first, *more = self.basis.split("　")
        yield "承诺依据", first + (f"（报告 {self.reports}）" if self.reports else "")
        yield from (("", one) for one in more)

    def seller_lines(self) -> Iterator[tuple[str, str]]:
        """Who answers for it, and since when."""
        yield "承诺主体", self.producer
        yield "联系方式", self.contact
        yield "开具时间", f"{self.issued_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"

    def keeping(self) -> str:
        """How long whoever receives it keeps it."""
        return f"收货人至少保存 {self.kept_months} 个月，到 {self.kept_until.isoformat()}。"


def both_weights(grams: int) -> str:
    """1,240 斤（620 公斤）."""
    return f"{jin(grams)} 斤（{(Decimal(grams) / 1000).normalize():,f} 公斤）"
