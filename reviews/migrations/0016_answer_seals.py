"""A short word for each answer of a review, computed by the database: tables tell flags without the texts."""

from django.db import migrations, models

FORWARDS = """
CREATE FUNCTION review_answer_seals(answers jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(
        jsonb_object_agg(key, left(encode(sha256(convert_to(value, 'UTF8')), 'hex'), 24)), '{}'::jsonb
    )
    FROM jsonb_each_text(CASE jsonb_typeof(answers) WHEN 'object' THEN answers ELSE '{}'::jsonb END)
    WHERE value NOT IN ('', 'false')
$$;
"""
BACKWARDS = "DROP FUNCTION review_answer_seals(jsonb);"


class Migration(migrations.Migration):
    dependencies = [("reviews", "0015_waiting_list")]

    operations = [
        migrations.RunSQL(FORWARDS, BACKWARDS),
        migrations.AddField(
            model_name="review",
            name="seals",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func("answers", function="review_answer_seals"),
                output_field=models.JSONField(),
            ),
        ),
    ]
