"""Whose data the law may have erased, and on what ground (个人信息保护法 第四十七条第一款)."""

from enum import StrEnum


class PersonKind(StrEnum):
    """Of whom personal tables speak, as their annex parts name her: `household:17`."""

    HOUSEHOLD = "household"
    MESSAGE = "message"
    OBJECTION = "objection"
    PRODUCER = "producer"
    USER = "user"


PERSON_WORDS = {
    PersonKind.HOUSEHOLD: "农户",
    PersonKind.MESSAGE: "反映问题的人",
    PersonKind.OBJECTION: "提出异议的人",
    PersonKind.PRODUCER: "生产者联系人",
    PersonKind.USER: "用户",
}


class Ground(StrEnum):
    """The five of the first paragraph, in its order."""

    PURPOSE = "purpose"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    UNLAWFUL = "unlawful"
    OTHER = "other"


GROUND_WORDS = {
    Ground.PURPOSE: "（一）处理目的已实现、无法实现，或者为实现处理目的不再必要",
    Ground.ENDED: "（二）停止提供产品或者服务，或者保存期限已届满",
    Ground.WITHDRAWN: "（三）个人撤回同意",
    Ground.UNLAWFUL: "（四）违反法律、行政法规或者违反约定处理个人信息",
    Ground.OTHER: "（五）法律、行政法规规定的其他情形",
}
