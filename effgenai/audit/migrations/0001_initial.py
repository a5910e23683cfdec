
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('conferences', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('action', models.CharField(max_length=60)),
                ('paper', models.PositiveIntegerField(null=True)),
                ('summary', models.CharField(blank=True, max_length=300)),
                ('detail', models.JSONField(default=dict)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('conference', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='audit_lines', to='conferences.conference')),
            ],
            options={
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['conference', '-at'], name='audit_by_time')],
            },
        ),
    ]
