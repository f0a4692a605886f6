from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("covenants", "0003_fill_parties_and_stages")]

    operations = [
        migrations.AddConstraint(
            model_name="covenant",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "void"), _negated=True),
                fields=("renews",),
                name="covenants_covenant_renewed_once",
                violation_error_message="这份协议已经续签过了。",
            ),
        ),
        migrations.AddConstraint(
            model_name="covenantparty",
            constraint=models.UniqueConstraint(
                condition=models.Q(("unit", None)),
                fields=("covenant",),
                name="covenants_covenantparty_one_first",
                violation_error_message="一份协议只有一个甲方。",
            ),
        ),
        migrations.AddConstraint(
            model_name="covenantparty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("position", 0), ("unit", None)),
                    models.Q(("position__gt", 0), ("unit__isnull", False)),
                    _connector="OR",
                ),
                name="covenants_covenantparty_position",
                violation_error_message="甲方排在最前，其余各方是单位。",
            ),
        ),
    ]
