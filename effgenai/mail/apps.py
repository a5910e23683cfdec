from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "effgenai.mail"

    def ready(self) -> None:
        """Add the stage of the desk."""
        from effgenai.conferences import desk
        from effgenai.mail.queries import mail_stage

        desk.register_stage(desk.MAIL, mail_stage)
