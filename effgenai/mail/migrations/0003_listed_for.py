from django.db import migrations, models

INVITATIONS = ("committee.invitation", "committee.reminder")
WORK = ("assignment.new", "assignment.changed", "assignment.returned", "review.reminder", "review.nudge")


def list_those_before(apps, schema_editor):
    """Mails written by the version before are listed as those of this one are."""
    mails = apps.get_model("mail", "OutboundEmail").objects.filter(is_secret=True, conference__isnull=False)
    mails.filter(kind__in=INVITATIONS).update(listed_for="chairs")
    mails.filter(kind__in=WORK).update(listed_for="unconflicted")


class Migration(migrations.Migration):
    dependencies = [("mail", "0002_caused_by")]

    operations = [
        migrations.AddField(
            model_name="outboundemail",
            name="listed_for",
            field=models.CharField(
                choices=[
                    ("nobody", "Nobody"),
                    ("unconflicted", "Chairs from whom no paper is kept"),
                    ("chairs", "All chairs"),
                ],
                db_default="nobody",
                default="nobody",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="outboundemail",
            constraint=models.CheckConstraint(
                condition=models.Q(("listed_for__in", ["nobody", "unconflicted", "chairs"])),
                name="mail_is_listed_for_known_chairs",
                violation_error_message="A mail is listed for nobody, unconflicted chairs or all chairs.",
            ),
        ),
        migrations.RunPython(list_those_before, migrations.RunPython.noop),
    ]
