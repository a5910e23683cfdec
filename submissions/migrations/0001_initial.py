
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('conferences', '0001_initial'),
        ('files', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(blank=True, max_length=300, verbose_name='title')),
                ('abstract', models.TextField(blank=True, verbose_name='abstract')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('accepted', 'Accepted'), ('rejected', 'Rejected'), ('desk_rejected', 'Rejected without review'), ('withdrawn', 'Withdrawn')], default='draft', max_length=14)),
                ('presentation', models.CharField(blank=True, max_length=60, verbose_name='presented as')),
                ('version', models.PositiveIntegerField(default=0)),
                ('external_id', models.CharField(blank=True, max_length=120)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('submitted_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='conferences.conference')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('manuscript', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('topics', models.ManyToManyField(blank=True, related_name='submissions', to='conferences.topic')),
                ('track', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='conferences.track')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=300)),
                ('abstract', models.TextField()),
                ('authors', models.JSONField(default=list)),
                ('topics', models.JSONField(default=list)),
                ('track_name', models.CharField(max_length=120)),
                ('is_current', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField()),
                ('receipt', models.CharField(max_length=64, verbose_name='signature of the receipt')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('manuscript', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='submissions.submission')),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='Conflict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('author', 'is an author'), ('coauthor', 'wrote another paper with an author'), ('institution', 'same institution as an author'), ('declared', 'declared by the reviewer'), ('chair', 'set by a chair')], max_length=12)),
                ('standing', models.CharField(choices=[('potential', 'Potential'), ('confirmed', 'Confirmed'), ('dismissed', 'Dismissed')], default='confirmed', max_length=10)),
                ('detail', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField()),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conflicts', to=settings.AUTH_USER_MODEL)),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conflicts', to='submissions.submission')),
            ],
        ),
        migrations.CreateModel(
            name='Authorship',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('affiliation', models.CharField(blank=True, max_length=200, verbose_name='affiliation')),
                ('is_contact', models.BooleanField(default=False, verbose_name='contact author')),
                ('is_presenter', models.BooleanField(default=False, verbose_name='presents')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='authorships', to=settings.AUTH_USER_MODEL)),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='authorships', to='submissions.submission')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['conference', 'state'], name='submission_by_state'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.UniqueConstraint(fields=('conference', 'number'), name='a_number_names_one_submission', violation_error_message='There is already a submission of this number.'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('conference', 'external_id'), name='an_imported_paper_comes_once', violation_error_message='A paper with this identifier was imported before.'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'accepted', 'rejected', 'desk_rejected', 'withdrawn'])), name='submission_state_is_known', violation_error_message='That state of a submission does not exist.'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('state__in', ['accepted', 'desk_rejected', 'rejected'])), ('state', 'withdrawn'), models.Q(models.Q(('state__in', ['accepted', 'desk_rejected', 'rejected']), _negated=True), ('decided_at__isnull', True)), _connector='OR'), name='submission_is_decided_iff_it_has_a_time', violation_error_message='A decided submission has the time of it, and only such a one.'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), ('submitted_at__isnull', False), _connector='OR'), name='submission_beyond_draft_was_submitted', violation_error_message='Only a draft has never been submitted.'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), ('withdrawn_at__isnull', False)), models.Q(models.Q(('state', 'withdrawn'), _negated=True), ('withdrawn_at__isnull', True)), _connector='OR'), name='submission_is_withdrawn_iff_it_has_a_time', violation_error_message='A withdrawn submission has the time of it, and only such a one.'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('title', ''), _negated=True), _connector='OR'), name='submission_beyond_draft_has_a_title', violation_error_message='A submission needs a title.'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.UniqueConstraint(fields=('submission', 'number'), name='a_version_number_comes_once', violation_error_message='There is already a version of this number.'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('submission',), name='one_version_is_current', violation_error_message='Only one version can be the current one.'),
        ),
        migrations.AddConstraint(
            model_name='conflict',
            constraint=models.UniqueConstraint(fields=('submission', 'user', 'source'), name='a_conflict_is_known_once_per_source', violation_error_message='This conflict is already known.'),
        ),
        migrations.AddConstraint(
            model_name='conflict',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('source', 'author'), _negated=True), models.Q(('standing', 'dismissed'), _negated=True), _connector='OR'), name='an_author_is_always_in_conflict', violation_error_message='The conflict of an author cannot be dismissed.'),
        ),
        migrations.AddIndex(
            model_name='authorship',
            index=models.Index(django.db.models.functions.text.Lower('email'), name='author_by_address'),
        ),
        migrations.AddConstraint(
            model_name='authorship',
            constraint=models.UniqueConstraint(models.F('submission'), django.db.models.functions.text.Lower('email'), name='an_author_stands_once_on_a_paper', violation_error_message='This address is already on the author list.'),
        ),
        migrations.AddConstraint(
            model_name='authorship',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('submission', 'position'), name='one_author_at_a_place', violation_error_message='Two authors cannot have the same place in the list.'),
        ),
        migrations.AddConstraint(
            model_name='authorship',
            constraint=models.UniqueConstraint(fields=('submission', 'user'), name='an_account_stands_once_on_a_paper', violation_error_message='This person is already on the author list under another address.'),
        ),
    ]
