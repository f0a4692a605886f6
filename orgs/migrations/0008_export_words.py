from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0007_exclusive_roles"),
    ]

    operations = [
        migrations.AddField(
            model_name="exportapproval",
            name="answer",
            field=models.CharField(blank=True, max_length=200, verbose_name="不批准的原因"),
        ),
        migrations.AddField(
            model_name="exportapproval",
            name="filter_words",
            field=models.CharField(blank=True, max_length=500, verbose_name="筛选条件"),
        ),
        migrations.AddField(
            model_name="exportapproval",
            name="title",
            field=models.CharField(default="", max_length=60, verbose_name="名册"),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="exportapproval",
            name="query",
            field=models.CharField(blank=True, max_length=2000, verbose_name="筛选参数"),
        ),
        migrations.AlterField(
            model_name="exportapproval",
            name="register",
            field=models.CharField(max_length=60, verbose_name="名册地址"),
        ),
    ]
