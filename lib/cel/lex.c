/*
 * The lexer: one function call, one token, no state.
 *
 * rq_cel_lex skips blanks and comments and looks at the first byte, whose class (a table) decides what the token is.  A
 * number or a string is only measured here; literal.c reads its value.  What is no token becomes RQ_TOKEN_BAD with a number
 * for its words, so that the parser reports it when, and only if, it gets there.  The readers are not inlined: rq_cel_lex
 * is called for each token and needs no more than its own few registers.
 */
#include "cel/lex.h"

#include "base/text.h"

/* What a byte may be part of. */
enum { LETTER = 1, DIGIT = 2, HEX = 4, BLANK = 8, ESCAPED = 16, IN_ESCAPED = LETTER | DIGIT | ESCAPED };

static const uint8_t classes[256] = {
    ['\t'] = BLANK,       ['\n'] = BLANK,       ['\f'] = BLANK,       ['\r'] = BLANK,       [' '] = BLANK | ESCAPED,
    ['0'] = DIGIT | HEX,  ['1'] = DIGIT | HEX,  ['2'] = DIGIT | HEX,  ['3'] = DIGIT | HEX,  ['4'] = DIGIT | HEX,
    ['5'] = DIGIT | HEX,  ['6'] = DIGIT | HEX,  ['7'] = DIGIT | HEX,  ['8'] = DIGIT | HEX,  ['9'] = DIGIT | HEX,
    ['A'] = LETTER | HEX, ['B'] = LETTER | HEX, ['C'] = LETTER | HEX, ['D'] = LETTER | HEX, ['E'] = LETTER | HEX,
    ['F'] = LETTER | HEX, ['G'] = LETTER,       ['H'] = LETTER,       ['I'] = LETTER,       ['J'] = LETTER,
    ['K'] = LETTER,       ['L'] = LETTER,       ['M'] = LETTER,       ['N'] = LETTER,       ['O'] = LETTER,
    ['P'] = LETTER,       ['Q'] = LETTER,       ['R'] = LETTER,       ['S'] = LETTER,       ['T'] = LETTER,
    ['U'] = LETTER,       ['V'] = LETTER,       ['W'] = LETTER,       ['X'] = LETTER,       ['Y'] = LETTER,
    ['Z'] = LETTER,       ['_'] = LETTER,       ['a'] = LETTER | HEX, ['b'] = LETTER | HEX, ['c'] = LETTER | HEX,
    ['d'] = LETTER | HEX, ['e'] = LETTER | HEX, ['f'] = LETTER | HEX, ['g'] = LETTER,       ['h'] = LETTER,
    ['i'] = LETTER,       ['j'] = LETTER,       ['k'] = LETTER,       ['l'] = LETTER,       ['m'] = LETTER,
    ['n'] = LETTER,       ['o'] = LETTER,       ['p'] = LETTER,       ['q'] = LETTER,       ['r'] = LETTER,
    ['s'] = LETTER,       ['t'] = LETTER,       ['u'] = LETTER,       ['v'] = LETTER,       ['w'] = LETTER,
    ['x'] = LETTER,       ['y'] = LETTER,       ['z'] = LETTER,       ['.'] = ESCAPED,      ['-'] = ESCAPED,
    ['/'] = ESCAPED,
};

/* What is wrong with a bad token. */
enum bad {
    GOOD,
    BAD_LINE_END,
    BAD_NO_END,
    BAD_ESCAPED,
    BAD_CHARACTER,
    BAD_EQUALS,
    BAD_NOT_EQUALS,
    BAD_LESS,
    BAD_ARROW,
    BAD_MATCHES,
    BAD_ASSIGNMENT,
    BAD_AND,
    BAD_OR,
    BAD_HASH,
    BAD_SEMICOLON,
    BAD_CARET,
    BAD_TILDE,
    BAD_DOLLAR,
    BAD_AT,
    BAD_BACKSLASH
};

static const struct rq_cel_words words_of_bad[] = {
    [BAD_LINE_END] = {"the string does not end on its line",
                      "write \\n for a line break, or three quotes around text of several lines"},
    [BAD_NO_END] = {"the string has no end", "close it with the quote that opened it"},
    [BAD_ESCAPED] = {"between back quotes stand letters, digits, and . - / _ or blanks",
                     "for other keys write [\"the key\"]"},
    [BAD_CHARACTER] = {"this character means nothing outside a string",
                       "put text in quotes; names are made of the letters a to z, digits and _"},
    [BAD_EQUALS] = {"`===` is not an operator", "write == to compare"},
    [BAD_NOT_EQUALS] = {"`!==` is not an operator", "write != to compare"},
    [BAD_LESS] = {"`=<` is not an operator", "write <="},
    [BAD_ARROW] = {"`=>` is not an operator",
                   "write >= to compare, and list.exists(x, condition) for a condition on x"},
    [BAD_MATCHES] = {"`=~` is not an operator", "write text.matches(pattern)"},
    [BAD_ASSIGNMENT] = {"`=` is not an operator", "write == to compare"},
    [BAD_AND] = {"`&` is not an operator", "write && for and"},
    [BAD_OR] = {"`|` is not an operator", "write || for or"},
    [BAD_HASH] = {"`#` means nothing in an expression", "a comment starts with //"},
    [BAD_SEMICOLON] = {"`;` means nothing in an expression", "an expression is one value; join conditions with &&"},
    [BAD_CARET] = {"`^` is not an operator", NULL},
    [BAD_TILDE] = {"`~` is not an operator", NULL},
    [BAD_DOLLAR] = {"a name starts with a letter or _", "write the variable's name without $"},
    [BAD_AT] = {"a name starts with a letter or _", NULL},
    [BAD_BACKSLASH] = {"a backslash means something only inside a string", NULL},
};

struct rq_cel_words rq_cel_token_words(struct rq_cel_token token)
{
    return words_of_bad[token.bad];
}

static bool is(char c, uint8_t class)
{
    return (classes[(unsigned char)c] & class) != 0;
}

/* The byte at an offset; NUL beyond the end, which no token continues with. */
static char at(rq_str text, uint32_t offset)
{
    return offset < text.len ? text.ptr[offset] : '\0';
}

/* The first offset, from this one on, of a byte that is of none of these classes. */
static uint32_t skip(rq_str text, uint32_t offset, uint8_t class)
{
    while (offset < text.len && is(text.ptr[offset], class))
        offset++;
    return offset;
}

static struct rq_cel_token token(enum rq_cel_token_kind kind, uint32_t start, uint32_t end)
{
    return (struct rq_cel_token){(uint8_t)kind, GOOD, start, end};
}

static struct rq_cel_token bad(uint32_t start, uint32_t end, enum bad what)
{
    return (struct rq_cel_token){RQ_TOKEN_BAD, (uint8_t)what, start, end};
}

static uint32_t skip_blank(rq_str text, uint32_t offset)
{
    offset = skip(text, offset, BLANK);
    while (at(text, offset) == '/' && at(text, offset + 1) == '/') {
        size_t line_end = rq_str_find_byte(text, '\n', offset);
        offset = skip(text, (uint32_t)(line_end == RQ_NOT_FOUND ? text.len : line_end), BLANK);
    }
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
static __attribute__((noinline)) struct rq_cel_token number(rq_str text, uint32_t start)
{
    if (at(text, start) == '0' && at(text, start + 1) == 'x' && is(at(text, start + 2), HEX))
        return whole_number(text, start, skip(text, start + 2, HEX));
    uint32_t end = skip(text, start, DIGIT);
    bool fraction = at(text, end) == '.' && is(at(text, end + 1), DIGIT);
    if (fraction)
        end = skip(text, end + 1, DIGIT);
    if (at(text, end) == 'e' || at(text, end) == 'E') {
        uint32_t sign = at(text, end + 1) == '+' || at(text, end + 1) == '-';
        if (is(at(text, end + 1 + sign), DIGIT))
            return token(RQ_TOKEN_DOUBLE, start, skip(text, end + 1 + sign, DIGIT));
    }
    return fraction ? token(RQ_TOKEN_DOUBLE, start, end) : whole_number(text, start, end);
}

/* STRING = prefix quote text quote ; quote = "'" | '"' | "'''" | '"""'.  `open` is the offset of the first quote. */
static __attribute__((noinline)) struct rq_cel_token quoted(rq_str text, uint32_t start, uint32_t open, bool raw,
                                                            enum rq_cel_token_kind kind)
{
    char quote = text.ptr[open];
    bool triple = at(text, open + 1) == quote && at(text, open + 2) == quote;
    uint32_t offset = open + (triple ? 3 : 1);
    for (; offset < text.len; offset++) {
        char c = text.ptr[offset];
        if (c == '\\' && !raw && offset + 1 < text.len && (triple || at(text, offset + 1) != '\n')) {
            offset++;
        } else if (!triple && (c == '\n' || c == '\r')) {
            return bad(start, offset, BAD_LINE_END);
        } else if (c == quote && !triple) {
            return token(kind, start, offset + 1);
        } else if (c == quote && at(text, offset + 1) == quote && at(text, offset + 2) == quote) {
            return token(kind, start, offset + 3);
        }
    }
    return bad(start, (uint32_t)text.len, BAD_NO_END);
}

enum { LONGEST_WORD = 9, MOST_WORDS = 5 };

/* The words that mean something, by their length. */
static const struct word {
    char text[LONGEST_WORD + 1];
    uint8_t kind;
} words[LONGEST_WORD + 1][MOST_WORDS] = {
    [2] = {{"in", RQ_TOKEN_IN}, {"as", RQ_TOKEN_RESERVED}, {"if", RQ_TOKEN_RESERVED}},
    [3] = {{"for", RQ_TOKEN_RESERVED}, {"let", RQ_TOKEN_RESERVED}, {"var", RQ_TOKEN_RESERVED}},
    [4] = {{"true", RQ_TOKEN_TRUE},
           {"null", RQ_TOKEN_NULL},
           {"else", RQ_TOKEN_RESERVED},
           {"loop", RQ_TOKEN_RESERVED},
           {"void", RQ_TOKEN_RESERVED}},
    [5] = {{"false", RQ_TOKEN_FALSE},
           {"break", RQ_TOKEN_RESERVED},
           {"const", RQ_TOKEN_RESERVED},
           {"while", RQ_TOKEN_RESERVED}},
    [6] = {{"import", RQ_TOKEN_RESERVED}, {"return", RQ_TOKEN_RESERVED}},
    [7] = {{"package", RQ_TOKEN_RESERVED}},
    [8] = {{"continue", RQ_TOKEN_RESERVED}, {"function", RQ_TOKEN_RESERVED}},
    [9] = {{"namespace", RQ_TOKEN_RESERVED}},
};

/* IDENT = letter { letter | digit }, but for the words that mean something */
static struct rq_cel_token word(rq_str text, uint32_t start)
{
    uint32_t end = skip(text, start, LETTER | DIGIT), length = end - start;
    if (length > LONGEST_WORD)
        return token(RQ_TOKEN_IDENT, start, end);
    for (const struct word *known = words[length]; known < words[length + 1] && known->text[0] != '\0'; known++)
        if (known->text[0] == text.ptr[start] && rq_bytes_equal(known->text, text.ptr + start, length))
            return token(known->kind, start, end);
    return token(RQ_TOKEN_IDENT, start, end);
}

/* A string whose prefix is r, b or br in any letter case, or a word. */
static __attribute__((noinline)) struct rq_cel_token word_or_quoted(rq_str text, uint32_t start)
{
    uint32_t open = start;
    bool bytes = at(text, open) == 'b' || at(text, open) == 'B';
    open += bytes;
    bool raw = at(text, open) == 'r' || at(text, open) == 'R';
    open += raw;
    if (open > start && (at(text, open) == '"' || at(text, open) == '\''))
        return quoted(text, start, open, raw, bytes ? RQ_TOKEN_BYTES : RQ_TOKEN_STRING);
    return word(text, start);
}

/* ESCAPED = "`" { letter | digit | "_" | "." | "-" | "/" | " " } "`" */
static __attribute__((noinline)) struct rq_cel_token escaped(rq_str text, uint32_t start)
{
    uint32_t end = skip(text, start + 1, IN_ESCAPED);
    if (at(text, end) != '`' || end == start + 1)
        return bad(start, end, BAD_ESCAPED);
    return token(RQ_TOKEN_ESCAPED, start, end + 1);
}

/* Bytes that are a token whatever follows. */
static const struct {
    uint8_t kind, bad;
} singles[256] = {
    ['+'] = {RQ_TOKEN_PLUS, GOOD},          ['-'] = {RQ_TOKEN_MINUS, GOOD},
    ['*'] = {RQ_TOKEN_STAR, GOOD},          ['/'] = {RQ_TOKEN_SLASH, GOOD},
    ['%'] = {RQ_TOKEN_PERCENT, GOOD},       ['?'] = {RQ_TOKEN_QUESTION, GOOD},
    [':'] = {RQ_TOKEN_COLON, GOOD},         [','] = {RQ_TOKEN_COMMA, GOOD},
    ['.'] = {RQ_TOKEN_DOT, GOOD},           ['('] = {RQ_TOKEN_LEFT_PAREN, GOOD},
    [')'] = {RQ_TOKEN_RIGHT_PAREN, GOOD},   ['['] = {RQ_TOKEN_LEFT_BRACKET, GOOD},
    [']'] = {RQ_TOKEN_RIGHT_BRACKET, GOOD}, ['{'] = {RQ_TOKEN_LEFT_BRACE, GOOD},
    ['}'] = {RQ_TOKEN_RIGHT_BRACE, GOOD},   ['#'] = {RQ_TOKEN_BAD, BAD_HASH},
    [';'] = {RQ_TOKEN_BAD, BAD_SEMICOLON},  ['^'] = {RQ_TOKEN_BAD, BAD_CARET},
    ['~'] = {RQ_TOKEN_BAD, BAD_TILDE},      ['$'] = {RQ_TOKEN_BAD, BAD_DOLLAR},
    ['@'] = {RQ_TOKEN_BAD, BAD_AT},         ['\\'] = {RQ_TOKEN_BAD, BAD_BACKSLASH},
};

/* Operators for which the next bytes count; longer ones stand before their beginnings. */
static const struct {
    char text[4];
    uint8_t length, kind, bad;
} operators[] = {
    {"&&", 2, RQ_TOKEN_AND, GOOD},
    {"||", 2, RQ_TOKEN_OR, GOOD},
    {"===", 3, RQ_TOKEN_BAD, BAD_EQUALS},
    {"==", 2, RQ_TOKEN_EQUAL, GOOD},
    {"!==", 3, RQ_TOKEN_BAD, BAD_NOT_EQUALS},
    {"!=", 2, RQ_TOKEN_NOT_EQUAL, GOOD},
    {"!", 1, RQ_TOKEN_NOT, GOOD},
    {"<=", 2, RQ_TOKEN_LESS_EQUAL, GOOD},
    {"<", 1, RQ_TOKEN_LESS, GOOD},
    {">=", 2, RQ_TOKEN_GREATER_EQUAL, GOOD},
    {">", 1, RQ_TOKEN_GREATER, GOOD},
    {"=<", 2, RQ_TOKEN_BAD, BAD_LESS},
    {"=>", 2, RQ_TOKEN_BAD, BAD_ARROW},
    {"=~", 2, RQ_TOKEN_BAD, BAD_MATCHES},
    {"=", 1, RQ_TOKEN_BAD, BAD_ASSIGNMENT},
    {"&", 1, RQ_TOKEN_BAD, BAD_AND},
    {"|", 1, RQ_TOKEN_BAD, BAD_OR},
};

static __attribute__((noinline)) struct rq_cel_token operator_or_bad(rq_str text, uint32_t start)
{
    char first = text.ptr[start], second = at(text, start + 1), third = at(text, start + 2);
    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
        const char *candidate = operators[i].text;
        uint8_t length = operators[i].length;
        if (candidate[0] == first && (length < 2 || candidate[1] == second) && (length < 3 || candidate[2] == third))
            return (struct rq_cel_token){operators[i].kind, operators[i].bad, start, start + length};
    }
    size_t end = start;
    rq_utf8_next(text, &end);
    return bad(start, (uint32_t)end, BAD_CHARACTER);
}

struct rq_cel_token rq_cel_lex(rq_str text, uint32_t from)
{
    uint32_t start = skip_blank(text, from);
    if (start >= text.len)
        return token(RQ_TOKEN_END, (uint32_t)text.len, (uint32_t)text.len);
    char c = text.ptr[start];
    if (is(c, LETTER))
        return word_or_quoted(text, start);
    if (is(c, DIGIT) || (c == '.' && is(at(text, start + 1), DIGIT)))
        return number(text, start);
    unsigned char byte = (unsigned char)c;
    if (singles[byte].kind != RQ_TOKEN_END)
        return (struct rq_cel_token){singles[byte].kind, singles[byte].bad, start, start + 1};
    if (c == '"' || c == '\'')
        return quoted(text, start, start, false, RQ_TOKEN_STRING);
    return c == '`' ? escaped(text, start) : operator_or_bad(text, start);
}
