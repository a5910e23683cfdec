from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "effgenai.mail"

    def ready(self) -> None:
        """Add the stage of the desk, and what the guide says of mail."""
        from effgenai.accounts.identities.registry import register_merge_part
        from effgenai.conferences import desk
        from effgenai.conferences.guide import register_guide
        from effgenai.mail.guide import mail_items
        from effgenai.mail.merging import PART as MERGE_PART
        from effgenai.mail.queries import mail_stage

        register_merge_part(MERGE_PART)
        register_guide(mail_items)
        desk.register_stage(desk.MAIL, mail_stage)
