from django.apps import AppConfig


class ProgramConfig(AppConfig):
    name = "program"

    def ready(self) -> None:
        """Stand in the rail of the desk and in the guide, name our public pages and what editions take."""
        from effgenai.accounts.identities.registry import register_merge_part
        from effgenai.conferences.desk.guide import register_guide
        from effgenai.conferences.web.desk import PROGRAM, register_stage
        from effgenai.conferences.web.public_pages import register_public_addresses
        from program.editions import register_program_parts
        from program.guide import program_items
        from program.merging import PART as MERGE_PART
        from program.queries.presented import presented_at
        from program.queries.public import public_addresses
        from program.stage import program_stage
        from submissions.accepted.facts import register_paper_facts

        register_merge_part(MERGE_PART)
        register_stage(PROGRAM, program_stage)
        register_guide(program_items)
        register_program_parts()
        register_paper_facts(presented_at)
        register_public_addresses(public_addresses)
