"""A trigger that keeps the three administrators apart from one another and from every other role.

Two grants of one person overlap when they share a day and neither was revoked. On PostgreSQL the
person's row is locked first, so that of two writers the second sees what the first has written;
SQLite has one writer at a time. SQLite drops a table's triggers when a later migration remakes the
table `orgs_rolegrant`: such a migration has to run `create_trigger` again (a test would notice).
"""

from django.db import migrations

CLASH = """
    SELECT 1 FROM orgs_rolegrant other
    WHERE other.user_id = NEW.user_id AND other.id <> NEW.id AND other.role <> NEW.role
    AND other.revoked_at IS NULL
    AND (NEW.role IN ('system_admin', 'security_admin', 'auditor')
         OR other.role IN ('system_admin', 'security_admin', 'auditor'))
    AND (NEW.valid_to IS NULL OR other.valid_from <= NEW.valid_to)
    AND (other.valid_to IS NULL OR other.valid_to >= NEW.valid_from)
"""
# An end that comes earlier never clashes: revoking asks nothing and locks nobody.
WIDENED = """
    NEW.revoked_at IS NULL AND (
        OLD.revoked_at IS NOT NULL OR NEW.user_id <> OLD.user_id OR NEW.role <> OLD.role
        OR NEW.valid_from < OLD.valid_from
        OR (NEW.valid_to IS NULL AND OLD.valid_to IS NOT NULL) OR NEW.valid_to > OLD.valid_to
    )
"""
POSTGRESQL = f"""
CREATE FUNCTION orgs_refuse_clash() RETURNS trigger AS $$
BEGIN
    PERFORM 1 FROM accounts_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
    IF EXISTS ({CLASH}) THEN
        RAISE EXCEPTION 'administrators hold nothing else'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'orgs_rolegrant_exclusive';
    END IF;
    RETURN NULL;
END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER orgs_rolegrant_exclusive_insert AFTER INSERT ON orgs_rolegrant
    FOR EACH ROW WHEN (NEW.revoked_at IS NULL) EXECUTE FUNCTION orgs_refuse_clash();
CREATE TRIGGER orgs_rolegrant_exclusive_update AFTER UPDATE ON orgs_rolegrant
    FOR EACH ROW WHEN ({WIDENED}) EXECUTE FUNCTION orgs_refuse_clash();
"""
SQLITE = [
    f"""
    CREATE TRIGGER orgs_rolegrant_exclusive_{verb.lower()} AFTER {verb} ON orgs_rolegrant
    WHEN ({condition}) AND EXISTS ({CLASH})
    BEGIN SELECT RAISE(ABORT, 'orgs_rolegrant_exclusive'); END;
    """
    for verb, condition in (("INSERT", "NEW.revoked_at IS NULL"), ("UPDATE", WIDENED))
]


def create_trigger(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL, params=None)
    else:
        for statement in SQLITE:
            schema_editor.execute(statement, params=None)


def drop_trigger(apps, schema_editor):
    on_table = " ON orgs_rolegrant" if schema_editor.connection.vendor == "postgresql" else ""
    for verb in ("insert", "update"):
        schema_editor.execute(f"DROP TRIGGER orgs_rolegrant_exclusive_{verb}{on_table}")
    if on_table:
        schema_editor.execute("DROP FUNCTION orgs_refuse_clash()")


class Migration(migrations.Migration):
    dependencies = [("orgs", "0006_revoked_grants")]
    operations = [migrations.RunPython(create_trigger, drop_trigger)]
