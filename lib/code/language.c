/*
 * The table of languages.  A row says how comments and strings are written; what differs in kind from language to language
 * is a trait, which lex.c and context.c ask for by name.
 */
#include "code/language.h"

#include <string.h>

#define DOUBLE_QUOTED                                                                                                  \
    {                                                                                                                  \
        "\"", "\"", RQ_CODE_ESCAPES, NULL                                                                              \
    }
#define SINGLE_QUOTED                                                                                                  \
    {                                                                                                                  \
        "'", "'", RQ_CODE_ESCAPES, NULL                                                                                \
    }
#define RAW_TICKS                                                                                                      \
    {                                                                                                                  \
        "`", "`", RQ_CODE_LINES, NULL                                                                                  \
    }
#define TEMPLATE_TICKS                                                                                                 \
    {                                                                                                                  \
        "`", "`", RQ_CODE_LINES | RQ_CODE_ESCAPES, "${"                                                                \
    }

static const struct rq_code_language languages[] = {
    {"c", " c h ", {"//"}, "/*", "*/", {DOUBLE_QUOTED, SINGLE_QUOTED}, 0, " "},
    {"c++",
     " cc cpp cxx c++ hpp hh hxx ipp inl ",
     {"//"},
     "/*",
     "*/",
     {DOUBLE_QUOTED, SINGLE_QUOTED},
     RQ_CODE_RAW_PARENS,
     " "},
    {"c#",
     " cs csx ",
     {"//"},
     "/*",
     "*/",
     {{"\"\"\"", "\"\"\"", RQ_CODE_LINES, NULL},
      {"$@\"", "\"", RQ_CODE_LINES | RQ_CODE_DOUBLES, NULL},
      {"@\"", "\"", RQ_CODE_LINES | RQ_CODE_DOUBLES, NULL},
      {"$\"", "\"", RQ_CODE_ESCAPES, "{"},
      DOUBLE_QUOTED,
      SINGLE_QUOTED},
     0,
     " is or "},
    {"go", " go ", {"//"}, "/*", "*/", {RAW_TICKS, DOUBLE_QUOTED, SINGLE_QUOTED}, 0, " "},
    {"java",
     " java ",
     {"//"},
     "/*",
     "*/",
     {{"\"\"\"", "\"\"\"", RQ_CODE_LINES | RQ_CODE_ESCAPES, NULL}, DOUBLE_QUOTED, SINGLE_QUOTED},
     0,
     " "},
    {"kotlin",
     " kt kts ",
     {"//"},
     "/*",
     "*/",
     {{"\"\"\"", "\"\"\"", RQ_CODE_LINES, "${"}, {"\"", "\"", RQ_CODE_ESCAPES, "${"}, SINGLE_QUOTED},
     RQ_CODE_NESTS,
     " in "},
    {"javascript",
     " js mjs cjs jsx ",
     {"//"},
     "/*",
     "*/",
     {TEMPLATE_TICKS, DOUBLE_QUOTED, SINGLE_QUOTED},
     RQ_CODE_PATTERNS | RQ_CODE_BARE_KEYS,
     " in "},
    {"typescript",
     " ts mts cts tsx ",
     {"//"},
     "/*",
     "*/",
     {TEMPLATE_TICKS, DOUBLE_QUOTED, SINGLE_QUOTED},
     RQ_CODE_PATTERNS | RQ_CODE_BARE_KEYS,
     " in "},
    {"python",
     " py pyi pyw ",
     {"#"},
     NULL,
     NULL,
     {{"\"\"\"", "\"\"\"", RQ_CODE_LINES | RQ_CODE_ESCAPES, NULL},
      {"'''", "'''", RQ_CODE_LINES | RQ_CODE_ESCAPES, NULL},
      DOUBLE_QUOTED,
      SINGLE_QUOTED},
     0,
     " in is "},
    {"ruby",
     " rb rake gemspec ru ",
     {"#"},
     NULL,
     NULL,
     {{"\"", "\"", RQ_CODE_LINES | RQ_CODE_ESCAPES, "#{"},
      {"'", "'", RQ_CODE_LINES | RQ_CODE_ESCAPES, NULL},
      {"`", "`", RQ_CODE_LINES | RQ_CODE_ESCAPES, "#{"}},
     RQ_CODE_HEREDOCS | RQ_CODE_PATTERNS | RQ_CODE_PERCENT | RQ_CODE_SYMBOLS | RQ_CODE_COMMANDS | RQ_CODE_POD,
     " "},
    {"php",
     " php phtml inc ",
     {"//", "#"},
     "/*",
     "*/",
     {{"\"", "\"", RQ_CODE_LINES | RQ_CODE_ESCAPES, NULL}, {"'", "'", RQ_CODE_LINES | RQ_CODE_ESCAPES, NULL}},
     RQ_CODE_HEREDOCS | RQ_CODE_TEMPLATE,
     " "},
    {"perl",
     " pl pm psgi ",
     {"#"},
     NULL,
     NULL,
     {{"\"", "\"", RQ_CODE_LINES | RQ_CODE_ESCAPES, NULL},
      {"'", "'", RQ_CODE_LINES | RQ_CODE_ESCAPES, NULL},
      {"`", "`", RQ_CODE_LINES | RQ_CODE_ESCAPES, NULL}},
     RQ_CODE_HEREDOCS | RQ_CODE_PATTERNS | RQ_CODE_QUOTE_WORDS | RQ_CODE_COMMANDS | RQ_CODE_POD,
     " eq ne lt gt le ge cmp "},
    {"rust",
     " rs ",
     {"//"},
     "/*",
     "*/",
     {{"\"", "\"", RQ_CODE_LINES | RQ_CODE_ESCAPES, NULL}, SINGLE_QUOTED},
     RQ_CODE_NESTS | RQ_CODE_RAW_HASHES | RQ_CODE_TICKS,
     " "},
    {"scala",
     " scala sc ",
     {"//"},
     "/*",
     "*/",
     {{"\"\"\"", "\"\"\"", RQ_CODE_LINES, "${"}, {"\"", "\"", RQ_CODE_ESCAPES, "${"}, SINGLE_QUOTED},
     RQ_CODE_NESTS | RQ_CODE_TICKS,
     " "},
    {"swift",
     " swift ",
     {"//"},
     "/*",
     "*/",
     {{"\"\"\"", "\"\"\"", RQ_CODE_LINES | RQ_CODE_ESCAPES, "\\("}, {"\"", "\"", RQ_CODE_ESCAPES, "\\("}},
     RQ_CODE_NESTS | RQ_CODE_RAW_HASHES,
     " "},
    {"sql",
     " sql psql pgsql ddl dml ",
     {"--"},
     "/*",
     "*/",
     {{"'", "'", RQ_CODE_LINES | RQ_CODE_DOUBLES, NULL},
      {"\"", "\"", RQ_CODE_LINES | RQ_CODE_DOUBLES, NULL},
      {"`", "`", RQ_CODE_DOUBLES | RQ_CODE_NAMES, NULL}},
     RQ_CODE_EQUALS,
     " in is like ilike similar regexp rlike "},
    {"shell",
     " sh bash zsh ksh ",
     {"#"},
     NULL,
     NULL,
     {{"$'", "'", RQ_CODE_LINES | RQ_CODE_ESCAPES, NULL},
      {"\"", "\"", RQ_CODE_LINES | RQ_CODE_ESCAPES, "$("},
      {"'", "'", RQ_CODE_LINES, NULL}},
     RQ_CODE_BARE_WORDS | RQ_CODE_HEREDOCS | RQ_CODE_HASH_WORD | RQ_CODE_COMMANDS,
     " eq ne "},
    {"yaml",
     " yaml yml tpl ",
     {"#"},
     NULL,
     NULL,
     {{"\"", "\"", RQ_CODE_ESCAPES, NULL}, {"'", "'", RQ_CODE_DOUBLES, NULL}, {"`", "`", 0, NULL}},
     RQ_CODE_DATA | RQ_CODE_HASH_WORD | RQ_CODE_COMMANDS,
     " eq ne in "},
};

enum { COUNT = sizeof languages / sizeof *languages, MOST_ENDING = 8 };

const struct rq_code_language *rq_code_language_of(rq_str path)
{
    char wanted[MOST_ENDING + 3];
    size_t dot = path.len;
    while (dot > 0 && path.ptr[dot - 1] != '.' && path.ptr[dot - 1] != '/')
        dot--;
    size_t length = path.len - dot;
    if (dot == 0 || path.ptr[dot - 1] != '.' || length == 0 || length > MOST_ENDING)
        return NULL;
    wanted[0] = ' ';
    for (size_t i = 0; i < length; i++) {
        char byte = path.ptr[dot + i];
        if (byte == ' ' || byte == '\0')
            return NULL;
        wanted[i + 1] = byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
    }
    wanted[length + 1] = ' ';
    wanted[length + 2] = '\0';
    for (size_t i = 0; i < COUNT; i++)
        if (strstr(languages[i].endings, wanted) != NULL)
            return &languages[i];
    return NULL;
}

rq_str rq_code_language_name(const struct rq_code_language *language)
{
    return rq_str_from(language->name);
}

rq_str rq_code_language_at(size_t number)
{
    return number < COUNT ? rq_str_from(languages[number].name) : RQ_STR("");
}
