/*
 * The walk through a scalar's source: what libyaml decodes, decoded a second time with places.
 *
 * Flow scalars (plain, 'single', "double") are runs of text between four kinds of special place: blanks and line breaks
 * (folding), quotes, escapes and escaped line breaks.  Block scalars (| and >) are lines.  Read flow and block first.
 * The text has passed libyaml, so that nothing is checked again; only the end bounds every step.
 */
#include "yaml/walk.h"

#include "base/ascii.h"
#include "yaml/reader.h"

struct walk {
    rq_str text; /* up to the end of the scalar */
    rq_yaml_piece *piece;
    void *host;
};

static void same(struct walk *walk, size_t start, size_t end)
{
    if (start < end)
        walk->piece(walk->host, start, end, rq_str_slice(walk->text, start, end));
}

static bool is_blank(const struct walk *walk, size_t at)
{
    return at < walk->text.len && (walk->text.ptr[at] == ' ' || walk->text.ptr[at] == '\t');
}

static size_t skip_blanks(const struct walk *walk, size_t at)
{
    while (is_blank(walk, at))
        at++;
    return at;
}

/* Bytes of the line break here, by libyaml's idea of one; 0 where there is none. */
static size_t break_length(rq_str text, size_t at)
{
    rq_str rest = rq_str_slice(text, at, text.len);
    if (rest.len == 0)
        return 0;
    switch ((unsigned char)rest.ptr[0]) {
    case '\n':
        return 1;
    case '\r':
        return rest.len > 1 && rest.ptr[1] == '\n' ? 2 : 1;
    case 0xC2:
        return rq_str_starts(rest, RQ_STR("\xC2\x85")) ? 2 : 0;
    case 0xE2:
        return rq_str_starts(rest, RQ_STR("\xE2\x80\xA8")) || rq_str_starts(rest, RQ_STR("\xE2\x80\xA9")) ? 3 : 0;
    default:
        return 0;
    }
}

static size_t break_at(const struct walk *walk, size_t at)
{
    return break_length(walk->text, at);
}

/* A line break as content: LF, but the separators LS and PS stay what they are. */
static void line_break(struct walk *walk, size_t at)
{
    size_t length = break_at(walk, at);
    if (length == 3)
        same(walk, at, at + length);
    else
        walk->piece(walk->host, at, at + length, RQ_STR("\n"));
}

/* Folds the line break at `at` and what follows up to the next content: alone it is a space, else each further break is
 * one; after an escaped line break (`escaped`) there is no first one to fold. */
static size_t fold(struct walk *walk, size_t at, bool escaped)
{
    size_t first = at, length = break_at(walk, at);
    size_t next = skip_blanks(walk, at + length);
    if (!escaped && length == 3)
        line_break(walk, first);
    else if (!escaped && break_at(walk, next) == 0)
        walk->piece(walk->host, first, first + length, RQ_STR(" "));
    while ((length = break_at(walk, next)) > 0) {
        line_break(walk, next);
        next = skip_blanks(walk, next + length);
    }
    return next;
}

static const struct {
    char letter;
    rq_str decoded;
} escapes[] = {
    {'0', {"\0", 1}},
    {'a', {"\a", 1}},
    {'b', {"\b", 1}},
    {'t', {"\t", 1}},
    {'\t', {"\t", 1}},
    {'n', {"\n", 1}},
    {'v', {"\v", 1}},
    {'f', {"\f", 1}},
    {'r', {"\r", 1}},
    {'e', {"\x1B", 1}},
    {' ', {" ", 1}},
    {'"', {"\"", 1}},
    {'/', {"/", 1}},
    {'\\', {"\\", 1}},
    {'N', {"\xC2\x85", 2}},
    {'_', {"\xC2\xA0", 2}},
    {'L', {"\xE2\x80\xA8", 3}},
    {'P', {"\xE2\x80\xA9", 3}},
};

static uint32_t hex_number(const struct walk *walk, size_t at, size_t count)
{
    uint32_t number = 0;
    for (size_t i = at; i < at + count && i < walk->text.len; i++)
        number = number * 16 + rq_ascii_hex(walk->text.ptr[i]);
    return number;
}

/* numeric escape = "x" 2 hex | "u" 4 hex | "U" 8 hex; two surrogates are one character, a lone one is U+FFFD */
static size_t numeric_escape(struct walk *walk, size_t at, size_t count)
{
    uint32_t code_point = hex_number(walk, at + 2, count), low;
    size_t end = at + 2 + count;
    if (code_point >= 0xD800 && code_point <= 0xDBFF && rq_yaml_surrogate_at(walk->text, end, &low) && low >= 0xDC00) {
        code_point = 0x10000 + ((code_point - 0xD800) << 10) + (low - 0xDC00);
        end += 6;
    } else if (code_point >= 0xD800 && code_point <= 0xDFFF) {
        code_point = 0xFFFD;
    }
    char bytes[4];
    size_t length = rq_utf8_encode(code_point, bytes);
    walk->piece(walk->host, at, end, (rq_str){bytes, length});
    return end;
}

/* escape = "\" ( line break | letter | numeric escape ) */
static size_t escape(struct walk *walk, size_t at)
{
    if (break_at(walk, at + 1) > 0)
        return fold(walk, at + 1, true);
    char letter = at + 1 < walk->text.len ? walk->text.ptr[at + 1] : '\\';
    if (letter == 'x' || letter == 'u' || letter == 'U')
        return numeric_escape(walk, at, letter == 'x' ? 2 : letter == 'u' ? 4 : 8);
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++) {
        if (escapes[i].letter == letter)
            walk->piece(walk->host, at, at + 2, escapes[i].decoded);
    }
    return at + 2;
}

/* Up to the next place that is special in this style. */
static size_t run(struct walk *walk, size_t at, char style)
{
    size_t start = at;
    do {
        at++;
    } while (at < walk->text.len && !is_blank(walk, at) && break_at(walk, at) == 0 &&
             !(style == '\'' && walk->text.ptr[at] == '\'') && !(style == '"' && walk->text.ptr[at] == '\\'));
    same(walk, start, at);
    return at;
}

/* flow = { text | blanks | line breaks | "''" | escape }; style is the quote, or 0 */
static size_t flow(struct walk *walk, size_t at, char style)
{
    while (at < walk->text.len) {
        size_t after = skip_blanks(walk, at);
        if (break_at(walk, after) > 0) {
            at = fold(walk, after, false);
        } else if (after > at) {
            same(walk, at, after);
            at = after;
        } else if (style == '\'' && walk->text.ptr[at] == '\'') {
            walk->piece(walk->host, at, at + 2, RQ_STR("'"));
            at += 2;
        } else if (style == '"' && walk->text.ptr[at] == '\\') {
            at = escape(walk, at);
        } else {
            at = run(walk, at, style);
        }
    }
    return walk->text.len;
}

/* Length of the first run of blanks that has other text behind it on its line: in the source it is longer than in the
 * decoded text, by the block's indentation. */
static size_t first_indent(rq_str text, size_t at)
{
    size_t start = at;
    while (at < text.len) {
        size_t length = break_length(text, at);
        if (length == 0 && text.ptr[at] != ' ')
            return at - start;
        at += length > 0 ? length : 1;
        start = length > 0 ? at : start;
    }
    return 0;
}

static size_t block_indent(rq_str text, size_t at, rq_str decoded)
{
    size_t source = first_indent(text, at), kept = first_indent(decoded, 0);
    return source > kept ? source - kept : 1;
}

static size_t skip_indent(const struct walk *walk, size_t at, size_t indent)
{
    size_t end = at;
    while (end - at < indent && end < walk->text.len && walk->text.ptr[end] == ' ')
        end++;
    return end;
}

/* Behind the empty lines from `at` on; their breaks are content if `keep`. */
static size_t empty_lines(struct walk *walk, size_t at, size_t indent, bool keep)
{
    for (;;) {
        size_t end = skip_indent(walk, at, indent), length = break_at(walk, end);
        if (length == 0)
            return at;
        if (keep)
            line_break(walk, end);
        at = end + length;
    }
}

/* A block's lines.  `lead` is the line break that is not content yet: the next line decides whether it is folded. */
struct block {
    size_t indent, lead;
    bool folded, has_lead, blank; /* blank: the last line starts with a blank, and keeps its break */
    char chomp;                   /* '-', '+' or 0 */
};

static void join_lines(struct walk *walk, struct block *block, size_t gap, size_t line, bool blank)
{
    size_t length = block->has_lead ? break_at(walk, block->lead) : 0;
    bool fold_it = block->folded && length > 0 && length < 3 && !block->blank && !blank;
    if (length > 0 && !fold_it)
        line_break(walk, block->lead);
    else if (fold_it && gap == line)
        walk->piece(walk->host, block->lead, block->lead + length, RQ_STR(" "));
    empty_lines(walk, gap, block->indent, true);
    block->blank = blank;
}

static void chomp(struct walk *walk, struct block *block, size_t gap)
{
    if (block->chomp != '-' && block->has_lead)
        line_break(walk, block->lead);
    if (block->chomp == '+')
        empty_lines(walk, gap, block->indent, true);
}

/* block = header { empty line | indent text line-break }; gives where the last text ends */
static size_t block_lines(struct walk *walk, struct block *block, size_t gap)
{
    size_t content = gap;
    for (;;) {
        size_t line = empty_lines(walk, gap, block->indent, false);
        size_t at = skip_indent(walk, line, block->indent), end = at;
        if (at - line < block->indent || at >= walk->text.len)
            break;
        join_lines(walk, block, gap, line, is_blank(walk, at));
        while (end < walk->text.len && break_at(walk, end) == 0)
            end++;
        same(walk, at, end);
        content = end;
        block->lead = end;
        block->has_lead = end < walk->text.len;
        gap = end + break_at(walk, end);
        if (!block->has_lead)
            break;
    }
    chomp(walk, block, gap);
    return content;
}

/* header = ( "|" | ">" ) [ digit ] [ "-" | "+" ] (in either order) [ comment ] line break */
static size_t block(struct walk *walk, size_t at, rq_str decoded)
{
    struct block lines = {.folded = walk->text.ptr[at] == '>'};
    for (at++; at < walk->text.len && !is_blank(walk, at) && break_at(walk, at) == 0; at++) {
        if (walk->text.ptr[at] == '-' || walk->text.ptr[at] == '+')
            lines.chomp = walk->text.ptr[at];
    }
    while (at < walk->text.len && break_at(walk, at) == 0)
        at++;
    at += break_at(walk, at);
    lines.indent = block_indent(walk->text, at, decoded);
    return block_lines(walk, &lines, at);
}

size_t rq_yaml_walk(rq_str text, size_t start, size_t end, bool plain, rq_str decoded, rq_yaml_piece *piece, void *host)
{
    struct walk walk = {rq_str_slice(text, 0, end), piece, host};
    char first = start < walk.text.len ? text.ptr[start] : 0;
    if (plain || start >= walk.text.len)
        return flow(&walk, start, 0);
    if (first == '|' || first == '>')
        return block(&walk, start, decoded);
    walk.text.len--;
    return flow(&walk, start + 1, first);
}
