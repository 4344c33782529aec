"""The roles, once: what a person is here to do decides which doors open."""

from enum import StrEnum


class Role(StrEnum):
    """One role a user. A manager may do all that her clerks and packers may."""

    CLERK = "clerk"
    PACKER = "packer"
    MANAGER = "manager"
    LAB = "lab"
    REGULATOR = "regulator"
    ADMINISTRATOR = "administrator"


class Bureau(StrEnum):
    """The two bureaus that share the regulator's work."""

    MARKET = "market"
    AGRICULTURE = "agriculture"


class Level(StrEnum):
    """How much of the county a regulator answers for."""

    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


PRODUCER = frozenset({Role.CLERK, Role.PACKER, Role.MANAGER})

ROLE_NAMES = {
    Role.CLERK: "过磅员",
    Role.PACKER: "包装员",
    Role.MANAGER: "生产者负责人",
    Role.LAB: "检验机构",
    Role.REGULATOR: "监管人员",
    Role.ADMINISTRATOR: "系统管理员",
}
BUREAU_NAMES = {Bureau.MARKET: "市场监督管理局", Bureau.AGRICULTURE: "农业农村局"}
LEVEL_NAMES = {Level.COUNTY: "县级", Level.TOWNSHIP: "乡镇", Level.VILLAGE: "村"}
