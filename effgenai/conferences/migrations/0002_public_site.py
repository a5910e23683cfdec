
import django.db.models.deletion
import effgenai.accounts.keys
import effgenai.conferences.core.validators
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conferences', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=43, unique=True)),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='CallFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=effgenai.accounts.keys.new_key, editable=False, max_length=12, unique=True)),
                ('label', models.CharField(help_text='For example “LaTeX template”.', max_length=120, verbose_name='name')),
                ('address', models.URLField(blank=True, max_length=500, verbose_name='address')),
                ('path', models.CharField(blank=True, max_length=200)),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='file name')),
                ('content_type', models.CharField(blank=True, max_length=100)),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Image',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=effgenai.accounts.keys.new_key, editable=False, max_length=12, unique=True)),
                ('name', models.CharField(max_length=255, verbose_name='name as uploaded')),
                ('alt', models.CharField(blank=True, help_text='What it shows, for those who do not see it.', max_length=300, verbose_name='alternative text')),
                ('credit', models.CharField(blank=True, max_length=200, verbose_name='credit')),
                ('sha256', models.CharField(max_length=64)),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('widths', models.JSONField(default=list)),
                ('stored_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-stored_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='MilestoneException',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('instant', models.DateTimeField(verbose_name='date and time')),
                ('zone', models.CharField(default='AoE', max_length=64, validators=[effgenai.conferences.core.validators.validate_time_zone], verbose_name='zone')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['instant', 'id'],
            },
        ),
        migrations.CreateModel(
            name='News',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=effgenai.accounts.keys.new_key, editable=False, max_length=12, unique=True)),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('body', models.TextField(blank=True, help_text='Markdown with $formulas$.', verbose_name='text')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published')),
                ('updated_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'news',
                'ordering': [models.OrderBy(models.F('published_at'), descending=True, nulls_first=True), '-id'],
            },
        ),
        migrations.CreateModel(
            name='PastEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('when_and_where', models.CharField(blank=True, max_length=160, verbose_name='when and where')),
                ('address', models.URLField(blank=True, verbose_name='address')),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Policy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('dual_submission', 'Dual submission'), ('preprints', 'Preprints and anonymity'), ('llm_authors', 'Language models in papers'), ('llm_reviewers', 'Language models in reviews'), ('ethics', 'Ethics'), ('archival', 'Proceedings')], max_length=20, verbose_name='about')),
                ('option', models.CharField(blank=True, max_length=30, verbose_name='option')),
                ('text', models.TextField(verbose_name='text')),
            ],
            options={
                'verbose_name_plural': 'policies',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='SiteVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('saved_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='Sponsor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('tier', models.CharField(default='Sponsors', help_text='For example “Gold”.', max_length=60, verbose_name='tier')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('home_page', models.URLField(blank=True, verbose_name='home page')),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['position', 'name'],
            },
        ),
        migrations.AddField(
            model_name='conference',
            name='calls_for_reviewers',
            field=models.BooleanField(default=False, verbose_name='public call for reviewers'),
        ),
        migrations.AddField(
            model_name='conference',
            name='domain',
            field=models.CharField(blank=True, max_length=253, validators=[effgenai.conferences.core.validators.validate_domain], verbose_name='own domain'),
        ),
        migrations.AddField(
            model_name='conference',
            name='home_blocks',
            field=models.JSONField(blank=True, default=list, verbose_name='blocks of the home page'),
        ),
        migrations.AddField(
            model_name='conference',
            name='preview_key',
            field=models.CharField(blank=True, editable=False, max_length=43),
        ),
        migrations.AddField(
            model_name='conference',
            name='previous',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='next_editions', to='conferences.conference'),
        ),
        migrations.AddField(
            model_name='conference',
            name='reviewer_guide',
            field=models.TextField(blank=True, verbose_name='what volunteers for reviewing should know'),
        ),
        migrations.AddField(
            model_name='page',
            name='description',
            field=models.CharField(blank=True, help_text='For search engines and link previews.', max_length=200, verbose_name='in one sentence'),
        ),
        migrations.AddField(
            model_name='page',
            name='parent',
            field=models.ForeignKey(blank=True, help_text='The page it stands under in the menu.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='children', to='conferences.page', verbose_name='below'),
        ),
        migrations.AddField(
            model_name='person',
            name='biography',
            field=models.TextField(blank=True, help_text='Markdown.', verbose_name='biography'),
        ),
        migrations.AddField(
            model_name='person',
            name='talk',
            field=models.TextField(blank=True, help_text='Markdown with $formulas$.', verbose_name='about the talk'),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.CheckConstraint(condition=models.Q(('parent__isnull', True), models.Q(('parent', models.F('pk')), _negated=True), _connector='OR'), name='a_page_is_not_below_itself', violation_error_message='A page cannot stand below itself.'),
        ),
        migrations.AddField(
            model_name='calendarkey',
            name='conference',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='conferences.conference'),
        ),
        migrations.AddField(
            model_name='calendarkey',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_keys', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='callfile',
            name='conference',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='call_files', to='conferences.conference'),
        ),
        migrations.AddField(
            model_name='callfile',
            name='track',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='call_files', to='conferences.track'),
        ),
        migrations.AddField(
            model_name='image',
            name='conference',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='images', to='conferences.conference'),
        ),
        migrations.AddField(
            model_name='image',
            name='stored_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='conference',
            name='hero_image',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='conferences.image'),
        ),
        migrations.AddField(
            model_name='conference',
            name='logo',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='conferences.image'),
        ),
        migrations.AddField(
            model_name='person',
            name='photo',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='conferences.image', verbose_name='photo'),
        ),
        migrations.AddConstraint(
            model_name='conference',
            constraint=models.UniqueConstraint(condition=models.Q(('domain', ''), _negated=True), fields=('domain',), name='a_domain_leads_to_one_conference', violation_error_message='Another conference has this domain.'),
        ),
        migrations.AddField(
            model_name='milestoneexception',
            name='created_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='milestoneexception',
            name='milestone',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exceptions', to='conferences.milestone'),
        ),
        migrations.AddField(
            model_name='milestoneexception',
            name='track',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='exceptions', to='conferences.track'),
        ),
        migrations.AddField(
            model_name='milestoneexception',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='date_exceptions', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='news',
            name='conference',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='news', to='conferences.conference'),
        ),
        migrations.AddField(
            model_name='pastedition',
            name='conference',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='past_editions', to='conferences.conference'),
        ),
        migrations.AddField(
            model_name='policy',
            name='conference',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='policies', to='conferences.conference'),
        ),
        migrations.AddField(
            model_name='siteversion',
            name='conference',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='site_versions', to='conferences.conference'),
        ),
        migrations.AddField(
            model_name='siteversion',
            name='page',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='conferences.page'),
        ),
        migrations.AddField(
            model_name='siteversion',
            name='saved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sponsor',
            name='conference',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sponsors', to='conferences.conference'),
        ),
        migrations.AddField(
            model_name='sponsor',
            name='logo',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='conferences.image', verbose_name='logo'),
        ),
        migrations.AddConstraint(
            model_name='calendarkey',
            constraint=models.UniqueConstraint(fields=('conference', 'user'), name='one_calendar_key_a_person', violation_error_message='This person already has a calendar address.'),
        ),
        migrations.AddConstraint(
            model_name='callfile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('address', ''), ('path__gt', '')), models.Q(('address__gt', ''), ('path', '')), _connector='OR'), name='a_call_file_is_kept_here_or_elsewhere', violation_error_message='Give either a file or an address.'),
        ),
        migrations.AddConstraint(
            model_name='image',
            constraint=models.UniqueConstraint(fields=('conference', 'sha256'), name='a_picture_is_kept_once', violation_error_message='This picture is already here.'),
        ),
        migrations.AddConstraint(
            model_name='milestoneexception',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('track__isnull', True), ('user__isnull', False)), models.Q(('track__isnull', False), ('user__isnull', True)), _connector='OR'), name='an_exception_is_for_a_track_or_a_person', violation_error_message='An exception is for one track or for one person.'),
        ),
        migrations.AddConstraint(
            model_name='milestoneexception',
            constraint=models.UniqueConstraint(condition=models.Q(('track__isnull', False)), fields=('milestone', 'track'), name='one_exception_a_track', violation_error_message='This track already has an exception from that date.'),
        ),
        migrations.AddConstraint(
            model_name='milestoneexception',
            constraint=models.UniqueConstraint(condition=models.Q(('user__isnull', False)), fields=('milestone', 'user'), name='one_exception_a_person', violation_error_message='This person already has an exception from that date.'),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=models.UniqueConstraint(fields=('conference', 'kind'), name='one_policy_of_a_kind', violation_error_message='There is already a policy of this kind.'),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['dual_submission', 'preprints', 'llm_authors', 'llm_reviewers', 'ethics', 'archival'])), name='policy_kind_is_known', violation_error_message='That kind of policy does not exist.'),
        ),
        migrations.AddConstraint(
            model_name='siteversion',
            constraint=models.UniqueConstraint(fields=('conference', 'page', 'number'), name='a_site_version_number_comes_once', nulls_distinct=False, violation_error_message='There is already a version of this number.'),
        ),
        migrations.AddConstraint(
            model_name='siteversion',
            constraint=models.UniqueConstraint(condition=models.Q(('published_at__isnull', True)), fields=('conference', 'page'), name='one_draft_of_a_page', nulls_distinct=False, violation_error_message='There is already a draft of this page.'),
        ),
    ]
