from django.apps import AppConfig


class ProgramConfig(AppConfig):
    name = "program"

    def ready(self) -> None:
        """Stand in the rail of the desk."""
        from effgenai.conferences.desk import PROGRAM, register_stage
        from program.stage import program_stage

        register_stage(PROGRAM, program_stage)
