"""The messages with which a run can end without a verdict, found in the source.

Failures are made by functions that take a format, as rq_fail does: every function that a header declares with
`__attribute__((format(printf, …)))` makes them, but for those in HARMLESS.  Faults of CEL count: with constants they are failures.
The literals that such a function is given are the messages, with `…` for what is filled in.  A format without words of its own (`"%s"`) carries the words of somebody else:

- of a parameter: what the callers give for it is looked up, through any number of functions,
- of a field `message`: of a failure, an issue of YAML or a fault, which somebody else made,
- of a table or of another function: that has a row in CARRIED.

What puts words in front of a message that is there (`err->message = rq_arena_format(…)`) makes one as well.
"""
import glob
import os
import re

HARMLESS = {
    "rq_arena_format",  # makes text
    "rq_buf_format",
    "rq_fail_hint",  # the hint below a message
    "advise",
}

# Where words come from that stand in a table, or that a function puts together:
# (file, function around the call): (file, table, number of the column) or (file, function, number of the argument).
CARRIED = {
    ("lib/cel/hint.c", "rq_cel_expected"): [("lib/cel/lex.c", "words_of_bad", 0)],
    ("lib/cel/parse.c", "problem_node"): [("lib/cel/literal.c", "report", 3), ("lib/cel/literal.c", "bad_escape", 2)],
    ("lib/yaml/problem.c", "say"): [("lib/yaml/problem.c", "wordings", 3)],
}

NO_CODE = re.compile(r'/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.S)  # comments, and texts that could hold one
LITERAL = re.compile(r'"(?:\\.|[^"\\\n])*"(?:\s*(?:PRI\w+\s*)?"(?:\\.|[^"\\\n])*")*')
CONVERSION = re.compile(r"%(%|(?:\.\*|[-+ #0]*\d*(?:\.\d+)?)(?:hh|h|ll|l|z|j|t)?[a-zA-Z])")
ESCAPES = {"n": "\n", "t": "\t", "\\": "\\", '"': '"'}


def split(text, at):
    """The arguments behind an opening bracket, and where its closing one stands."""
    arguments, start, depth = [], at, 1
    while True:
        char = text[at]
        if char in "\"'":
            at = re.compile(r"(?:\\.|[^\\])*?" + char, re.S).match(text, at + 1).end()
            continue
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        if depth == 0 or (char == "," and depth == 1):
            arguments.append(text[start:at].strip())
            start = at + 1
        if depth == 0:
            return arguments, at
        at += 1


def literals(expression):
    """The texts in an expression: one, or one for each side of a condition."""
    found = []
    for match in LITERAL.finditer(expression):
        joined = "".join(re.findall(r'"((?:\\.|[^"\\\n])*)"', match.group(0)))
        found.append(re.sub(r"\\(.)", lambda m: ESCAPES.get(m.group(1), m.group(0)), joined))
    return found


def has_words(text):
    return re.search(r"[A-Za-z]{2}", CONVERSION.sub("", text)) is not None


class File:
    """A C file without comments: its functions, its calls, its tables."""

    def __init__(self, root, path):
        self.path = path
        with open(os.path.join(root, path), encoding="utf-8") as file:
            self.text = NO_CODE.sub(lambda m: re.sub(r"[^\n]", " ", m[0]) if m[0][0] == "/" else m[0], file.read())
        self.functions = []  # (start, name, parameters)
        for match in re.finditer(r"^(?!return|else|typedef)[A-Za-z_][\w *]*?[ *](\w+)\(", self.text, flags=re.M):
            parameters, end = split(self.text, match.end())
            if re.match(r"\)\s*\{", self.text[end:]):
                names = [re.search(r"(\w*)(?:\[\w*\]|\)\(.*)?$", p).group(1) for p in parameters]
                self.functions.append((match.start(), match.group(1), names))

    def around(self, offset):
        """The function in which a place lies: its name and the names of its parameters."""
        inside = [function for function in self.functions if function[0] <= offset]
        return inside[-1][1:] if inside else ("", [])

    def calls(self, name):
        """(line, arguments, function around, its parameters) of each call."""
        for match in re.finditer(rf"(?<![\w.>]){name}\(", self.text) if name + "(" in self.text else ():
            line = self.text.rfind("\n", 0, match.start()) + 1
            if not re.match(r"[A-Za-z_#]", self.text[line:]):
                arguments, _ = split(self.text, match.end())
                yield (self.text.count("\n", 0, match.start()) + 1, arguments, *self.around(match.start()))

    def body(self, name):
        """The text of a function; empty where this file has none of that name."""
        for number, (start, function, _) in enumerate(self.functions):
            if function == name:
                return self.text[start:(self.functions[number + 1:] or [(len(self.text),)])[0][0]]
        return ""

    def column(self, table, number):
        """The texts of one column of a table; a name there stands for the text that it was given."""
        start = re.search(rf"\b{table}\[\w*\] = \{{", self.text)
        rows, _ = split(self.text, start.end())
        for row in rows:
            inner = re.sub(r"^\[\w+\] = ", "", row)
            if inner:
                cells, _ = split(inner, 1)
                named = re.search(rf"\b{re.escape(cells[number])}\[\] = ({LITERAL.pattern})", self.text)
                yield from literals(named.group(1) if named else cells[number])


class Source:
    def __init__(self, root):
        paths = sorted(glob.glob("lib/**/*.c", root_dir=root, recursive=True) + glob.glob("cmd/*.c", root_dir=root))
        self.files = {path: File(root, path) for path in paths}
        self.makers = self.read_makers(root)
        self.messages = {}  # text: a place
        self.problems = []

    def read_makers(self, root):
        """{function or macro: number of its format}."""
        makers = {}
        for path in glob.glob("lib/**/*.h", root_dir=root, recursive=True) + glob.glob("cmd/*.h", root_dir=root):
            text = File(root, path).text
            for match in re.finditer(r"(\w+)\([^;]*?\)\s*__attribute__\(\(format\(printf, (\d+)", text):
                makers[match.group(1)] = int(match.group(2)) - 1
        for name in HARMLESS - makers.keys():
            raise SystemExit(f"messages: HARMLESS has {name}, and no header declares it")
        makers = {name: number for name, number in makers.items() if name not in HARMLESS}
        for file in self.files.values():
            for name, parameters, body in re.findall(r"^#define (\w+)\(([^)]*), \.\.\.\) *(.*)$", file.text, flags=re.M):
                if re.search(rf"\b({'|'.join(makers)})\([^;]*__VA_ARGS__\)", body):
                    makers[name] = parameters.count(",") + 1
        return makers

    def callers(self, path, function):
        """Calls of a function: those of its file, or of all files where others may call it."""
        own = self.files[path]
        static = re.search(rf"^static [\w *]*\b{function}\(", own.text, flags=re.M)
        for file in [own] if static else self.files.values():
            for call in file.calls(function):
                yield (file.path, *call)

    def words_for(self, path, function, parameters, expression):
        """What a bare conversion of a format can be filled with: texts, or nothing where the words are a message already."""
        name = re.sub(r"^RQ_ARG\((.*)\)$", r"\1", expression)
        if re.search(r"(?:\.|->)message$", name):
            return []
        file = self.files[path]
        called = re.match(r"(\w+)\(", name)
        if called and file.body(called.group(1)):
            body = file.body(called.group(1))
            return [text for found in re.finditer(r"rq_arena_format\(", body)
                    for text in literals(split(body, found.end())[0][1])] or ["%s"]
        if name in parameters:
            found = []
            for place, _, arguments, around, outer in self.callers(path, function):
                found += self.words_for(place, around, outer, arguments[parameters.index(name)])
            return list(dict.fromkeys(found))
        if re.fullmatch(r"\w+", name):
            given = re.search(rf"\b{name} = ([^;]*);", file.body(function)) or \
                re.search(rf"^static const char {name}\[\] = ([^;]*);", file.text, flags=re.M)
            return self.words_for(path, "", [], given.group(1)) if given else ["%s"]
        return literals(name) if not called or called.group(1) in ("RQ_STR", "rq_arena_format") else ["%s"]

    def fill(self, place, text, arguments):
        """The texts that a format without words becomes."""
        path, line, function, parameters = place
        texts = [text]
        for argument in arguments:
            words = self.words_for(path, function, parameters, argument)
            if not words:
                return []
            parts = []
            for text in texts:
                done = text.rfind("\0") + 1
                at = CONVERSION.search(text, done)
                parts += [text[:at.start()] + w + "\0" + text[at.end():] for w in words]
            texts = parts
        return [text.replace("\0", "") for text in texts]

    def add(self, text, place):
        shown = CONVERSION.sub(lambda m: "%" if m.group(1) == "%" else "…", text)
        shown = re.sub("…+", "…", " ".join(shown.split()))
        self.messages.setdefault(shown, f"{place[0]}:{place[1]}")

    def look_at(self, place, number, arguments):
        path, line, function, parameters = place
        if function in self.makers:
            return
        texts = literals(arguments[number])
        if not texts:
            self.problems.append(f"{path}:{line}: the message is no literal, so nobody can look it up")
        for text in texts:
            for filled in [text] if has_words(text) else self.fill(place, text, arguments[number + 1:]):
                if has_words(filled):
                    self.add(filled, place)
                elif (path, function) not in CARRIED:
                    self.problems.append(f"{path}:{line}: `{filled}` has no words of its own: see CARRIED")

    def read(self):
        for maker, number in self.makers.items():
            for file in self.files.values():
                for line, arguments, function, parameters in file.calls(maker):
                    self.look_at((file.path, line, function, parameters), number, arguments)
        for file in self.files.values():
            for match in re.finditer(r"\berr->message = rq_arena_format\(", file.text):
                arguments, _ = split(file.text, match.end())
                for text in filter(has_words, literals(arguments[1])):
                    self.add(text, (file.path, file.text.count("\n", 0, match.start()) + 1))
        for (path, function), rows in CARRIED.items():
            for source, name, number in rows:
                file = self.files[source]
                if re.search(rf"\b{name}\[\w*\] = ", file.text):
                    texts = list(file.column(name, number))
                else:
                    texts = [t for call in file.calls(name) for t in literals(call[1][number])]
                if not texts:
                    self.problems.append(f"{source}: {name} has no texts for {function} of {path}")
                for text in texts:
                    self.add(text, (source, name))


def read(root):
    """({message: a place where it is made}, problems)."""
    source = Source(root)
    source.read()
    return source.messages, source.problems
