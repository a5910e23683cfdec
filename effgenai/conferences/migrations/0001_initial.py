
import django.core.validators
import django.db.models.deletion
import effgenai.accounts.keys
import effgenai.conferences.core.validators
import re
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Conference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True, validators=[django.core.validators.RegexValidator(re.compile('^[-a-zA-Z0-9_]+\\Z'), 'Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.', 'invalid'), effgenai.conferences.core.validators.validate_free_slug], verbose_name='address')),
                ('short_name', models.CharField(max_length=40, verbose_name='short name')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('edition', models.CharField(blank=True, help_text='For example “1st workshop”.', max_length=80, verbose_name='edition')),
                ('host', models.CharField(blank=True, max_length=120, verbose_name='host conference')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='place')),
                ('time_zone', models.CharField(default='UTC', max_length=64, validators=[effgenai.conferences.core.validators.validate_time_zone], verbose_name='time zone of the venue')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='first day')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('summary', models.CharField(blank=True, max_length=300, verbose_name='in one sentence')),
                ('abstract', models.TextField(blank=True, verbose_name='abstract')),
                ('aims', models.TextField(blank=True, verbose_name='aims')),
                ('submission_guide', models.TextField(blank=True, verbose_name='what authors should know')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='contact address')),
                ('blind_mode', models.CharField(choices=[('double', "Double-blind: neither authors nor reviewers learn each other's names"), ('single', 'Single-blind: reviewers see the authors, authors never see reviewers'), ('open', 'Open: authors and reviewers know each other')], default='double', max_length=10, verbose_name='blinding')),
                ('reviews_per_paper', models.PositiveSmallIntegerField(default=3, verbose_name='reviews per paper')),
                ('hide_authors_from_chairs', models.BooleanField(default=False, verbose_name='hide authors from chairs until decisions')),
                ('show_authors_to_area_chairs', models.BooleanField(default=False, verbose_name='show authors to area chairs')),
                ('public_state', models.CharField(choices=[('draft', 'Draft: only its members see it'), ('published', 'Published'), ('archived', 'Archived: kept for reading')], default='draft', max_length=10, verbose_name='public state')),
                ('is_current', models.BooleanField(default=False, verbose_name='shown at /')),
                ('accent', models.CharField(default='#0b5d4e', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-fA-F]{6}$', 'A colour is written as # and six digits, such as #0b5d4e.')], verbose_name='accent colour')),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-created_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('is_current',), name='one_conference_is_current', violation_error_message='Another conference is already the current one.'), models.CheckConstraint(condition=models.Q(('public_state__in', ['draft', 'published', 'archived'])), name='conference_public_state_is_known', violation_error_message='That public state does not exist.'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('starts_on__lte', models.F('ends_on')), _connector='OR'), name='conference_ends_after_it_starts', violation_error_message='The last day cannot be before the first.'), models.CheckConstraint(condition=models.Q(('reviews_per_paper__gte', 1)), name='a_paper_gets_at_least_one_review', violation_error_message='A paper gets at least one review.')],
            },
        ),
        migrations.CreateModel(
            name='Milestone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=effgenai.accounts.keys.new_key, editable=False, max_length=12, unique=True)),
                ('kind', models.CharField(choices=[('call_opens', 'Call opens'), ('submissions_due', 'Papers due'), ('reviews_due', 'Reviews due'), ('decisions', 'Decisions sent'), ('camera_ready_due', 'Camera-ready due'), ('starts', 'Workshop begins'), ('ends', 'Workshop ends'), ('other', 'Other date')], max_length=20, verbose_name='kind')),
                ('label', models.CharField(blank=True, help_text='Empty: the usual name of its kind.', max_length=120, verbose_name='name')),
                ('instant', models.DateTimeField(verbose_name='date and time')),
                ('zone', models.CharField(default='AoE', max_length=64, validators=[effgenai.conferences.core.validators.validate_time_zone], verbose_name='zone')),
                ('grace_minutes', models.PositiveIntegerField(default=0, verbose_name='hidden grace in minutes')),
                ('is_public', models.BooleanField(default=True, verbose_name='public')),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='milestones', to='conferences.conference')),
            ],
            options={
                'ordering': ['instant', 'id'],
            },
        ),
        migrations.CreateModel(
            name='MilestoneChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('old_instant', models.DateTimeField()),
                ('new_instant', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('milestone', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='conferences.milestone')),
            ],
            options={
                'ordering': ['changed_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='OpenQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('text', models.CharField(max_length=300, verbose_name='question')),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='open_questions', to='conferences.conference')),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, validators=[django.core.validators.RegexValidator(re.compile('^[-a-zA-Z0-9_]+\\Z'), 'Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.', 'invalid'), effgenai.conferences.core.validators.validate_page_slug], verbose_name='address')),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('body', models.TextField(blank=True, verbose_name='text')),
                ('format', models.CharField(choices=[('markdown', 'Markdown with formulas'), ('html', 'HTML (made safe when saved)')], default='markdown', max_length=10, verbose_name='format')),
                ('is_published', models.BooleanField(default=False, verbose_name='published')),
                ('in_menu', models.BooleanField(default=True, verbose_name='in the menu')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='place in the menu')),
                ('updated_at', models.DateTimeField()),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pages', to='conferences.conference')),
            ],
            options={
                'ordering': ['position', 'title'],
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(choices=[('organiser', 'Organisers'), ('speaker', 'Invited speakers'), ('panellist', 'Panellists'), ('volunteer', 'Volunteers')], default='organiser', max_length=12, verbose_name='group')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('affiliation', models.CharField(blank=True, max_length=200, verbose_name='affiliation')),
                ('note', models.CharField(blank=True, help_text='A role, or the title of a talk.', max_length=200, verbose_name='note')),
                ('home_page', models.URLField(blank=True, verbose_name='home page')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='people', to='conferences.conference')),
            ],
            options={
                'verbose_name_plural': 'people',
                'ordering': ['position', 'name'],
            },
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('description', models.CharField(blank=True, max_length=300, verbose_name='description')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='topics', to='conferences.conference')),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Track',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('page_limit', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='page limit of the main part')),
                ('archival', models.BooleanField(default=False, verbose_name='archival')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tracks', to='conferences.conference')),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('chair', 'Chair'), ('area_chair', 'Area chair'), ('reviewer', 'Reviewer'), ('program_editor', 'Programme editor'), ('site_editor', 'Site editor')], max_length=20, verbose_name='role')),
                ('since', models.DateTimeField()),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='conferences.conference')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('conference', 'user', 'role'), name='a_person_has_a_role_once', violation_error_message='This person already has that role.'), models.CheckConstraint(condition=models.Q(('role__in', ['chair', 'area_chair', 'reviewer', 'program_editor', 'site_editor'])), name='membership_role_is_known', violation_error_message='That role does not exist.')],
            },
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'other'), _negated=True), fields=('conference', 'kind'), name='one_milestone_of_a_kind', violation_error_message='There is already a date of this kind.'),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.UniqueConstraint(fields=('conference', 'slug'), name='one_page_at_an_address', violation_error_message='There is already a page at this address.'),
        ),
        migrations.AddConstraint(
            model_name='topic',
            constraint=models.UniqueConstraint(fields=('conference', 'name'), name='one_topic_of_a_name', violation_error_message='There is already a topic of this name.'),
        ),
        migrations.AddConstraint(
            model_name='track',
            constraint=models.UniqueConstraint(fields=('conference', 'name'), name='one_track_of_a_name', violation_error_message='There is already a track of this name.'),
        ),
    ]
