from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "effgenai.mail"

    def ready(self) -> None:
        """Add the stage of the desk, and what the guide says of mail."""
        from effgenai.conferences import desk
        from effgenai.conferences.guide import register_guide
        from effgenai.mail.guide import mail_items
        from effgenai.mail.queries import mail_stage

        register_guide(mail_items)
        desk.register_stage(desk.MAIL, mail_stage)
