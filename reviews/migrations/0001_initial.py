
import django.db.models.deletion
import django.db.models.functions.text
import effgenai.accounts.keys
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('conferences', '0001_initial'),
        ('submissions', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AssignmentRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=effgenai.accounts.keys.new_key, editable=False, max_length=12, unique=True)),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('applied', 'Applied'), ('discarded', 'Discarded')], default='proposed', max_length=10)),
                ('settings', models.JSONField(default=dict)),
                ('total', models.FloatField()),
                ('bound', models.FloatField()),
                ('seconds', models.FloatField()),
                ('notes', models.JSONField(default=list)),
                ('created_at', models.DateTimeField()),
                ('applied_at', models.DateTimeField(null=True)),
                ('applied_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignment_runs', to='conferences.conference')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=effgenai.accounts.keys.new_key, editable=False, max_length=12, unique=True)),
                ('role', models.CharField(choices=[('reviewer', 'Reviewer'), ('area_chair', 'Area chair')], default='reviewer', max_length=20)),
                ('state', models.CharField(choices=[('assigned', 'Assigned'), ('declined', 'Declined'), ('done', 'Done')], default='assigned', max_length=10)),
                ('pseudonym', models.CharField(max_length=40)),
                ('score', models.FloatField(null=True)),
                ('parts', models.JSONField(default=dict)),
                ('assigned_at', models.DateTimeField()),
                ('decline_reason', models.CharField(blank=True, max_length=500)),
                ('assigned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to=settings.AUTH_USER_MODEL)),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='submissions.submission')),
                ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='assignments', to='reviews.assignmentrun')),
            ],
            options={
                'ordering': ['submission__number', 'id'],
            },
        ),
        migrations.CreateModel(
            name='DecisionClass',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('accepts', models.BooleanField(default=False, verbose_name='accepts the paper')),
                ('presentation', models.CharField(blank=True, max_length=60, verbose_name='presented as')),
                ('mail_subject', models.CharField(max_length=200, verbose_name='subject of the letter')),
                ('mail_body', models.TextField(verbose_name='letter')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decision_classes', to='conferences.conference')),
            ],
            options={
                'verbose_name_plural': 'decision classes',
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('provisional', 'Provisional'), ('released', 'Released')], default='provisional', max_length=12)),
                ('note', models.TextField(blank=True, verbose_name='note to the authors')),
                ('decided_at', models.DateTimeField()),
                ('released_at', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('released_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='decision', to='submissions.submission')),
                ('outcome', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='reviews.decisionclass')),
            ],
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(default=effgenai.accounts.keys.new_token, editable=False, max_length=32, unique=True)),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('role', models.CharField(choices=[('chair', 'Chair'), ('area_chair', 'Area chair'), ('reviewer', 'Reviewer'), ('program_editor', 'Programme editor'), ('site_editor', 'Site editor')], default='reviewer', max_length=20, verbose_name='role')),
                ('load', models.PositiveSmallIntegerField(default=4, verbose_name='papers asked for')),
                ('state', models.CharField(choices=[('prepared', 'Prepared'), ('sent', 'Sent'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('expired', 'Expired')], default='prepared', max_length=10)),
                ('created_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('decline_reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='conferences.conference')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name', 'email'],
            },
        ),
        migrations.CreateModel(
            name='PastPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=300, verbose_name='title')),
                ('abstract', models.TextField(blank=True, verbose_name='abstract')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='year')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='past_papers', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-year', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ProposedPair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('score', models.FloatField()),
                ('parts', models.JSONField(default=dict)),
                ('is_new', models.BooleanField(default=True)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pairs', to='reviews.assignmentrun')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='submissions.submission')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted')], default='draft', max_length=10)),
                ('draft', models.JSONField(default=dict)),
                ('answers', models.JSONField(default=dict)),
                ('overall', models.SmallIntegerField(null=True)),
                ('version', models.PositiveIntegerField(default=0)),
                ('saved_at', models.DateTimeField()),
                ('submitted_at', models.DateTimeField(null=True)),
                ('assignment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='review', to='reviews.assignment')),
            ],
        ),
        migrations.CreateModel(
            name='Reviewer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('load_max', models.PositiveSmallIntegerField(default=4, verbose_name='at most this many papers')),
                ('joined_at', models.DateTimeField()),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviewers', to='conferences.conference')),
                ('topics', models.ManyToManyField(blank=True, related_name='reviewers', to='conferences.topic')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviewer_rows', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ReviewField',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.SlugField(max_length=40, verbose_name='short name')),
                ('label', models.CharField(max_length=160, verbose_name='question')),
                ('help', models.CharField(blank=True, max_length=300, verbose_name='help')),
                ('kind', models.CharField(choices=[('text', 'Text'), ('score', 'Score with anchored labels'), ('choice', 'Choice'), ('tick', 'Tick')], max_length=8, verbose_name='kind')),
                ('anchors', models.JSONField(blank=True, default=list, verbose_name='steps')),
                ('audience', models.CharField(choices=[('authors', 'Authors, committee of the paper and chairs'), ('committee', 'Committee of the paper and chairs'), ('chairs', 'Chairs only')], default='authors', max_length=10, verbose_name='who reads it')),
                ('required', models.BooleanField(default=True, verbose_name='required')),
                ('is_overall', models.BooleanField(default=False, verbose_name='the overall score')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='review_fields', to='conferences.conference')),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ReviewVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('answers', models.JSONField()),
                ('submitted_at', models.DateTimeField()),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='reviews.review')),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.AddConstraint(
            model_name='assignmentrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('applied_at__isnull', False), ('state', 'applied')), models.Q(models.Q(('state', 'applied'), _negated=True), ('applied_at__isnull', True)), _connector='OR'), name='run_is_applied_iff_it_has_a_time', violation_error_message='An applied proposal has the time of it, and only such a one.'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(fields=('submission', 'reviewer'), name='a_reviewer_gets_a_paper_once', violation_error_message='This reviewer already has that paper.'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(fields=('submission', 'pseudonym'), name='a_pseudonym_names_one_reviewer_of_a_paper', violation_error_message='Another reviewer of the paper has this name.'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['assigned', 'declined', 'done'])), name='assignment_state_is_known', violation_error_message='That state of an assignment does not exist.'),
        ),
        migrations.AddConstraint(
            model_name='decisionclass',
            constraint=models.UniqueConstraint(fields=('conference', 'name'), name='one_decision_class_of_a_name', violation_error_message='There is already a decision of this name.'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('released_at__isnull', False), ('state', 'released')), models.Q(('released_at__isnull', True), ('state', 'provisional')), _connector='OR'), name='decision_is_released_iff_it_has_a_time', violation_error_message='A released decision has the time of it, and only such a one.'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(models.F('conference'), django.db.models.functions.text.Lower('email'), models.F('role'), name='one_invitation_per_address_and_role', violation_error_message='This address is already invited to that role.'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', False), ('state__in', ['accepted', 'declined'])), models.Q(models.Q(('state__in', ['accepted', 'declined']), _negated=True), ('answered_at__isnull', True)), _connector='OR'), name='invitation_is_answered_iff_it_has_a_time', violation_error_message='An answered invitation has the time of it, and only such a one.'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['prepared', 'sent', 'accepted', 'declined', 'expired'])), name='invitation_state_is_known', violation_error_message='That state of an invitation does not exist.'),
        ),
        migrations.AddConstraint(
            model_name='pastpaper',
            constraint=models.UniqueConstraint(models.F('user'), django.db.models.functions.text.Lower('title'), name='a_past_paper_is_listed_once', violation_error_message='This paper is already in the list.'),
        ),
        migrations.AddConstraint(
            model_name='proposedpair',
            constraint=models.UniqueConstraint(fields=('run', 'submission', 'user'), name='a_proposal_names_a_pair_once', violation_error_message='The proposal names this pair already.'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'submitted'), ('submitted_at__isnull', False)), models.Q(('state', 'draft'), ('submitted_at__isnull', True)), _connector='OR'), name='review_is_submitted_iff_it_has_a_time', violation_error_message='A submitted review has the time of it, and only such a one.'),
        ),
        migrations.AddConstraint(
            model_name='reviewer',
            constraint=models.UniqueConstraint(fields=('conference', 'user'), name='a_person_reviews_for_a_conference_once', violation_error_message='This person is already on the committee.'),
        ),
        migrations.AddConstraint(
            model_name='reviewfield',
            constraint=models.UniqueConstraint(fields=('conference', 'name'), name='a_review_question_has_its_own_name', violation_error_message='There is already a question of this short name.'),
        ),
        migrations.AddConstraint(
            model_name='reviewfield',
            constraint=models.UniqueConstraint(condition=models.Q(('is_overall', True)), fields=('conference',), name='one_question_is_the_overall_score', violation_error_message='Only one question can be the overall score.'),
        ),
        migrations.AddConstraint(
            model_name='reviewfield',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_overall', True), _negated=True), ('kind', 'score'), _connector='OR'), name='the_overall_question_is_a_score', violation_error_message='The overall question must be a score.'),
        ),
        migrations.AddConstraint(
            model_name='reviewversion',
            constraint=models.UniqueConstraint(fields=('review', 'number'), name='a_review_version_comes_once', violation_error_message='There is already a version of this number.'),
        ),
    ]
