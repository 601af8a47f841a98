/*
 * The lexer: one function call, one token, no state.
 *
 * rq_cel_lex skips blanks and comments and looks at the first byte, which decides what the token is.  A number or a
 * string is only measured here; literal.c reads its value.  What is no token becomes RQ_TOKEN_BAD with words for the
 * person who wrote it, so that the parser reports it when, and only if, it gets there.
 */
#include "cel/lex.h"

#include "base/text.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* The byte at an offset; NUL beyond the end, which no token continues with. */
static char at(rq_str text, uint32_t offset)
{
    return offset < text.len ? text.ptr[offset] : '\0';
}

static struct rq_cel_token token(enum rq_cel_token_kind kind, uint32_t start, uint32_t end)
{
    return (struct rq_cel_token){.kind = (uint8_t)kind, .start = start, .end = end};
}

static struct rq_cel_token bad(uint32_t start, uint32_t end, const char *problem, const char *hint)
{
    return (struct rq_cel_token){RQ_TOKEN_BAD, start, end, problem, hint};
}

static uint32_t skip_blank(rq_str text, uint32_t offset)
{
    while (offset < text.len) {
        char c = text.ptr[offset];
        if (c == '/' && at(text, offset + 1) == '/') {
            size_t line_end = rq_str_find_byte(text, '\n', offset);
            offset = (uint32_t)(line_end == RQ_NOT_FOUND ? text.len : line_end);
        } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
            offset++;
        } else {
            break;
        }
    }
    return offset;
}

static uint32_t skip_digits(rq_str text, uint32_t offset)
{
    while (is_digit(at(text, offset)))
        offset++;
    return offset;
}

/* INT = digit+ | "0x" hex+ ; UINT = INT ("u"|"U") */
static struct rq_cel_token whole_number(rq_str text, uint32_t start, uint32_t end)
{
    char c = at(text, end);
    if (c == 'u' || c == 'U')
        return token(RQ_TOKEN_UINT, start, end + 1);
    return token(RQ_TOKEN_INT, start, end);
}

/* DOUBLE = digit* "." digit+ [exponent] | digit+ exponent ; exponent = ("e"|"E") ["+"|"-"] digit+ */
static struct rq_cel_token number(rq_str text, uint32_t start)
{
    uint32_t end = start;
    if (at(text, start) == '0' && at(text, start + 1) == 'x' && is_hex(at(text, start + 2))) {
        end += 2;
        while (is_hex(at(text, end)))
            end++;
        return whole_number(text, start, end);
    }
    end = skip_digits(text, end);
    bool fraction = at(text, end) == '.' && is_digit(at(text, end + 1));
    if (fraction)
        end = skip_digits(text, end + 1);
    if (at(text, end) == 'e' || at(text, end) == 'E') {
        uint32_t sign = at(text, end + 1) == '+' || at(text, end + 1) == '-';
        if (is_digit(at(text, end + 1 + sign)))
            return token(RQ_TOKEN_DOUBLE, start, skip_digits(text, end + 1 + sign));
    }
    return fraction ? token(RQ_TOKEN_DOUBLE, start, end) : whole_number(text, start, end);
}

/* STRING = prefix quote text quote ; quote = "'" | '"' | "'''" | '"""'.  `open` is the offset of the first quote. */
static struct rq_cel_token quoted(rq_str text, uint32_t start, uint32_t open, bool raw, enum rq_cel_token_kind kind)
{
    char quote = text.ptr[open];
    bool triple = at(text, open + 1) == quote && at(text, open + 2) == quote;
    uint32_t offset = open + (triple ? 3 : 1);
    for (; offset < text.len; offset++) {
        char c = text.ptr[offset];
        if (c == '\\' && !raw && offset + 1 < text.len && (triple || at(text, offset + 1) != '\n')) {
            offset++;
        } else if (!triple && (c == '\n' || c == '\r')) {
            return bad(start, offset, "the string does not end on its line",
                       "write \\n for a line break, or three quotes around text of several lines");
        } else if (c == quote && !triple) {
            return token(kind, start, offset + 1);
        } else if (c == quote && at(text, offset + 1) == quote && at(text, offset + 2) == quote) {
            return token(kind, start, offset + 3);
        }
    }
    return bad(start, (uint32_t)text.len, "the string has no end", "close it with the quote that opened it");
}

/* Whether a string starts here: its prefix is r, b or br in any letter case.  Gives the offset of its first quote. */
static bool string_starts(rq_str text, uint32_t start, uint32_t *open, bool *raw, bool *bytes)
{
    uint32_t offset = start;
    *bytes = at(text, offset) == 'b' || at(text, offset) == 'B';
    offset += *bytes;
    *raw = at(text, offset) == 'r' || at(text, offset) == 'R';
    offset += *raw;
    *open = offset;
    return at(text, offset) == '"' || at(text, offset) == '\'';
}

static const struct {
    const char *word;
    uint8_t kind;
} words[] = {
    {"true", RQ_TOKEN_TRUE},          {"false", RQ_TOKEN_FALSE},
    {"null", RQ_TOKEN_NULL},          {"in", RQ_TOKEN_IN},
    {"as", RQ_TOKEN_RESERVED},        {"break", RQ_TOKEN_RESERVED},
    {"const", RQ_TOKEN_RESERVED},     {"continue", RQ_TOKEN_RESERVED},
    {"else", RQ_TOKEN_RESERVED},      {"for", RQ_TOKEN_RESERVED},
    {"function", RQ_TOKEN_RESERVED},  {"if", RQ_TOKEN_RESERVED},
    {"import", RQ_TOKEN_RESERVED},    {"let", RQ_TOKEN_RESERVED},
    {"loop", RQ_TOKEN_RESERVED},      {"package", RQ_TOKEN_RESERVED},
    {"namespace", RQ_TOKEN_RESERVED}, {"return", RQ_TOKEN_RESERVED},
    {"var", RQ_TOKEN_RESERVED},       {"void", RQ_TOKEN_RESERVED},
    {"while", RQ_TOKEN_RESERVED},
};

/* IDENT = letter { letter | digit }, but for the words that mean something */
static struct rq_cel_token word(rq_str text, uint32_t start)
{
    uint32_t end = start;
    while (is_letter(at(text, end)) || is_digit(at(text, end)))
        end++;
    rq_str found = rq_str_slice(text, start, end);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (rq_str_equal(found, rq_str_from(words[i].word)))
            return token(words[i].kind, start, end);
    return token(RQ_TOKEN_IDENT, start, end);
}

/* ESCAPED = "`" { letter | digit | "_" | "." | "-" | "/" | " " } "`" */
static struct rq_cel_token escaped(rq_str text, uint32_t start)
{
    uint32_t end = start + 1;
    while (is_letter(at(text, end)) || is_digit(at(text, end)) || at(text, end) == '.' || at(text, end) == '-' ||
           at(text, end) == '/' || at(text, end) == ' ')
        end++;
    if (at(text, end) != '`' || end == start + 1)
        return bad(start, end, "between back quotes stand letters, digits, and . - / _ or blanks",
                   "for other keys write [\"the key\"]");
    return token(RQ_TOKEN_ESCAPED, start, end + 1);
}

/* Longer operators stand before their beginnings. */
static const struct {
    const char *text;
    uint8_t kind;
    const char *problem, *hint;
} operators[] = {
    {"===", RQ_TOKEN_BAD, "`===` is not an operator", "write == to compare"},
    {"!==", RQ_TOKEN_BAD, "`!==` is not an operator", "write != to compare"},
    {"=<", RQ_TOKEN_BAD, "`=<` is not an operator", "write <="},
    {"=>", RQ_TOKEN_BAD, "`=>` is not an operator", "write >= to compare"},
    {"=~", RQ_TOKEN_BAD, "`=~` is not an operator", "write text.matches(pattern)"},
    {"==", RQ_TOKEN_EQUAL, NULL, NULL},
    {"!=", RQ_TOKEN_NOT_EQUAL, NULL, NULL},
    {"<=", RQ_TOKEN_LESS_EQUAL, NULL, NULL},
    {">=", RQ_TOKEN_GREATER_EQUAL, NULL, NULL},
    {"&&", RQ_TOKEN_AND, NULL, NULL},
    {"||", RQ_TOKEN_OR, NULL, NULL},
    {"=", RQ_TOKEN_BAD, "`=` is not an operator", "write == to compare"},
    {"&", RQ_TOKEN_BAD, "`&` is not an operator", "write && for and"},
    {"|", RQ_TOKEN_BAD, "`|` is not an operator", "write || for or"},
    {"<", RQ_TOKEN_LESS, NULL, NULL},
    {">", RQ_TOKEN_GREATER, NULL, NULL},
    {"+", RQ_TOKEN_PLUS, NULL, NULL},
    {"-", RQ_TOKEN_MINUS, NULL, NULL},
    {"*", RQ_TOKEN_STAR, NULL, NULL},
    {"/", RQ_TOKEN_SLASH, NULL, NULL},
    {"%", RQ_TOKEN_PERCENT, NULL, NULL},
    {"!", RQ_TOKEN_NOT, NULL, NULL},
    {"?", RQ_TOKEN_QUESTION, NULL, NULL},
    {":", RQ_TOKEN_COLON, NULL, NULL},
    {",", RQ_TOKEN_COMMA, NULL, NULL},
    {".", RQ_TOKEN_DOT, NULL, NULL},
    {"(", RQ_TOKEN_LEFT_PAREN, NULL, NULL},
    {")", RQ_TOKEN_RIGHT_PAREN, NULL, NULL},
    {"[", RQ_TOKEN_LEFT_BRACKET, NULL, NULL},
    {"]", RQ_TOKEN_RIGHT_BRACKET, NULL, NULL},
    {"{", RQ_TOKEN_LEFT_BRACE, NULL, NULL},
    {"}", RQ_TOKEN_RIGHT_BRACE, NULL, NULL},
    {"#", RQ_TOKEN_BAD, "`#` means nothing in an expression", "a comment starts with //"},
    {";", RQ_TOKEN_BAD, "`;` means nothing in an expression", "an expression is one value; join conditions with &&"},
    {"^", RQ_TOKEN_BAD, "`^` is not an operator", NULL},
    {"~", RQ_TOKEN_BAD, "`~` is not an operator", NULL},
    {"$", RQ_TOKEN_BAD, "a name starts with a letter or _", "write the variable's name without $"},
    {"@", RQ_TOKEN_BAD, "a name starts with a letter or _", NULL},
    {"\\", RQ_TOKEN_BAD, "a backslash means something only inside a string", NULL},
};

static struct rq_cel_token operator_or_bad(rq_str text, uint32_t start)
{
    rq_str rest = rq_str_slice(text, start, text.len);
    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
        rq_str candidate = rq_str_from(operators[i].text);
        if (!rq_str_starts(rest, candidate))
            continue;
        uint32_t end = start + (uint32_t)candidate.len;
        return (struct rq_cel_token){operators[i].kind, start, end, operators[i].problem, operators[i].hint};
    }
    size_t end = start;
    rq_utf8_next(text, &end);
    return bad(start, (uint32_t)end, "this character means nothing outside a string",
               "put text in quotes; names are made of the letters a to z, digits and _");
}

struct rq_cel_token rq_cel_lex(rq_str text, uint32_t from)
{
    uint32_t start = skip_blank(text, from), open;
    bool raw, bytes;
    if (start >= text.len)
        return token(RQ_TOKEN_END, (uint32_t)text.len, (uint32_t)text.len);
    char c = text.ptr[start];
    if (is_digit(c) || (c == '.' && is_digit(at(text, start + 1))))
        return number(text, start);
    if (string_starts(text, start, &open, &raw, &bytes))
        return quoted(text, start, open, raw, bytes ? RQ_TOKEN_BYTES : RQ_TOKEN_STRING);
    if (is_letter(c))
        return word(text, start);
    return c == '`' ? escaped(text, start) : operator_or_bad(text, start);
}
