
import django.db.models.deletion
import effgenai.accounts.keys
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conferences', '0002_public_site'),
        ('reviews', '0003_decision_capacity'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=effgenai.accounts.keys.new_key, editable=False, max_length=12, unique=True)),
                ('state', models.CharField(choices=[('applied', 'Waits for an answer'), ('approved', 'Approved'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='applied', max_length=10)),
                ('load', models.PositiveSmallIntegerField(default=4, verbose_name='at most this many papers')),
                ('career_stage', models.CharField(choices=[('student', 'Student'), ('doctoral', 'Doctoral student'), ('postdoc', 'Postdoc'), ('faculty', 'Faculty, or leading a group'), ('industry', 'Researcher or engineer outside a university'), ('other', 'Something else')], max_length=10, verbose_name='career stage')),
                ('past_reviews', models.PositiveSmallIntegerField(default=0, verbose_name='papers reviewed so far')),
                ('links', models.TextField(blank=True, verbose_name='where your work can be seen')),
                ('papers', models.TextField(blank=True, verbose_name='papers of your own')),
                ('voucher', models.CharField(blank=True, max_length=300, verbose_name='who can vouch for you')),
                ('note', models.TextField(blank=True, verbose_name='anything else')),
                ('applied_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='applications', to='conferences.conference')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('topics', models.ManyToManyField(blank=True, related_name='+', to='conferences.topic')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='applications', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['applied_at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('conference', 'user'), name='one_application_a_person', violation_error_message='This person has offered to review already.'), models.CheckConstraint(condition=models.Q(('state__in', ['applied', 'approved', 'declined', 'withdrawn'])), name='application_state_is_known', violation_error_message='That state of an application does not exist.'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('state__in', ['approved', 'declined'])), models.Q(models.Q(('state__in', ['approved', 'declined']), _negated=True), ('decided_at__isnull', True)), _connector='OR'), name='application_is_decided_iff_it_has_a_time', violation_error_message='A decided application has the time of it, and only such a one.'), models.CheckConstraint(condition=models.Q(('load__gte', 1)), name='a_volunteer_takes_at_least_one_paper', violation_error_message='A reviewer takes at least one paper.')],
            },
        ),
    ]
