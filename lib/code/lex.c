/*
 * Cutting source code into tokens, by the table of languages.
 *
 *   text = { blank | comment | string | heredoc | word | number | sign }
 *
 * No language is understood in full, nor need it be: what counts is to be right about where comments and strings begin and
 * end, and to find back soon after what is not understood.  So a string that may not go on across lines ends with its line.
 * Code inside of a string ("${…}") is cut like any other; the strings that wait for its end are a stack of frames.
 */
#include "code/lexer.h"

#include <string.h>

static const char *const signs[] = {"===", "!==", "<=>", "...", "||=", "&&=", "?\?=", "//=", "==", "!=",
                                    "<>",  "=~",  "!~",  "~=",  "<=",  ">=",  "=>",   "->",  "::", "&&",
                                    "||",  "?.",  "?:",  "??",  ":=",  "+=",  ";;",   "<-",  "//"};

struct rq_code_token *rq_code_add(struct rq_code_lexer *lexer, enum rq_code_token_kind kind, size_t start, size_t first,
                                  size_t last)
{
    struct rq_code_tokens *tokens = lexer->tokens;
    tokens->items = rq_grow(tokens->arena, tokens->items, tokens->count, &tokens->cap, sizeof *tokens->items);
    struct rq_code_token *token = &tokens->items[tokens->count++];
    *token = (struct rq_code_token){.start = (uint32_t)start,
                                    .end = (uint32_t)lexer->at,
                                    .first = (uint32_t)first,
                                    .last = (uint32_t)(last < first ? first : last),
                                    .kind = (uint8_t)kind};
    if (kind != RQ_CODE_REMARK && kind != RQ_CODE_BODY)
        lexer->last = tokens->count;
    return token;
}

const struct rq_code_token *rq_code_last(const struct rq_code_lexer *lexer)
{
    return lexer->last == 0 ? NULL : &lexer->tokens->items[lexer->last - 1];
}

bool rq_code_wants_value(const struct rq_code_lexer *lexer)
{
    const struct rq_code_token *last = rq_code_last(lexer);
    if (last == NULL)
        return true;
    rq_str text = rq_str_slice(lexer->text, last->start, last->end);
    if (last->kind == RQ_CODE_SIGN)
        return !rq_code_is_listed(text, " ) ] } ");
    return last->kind == RQ_CODE_WORD &&
           rq_code_is_listed(text,
                             " return typeof case in of and or not if unless when while until elsif split grep map "
                             "then delete void do else push await yield throw new instanceof extends default "
                             "export import from ");
}

/* Comments. */

static size_t line_end(const struct rq_code_lexer *lexer, size_t at)
{
    const char *found = at < lexer->end ? memchr(lexer->text.ptr + at, '\n', lexer->end - at) : NULL;
    return found == NULL ? lexer->end : (size_t)(found - lexer->text.ptr);
}

/* True if nothing but what opens a comment stands before `at` in its line. */
static bool begins_comment_line(rq_str comment, size_t at)
{
    while (at > 0 && comment.ptr[at - 1] != '\0' && strchr("#/*!-<; \t", comment.ptr[at - 1]) != NULL)
        at--;
    return at == 0 || comment.ptr[at - 1] == '\n';
}

static void add_remark(struct rq_code_lexer *lexer, size_t start, rq_str said)
{
    said = rq_str_trim(said);
    if (rq_str_ends(said, RQ_STR("*/")))
        said = rq_str_trim(rq_str_slice(said, 0, said.len - 2));
    size_t first = (size_t)(said.ptr - lexer->text.ptr), last = first + said.len;
    rq_code_add(lexer, RQ_CODE_REMARK, start, first, last)->end = (uint32_t)last;
}

/* Each line of a comment may be a remark, or several. */
static void take_remarks(struct rq_code_lexer *lexer, size_t start, size_t end)
{
    const rq_str mark = RQ_STR(RQ_CODE_MARK);
    rq_str comment = rq_str_slice(lexer->text, start, end);
    bool follows = false;
    for (size_t at = rq_str_find(comment, mark, 0), stop = 0, next; at != RQ_NOT_FOUND; at = next) {
        if (at >= stop)
            stop = line_end(lexer, start + at) - start;
        stop = stop < comment.len ? stop : comment.len;
        next = rq_str_find(comment, mark, at + mark.len);
        bool remark = follows || begins_comment_line(comment, at);
        if (remark)
            add_remark(lexer, start + at, rq_str_slice(comment, at + mark.len, next < stop ? next : stop));
        follows = remark && next < stop;
    }
}

/* In a shell "#" is part of a word unless one may begin there; of PHP "#[" is an attribute. */
static bool opens_line_comment(const struct rq_code_lexer *lexer, const char *open)
{
    if (!rq_code_sees(lexer, open))
        return false;
    char before = lexer->at == 0 ? '\n' : lexer->text.ptr[lexer->at - 1];
    if (rq_code_has(lexer->language, RQ_CODE_HASH_WORD) && strchr(" \t\n;(", before) == NULL)
        return false;
    /* $#list */
    if (rq_code_has(lexer->language, RQ_CODE_QUOTE_WORDS) && before == '$')
        return false;
    return !(rq_code_has(lexer->language, RQ_CODE_TEMPLATE) && open[0] == '#' &&
             rq_code_byte(lexer, lexer->at + 1) == '[');
}

/* Goes to the end of the line, or of the code in a page. */
static void pass_line_comment(struct rq_code_lexer *lexer)
{
    if (!rq_code_has(lexer->language, RQ_CODE_TEMPLATE)) {
        lexer->at = line_end(lexer, lexer->at);
        return;
    }
    while (lexer->at < lexer->end && lexer->text.ptr[lexer->at] != '\n' && !rq_code_sees(lexer, "?>"))
        lexer->at++;
}

static bool take_line_comment(struct rq_code_lexer *lexer)
{
    for (size_t i = 0; i < 3 && lexer->language->line_comments[i] != NULL; i++) {
        if (!opens_line_comment(lexer, lexer->language->line_comments[i]))
            continue;
        size_t start = lexer->at;
        pass_line_comment(lexer);
        take_remarks(lexer, start, lexer->at);
        return true;
    }
    return false;
}

/* In data only a template has block comments, behind "{{" or "{{-".  Goes to what opens the comment. */
static bool opens_block(struct rq_code_lexer *lexer)
{
    size_t at = lexer->at;
    if (lexer->language->block_open == NULL)
        return false;
    if (rq_code_has(lexer->language, RQ_CODE_DATA)) {
        if (!rq_code_sees(lexer, "{{"))
            return false;
        for (lexer->at += 2; rq_code_byte(lexer, lexer->at) == '-' || rq_code_byte(lexer, lexer->at) == ' ';)
            lexer->at++;
    }
    bool opens = rq_code_sees(lexer, lexer->language->block_open);
    lexer->at = opens ? lexer->at : at;
    return opens;
}

static bool take_block_comment(struct rq_code_lexer *lexer)
{
    const struct rq_code_language *language = lexer->language;
    if (!opens_block(lexer))
        return false;
    size_t start = lexer->at, depth = 0;
    while (lexer->at < lexer->end) {
        if (rq_code_sees(lexer, language->block_close)) {
            lexer->at += 2;
            if (--depth == 0)
                break;
        } else if ((depth == 0 || rq_code_has(language, RQ_CODE_NESTS)) && rq_code_sees(lexer, language->block_open)) {
            lexer->at += 2;
            depth++;
        } else {
            lexer->at++;
        }
    }
    take_remarks(lexer, start, lexer->at);
    return true;
}

/* pod = "=" word … line "=cut" | "=end".  "__END__" ends the code. */
static bool take_pod(struct rq_code_lexer *lexer)
{
    bool line_start = lexer->at == 0 || lexer->text.ptr[lexer->at - 1] == '\n';
    if (!rq_code_has(lexer->language, RQ_CODE_POD) || !line_start)
        return false;
    if (rq_code_sees(lexer, "__END__") || rq_code_sees(lexer, "__DATA__")) {
        lexer->at = lexer->end;
        return true;
    }
    if (rq_code_byte(lexer, lexer->at) != '=' || !rq_code_is_word(rq_code_byte(lexer, lexer->at + 1)))
        return false;
    size_t start = lexer->at;
    do
        lexer->at = line_end(lexer, lexer->at) + 1;
    while (lexer->at < lexer->end && !rq_code_sees(lexer, "=cut") && !rq_code_sees(lexer, "=end"));
    take_remarks(lexer, start, lexer->at < lexer->end ? lexer->at : lexer->end);
    lexer->at = line_end(lexer, lexer->at < lexer->end ? lexer->at : lexer->end);
    return true;
}

/* Words, numbers, signs. */

static bool is_word_byte(const struct rq_code_lexer *lexer, size_t at)
{
    char byte = rq_code_byte(lexer, at);
    bool beyond = (unsigned char)byte >= 0x80;
    if (rq_code_has(lexer->language, RQ_CODE_BARE_WORDS))
        return beyond || rq_code_is_bare(byte) || (byte != '\0' && strchr("/@:%+,", byte) != NULL) ||
               (byte == '\\' && rq_code_byte(lexer, at + 1) == '.');
    return beyond || rq_code_is_word(byte) || byte == '$';
}

/* Where the digits of a number end that is followed by no more than the letters of its type: 1042L. */
static size_t number_end(const struct rq_code_lexer *lexer, size_t start)
{
    size_t end = lexer->at;
    while (end > start && strchr("lLuUnN", lexer->text.ptr[end - 1]) != NULL)
        end--;
    return end;
}

/* expansion = "${" name [ ( ":-" | ":=" | ":+" | "-" | "+" ) word ] "}" of a shell: the name and what says "or else". */
static bool take_expansion(struct rq_code_lexer *lexer)
{
    size_t start = lexer->at;
    if (!rq_code_has(lexer->language, RQ_CODE_BARE_WORDS) || start < 2 || lexer->text.ptr[start - 1] != '{' ||
        lexer->text.ptr[start - 2] != '$')
        return false;
    while (rq_code_is_word(rq_code_byte(lexer, lexer->at)))
        lexer->at++;
    size_t end = lexer->at, length = rq_code_byte(lexer, end) == ':' ? 2 : 1;
    char sign = rq_code_byte(lexer, end + length - 1);
    rq_code_add(lexer, RQ_CODE_WORD, start, start, end)->whole = true;
    if (end == start || sign == '\0' || strchr("-=+", sign) == NULL)
        return end > start;
    lexer->at = end + length;
    rq_code_add(lexer, RQ_CODE_SIGN, end, end, lexer->at);
    return true;
}

/* A word of a shell is a text without quotes; a variable of it is not. */
static void take_word(struct rq_code_lexer *lexer)
{
    const struct rq_code_language *language = lexer->language;
    size_t start = lexer->at;
    if (take_expansion(lexer))
        return;
    char before = start == 0 ? '\n' : lexer->text.ptr[start - 1];
    bool bare = rq_code_has(language, RQ_CODE_BARE_WORDS) && before != '$' && before != '{';
    bool number = rq_ascii_is_digit(lexer->text.ptr[start]);
    while (lexer->at < lexer->end && is_word_byte(lexer, lexer->at) &&
           !(rq_code_has(language, RQ_CODE_RAW_PARENS) && lexer->at > start && rq_code_sees(lexer, "R\"")))
        lexer->at++;
    while (number && rq_code_byte(lexer, lexer->at) == '.' && rq_code_is_word(rq_code_byte(lexer, lexer->at + 1)))
        for (lexer->at++; is_word_byte(lexer, lexer->at);)
            lexer->at++;
    rq_str word = rq_str_slice(lexer->text, start, lexer->at);
    if (rq_code_take_quote_word(lexer, word, start))
        return;
    struct rq_code_token *token = rq_code_add(lexer, number ? RQ_CODE_NUMBER : RQ_CODE_WORD, start, start,
                                              number ? number_end(lexer, start) : lexer->at);
    token->bare = bare;
    token->whole = true;
}

/* Brackets inside of the code of a string are counted: the one that closes it brings the string back. */
static bool closes_code(struct rq_code_lexer *lexer)
{
    if (lexer->frame_count == 0)
        return false;
    struct rq_code_frame *frame = &lexer->frames[lexer->frame_count - 1];
    char byte = lexer->text.ptr[lexer->at];
    if (byte == frame->open)
        frame->depth++;
    if (byte != frame->close || frame->depth-- > 0)
        return false;
    lexer->at++;
    rq_code_resume_string(lexer);
    return true;
}

/* `(`, and in an expression of data `in [` and what is in one of both: other brackets of data hold no expression. */
static bool opens_paren(const struct rq_code_lexer *lexer, char byte)
{
    const struct rq_code_token *last = rq_code_last(lexer);
    if (byte != '[' || last == NULL)
        return byte == '(';
    return lexer->parens > 0 ||
           (last->kind == RQ_CODE_WORD && rq_code_is_listed(rq_str_slice(lexer->text, last->start, last->end), " in "));
}

static void take_sign(struct rq_code_lexer *lexer)
{
    size_t start = lexer->at;
    char byte = lexer->text.ptr[start];
    if (closes_code(lexer))
        return;
    size_t length = 1, most = sizeof signs / sizeof *signs;
    char next = rq_code_byte(lexer, start + 1);
    /* What stands second in one of them. */
    if (next == '\0' || strchr("=<>.~&|?:;-/", next) == NULL)
        most = 0;
    for (size_t i = 0; i < most && length == 1; i++)
        if (rq_code_sees(lexer, signs[i]))
            length = strlen(signs[i]);
    lexer->parens += opens_paren(lexer, byte);
    lexer->parens -= (byte == ')' || byte == ']') && lexer->parens > 0;
    lexer->at += length;
    rq_code_add(lexer, RQ_CODE_SIGN, start, start, lexer->at);
}

/* Comments of a page. */
static void take_page_remarks(struct rq_code_lexer *lexer, size_t start, size_t end)
{
    rq_str page = rq_str_slice(lexer->text, 0, end);
    size_t open = rq_str_find(page, RQ_STR("<!--"), start);
    while (open != RQ_NOT_FOUND) {
        size_t close = rq_str_find(page, RQ_STR("-->"), open);
        close = close == RQ_NOT_FOUND ? end : close;
        take_remarks(lexer, open, close);
        open = rq_str_find(page, RQ_STR("<!--"), close);
    }
}

/* What stands outside of the marks is a page, not code. */
static bool pass_template(struct rq_code_lexer *lexer)
{
    bool starts = lexer->at == 0, ends = rq_code_sees(lexer, "?>");
    if (!rq_code_has(lexer->language, RQ_CODE_TEMPLATE) || (!starts && !ends))
        return false;
    size_t open = rq_str_find(rq_str_slice(lexer->text, 0, lexer->end), RQ_STR("<?"), lexer->at);
    size_t start = lexer->at;
    lexer->at = open == RQ_NOT_FOUND ? lexer->end : open + 2;
    take_page_remarks(lexer, start, open == RQ_NOT_FOUND ? lexer->end : open);
    if (rq_code_sees(lexer, "php"))
        lexer->at += 3;
    return true;
}

/* True where nothing but a word may begin, so that nothing else need be tried. */
static bool begins_word(const struct rq_code_lexer *lexer, unsigned char byte)
{
    const unsigned others = RQ_CODE_RAW_HASHES | RQ_CODE_RAW_PARENS | RQ_CODE_POD | RQ_CODE_TEMPLATE;
    return (lexer->language->traits & others) == 0 && (rq_code_is_word((char)byte) || byte >= 0x80);
}

static void step(struct rq_code_lexer *lexer)
{
    char byte = lexer->text.ptr[lexer->at];
    if (begins_word(lexer, (unsigned char)byte))
        take_word(lexer);
    else if (byte == '\n') {
        lexer->at++;
        lexer->parens = 0;
        lexer->line = lexer->tokens->count;
        rq_code_take_bodies(lexer);
    } else if (byte == ' ' || byte == '\t' || byte == '\r' || byte == '\f' || byte == '\v' || byte == '\0') {
        lexer->at++;
    } else if (!pass_template(lexer) && !take_pod(lexer) && !take_line_comment(lexer) && !take_block_comment(lexer) &&
               !rq_code_take_special(lexer) && !rq_code_take_string(lexer) && !rq_code_take_heredoc(lexer)) {
        if (is_word_byte(lexer, lexer->at))
            take_word(lexer);
        else
            take_sign(lexer);
    }
}

/* A part of a file may begin inside of a comment: with lines that begin with a star and a blank. */
static void pass_comment_rest(struct rq_code_lexer *lexer)
{
    const char *open = lexer->language->block_open;
    if (lexer->at > 0 || open == NULL || open[0] != '/' || rq_code_has(lexer->language, RQ_CODE_DATA))
        return;
    for (size_t at = 0; at < lexer->end; at = lexer->at = line_end(lexer, at) + 1) {
        while (rq_code_byte(lexer, at) == ' ' || rq_code_byte(lexer, at) == '\t')
            at++;
        if (rq_code_byte(lexer, at) != '*' || rq_code_byte(lexer, at + 1) != ' ')
            break;
    }
}

void rq_code_lex(const struct rq_code_language *language, rq_str text, size_t start, size_t end,
                 struct rq_code_tokens *tokens)
{
    struct rq_code_lexer lexer = {.language = language, .text = text, .at = start, .end = end, .tokens = tokens};
    if (start == 0 && rq_str_starts(text, RQ_STR("\xEF\xBB\xBF")) && !rq_code_has(language, RQ_CODE_TEMPLATE))
        lexer.at = 3;
    pass_comment_rest(&lexer);
    while (lexer.at < lexer.end)
        step(&lexer);
}
