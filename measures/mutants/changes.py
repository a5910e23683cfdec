"""The faults: each a small change of one place in a function, as another code object for that function."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import CodeType
from typing import Any

Function = ast.FunctionDef | ast.AsyncFunctionDef
NARROWING = frozenset({"filter", "exclude", "alias", "distinct"})
TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot,
    ast.IsNot: ast.Is, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
}  # fmt: skip
SWAPPED: dict[type[ast.operator], type[ast.operator]] = {ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr}


@dataclass(frozen=True)
class Mutant:
    """A function with one fault: where it stands, what was done, and what to run in its place."""

    function: str  # as Python names it: `SubmissionQuerySet.visible_to`
    lines: range  # of the statement that was changed
    what: str
    code: CodeType


@dataclass(frozen=True)
class _Slot:
    """A place in the tree that may hold something else for a while."""

    owner: ast.AST
    field: str
    index: int | None = None

    @property
    def node(self) -> ast.AST:
        held: Any = getattr(self.owner, self.field)
        found: ast.AST = held if self.index is None else held[self.index]
        return found

    def put(self, node: ast.AST) -> None:
        if self.index is None:
            setattr(self.owner, self.field, node)
        else:
            getattr(self.owner, self.field)[self.index] = node


def mutants_of(source: str, filename: str, narrowing: frozenset[str] = NARROWING) -> list[Mutant]:
    """Every mutant of the functions of a module, by line; `narrowing` are methods that take rows away."""
    tree = ast.parse(source, filename)
    found = []
    for name, function in _functions(tree.body):
        for slot, statement in _slots(function):
            for what, node in _changes(slot.node, function, narrowing):
                with _holding(slot, node):
                    code = _code_of(compile(tree, filename, "exec"), name)
                found.append(Mutant(name, _lines(statement), what, code))
    return found


def narrowing_methods(sources: Iterable[str]) -> frozenset[str]:
    """`filter` and its like, with every method of the querysets in some modules."""
    trees = (ast.parse(source) for source in sources)
    found = (name for tree in trees for name, _ in _functions(tree.body))
    return NARROWING | {name.rpartition(".")[2] for name in found if is_of_queryset(name)}


def is_of_queryset(function: str) -> bool:
    """Whether a function is a method of a queryset, by its name."""
    return "QuerySet." in function


def _functions(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, Function]]:
    """Functions and methods with their names; those inside of functions belong to them."""
    for node in body:
        if isinstance(node, Function):
            yield prefix + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node.body, f"{prefix}{node.name}.")


def _slots(function: Function) -> Iterator[tuple[_Slot, ast.stmt]]:
    """Each place inside the body of a function, with the innermost statement around it."""
    pending: list[tuple[ast.AST, ast.stmt]] = [(statement, statement) for statement in function.body]
    for index, statement in enumerate(function.body):
        yield _Slot(function, "body", index), statement
    while pending:
        node, statement = pending.pop(0)
        for field, value in ast.iter_fields(node):
            for slot in _held(node, field, value):
                around = slot.node if isinstance(slot.node, ast.stmt) else statement
                yield slot, around
                pending.append((slot.node, around))


def _held(node: ast.AST, field: str, value: Any) -> list[_Slot]:
    if isinstance(value, list):
        places = [index for index, child in enumerate(value) if isinstance(child, ast.AST)]
        return [_Slot(node, field, index) for index in places]
    return [_Slot(node, field)] if isinstance(value, ast.AST) else []


def _changes(node: ast.AST, function: Function, narrowing: frozenset[str]) -> Iterator[tuple[str, ast.AST]]:
    """What may stand in the place of a piece of a function, with a word for each."""
    match node:
        case ast.Call(func=ast.Attribute(value=inner, attr=name)) if name in narrowing:
            yield f"without .{name}({_arguments(node)})", inner
            yield from _without_arguments(node)
        case ast.Call(func=ast.Name(id="Q" | "Exists")):
            yield from _without_arguments(node)
        case ast.Compare(ops=[operator]) if type(operator) in TURNED:
            turned = ast.Compare(node.left, [TURNED[type(operator)]()], node.comparators)
            yield f"{ast.unparse(node)} turned to {ast.unparse(turned)}", turned
        case ast.BoolOp(values=values):
            yield from ((f"without {ast.unparse(left_out)}", _without(node, left_out)) for left_out in values)
        case ast.UnaryOp(op=ast.Not() | ast.Invert(), operand=operand):
            yield f"{ast.unparse(node)} without its not", operand
        case ast.BinOp(op=operator) if type(operator) in SWAPPED:
            swapped = ast.BinOp(node.left, SWAPPED[type(operator)](), node.right)
            yield f"{ast.unparse(node)} with the other of & and |", swapped
        case ast.AugAssign(op=operator) if type(operator) in SWAPPED:
            yield f"without {ast.unparse(node)}", ast.Pass()
        case ast.If(test=test) if not isinstance(test, ast.Compare | ast.UnaryOp):
            yield f"never: if {ast.unparse(test)}", ast.If(ast.Constant(value=False), node.body, node.orelse)
        case ast.Return(value=ast.expr() as value):
            yield from ((f"returns {ast.unparse(new)}", ast.Return(new)) for new in _answers(value, function))
        case _:
            return


def _answers(value: ast.expr, function: Function) -> Iterator[ast.expr]:
    """Other answers of a predicate and of a function that says why not."""
    returns = ast.unparse(function.returns) if function.returns else ""
    if returns == "bool":
        yield from (ast.Constant(value=answer) for answer in (True, False) if not _is(value, answer))
    elif "why_" in function.name and returns in {"str", "str | None"}:
        allowed = None if "None" in returns else ""
        if not _is(value, allowed):
            yield ast.Constant(value=allowed)


def _is(value: ast.expr, constant: object) -> bool:
    return isinstance(value, ast.Constant) and value.value is constant


def _without_arguments(call: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    """The call without one of its arguments, where others are left."""
    if len(call.args) + len(call.keywords) < 2:
        return
    for argument in call.args:
        left = [other for other in call.args if other is not argument]
        yield f"without {ast.unparse(argument)}", ast.Call(call.func, left, call.keywords)
    for keyword in call.keywords:
        named = [other for other in call.keywords if other is not keyword]
        yield f"without {ast.unparse(keyword)}", ast.Call(call.func, call.args, named)


def _without(node: ast.BoolOp, left_out: ast.expr) -> ast.expr:
    left = [value for value in node.values if value is not left_out]
    return left[0] if len(left) == 1 else ast.BoolOp(node.op, left)


def _arguments(call: ast.Call) -> str:
    return ", ".join(ast.unparse(argument) for argument in [*call.args, *call.keywords])


@contextmanager
def _holding(slot: _Slot, node: ast.AST) -> Iterator[None]:
    before = slot.node
    slot.put(ast.fix_missing_locations(ast.copy_location(node, before)))
    try:
        yield
    finally:
        slot.put(before)


def _lines(statement: ast.stmt) -> range:
    """The lines of a statement; of one with a body those of its head."""
    body: list[ast.stmt] = getattr(statement, "body", [])
    last = max(statement.lineno, body[0].lineno - 1) if body else statement.end_lineno or statement.lineno
    return range(statement.lineno, last + 1)


def _code_of(module: CodeType, name: str) -> CodeType:
    found = code_objects(module, lambda code: code.co_qualname == name)
    return found[-1]  # the last definition of a name is the one that counts


def code_objects(code: CodeType, is_wanted: Callable[[CodeType], bool]) -> list[CodeType]:
    """The code objects inside another one that are wanted."""
    inner = [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    return [
        *(one for one in inner if is_wanted(one)),
        *(found for one in inner for found in code_objects(one, is_wanted)),
    ]
