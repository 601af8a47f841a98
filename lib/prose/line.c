/*
 * Lines of Markdown (spec.commonmark.org), one by one: what a line is without looking at those around it.  block.c puts them
 * together.
 */
#include "prose/line.h"

#include "base/ascii.h"
#include "cel/unicode.h"

#include <string.h>

enum { TAB_COLUMNS = 4, FENCE_LEAST = 3, RULE_LEAST = 3, NUMBER_DIGITS = 9, HEADING_MOST = 6 };

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

/* NUL is data, and in no set. */
static bool is_one_of(char byte, const char *set)
{
    return byte != '\0' && strchr(set, byte) != NULL;
}

struct rq_line rq_line_at(rq_str text, size_t start, size_t *next)
{
    size_t at = start;
    while (at < text.len && text.ptr[at] != '\n' && text.ptr[at] != '\r')
        at++;
    bool pair = at + 1 < text.len && text.ptr[at] == '\r' && text.ptr[at + 1] == '\n';
    *next = at + 1 + pair;
    return (struct rq_line){.text = {text.ptr, at}, .start = start};
}

rq_str rq_line_rest(const struct rq_line *line)
{
    return rq_str_slice(line->text, line->start, line->text.len);
}

char rq_line_first(const struct rq_line *line)
{
    return line->start < line->text.len ? line->text.ptr[line->start] : '\0';
}

static size_t skip_blanks(rq_str text, size_t at)
{
    while (at < text.len && is_blank(text.ptr[at]))
        at++;
    return at;
}

static size_t run_length(rq_str text, size_t start, char byte)
{
    size_t at = start;
    while (at < text.len && text.ptr[at] == byte)
        at++;
    return at - start;
}

bool rq_line_skip_blanks(struct rq_line *line)
{
    line->start = skip_blanks(line->text, line->start);
    return line->start < line->text.len;
}

/* marker = ( "-" | "*" | "+" | digits ( "." | ")" ) ) ( blank | end of the line ) ; its bytes, 0 if there is none. */
static size_t marker_length(const struct rq_line *line)
{
    rq_str rest = rq_line_rest(line);
    size_t at = 0;
    if (rest.len > 0 && is_one_of(rest.ptr[0], "-*+")) {
        at = 1;
    } else {
        while (at < rest.len && at < NUMBER_DIGITS && rq_ascii_is_digit(rest.ptr[at]))
            at++;
        if (at == 0 || at == rest.len || !is_one_of(rest.ptr[at], ".)"))
            return 0;
        at++;
    }
    return at == rest.len ? at : is_blank(rest.ptr[at]) ? at + 1 : 0;
}

/* `[ ]` and `[x]` of a list of tasks. */
static void strip_box(struct rq_line *line)
{
    rq_str rest = rq_line_rest(line);
    if (rest.len > 3 && rest.ptr[0] == '[' && is_one_of(rest.ptr[1], " xX") && rest.ptr[2] == ']' &&
        is_blank(rest.ptr[3]))
        line->start += 4;
}

/* Moves on to `end`, and counts the columns. */
static void advance(struct rq_line *line, size_t end)
{
    while (line->start < end)
        line->column += line->text.ptr[line->start++] == '\t' ? TAB_COLUMNS - line->column % TAB_COLUMNS : 1;
}

/* The blank behind ">" belongs to it. */
static void strip_quote(struct rq_line *line)
{
    line->quoted = true;
    line->start++;
    line->start += rq_line_first(line) == ' ';
    line->column = 0;
}

void rq_line_strip(struct rq_line *line)
{
    for (;;) {
        advance(line, skip_blanks(line->text, line->start));
        if (!line->item)
            line->indent = line->column;
        size_t marker = line->quoted ? 0 : marker_length(line);
        if (rq_line_first(line) == '>') {
            strip_quote(line);
        } else if (marker > 0) {
            line->item = true;
            advance(line, line->start + marker);
            strip_box(line);
        } else {
            return;
        }
    }
}

bool rq_line_is_rule(const struct rq_line *line)
{
    rq_str rest = rq_line_rest(line);
    size_t count = 0;
    if (rest.len == 0 || !is_one_of(rest.ptr[0], "-*_"))
        return false;
    for (size_t i = 0; i < rest.len; i++) {
        if (rest.ptr[i] != rest.ptr[0] && !is_blank(rest.ptr[i]))
            return false;
        count += rest.ptr[i] == rest.ptr[0];
    }
    return count >= RULE_LEAST;
}

bool rq_line_is_underline(const struct rq_line *line)
{
    char byte = rq_line_first(line);
    if (byte != '=' && byte != '-')
        return false;
    return skip_blanks(line->text, line->start + run_length(line->text, line->start, byte)) == line->text.len;
}

bool rq_line_is_delimiter(const struct rq_line *line)
{
    rq_str rest = rq_line_rest(line);
    size_t bars = 0, dashes = 0;
    for (size_t i = 0; i < rest.len; i++) {
        if (!is_one_of(rest.ptr[i], "|-: \t"))
            return false;
        bars += rest.ptr[i] == '|';
        dashes += rest.ptr[i] == '-';
    }
    return bars > 0 && dashes > 0;
}

/* fence = "```" { "`" } [ language ] | "~~~" { "~" } [ language ] ; no backtick in what follows a fence of backticks. */
char rq_line_fence(const struct rq_line *line, size_t *length)
{
    char byte = rq_line_first(line);
    if (byte != '`' && byte != '~')
        return '\0';
    *length = run_length(line->text, line->start, byte);
    bool closed = byte == '`' && rq_str_find_byte(line->text, '`', line->start + *length) != RQ_NOT_FOUND;
    return *length >= FENCE_LEAST && !closed ? byte : '\0';
}

bool rq_line_fence_is_text(const struct rq_line *line)
{
    static const char *const names[] = {"", "text", "txt", "plain", "plaintext", "md", "markdown", "mail", "email"};
    rq_str text = line->text;
    size_t start = skip_blanks(text, line->start + run_length(text, line->start, rq_line_first(line))), end = start;
    while (end < text.len && !is_blank(text.ptr[end]))
        end++;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (rq_str_equal(rq_str_slice(text, start, end), rq_str_from(names[i])))
            return true;
    return false;
}

bool rq_line_closes(const struct rq_line *line, char fence, size_t length)
{
    size_t found = run_length(line->text, line->start, fence);
    return found >= length && skip_blanks(line->text, line->start + found) == line->text.len;
}

/* heading = "#" to "######" [ blank words [ "#" … ] ] */
bool rq_line_heading(const struct rq_line *line, size_t *start, size_t *end)
{
    rq_str text = line->text;
    size_t marks = run_length(text, line->start, '#');
    *start = line->start + marks;
    *end = text.len;
    if (marks == 0 || marks > HEADING_MOST || (*start < text.len && !is_blank(text.ptr[*start])))
        return false;
    while (*end > *start && is_one_of(text.ptr[*end - 1], " \t#"))
        --*end;
    return true;
}

/* title = '"' … '"' | "'" … "'" | "(" … ")", to the end of the line. */
static bool is_title(rq_str title)
{
    if (title.len == 0)
        return true;
    char first = title.ptr[0], last = title.ptr[title.len - 1];
    return title.len > 1 && ((first == '(' && last == ')') || (is_one_of(first, "\"'") && first == last));
}

/* definition = "[" label "]:" target [ title ] ; footnote = "[^" label "]:" text.  A definition is not shown, so what only
 * looks like one is a text as any other. */
bool rq_line_definition(const struct rq_line *line, rq_str *label, size_t *start, size_t *end)
{
    rq_str text = line->text;
    size_t close = rq_line_first(line) == '[' ? rq_str_find(text, RQ_STR("]:"), line->start) : RQ_NOT_FOUND;
    if (close == RQ_NOT_FOUND)
        return false;
    *label = rq_str_slice(text, line->start + 1, close);
    *start = *end = skip_blanks(text, close + 2);
    if (rq_str_starts(*label, RQ_STR("^"))) {
        *end = text.len;
        return *start < text.len;
    }
    while (*end < text.len && !is_blank(text.ptr[*end]))
        ++*end;
    return *end > *start && is_title(rq_str_trim(rq_str_slice(text, *end, text.len)));
}

bool rq_line_is_keyed(rq_str text, size_t start, size_t end)
{
    size_t at = start;
    while (at < end && (rq_cel_is_word((unsigned char)text.ptr[at]) || is_one_of(text.ptr[at], "-_")))
        at++;
    return at > start && at + 1 < end && text.ptr[at] == ':' && is_blank(text.ptr[at + 1]) &&
           rq_ascii_is_upper(text.ptr[start]);
}

bool rq_line_starts_front(rq_str text, size_t start)
{
    size_t next;
    struct rq_line line = rq_line_at(text, start, &next);
    bool starts = rq_str_equal(rq_str_trim(rq_line_rest(&line)), RQ_STR("---"));
    for (size_t at = next; starts && at < text.len; at = next) {
        line = rq_line_at(text, at, &next);
        if (rq_line_ends_front(&line))
            return true;
    }
    return false;
}

bool rq_line_ends_front(const struct rq_line *line)
{
    rq_str rest = rq_str_trim(rq_line_rest(line));
    return rq_line_first(line) != ' ' && (rq_str_equal(rest, RQ_STR("---")) || rq_str_equal(rest, RQ_STR("...")));
}
