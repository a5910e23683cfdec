"""What a chair chose for a draft, its figures, its papers and the latest changes by hand, in columns.

They are filled from `settings`, and held in step with it, by the next migration. See docs/decisions/0013.
"""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0009_lease_in_columns'),
        ('submissions', '0006_advance_conflicts'),
    ]

    operations = [
        migrations.CreateModel(
            name='CoveredPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('missing', models.PositiveSmallIntegerField(default=0)),
                ('places', models.PositiveSmallIntegerField(null=True)),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='papers', to='reviews.assignmentdraft')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='submissions.submission')),
            ],
        ),
        migrations.AddField(
            model_name='assignmentdraft',
            name='balanced',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='assignmentdraft',
            name='bids',
            field=models.PositiveSmallIntegerField(db_default=30, default=30),
        ),
        migrations.AddField(
            model_name='assignmentdraft',
            name='cost',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='assignmentdraft',
            name='edits',
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.AddField(
            model_name='assignmentdraft',
            name='expected',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='assignmentdraft',
            name='gap',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='assignmentdraft',
            name='greatest',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='assignmentdraft',
            name='liked',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='assignmentdraft',
            name='limits',
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.AddField(
            model_name='assignmentdraft',
            name='no_mutual',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='assignmentdraft',
            name='objective',
            field=models.CharField(choices=[('total', 'Highest fit'), ('floor', 'Worst paper first'), ('even', 'Even')], db_default='total', default='total', max_length=20),
        ),
        migrations.AddField(
            model_name='assignmentdraft',
            name='one_per_institution',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='assignmentdraft',
            name='probability_limit',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='assignmentdraft',
            name='seed',
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name='assignmentdraft',
            name='senior',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='assignmentdraft',
            name='standing',
            field=models.CharField(choices=[('keep', 'Keep all of it, and add what is missing'), ('few_changes', 'Change as little as possible: only what may no longer be, such as a conflict'), ('afresh', 'Start afresh; only reviews that are begun stay with whoever writes them')], db_default='keep', default='keep', max_length=20),
        ),
        migrations.AddField(
            model_name='assignmentdraft',
            name='text',
            field=models.PositiveSmallIntegerField(db_default=60, default=60),
        ),
        migrations.AddField(
            model_name='assignmentdraft',
            name='topic',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='assignmentdraft',
            name='topics',
            field=models.PositiveSmallIntegerField(db_default=40, default=40),
        ),
        migrations.AddField(
            model_name='assignmentdraft',
            name='version',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='assignmentdraft',
            name='worst',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='assignmentdraft',
            name='worst_bound',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='assignmentdraft',
            name='worst_paper',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='submissions.submission'),
        ),
        migrations.AddConstraint(
            model_name='assignmentdraft',
            constraint=models.CheckConstraint(condition=models.Q(('objective__in', ['total', 'floor', 'even'])), name='aim_of_a_draft_is_known', violation_error_message='There is no such aim.'),
        ),
        migrations.AddConstraint(
            model_name='assignmentdraft',
            constraint=models.CheckConstraint(condition=models.Q(('standing__in', ['keep', 'few_changes', 'afresh'])), name='a_draft_says_what_becomes_of_what_stands', violation_error_message='Say what becomes of what is assigned.'),
        ),
        migrations.AddConstraint(
            model_name='assignmentdraft',
            constraint=models.CheckConstraint(condition=models.Q(('text', django.db.models.expressions.CombinedExpression(models.Value(100), '-', models.F('topics')))), name='text_and_topics_make_a_whole', violation_error_message='Text and topics make 100 per cent together.'),
        ),
        migrations.AddConstraint(
            model_name='assignmentdraft',
            constraint=models.CheckConstraint(condition=models.Q(('bids__lte', 50)), name='bids_make_up_half_of_a_score_at_most', violation_error_message='Bids make up at most half of a score.'),
        ),
        migrations.AddConstraint(
            model_name='assignmentdraft',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('probability_limit__gt', 0), ('probability_limit__lte', 1)), ('probability_limit__isnull', True), _connector='OR'), name='a_probability_limit_is_a_share', violation_error_message='A limit lies above 0 and is at most 100 per cent.'),
        ),
        migrations.AddConstraint(
            model_name='assignmentdraft',
            constraint=models.CheckConstraint(condition=models.Q(('total__isnull', False), models.Q(('bound__isnull', True), ('cost__isnull', True), ('expected__isnull', True), ('gap__isnull', True), ('greatest__isnull', True), ('seconds__isnull', True), ('worst__isnull', True), ('worst_bound__isnull', True), ('worst_paper__isnull', True)), _connector='OR'), name='figures_of_a_draft_come_with_its_total', violation_error_message='A draft has figures once it is there.'),
        ),
        migrations.AddConstraint(
            model_name='assignmentdraft',
            constraint=models.CheckConstraint(condition=models.Q(('cost__isnull', True), models.Q(('cost__gte', 0), ('greatest__isnull', False)), _connector='OR'), name='choices_cost_nothing_or_a_part_of_the_greatest', violation_error_message='What choices cost is 0 or more, of a total that is known.'),
        ),
        migrations.AddConstraint(
            model_name='assignmentdraft',
            constraint=models.CheckConstraint(condition=models.Q(('gap__isnull', True), ('gap__gte', 0), _connector='OR'), name='no_answer_is_above_its_bound', violation_error_message='No answer is above its bound.'),
        ),
        migrations.AddConstraint(
            model_name='assignmentdraft',
            constraint=models.CheckConstraint(condition=models.Q(('version__gte', models.Func(models.F('edits'), function='jsonb_array_length'))), name='each_edit_of_a_draft_made_a_version', violation_error_message='A draft has at least as many versions as changes by hand.'),
        ),
        migrations.AddConstraint(
            model_name='coveredpaper',
            constraint=models.UniqueConstraint(fields=('draft', 'submission'), name='a_draft_covers_a_paper_once', violation_error_message='The draft covers this paper already.'),
        ),
        migrations.AddConstraint(
            model_name='coveredpaper',
            constraint=models.CheckConstraint(condition=models.Q(('places__isnull', True), ('places__gte', models.F('missing')), _connector='OR'), name='no_more_places_are_empty_than_there_are', violation_error_message='No more places can be empty than there are.'),
        ),
    ]
