/*
 * The table of languages, and which files are written in which.
 *
 * A row says how comments and strings are written; what differs in kind from language to language is a trait, which lex.c
 * and place.c ask for by name.  Three more tables, in the order of their texts, lead to a row: from the ending of a file's
 * name, from the name as a whole, and from the program that the first line of a script names.
 */
#include "code/language.h"

#include "base/text.h"

#include <string.h>

/* Strings: what opens and closes them, flags, what opens code inside. */
#define STRING(opener, closer, bits, inside) .open = (opener), .close = (closer), .flags = (bits), .code = (inside)
#define QUOTED(quote)                        STRING(quote, quote, RQ_CODE_ESCAPES, NULL)
#define QUOTED_LINES(quote)                  STRING(quote, quote, RQ_CODE_LINES | RQ_CODE_ESCAPES, NULL)
#define RAW(quote)                           STRING(quote, quote, 0, NULL)
#define RAW_LINES(quote)                     STRING(quote, quote, RQ_CODE_LINES, NULL)
#define DOUBLED_LINES(open, quote)           STRING(open, quote, RQ_CODE_LINES | RQ_CODE_DOUBLES, NULL)
#define WITH_CODE(open, quote, code)         STRING(open, quote, RQ_CODE_ESCAPES, code)
#define LINES_WITH_CODE(quote, code)         STRING(quote, quote, RQ_CODE_LINES | RQ_CODE_ESCAPES, code)
#define RAW_LINES_WITH_CODE(quote, code)     STRING(quote, quote, RQ_CODE_LINES, code)
#define DOUBLED_WITH_CODE(open, quote, code) STRING(open, quote, RQ_CODE_LINES | RQ_CODE_DOUBLES, code)

/* Comments. */
#define SLASHES .line_comments = {"//"}, .block_open = "/*", .block_close = "*/"
#define HASHES  .line_comments = {"#"}

/* JavaScript, with types or without. */
#define ECMASCRIPT                                                                                                     \
    .line_comments = {"//", "<!--"}, .block_open = "/*", .block_close = "*/",                                          \
    .strings = {{LINES_WITH_CODE("`", "${")}, {QUOTED("\"")}, {QUOTED("'")}},                                          \
    .traits = RQ_CODE_PATTERNS | RQ_CODE_BARE_KEYS, .compares = " in "

enum {
    C,
    CPP,
    CSHARP,
    GO,
    JAVA,
    JAVASCRIPT,
    KOTLIN,
    PERL,
    PHP,
    PYTHON,
    RUBY,
    RUST,
    SCALA,
    SHELL,
    SQL,
    SWIFT,
    TYPESCRIPT,
    YAML,
    COUNT
};

static const struct rq_code_language languages[COUNT] = {
    [C] = {.name = "c", SLASHES, .strings = {{QUOTED("\"")}, {QUOTED("'")}}, .compares = " "},
    [CPP] = {.name = "c++",
             SLASHES,
             .strings = {{QUOTED("\"")}, {QUOTED("'")}},
             .traits = RQ_CODE_RAW_PARENS,
             .compares = " "},
    [CSHARP] = {.name = "c#",
                .line_comments = {"//", "#region"},
                .block_open = "/*",
                .block_close = "*/",
                .strings = {{STRING("$\"\"\"", "\"\"\"", RQ_CODE_LINES, "{")},
                            {RAW_LINES("\"\"\"")},
                            {DOUBLED_WITH_CODE("$@\"", "\"", "{")},
                            {DOUBLED_WITH_CODE("@$\"", "\"", "{")},
                            {DOUBLED_LINES("@\"", "\"")},
                            {WITH_CODE("$\"", "\"", "{")},
                            {QUOTED("\"")},
                            {QUOTED("'")}},
                .compares = " is or "},
    [GO] = {.name = "go", SLASHES, .strings = {{RAW_LINES("`")}, {QUOTED("\"")}, {QUOTED("'")}}, .compares = " "},
    [JAVA] = {.name = "java",
              SLASHES,
              .strings = {{QUOTED_LINES("\"\"\"")}, {QUOTED("\"")}, {QUOTED("'")}},
              .compares = " "},
    [JAVASCRIPT] = {.name = "javascript", ECMASCRIPT},
    [KOTLIN] = {.name = "kotlin",
                SLASHES,
                .strings = {{RAW_LINES_WITH_CODE("\"\"\"", "${")}, {WITH_CODE("\"", "\"", "${")}, {QUOTED("'")}},
                .traits = RQ_CODE_NESTS,
                .compares = " in eq neq like "},
    [PERL] = {.name = "perl",
              HASHES,
              .strings = {{QUOTED_LINES("\"")}, {QUOTED_LINES("'")}, {QUOTED_LINES("`")}},
              .traits = RQ_CODE_HEREDOCS | RQ_CODE_PATTERNS | RQ_CODE_QUOTE_WORDS | RQ_CODE_COMMANDS | RQ_CODE_POD,
              .compares = " eq ne lt gt le ge cmp "},
    [PHP] = {.name = "php",
             .line_comments = {"//", "#"},
             .block_open = "/*",
             .block_close = "*/",
             .strings = {{QUOTED_LINES("\"")}, {QUOTED_LINES("'")}},
             .traits = RQ_CODE_HEREDOCS | RQ_CODE_TEMPLATE,
             .compares = " "},
    [PYTHON] = {.name = "python",
                HASHES,
                .strings = {{LINES_WITH_CODE("\"\"\"", "{"), .prefix = 'f'},
                            {LINES_WITH_CODE("'''", "{"), .prefix = 'f'},
                            {WITH_CODE("\"", "\"", "{"), .prefix = 'f'},
                            {WITH_CODE("'", "'", "{"), .prefix = 'f'},
                            {QUOTED_LINES("\"\"\"")},
                            {QUOTED_LINES("'''")},
                            {QUOTED("\"")},
                            {QUOTED("'")}},
                .compares = " in is "},
    [RUBY] = {.name = "ruby",
              HASHES,
              .strings = {{LINES_WITH_CODE("\"", "#{")}, {QUOTED_LINES("'")}, {LINES_WITH_CODE("`", "#{")}},
              .traits = RQ_CODE_HEREDOCS | RQ_CODE_PATTERNS | RQ_CODE_PERCENT | RQ_CODE_SYMBOLS | RQ_CODE_COMMANDS |
                        RQ_CODE_POD,
              .compares = " "},
    [RUST] = {.name = "rust",
              SLASHES,
              .strings = {{QUOTED_LINES("\"")}, {QUOTED("'")}},
              .traits = RQ_CODE_NESTS | RQ_CODE_RAW_HASHES | RQ_CODE_TICKS | RQ_CODE_ATTRIBUTES,
              .compares = " "},
    [SCALA] = {.name = "scala",
               SLASHES,
               .strings = {{RAW_LINES_WITH_CODE("\"\"\"", "${")}, {WITH_CODE("\"", "\"", "${")}, {QUOTED("'")}},
               .traits = RQ_CODE_NESTS | RQ_CODE_TICKS,
               .compares = " eq ne "},
    [SHELL] = {.name = "shell",
               HASHES,
               .strings = {{STRING("$'", "'", RQ_CODE_LINES | RQ_CODE_ESCAPES, NULL)},
                           {LINES_WITH_CODE("\"", "$(")},
                           {RAW_LINES("'")}},
               .traits = RQ_CODE_BARE_WORDS | RQ_CODE_HEREDOCS | RQ_CODE_HASH_WORD | RQ_CODE_COMMANDS,
               .compares = " eq ne "},
    [SQL] = {.name = "sql",
             .line_comments = {"--", "# "},
             .block_open = "/*",
             .block_close = "*/",
             .strings = {{RAW("\\'")},
                         {RAW("\\\"")},
                         {STRING("'", "'", RQ_CODE_LINES | RQ_CODE_DOUBLES | RQ_CODE_ESCAPES, NULL), .prefix = 'e'},
                         {STRING("'", "'", RQ_CODE_LINES | RQ_CODE_DOUBLES | RQ_CODE_GUESSES, NULL)},
                         {DOUBLED_LINES("\"", "\"")},
                         {STRING("`", "`", RQ_CODE_DOUBLES | RQ_CODE_NAMES, NULL)}},
             .traits = RQ_CODE_EQUALS,
             .compares = " in like ilike similar regexp rlike "},
    [SWIFT] = {.name = "swift",
               SLASHES,
               .strings = {{LINES_WITH_CODE("\"\"\"", "\\(")}, {WITH_CODE("\"", "\"", "\\(")}},
               .traits = RQ_CODE_NESTS | RQ_CODE_RAW_HASHES,
               .compares = " "},
    [TYPESCRIPT] = {.name = "typescript", ECMASCRIPT},
    [YAML] = {.name = "yaml",
              .line_comments = {"#"},
              .block_open = "/*",
              .block_close = "*/",
              .strings = {{RAW("\\\"")}, {QUOTED("\"")}, {STRING("'", "'", RQ_CODE_DOUBLES, NULL)}, {RAW("`")}},
              .traits = RQ_CODE_DATA | RQ_CODE_HASH_WORD | RQ_CODE_COMMANDS,
              .compares = " eq ne in "},
};

enum { MOST_TEXT = 12 };

/* From a text to a row. */
struct lead {
    char text[MOST_TEXT];
    unsigned char language;
};

static const struct lead endings[] = {
    {"bash", SHELL},
    {"bashrc", SHELL},
    {"c", C},
    {"c++", CPP},
    {"cc", CPP},
    {"cjs", JAVASCRIPT},
    {"cpp", CPP},
    {"cs", CSHARP},
    {"csx", CSHARP},
    {"cts", TYPESCRIPT},
    {"cxx", CPP},
    {"ddl", SQL},
    {"dml", SQL},
    {"gemspec", RUBY},
    {"go", GO},
    {"h", C},
    {"hh", CPP},
    {"hpp", CPP},
    {"hxx", CPP},
    {"inc", PHP},
    {"inl", CPP},
    {"ipp", CPP},
    {"java", JAVA},
    {"js", JAVASCRIPT},
    {"jsx", JAVASCRIPT},
    {"ksh", SHELL},
    {"kt", KOTLIN},
    {"kts", KOTLIN},
    {"mjs", JAVASCRIPT},
    {"mts", TYPESCRIPT},
    {"pgsql", SQL},
    {"php", PHP},
    {"phtml", PHP},
    {"pl", PERL},
    {"plsql", SQL},
    {"pm", PERL},
    {"psgi", PERL},
    {"psql", SQL},
    {"py", PYTHON},
    {"pyi", PYTHON},
    {"pyw", PYTHON},
    {"rake", RUBY},
    {"rb", RUBY},
    {"rs", RUST},
    {"ru", RUBY},
    {"sbt", SCALA},
    {"sc", SCALA},
    {"scala", SCALA},
    {"sh", SHELL},
    {"sql", SQL},
    {"swift", SWIFT},
    {"tpl", YAML},
    {"ts", TYPESCRIPT},
    {"tsql", SQL},
    {"tsx", TYPESCRIPT},
    {"yaml", YAML},
    {"yml", YAML},
    {"zsh", SHELL},
    {"zshrc", SHELL},
};

static const struct lead whole_names[] = {
    {"brewfile", RUBY}, {"fastfile", RUBY},     {"gemfile", RUBY},      {"guardfile", RUBY},   {"podfile", RUBY},
    {"rakefile", RUBY}, {"sconscript", PYTHON}, {"sconstruct", PYTHON}, {"vagrantfile", RUBY},
};

/* Without the number of a version. */
static const struct lead programs[] = {
    {"ash", SHELL},   {"bash", SHELL}, {"bun", TYPESCRIPT}, {"dash", SHELL},         {"deno", TYPESCRIPT},
    {"jruby", RUBY},  {"ksh", SHELL},  {"mksh", SHELL},     {"node", JAVASCRIPT},    {"nodejs", JAVASCRIPT},
    {"perl", PERL},   {"php", PHP},    {"pypy", PYTHON},    {"python", PYTHON},      {"ruby", RUBY},
    {"scala", SCALA}, {"sh", SHELL},   {"swift", SWIFT},    {"ts-node", TYPESCRIPT}, {"tsx", TYPESCRIPT},
    {"zsh", SHELL},
};

#define LEADS(table) table, sizeof(table) / sizeof *(table)

bool rq_code_is_listed(rq_str word, const char *list)
{
    char wanted[RQ_CODE_MOST_WORD + 2];
    if (word.len == 0 || word.len > RQ_CODE_MOST_WORD)
        return false;
    wanted[0] = ' ';
    memcpy(wanted + 1, word.ptr, word.len);
    wanted[1 + word.len] = ' ';
    return rq_str_find(rq_str_from(list), (rq_str){wanted, word.len + 2}, 0) != RQ_NOT_FOUND;
}

/* The row that a text leads to, whatever its case; NULL for none. */
static const struct rq_code_language *follow(const struct lead *leads, size_t count, rq_str text)
{
    char wanted[MOST_TEXT] = "";
    if (text.len == 0 || text.len >= sizeof wanted)
        return NULL;
    for (size_t i = 0; i < text.len; i++)
        wanted[i] = rq_ascii_lower(text.ptr[i]);
    for (size_t low = 0, high = count; low < high;) {
        size_t middle = low + (high - low) / 2;
        int order = memcmp(wanted, leads[middle].text, sizeof wanted);
        if (order == 0)
            return &languages[leads[middle].language];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* What follows the last of a byte; all where there is none. */
static rq_str behind_last(rq_str text, char byte)
{
    size_t at = text.len;
    while (at > 0 && text.ptr[at - 1] != byte)
        at--;
    return rq_str_slice(text, at, text.len);
}

const struct rq_code_language *rq_code_language_of(rq_str path)
{
    rq_str name = behind_last(path, '/'), ending = behind_last(name, '.');
    if (ending.len < name.len)
        return follow(LEADS(endings), ending);
    return follow(LEADS(whole_names), name);
}

bool rq_code_may_be_script(rq_str path)
{
    rq_str name = behind_last(path, '/');
    return name.len > 0 && rq_str_find_byte(name, '.', 0) == RQ_NOT_FOUND;
}

/* The next word of a line. */
static rq_str next_word(rq_str *line)
{
    *line = rq_str_trim(*line);
    size_t end = 0;
    while (end < line->len && line->ptr[end] != ' ' && line->ptr[end] != '\t')
        end++;
    rq_str word = rq_str_slice(*line, 0, end);
    *line = rq_str_slice(*line, end, line->len);
    return word;
}

/* shebang = "#!" path [ "env" { option | assignment } program ] */
const struct rq_code_language *rq_code_language_of_script(rq_str text)
{
    if (!rq_str_starts(text, RQ_STR("#!")))
        return NULL;
    size_t end = rq_str_find_byte(text, '\n', 0);
    rq_str line = rq_str_slice(text, 2, end < text.len ? end : text.len);
    rq_str program = behind_last(next_word(&line), '/');
    if (rq_str_equal(program, RQ_STR("env")))
        do
            program = next_word(&line);
        while (program.len > 0 && (program.ptr[0] == '-' || rq_str_find_byte(program, '=', 0) != RQ_NOT_FOUND));
    program = behind_last(program, '/');
    while (program.len > 0 && strchr("0123456789.", program.ptr[program.len - 1]) != NULL)
        program.len--;
    return follow(LEADS(programs), program);
}

rq_str rq_code_language_name(const struct rq_code_language *language)
{
    return rq_str_from(language->name);
}
