
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
            name='Mailing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=effgenai.accounts.keys.new_key, editable=False, max_length=12, unique=True)),
                ('kind', models.CharField(max_length=60)),
                ('title', models.CharField(max_length=200)),
                ('state', models.CharField(choices=[('draft', 'Being prepared'), ('approved', 'Approved'), ('sending', 'Sending'), ('sent', 'Sent'), ('stopped', 'Stopped')], default='draft', max_length=10)),
                ('created_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(null=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mailings', to='conferences.conference')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='OutboundEmail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=effgenai.accounts.keys.new_key, editable=False, max_length=12, unique=True)),
                ('kind', models.CharField(max_length=60)),
                ('dedupe_key', models.CharField(max_length=200, unique=True)),
                ('message_id', models.CharField(max_length=200, unique=True)),
                ('to_name', models.CharField(blank=True, max_length=200)),
                ('to_address', models.EmailField(max_length=254)),
                ('reply_to', models.EmailField(blank=True, max_length=254)),
                ('subject', models.CharField(max_length=300)),
                ('body', models.TextField()),
                ('is_secret', models.BooleanField(default=False)),
                ('paper', models.PositiveIntegerField(null=True)),
                ('state', models.CharField(choices=[('held', 'Waits for approval'), ('queued', 'Queued'), ('sending', 'Sending'), ('sent', 'Sent'), ('failed', 'Could not be delivered'), ('stopped', 'Stopped')], default='queued', max_length=10)),
                ('created_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('leased_until', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('last_error', models.CharField(blank=True, max_length=500)),
                ('sent_at', models.DateTimeField(null=True)),
                ('conference', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='conferences.conference')),
                ('mailing', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='mail.mailing')),
                ('to_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.AddConstraint(
            model_name='mailing',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'approved', 'sending', 'sent', 'stopped'])), name='mailing_state_is_known', violation_error_message='That state of a mailing does not exist.'),
        ),
        migrations.AddConstraint(
            model_name='mailing',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'stopped']), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='mailing_is_approved_before_it_is_sent', violation_error_message='A mailing is approved by someone before it is sent.'),
        ),
        migrations.AddIndex(
            model_name='outboundemail',
            index=models.Index(condition=models.Q(('state__in', ['queued', 'sending'])), fields=['due_at'], name='mail_that_is_due'),
        ),
        migrations.AddIndex(
            model_name='outboundemail',
            index=models.Index(fields=['conference', '-created_at'], name='mail_by_time'),
        ),
        migrations.AddConstraint(
            model_name='outboundemail',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['held', 'queued', 'sending', 'sent', 'failed', 'stopped'])), name='mail_state_is_known', violation_error_message='That state of a mail does not exist.'),
        ),
        migrations.AddConstraint(
            model_name='outboundemail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', True)), _connector='OR'), name='mail_is_sent_iff_it_has_a_time', violation_error_message='A mail that was sent has a time, and only such a mail.'),
        ),
        migrations.AddConstraint(
            model_name='outboundemail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('leased_until__isnull', False), ('state', 'sending')), models.Q(('state', 'sending'), _negated=True), _connector='OR'), name='mail_being_sent_has_a_lease', violation_error_message='A mail being sent has a lease.'),
        ),
    ]
