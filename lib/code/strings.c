/*
 * Strings: those of the table, and those that need more than a row.
 *
 * A string becomes one token.  One with code inside becomes several, none of which is whole; the code between them is cut
 * as code.
 */
#include "code/lexer.h"
#include "code/plain.h"

#include <string.h>

static void end_string(struct rq_code_lexer *lexer, size_t start, size_t first, size_t last, bool whole)
{
    struct rq_code_token *token = rq_code_add(lexer, RQ_CODE_TEXT, start, first, last);
    token->whole = whole;
}

/* In a shell "${x:-y}" holds a word as "$(…)" holds a command. */
static bool expands(const struct rq_code_lexer *lexer, const struct rq_code_string *string)
{
    if (string->code == NULL || string->code[1] != '(' || string->code[0] != '$' || !rq_code_sees(lexer, "${"))
        return false;
    size_t at = lexer->at + 2;
    while (rq_code_is_word(rq_code_byte(lexer, at)))
        at++;
    char byte = rq_code_byte(lexer, at);
    return at > lexer->at + 2 && (byte == ':' || byte == '-' || byte == '+' || byte == '=');
}

/* Opens the code inside of a string; false where too many wait already: then it is text like any other. */
static bool open_code(struct rq_code_lexer *lexer, const struct rq_code_string *string, size_t start)
{
    if (lexer->frame_count == RQ_LIMIT_CODE_DEPTH)
        return false;
    lexer->at += strlen(string->code);
    char open = lexer->text.ptr[lexer->at - 1];
    lexer->frames[lexer->frame_count++] =
        (struct rq_code_frame){string, (uint32_t)start, 0, open, open == '(' ? ')' : '}'};
    return true;
}

/* True for two bytes that are one of the text: behind a backslash, unless it opens code, and two braces where one does. */
static bool is_escape(const struct rq_code_lexer *lexer, const struct rq_code_string *string)
{
    const char *code = string->code;
    char byte = rq_code_byte(lexer, lexer->at);
    /* MySQL has 'it\'s', the standard 'C:\'. */
    if (byte == '\\' && (string->flags & RQ_CODE_GUESSES) != 0)
        return rq_code_byte(lexer, lexer->at + 1) == string->close[0] &&
               rq_code_is_word(rq_code_byte(lexer, lexer->at + 2));
    if (byte == '\\')
        return (string->flags & RQ_CODE_ESCAPES) != 0 &&
               (code == NULL || code[0] != '\\' || !rq_code_sees(lexer, code));
    return code != NULL && code[1] == '\0' && byte == code[0] && rq_code_byte(lexer, lexer->at + 1) == byte;
}

/* From inside of a string to its end, or to code in it. */
static void scan_string(struct rq_code_lexer *lexer, const struct rq_code_string *string, size_t start, size_t first,
                        bool whole)
{
    while (lexer->at < lexer->end) {
        char byte = lexer->text.ptr[lexer->at];
        size_t here = lexer->at;
        if (byte == '\n' && (string->flags & RQ_CODE_LINES) == 0)
            break;
        if (is_escape(lexer, string)) {
            lexer->at += 2;
        } else if (rq_code_sees(lexer, string->close)) {
            lexer->at += strlen(string->close);
            if ((string->flags & RQ_CODE_DOUBLES) != 0 && rq_code_sees(lexer, string->close)) {
                lexer->at += strlen(string->close);
                continue;
            }
            end_string(lexer, start, first, here, whole);
            return;
        } else if (string->code != NULL && (rq_code_sees(lexer, string->code) || expands(lexer, string)) &&
                   open_code(lexer, string, start)) {
            end_string(lexer, start, first, here, false);
            return;
        } else {
            lexer->at++;
        }
    }
    lexer->at = lexer->at < lexer->end ? lexer->at : lexer->end;
    end_string(lexer, start, first, lexer->at, false);
}

void rq_code_resume_string(struct rq_code_lexer *lexer)
{
    struct rq_code_frame frame = lexer->frames[--lexer->frame_count];
    scan_string(lexer, frame.string, lexer->at, lexer->at, false);
}

/* b"…", u'…', N'…': the letters are no word of their own.  A raw one is close enough to one that is not. */
static rq_str prefix_of(const struct rq_code_lexer *lexer)
{
    const struct rq_code_token *last = rq_code_last(lexer);
    bool prefix = last != NULL && last->kind == RQ_CODE_WORD && last->end == lexer->at &&
                  last->end - last->start <= 3 && !rq_code_has(lexer->language, RQ_CODE_BARE_WORDS) &&
                  last == &lexer->tokens->items[lexer->tokens->count - 1];
    for (uint32_t i = last == NULL ? 0 : last->start; prefix && i < last->end; i++)
        prefix = rq_code_is_word(lexer->text.ptr[i]);
    return prefix ? rq_str_slice(lexer->text, last->start, last->end) : RQ_STR("");
}

static bool has_letter(rq_str prefix, char letter)
{
    return letter == '\0' || rq_str_find_byte(prefix, letter, 0) != RQ_NOT_FOUND ||
           rq_str_find_byte(prefix, (char)(letter - 'a' + 'A'), 0) != RQ_NOT_FOUND;
}

/* Where an expression begins in data: ${{ 'x' == …, "'x' == …" */
static bool begins_expression(const struct rq_code_lexer *lexer, const struct rq_code_token *last)
{
    const char *text = lexer->text.ptr;
    size_t at = lexer->at;
    bool quoted =
        at >= 2 && (text[at - 1] == '"' || text[at - 1] == '\'') && text[at - 1] != text[at] && text[at - 2] == ' ';
    return quoted || (last->start > 0 && text[last->start] == '{' && text[last->start - 1] == '{');
}

/* In data a quote opens a string of an expression only where one may stand; else it is around the whole expression. */
static bool opens_in_data(const struct rq_code_lexer *lexer)
{
    const struct rq_code_token *last = rq_code_last(lexer);
    char before = lexer->at == 0 ? '\n' : lexer->text.ptr[lexer->at - 1];
    if (last == NULL || lexer->last <= lexer->line || rq_code_is_word(before))
        return false;
    if (begins_expression(lexer, last))
        return true;
    rq_str text = rq_str_slice(lexer->text, last->start, last->end);
    if (last->kind != RQ_CODE_SIGN)
        return last->kind == RQ_CODE_WORD;
    if (text.len > 1)
        return true;
    return strchr("=(!<>&|~", text.ptr[0]) != NULL || (strchr(",[", text.ptr[0]) != NULL && lexer->parens > 0);
}

/* 'x' or '\n', not the 'a of a lifetime. */
static bool opens_character(const struct rq_code_lexer *lexer)
{
    if (rq_code_byte(lexer, lexer->at + 1) == '\\')
        return true;
    for (size_t i = 2; i <= 5; i++)
        if (rq_code_byte(lexer, lexer->at + i) == '\'')
            return i == 2 || (unsigned char)rq_code_byte(lexer, lexer->at + 1) >= 0x80;
    return false;
}

/* In 1'000 and in the text of a page in JavaScript (Don't) it opens nothing. */
static bool is_apostrophe(const struct rq_code_lexer *lexer)
{
    const struct rq_code_token *last = rq_code_last(lexer);
    if (rq_code_byte(lexer, lexer->at) != '\'' || last == NULL || last->end != lexer->at)
        return false;
    return last->kind == RQ_CODE_NUMBER ||
           (last->kind == RQ_CODE_WORD && rq_code_has(lexer->language, RQ_CODE_BARE_KEYS) &&
            !rq_code_wants_value(lexer));
}

bool rq_code_take_string(struct rq_code_lexer *lexer)
{
    const struct rq_code_language *language = lexer->language;
    for (size_t i = 0; i < RQ_CODE_MOST_STRINGS && language->strings[i].open != NULL; i++) {
        const struct rq_code_string *string = &language->strings[i];
        if (!rq_code_sees(lexer, string->open) || !has_letter(prefix_of(lexer), string->prefix))
            continue;
        bool tick = string->open[0] == '\'' && rq_code_has(language, RQ_CODE_TICKS);
        if ((rq_code_has(language, RQ_CODE_DATA) && !opens_in_data(lexer)) || (tick && !opens_character(lexer)) ||
            is_apostrophe(lexer)) {
            lexer->at++;
            return true;
        }
        lexer->tokens->count -= prefix_of(lexer).len > 0;
        size_t start = lexer->at;
        lexer->at += strlen(string->open);
        scan_string(lexer, string, start, lexer->at, (string->flags & RQ_CODE_NAMES) == 0);
        return true;
    }
    return false;
}

/* Strings between a mark that is made up on the spot. */

/* Goes to the first place of `close`, or to the end; `length` is that of what closes. */
static void take_until(struct rq_code_lexer *lexer, size_t start, rq_str close)
{
    size_t first = lexer->at;
    size_t found = rq_str_find(rq_str_slice(lexer->text, 0, lexer->end), close, first);
    lexer->at = found == RQ_NOT_FOUND ? lexer->end : found + close.len;
    end_string(lexer, start, first, found == RQ_NOT_FOUND ? lexer->end : found, found != RQ_NOT_FOUND);
}

/* raw = ["r"|"br"] { "#" } '"' … '"' { "#" }, with as many of them. */
static bool take_raw_hashes(struct rq_code_lexer *lexer)
{
    enum { MOST = 8 };
    char close[MOST + 2] = "\"";
    size_t at = lexer->at, hashes = 0;
    bool prefix = false;
    while (rq_code_byte(lexer, at) == 'b' || rq_code_byte(lexer, at) == 'r') {
        prefix = prefix || rq_code_byte(lexer, at) == 'r';
        at++;
    }
    bool fresh = lexer->at == 0 || !rq_code_is_word(lexer->text.ptr[lexer->at - 1]);
    while (rq_code_byte(lexer, at + hashes) == '#' && hashes < MOST)
        hashes++;
    if (!fresh || at - lexer->at > 2 || rq_code_byte(lexer, at + hashes) != '"' || (hashes == 0 && !prefix))
        return false;
    memset(close + 1, '#', hashes);
    size_t start = lexer->at;
    lexer->at = at + hashes + 1;
    take_until(lexer, start, (rq_str){close, hashes + 1});
    return true;
}

/* raw = 'R"' mark "(" … ")" mark '"' */
static bool take_raw_parens(struct rq_code_lexer *lexer)
{
    enum { MOST = 16 };
    char close[MOST + 2] = ")";
    size_t length = 0, start = lexer->at;
    bool fresh = start == 0 || !rq_code_is_word(lexer->text.ptr[start - 1]) ||
                 strchr("uUL8", lexer->text.ptr[start - 1]) != NULL;
    if (!fresh || !rq_code_sees(lexer, "R\""))
        return false;
    while (length < MOST && rq_code_byte(lexer, start + 2 + length) != '(' &&
           rq_code_byte(lexer, start + 2 + length) > ' ')
        length++;
    if (rq_code_byte(lexer, start + 2 + length) != '(')
        return false;
    memcpy(close + 1, lexer->text.ptr + start + 2, length);
    close[length + 1] = '"';
    lexer->at = start + 3 + length;
    take_until(lexer, start, (rq_str){close, length + 2});
    return true;
}

/* From behind an opening delimiter to behind what closes it; gives where the content ends. */
static size_t pass_delimited(struct rq_code_lexer *lexer, char open)
{
    char close = rq_code_closer(open);
    for (size_t depth = 0; lexer->at < lexer->end; lexer->at++) {
        char byte = lexer->text.ptr[lexer->at];
        if (byte == '\\')
            lexer->at++;
        else if (byte == close && depth-- == 0)
            return lexer->at++;
        else if (byte == open)
            depth++;
    }
    lexer->at = lexer->end;
    return lexer->end;
}

/* The words between brackets, each a text without quotes. */
static void take_words(struct rq_code_lexer *lexer, char open)
{
    size_t at = lexer->at, end = pass_delimited(lexer, open), behind = lexer->at;
    bool bracket = rq_code_closer(open) != open;
    lexer->at = at;
    if (bracket)
        rq_code_add(lexer, RQ_CODE_SIGN, at - 1, at - 1, at);
    while (at < end) {
        size_t first = at;
        while (at < end && strchr(" \t\r\n", lexer->text.ptr[at]) == NULL)
            at++;
        lexer->at = at;
        if (at > first) {
            struct rq_code_token *token = rq_code_add(lexer, RQ_CODE_TEXT, first, first, at);
            token->whole = token->bare = true;
        }
        at += at == first;
    }
    lexer->at = behind;
    if (bracket && end < behind)
        rq_code_add(lexer, RQ_CODE_SIGN, end, end, behind);
}

/* A regular expression is a text; a name is one that nothing else matches: /^acme$/. */
static void end_pattern(struct rq_code_lexer *lexer, size_t start, size_t first, size_t last)
{
    struct rq_code_range said = rq_code_strip(lexer->text, (struct rq_code_range){first, last});
    end_string(lexer, start, said.first, said.last, said.first > first);
}

static void take_pattern(struct rq_code_lexer *lexer, size_t start, char open, size_t parts)
{
    size_t first = lexer->at, last = first;
    for (size_t i = 0; i < parts; i++) {
        last = pass_delimited(lexer, open);
        if (i + 1 < parts && rq_code_closer(open) != open) {
            while (lexer->at < lexer->end && strchr(" \t\r\n", lexer->text.ptr[lexer->at]) != NULL)
                lexer->at++;
            lexer->at += lexer->at < lexer->end;
        }
    }
    while (lexer->at < lexer->end && rq_code_is_word(lexer->text.ptr[lexer->at]))
        lexer->at++;
    if (parts == 1)
        end_pattern(lexer, start, first, last);
    else
        end_string(lexer, start, first, lexer->at, false);
}

/* pattern = "/" … "/" on one line, where a value may stand. */
static bool take_slashes(struct rq_code_lexer *lexer)
{
    size_t start = lexer->at, at = start + 1;
    bool class = false;
    /* </div> closes an element of a page. */
    bool closes = start > 0 && lexer->text.ptr[start - 1] == '<';
    if (rq_code_byte(lexer, start) != '/' || closes || start < lexer->no_pattern || !rq_code_wants_value(lexer))
        return false;
    for (; at < lexer->end && lexer->text.ptr[at] != '\n'; at++) {
        char byte = lexer->text.ptr[at];
        at += byte == '\\';
        class = byte == '[' || (class && byte != ']');
        if (byte != '/' || class)
            continue;
        lexer->at = at + 1;
        while (rq_code_is_word(rq_code_byte(lexer, lexer->at)))
            lexer->at++;
        end_pattern(lexer, start, start + 1, at);
        return true;
    }
    lexer->no_pattern = at;
    return false;
}

/* percent = "%" [ letter ] delimiter … */
static bool take_percent(struct rq_code_lexer *lexer)
{
    size_t start = lexer->at;
    char letter = rq_code_byte(lexer, start + 1);
    bool named = letter != '\0' && strchr("wWiIqQrx", letter) != NULL;
    char open = rq_code_byte(lexer, start + 1 + named);
    if (rq_code_byte(lexer, start) != '%' || open == '\0' || strchr("([{<|!/", open) == NULL ||
        !rq_code_wants_value(lexer))
        return false;
    lexer->at = start + 2 + named;
    if (named && strchr("wWiI", letter) != NULL) {
        take_words(lexer, open);
        return true;
    }
    size_t first = lexer->at, last = pass_delimited(lexer, open);
    end_string(lexer, start, first, last, !named || strchr("qQ", letter) != NULL);
    return true;
}

/* symbol = ":" word, not behind another colon or a word. */
static bool take_symbol(struct rq_code_lexer *lexer)
{
    size_t start = lexer->at;
    char before = start == 0 ? '\n' : lexer->text.ptr[start - 1];
    if (rq_code_byte(lexer, start) != ':' || !rq_code_is_word(rq_code_byte(lexer, start + 1)) ||
        rq_code_is_word(before) || before == ':')
        return false;
    for (lexer->at++; rq_code_is_word(rq_code_byte(lexer, lexer->at));)
        lexer->at++;
    struct rq_code_token *token = rq_code_add(lexer, RQ_CODE_TEXT, start, start + 1, lexer->at);
    token->whole = token->bare = true;
    return true;
}

bool rq_code_take_special(struct rq_code_lexer *lexer)
{
    const struct rq_code_language *language = lexer->language;
    return (rq_code_has(language, RQ_CODE_RAW_HASHES) && take_raw_hashes(lexer)) ||
           (rq_code_has(language, RQ_CODE_RAW_PARENS) && take_raw_parens(lexer)) ||
           (rq_code_has(language, RQ_CODE_PATTERNS) && take_slashes(lexer)) ||
           (rq_code_has(language, RQ_CODE_PERCENT) && take_percent(lexer)) ||
           (rq_code_has(language, RQ_CODE_SYMBOLS) && take_symbol(lexer));
}

/* quoted = ( "q" | "qq" | "qw" | "qr" | "m" | "s" | "tr" | "y" ) delimiter …, unless it is a key or a method. */
bool rq_code_take_quote_word(struct rq_code_lexer *lexer, rq_str word, size_t start)
{
    static const rq_str words[] = {{"q", 1}, {"qq", 2}, {"qw", 2}, {"qr", 2}, {"m", 1}, {"s", 1}, {"tr", 2}, {"y", 1}};
    size_t which = 0, at = lexer->at;
    if (!rq_code_has(lexer->language, RQ_CODE_QUOTE_WORDS))
        return false;
    while (which < sizeof words / sizeof *words && !rq_str_equal(words[which], word))
        which++;
    char before = start == 0 ? '\n' : lexer->text.ptr[start - 1];
    if (which == sizeof words / sizeof *words || strchr("$@%&>{", before) != NULL)
        return false;
    while (rq_code_byte(lexer, at) == ' ')
        at++;
    char open = rq_code_byte(lexer, at);
    bool far = at > lexer->at && open == '#';
    if (open == '\0' || strchr("([{</|!#~'\"", open) == NULL || far)
        return false;
    lexer->at = at + 1;
    if (which == 2) {
        take_words(lexer, open);
    } else if (which < 2) {
        size_t last = pass_delimited(lexer, open);
        end_string(lexer, start, at + 1, last, true);
    } else {
        take_pattern(lexer, start, open, which < 5 ? 1 : 2);
    }
    return true;
}

/* Heredocs. */

/* heredoc = "<<" [ "<" ] [ "-" | "~" ] [ blank ] ( word | quote word quote ) */
bool rq_code_take_heredoc(struct rq_code_lexer *lexer)
{
    bool template = rq_code_has(lexer->language, RQ_CODE_TEMPLATE);
    bool shell = rq_code_has(lexer->language, RQ_CODE_BARE_WORDS);
    const char *open = template ? "<<<" : "<<";
    size_t at = lexer->at + strlen(open);
    if (!rq_code_has(lexer->language, RQ_CODE_HEREDOCS) || !rq_code_sees(lexer, open) ||
        (!template && rq_code_byte(lexer, at) == '<'))
        return false;
    bool indented = rq_code_byte(lexer, at) == '-' || rq_code_byte(lexer, at) == '~';
    at += indented;
    while ((shell || template) && rq_code_byte(lexer, at) == ' ')
        at++;
    char quote = rq_code_byte(lexer, at);
    bool quoted = quote == '"' || quote == '\'' || quote == '\\';
    size_t first = at + quoted, last = first;
    while (rq_code_is_word(rq_code_byte(lexer, last)))
        last++;
    char letter = rq_code_byte(lexer, first);
    bool name = letter == '_' || rq_ascii_is_upper(letter) ||
                ((shell || template || indented || quoted) && rq_ascii_is_lower(letter));
    if (!name || lexer->heredoc_count == RQ_CODE_MOST_HEREDOCS)
        return false;
    lexer->heredocs[lexer->heredoc_count++] = rq_str_slice(lexer->text, first, last);
    size_t start = lexer->at;
    lexer->at = last + (quoted && quote != '\\' && rq_code_byte(lexer, last) == quote);
    end_string(lexer, start, first, last, false);
    return true;
}

/* True for the line that ends a heredoc; of PHP code may follow the word. */
static bool ends_heredoc(const struct rq_code_lexer *lexer, rq_str line, rq_str word)
{
    line = rq_str_trim(line);
    if (!rq_str_starts(line, word))
        return false;
    char next = line.len > word.len ? line.ptr[word.len] : '\0';
    return line.len == word.len || (rq_code_has(lexer->language, RQ_CODE_TEMPLATE) && !rq_code_is_word(next));
}

enum { MOST_ENDLESS = 8 /* each costs the rest of the text */ };

void rq_code_take_bodies(struct rq_code_lexer *lexer)
{
    for (size_t i = 0; i < lexer->heredoc_count; i++) {
        size_t start = lexer->at, last = start;
        bool over = false;
        while (!over && lexer->at < lexer->end) {
            size_t end = rq_str_find_byte(lexer->text, '\n', lexer->at);
            end = end < lexer->end ? end : lexer->end;
            over = ends_heredoc(lexer, rq_str_slice(lexer->text, lexer->at, end), lexer->heredocs[i]);
            last = over ? lexer->at : end;
            lexer->at = over ? end : end + 1;
        }
        lexer->at = lexer->at < lexer->end ? lexer->at : lexer->end;
        /* What nothing ends was no heredoc: code goes on. */
        if (!over && lexer->endless++ < MOST_ENDLESS)
            lexer->at = start;
        else
            rq_code_add(lexer, RQ_CODE_BODY, start, start, last);
    }
    lexer->heredoc_count = 0;
}
