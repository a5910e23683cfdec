"""Workers take the next mail without sorting the queue; the table is not locked meanwhile."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("mail", "0003_listed_for")]

    operations = [
        AddIndexConcurrently(
            "outboundemail",
            models.Index(
                fields=["due_at", "id"], condition=models.Q(state="queued"), name="mail_in_order"
            ),
        ),
    ]
