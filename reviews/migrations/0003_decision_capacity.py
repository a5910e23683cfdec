from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0002_letters_sent"),
    ]

    operations = [
        migrations.AddField(
            model_name="decisionclass",
            name="capacity",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="places"),
        ),
    ]
