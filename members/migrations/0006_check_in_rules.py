"""What holds of members and check-ins once the rows are filled."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0005_fill_districts")]
    operations = [
        migrations.AlterField(
            model_name="member",
            name="district",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="members",
                to="orgs.district",
                verbose_name="所属区",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "transferring"), _negated=True),
                    models.Q(("transfer_asked_at__isnull", False), ("transfer_to__isnull", False)),
                    _connector="OR",
                ),
                name="members_checkin_transfer",
                violation_error_message="转出申请必须写明转往哪个社区。",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["transferred", "closed"]), _negated=True),
                    models.Q(
                        ("closed_on__isnull", False), models.Q(("close_reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="members_checkin_closed",
                violation_error_message="结束的报到必须有日期和原因。",
            ),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(
                condition=models.Q(("unit__isnull", False), ("flow", "inbound"), _connector="OR"),
                name="members_member_unit_or_inbound",
                violation_error_message="请选择所在单位；没有驻区单位的，只能登记为流入党员。",
            ),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_key", ""), _negated=True),
                fields=("unit", "external_key"),
                name="members_member_external_key",
                violation_error_message="本单位已有党员用了这个单位系统编号。",
            ),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None),
                    models.Q(("merged_into", models.F("pk")), _negated=True),
                    _connector="OR",
                ),
                name="members_member_not_own_duplicate",
                violation_error_message="不能与自己合并。",
            ),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("duplicate_of", None), ("merged_into", None)),
                    models.Q(("duplicate_of__isnull", False), ("merged_into__isnull", False)),
                    _connector="OR",
                ),
                name="members_member_merged_is_duplicate",
                violation_error_message="合并的党员必须同时写明重复于谁。",
            ),
        ),
    ]
