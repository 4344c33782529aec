"""What happens to certificates. Public is what a lot's page shows anyway; no weight, no contact, no reason."""

from gitrace.ledger.events import Event, event


@event(
    "certificate.issued",
    1,
    public=True,
    zh="开具批次 {lot} 的承诺达标合格证 {number}",
    en="Certificate of conformity {number} of lot {lot} issued",
)
class CertificateIssued(Event):
    """The producer answers for what is in the lot."""

    lot: str
    number: str


@event(
    "certificate.corrected",
    1,
    public=True,
    zh="开具批次 {lot} 的承诺达标合格证 {number}，更正 {former}",
    en="Certificate of conformity {number} of lot {lot} issued, correcting {former}",
)
class CertificateCorrected(Event):
    """Another takes the place of the former, which stays readable and names it."""

    lot: str
    number: str
    former: str


@event(
    "certificate.withdrawn",
    1,
    public=True,
    zh="作废批次 {lot} 的承诺达标合格证 {number}",
    en="Certificate of conformity {number} of lot {lot} withdrawn",
)
class CertificateWithdrawn(Event):
    """Nobody answers by it any more; why stands in the row."""

    lot: str
    number: str


@event(
    "certificates.received",
    1,
    zh="登记 {day} 收取的合格证：交售单 {received}；取消 {cancelled}",
    en="Certificates received on {day}: deliveries {received}; taken back: {cancelled}",
)
class CertificatesReceived(Event):
    """With which deliveries of a day a certificate came, and of which the tick was wrong. Numbers of deliveries."""

    day: str
    received: list[str]
    cancelled: list[str]
