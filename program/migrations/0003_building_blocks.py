from __future__ import annotations

from typing import Any

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.constraints
import django.db.models.deletion
import program.core.models
from django.conf import settings
from django.db import migrations, models


def write_chairs(apps: Any, schema_editor: Any) -> None:
    """A session's chair was a line of text; now each is a row."""
    people = apps.get_model("program", "SessionPerson")
    sessions = apps.get_model("program", "Session").objects.exclude(chair_name="")
    people.objects.bulk_create(
        [people(session_id=pk, role="chair", name=name) for pk, name in sessions.values_list("pk", "chair_name")]
    )


def forget_chairs(apps: Any, schema_editor: Any) -> None:
    """The names still stand in the column."""


class Migration(migrations.Migration):

    dependencies = [
        ('conferences', '0012_shown_apart'),
        ('program', '0002_zones_of_releases'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ProgramEdit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('edit', 'Change'), ('undo', 'Undone'), ('redo', 'Done again')], default='edit', max_length=4)),
                ('label', models.CharField(max_length=300)),
                ('at', models.DateTimeField()),
                ('changes', models.JSONField()),
                ('is_undone', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='SessionPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('chair', 'Session chair'), ('panellist', 'Panellist')], default='chair', max_length=10, verbose_name='role')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['role', 'position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Unavailability',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('starts_at', models.DateTimeField(verbose_name='from')),
                ('ends_at', models.DateTimeField(verbose_name='until')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='reason')),
            ],
            options={
                'verbose_name_plural': 'unavailabilities',
                'ordering': ['starts_at', 'id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='session',
            name='a_room_holds_one_session_at_a_time',
        ),
        migrations.AlterField(
            model_name='session',
            name='chair_name',
            field=models.CharField(blank=True, db_default='', max_length=200, verbose_name='session chair'),
        ),
        migrations.AddField(
            model_name='room',
            name='capacity',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='places'),
        ),
        migrations.AddField(
            model_name='room',
            name='equipment',
            field=models.CharField(blank=True, db_default='', max_length=200, verbose_name='equipment'),
        ),
        migrations.AddField(
            model_name='room',
            name='map_url',
            field=models.URLField(blank=True, db_default='', max_length=500, verbose_name='map'),
        ),
        migrations.AddField(
            model_name='session',
            name='is_public',
            field=models.BooleanField(db_default=True, default=True, verbose_name='shown'),
        ),
        migrations.AddField(
            model_name='session',
            name='label',
            field=models.CharField(blank=True, db_default='', max_length=40, verbose_name='kind in your words'),
        ),
        migrations.AddField(
            model_name='session',
            name='note',
            field=models.TextField(blank=True, db_default='', max_length=2000, verbose_name='note for the team'),
        ),
        migrations.AddField(
            model_name='talk',
            name='board',
            field=models.CharField(blank=True, db_default='', max_length=12, verbose_name='board'),
        ),
        migrations.AddField(
            model_name='talk',
            name='email',
            field=models.EmailField(blank=True, db_default='', max_length=254, verbose_name='e-mail of the speaker'),
        ),
        migrations.AddField(
            model_name='talk',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='talks', to='conferences.person', verbose_name='speaker'),
        ),
        migrations.AlterField(
            model_name='session',
            name='kind',
            field=models.CharField(choices=[('keynote', 'Keynote'), ('oral', 'Talks'), ('spotlight', 'Spotlights'), ('poster', 'Posters'), ('demo', 'Demos'), ('panel', 'Panel'), ('tutorial', 'Tutorial'), ('break', 'Break'), ('social', 'Social')], default='oral', max_length=10, verbose_name='kind'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('room__isnull', False), models.Q(('kind__in', ('poster', 'demo', 'break', 'social')), _negated=True)), deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], expressions=[('room', '='), (program.core.models.TimeRange('starts_at', 'ends_at', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='a_room_holds_one_session_at_a_time', violation_error_message='Another session is in this room at that time.'),
        ),
        migrations.AddField(
            model_name='programedit',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='programedit',
            name='conference',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='program_edits', to='conferences.conference'),
        ),
        migrations.AddField(
            model_name='sessionperson',
            name='session',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='people', to='program.session'),
        ),
        migrations.AddField(
            model_name='unavailability',
            name='conference',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unavailabilities', to='conferences.conference'),
        ),
        migrations.AddField(
            model_name='unavailability',
            name='room',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='unavailabilities', to='program.room'),
        ),
        migrations.AddConstraint(
            model_name='programedit',
            constraint=models.UniqueConstraint(fields=('conference', 'number'), name='a_step_of_the_draft_comes_once', violation_error_message='There is already a step of this number.'),
        ),
        migrations.AddConstraint(
            model_name='unavailability',
            constraint=models.CheckConstraint(condition=models.Q(('starts_at__lt', models.F('ends_at'))), name='unavailability_ends_after_it_begins', violation_error_message='The end must be after the beginning.'),
        ),
        migrations.AddConstraint(
            model_name='unavailability',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('email', ''), ('room__isnull', False)), models.Q(('room__isnull', True), models.Q(('email', ''), _negated=True)), _connector='OR'), name='unavailability_of_a_room_or_a_person', violation_error_message='Choose a room or name a person by address.'),
        ),
        migrations.RunPython(write_chairs, forget_chairs),
        # The column stays for processes of the version before; the version after this one may drop it.
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField(model_name='session', name='chair_name')]
        ),
    ]
