"""Patterns for what is not found by its name: NameError, ImportError and AttributeError.

Each pattern is a module; its order here decides between fixes of equal confidence. The other
modules are shared: data (`api_changes`, `foreign_idioms`, `module_moves`, `stdlib_exports`,
`distributions`) and tools (`similarity`, `scopes`, `places`, `imports`, `rewriting`, …).
"""

from __future__ import annotations

from healbot.generators.fix_patterns.table import Answers, PatternTable

NAME_PATTERNS = PatternTable(
    __name__,
    {
        "python2_builtin": Answers(("NameError",)),
        "foreign_literal": Answers(("NameError",)),
        "missing_import": Answers(("NameError",)),
        "missing_self": Answers(("NameError",)),
        "annotation_before_class": Answers(("NameError",)),
        "used_before_definition": Answers(("NameError",)),
        "dashed_name": Answers(("AttributeError", "NameError")),
        "misspelt_definition": Answers(("NameError",)),
        "misspelt_assignment": Answers(("UnboundLocalError",)),
        "misspelt_name": Answers(("NameError", "UnboundLocalError")),
        "unquoted_string": Answers(("NameError",)),
        "foreign_function": Answers(("NameError",)),
        "exception_name_after_block": Answers(("NameError",)),
        "missing_initialisation": Answers(("NameError", "UnboundLocalError")),
        "moved_module": Answers(("ImportError", "ModuleNotFoundError")),
        "moved_member": Answers(("ImportError",)),
        "import_of_a_member": Answers(("ModuleNotFoundError",)),
        "relative_import_in_script": Answers(("ImportError", "ValueError")),
        "module_in_subfolder": Answers(("ImportError", "ModuleNotFoundError")),
        "misspelt_import": Answers(("ImportError", "ModuleNotFoundError")),
        "misspelt_init": Answers(("AttributeError", "TypeError")),
        "uncalled_super_init": Answers(("AttributeError",)),
        "attribute_not_stored": Answers(("AttributeError",)),
        "module_for_class": Answers(("AttributeError", "TypeError")),
        "variable_hides_module": Answers(("AttributeError", "UnboundLocalError")),
        "submodule_not_imported": Answers(("AttributeError",)),
        "removed_member": Answers(("AttributeError",)),
        "append_to_frame": Answers(("AttributeError",)),
        "renamed_method": Answers(("AttributeError",)),
        "key_as_attribute": Answers(("AttributeError",)),
        "wrong_container": Answers(("AttributeError",)),
        "foreign_method": Answers(("AttributeError",)),
        "misspelt_attribute": Answers(("AttributeError",)),
        "text_for_file": Answers(("AttributeError", "TypeError")),
        "print_result": Answers(("AttributeError", "TypeError")),
        "in_place_result": Answers(("AttributeError", "TypeError")),
        "missing_return": Answers(("AttributeError", "TypeError")),
    },
)
