"""Who may do what: one table, role by action. Places come from grants."""

from enum import Enum

from django.db import models


class Role(models.TextChoices):
    """角色. A role always comes with a place, by a grant."""

    DISTRICT = "district", "区委组织部"
    STREET = "street", "街道大工委"
    COMMUNITY = "community", "社区书记"
    GRID = "grid", "网格（楼栋）党组织书记"
    LIAISON = "liaison", "驻区单位联络员"
    MEMBER = "member", "党员"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDITOR = "auditor", "审计员"


class Action(Enum):
    """What a right allows, in the words of the table of rights."""

    READ = "查看本级及下级记录"
    READ_OWN_UNIT = "查看本单位记录"
    READ_OWN = "查看本人记录"
    KEEP_STREETS = "维护街道和社区"
    KEEP_GRIDS = "维护网格和楼栋"
    KEEP_UNITS = "维护驻区单位"
    KEEP_MEMBERS = "维护党员名册"
    KEEP_SUPPORT = "维护基层保障"
    KEEP_CALENDAR = "维护节假日"
    SUBMIT_CHECK_IN = "提交本人报到"
    HANDLE_CHECK_INS = "接收和退回报到"
    CONSENT_REACTIVATIONS = "同意恢复在册"
    CHECK_IN_UNIT = "办理单位报到"
    DRAFT_COVENANTS = "起草和签订协议"
    SIGN_STREET_COVENANTS = "起草和签订街道级协议"
    VOID_COVENANTS = "作废协议和项目"
    CO_SIGN = "代表单位签署协议、登记履行"
    KEEP_PROJECTS = "维护项目"
    OFFER_RESOURCES = "发布资源、认领项目"
    LOG_OWN_SERVICE = "登记本人服务"
    LOG_SERVICE = "登记服务记录"
    CONFIRM_SERVICE = "确认服务记录"
    ACKNOWLEDGE_SERVICE = "确认他人为本人登记的服务"
    FILL_REPORTS = "填报月报"
    REVIEW_REPORTS = "审核月报"
    ACCEPT_REPORTS = "审定月报"
    SEE_PHONES = "查看完整手机号"
    EXPORT_PEOPLE = "导出个人信息"
    APPROVE_EXPORTS = "批准导出手机号"
    ANSWER_SUGGESTIONS = "答复投诉建议"
    ENTER_ADMIN = "进入管理后台"
    MANAGE_ACCOUNTS = "管理账号"
    MANAGE_GRANTS = "管理授权"
    READ_AUDIT = "查看审计记录"


POLICY: dict[str, frozenset[Action]] = {
    Role.DISTRICT: frozenset(
        {
            Action.READ,
            Action.KEEP_STREETS,
            Action.KEEP_GRIDS,
            Action.KEEP_UNITS,
            Action.KEEP_MEMBERS,
            Action.KEEP_SUPPORT,
            Action.KEEP_CALENDAR,
            Action.VOID_COVENANTS,
            Action.ACCEPT_REPORTS,
            Action.SEE_PHONES,
            Action.EXPORT_PEOPLE,
            Action.APPROVE_EXPORTS,
            Action.ANSWER_SUGGESTIONS,
            Action.ENTER_ADMIN,
        }
    ),
    Role.STREET: frozenset(
        {
            Action.READ,
            Action.KEEP_GRIDS,
            Action.KEEP_SUPPORT,
            Action.CONSENT_REACTIVATIONS,
            Action.SIGN_STREET_COVENANTS,
            Action.CONFIRM_SERVICE,
            Action.REVIEW_REPORTS,
            Action.EXPORT_PEOPLE,
            Action.APPROVE_EXPORTS,
        }
    ),
    Role.COMMUNITY: frozenset(
        {
            Action.READ,
            Action.KEEP_GRIDS,
            Action.KEEP_SUPPORT,
            Action.HANDLE_CHECK_INS,
            Action.DRAFT_COVENANTS,
            Action.KEEP_PROJECTS,
            Action.LOG_SERVICE,
            Action.CONFIRM_SERVICE,
            Action.FILL_REPORTS,
            Action.SEE_PHONES,
            Action.EXPORT_PEOPLE,
        }
    ),
    Role.GRID: frozenset({Action.READ, Action.LOG_SERVICE, Action.CONFIRM_SERVICE}),
    Role.LIAISON: frozenset(
        {
            Action.READ_OWN_UNIT,
            Action.KEEP_MEMBERS,
            Action.CHECK_IN_UNIT,
            Action.CO_SIGN,
            Action.OFFER_RESOURCES,
            Action.SEE_PHONES,
            Action.EXPORT_PEOPLE,
        }
    ),
    Role.MEMBER: frozenset(
        {
            Action.READ_OWN,
            Action.SUBMIT_CHECK_IN,
            Action.LOG_OWN_SERVICE,
            Action.ACKNOWLEDGE_SERVICE,
        }
    ),
    Role.SYSTEM_ADMIN: frozenset({Action.ENTER_ADMIN, Action.MANAGE_ACCOUNTS}),
    Role.SECURITY_ADMIN: frozenset({Action.ENTER_ADMIN, Action.MANAGE_GRANTS}),
    Role.AUDITOR: frozenset({Action.ENTER_ADMIN, Action.READ_AUDIT}),
}

# The three administrators exclude one another and every other role.
EXCLUSIVE_ROLES = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})

# Who may change much or see many people signs in with a second factor.
SECOND_FACTOR_ROLES = EXCLUSIVE_ROLES | {Role.DISTRICT}


# Who looks after accounts or rights: the system and the security administrator.
MANAGING = (Action.MANAGE_ACCOUNTS, Action.MANAGE_GRANTS)


def roles_with(*actions: Action) -> frozenset[str]:
    """Return the roles that have at least one of the rights."""
    return frozenset(role for role, rights in POLICY.items() if rights & set(actions))
