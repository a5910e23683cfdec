
import django.db.models.deletion
import effgenai.accounts.keys
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
            name='StoredFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=effgenai.accounts.keys.new_key, editable=False, max_length=12, unique=True)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveBigIntegerField()),
                ('content_type', models.CharField(max_length=100)),
                ('name', models.CharField(max_length=255, verbose_name='name as uploaded')),
                ('path', models.CharField(max_length=200)),
                ('pages', models.PositiveIntegerField(null=True)),
                ('stored_at', models.DateTimeField()),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='conferences.conference')),
                ('reviewer_copy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='originals', to='files.storedfile')),
                ('stored_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['sha256'], name='file_by_hash')],
            },
        ),
    ]
