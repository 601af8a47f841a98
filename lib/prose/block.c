/*
 * Blocks, line by line, in the manner of CommonMark with GitHub's tables, but for what tells sentences apart only.  What is
 * left of a line behind its markers is a piece, and consecutive pieces are one block until a blank line or another marker.
 *
 * Where CommonMark would continue a quote onto a line without ">", the line counts as the writer's own: it is judged rather
 * than believed to be somebody else's words.
 *
 * What introduces what: a line that ends in a colon introduces the next block; that and a heading, or a line without an end
 * mark, introduce a list or table right below.  An item that ends in a colon introduces the items nested in it, the head of a
 * table its rows.
 */
#include "prose/block.h"

#include "cel/unicode.h"
#include "prose/line.h"

#include <stdlib.h>
#include <string.h>

/* Columns that make code of what is indented by them. */
enum { CODE_COLUMNS = 4 };

/* An item that others may be nested in. */
struct item {
    size_t indent, column, block;
};

struct reader {
    struct rq_arena *arena;
    rq_str text;
    bool markdown;
    struct rq_blocks blocks;
    bool open;       /* the last block may go on */
    bool introduces; /* the last block may introduce the next one */
    bool table;      /* the next line is a row */
    bool callout;    /* quoted lines are the writer's own */
    bool comment;    /* inside a comment that started on a line of its own */
    bool front;      /* inside front matter */
    char fence;      /* the character of the open fence, or NUL */
    size_t fence_length;
    bool fence_is_text;
    bool held_by_quote; /* the fence or comment ends where the quote does that it is in */
    size_t held_at;     /* … and where a line starts left of this column */
    struct item *items; /* from the outermost list to the last item */
    size_t item_count, item_cap;
    size_t list_lead; /* of the outermost list at hand */
};

static struct rq_block *last_block(struct reader *reader)
{
    return reader->blocks.count == 0 ? NULL : &reader->blocks.items[reader->blocks.count - 1];
}

static struct rq_prose_span last_piece(const struct reader *reader, const struct rq_block *block)
{
    return reader->blocks.pieces[block->first + block->count - 1];
}

static void add_piece(struct reader *reader, size_t start, size_t end)
{
    struct rq_blocks *blocks = &reader->blocks;
    blocks->pieces =
        rq_grow(reader->arena, blocks->pieces, blocks->piece_count, &blocks->piece_cap, sizeof *blocks->pieces);
    blocks->pieces[blocks->piece_count++] = (struct rq_prose_span){(uint32_t)start, (uint32_t)end};
    last_block(reader)->count++;
}

/* The last character of a block that is neither blank nor emphasis. */
static char last_character(const struct reader *reader, const struct rq_block *block)
{
    struct rq_prose_span piece = block->count == 0 ? (struct rq_prose_span){0} : last_piece(reader, block);
    for (size_t at = piece.end; at > piece.start; at--)
        if (memchr(" \t*_`~", reader->text.ptr[at - 1], sizeof " \t*_`~" - 1) == NULL)
            return reader->text.ptr[at - 1];
    return '\0';
}

static bool ends_in_colon(const struct reader *reader, const struct rq_block *block)
{
    return last_character(reader, block) == ':';
}

static bool is_table(const struct rq_block *block)
{
    return block->kind == RQ_BLOCK_ROW || block->kind == RQ_BLOCK_HEAD;
}

/* The number plus one of the last block if it introduces a list or a table. */
static size_t list_leader(struct reader *reader)
{
    struct rq_block *last = last_block(reader);
    if (last == NULL || !reader->introduces || is_table(last))
        return 0;
    char end = last_character(reader, last);
    if (last->kind != RQ_BLOCK_HEADING && (end == '.' || end == '!' || end == '?'))
        return 0;
    size_t number = reader->blocks.count - 1;
    /* "For Acme:" below a heading is introduced by the heading itself. */
    if (last->kind == RQ_BLOCK_PARAGRAPH && last->lead == 0 && number > 0 && last[-1].kind == RQ_BLOCK_HEADING)
        last->lead = number;
    return number + 1;
}

static size_t item_leader(struct reader *reader, size_t indent)
{
    while (reader->item_count > 0 && reader->items[reader->item_count - 1].indent >= indent)
        reader->item_count--;
    if (reader->item_count == 0)
        return reader->list_lead;
    size_t parent = reader->items[reader->item_count - 1].block;
    const struct rq_block *block = &reader->blocks.items[parent];
    return ends_in_colon(reader, block) ? parent + 1 : block->lead;
}

static size_t row_leader(struct reader *reader)
{
    const struct rq_block *last = last_block(reader);
    if (last == NULL || !reader->introduces || !is_table(last))
        return list_leader(reader);
    return last->kind == RQ_BLOCK_HEAD ? reader->blocks.count : last->lead;
}

/* A paragraph inside an item is part of the item. */
static size_t paragraph_leader(struct reader *reader, size_t indent)
{
    const struct rq_block *last = last_block(reader);
    if (indent > 0 && reader->item_count > 0)
        return reader->blocks.items[reader->items[reader->item_count - 1].block].lead;
    return last != NULL && reader->introduces && ends_in_colon(reader, last) ? reader->blocks.count : 0;
}

static size_t leader(struct reader *reader, enum rq_block_kind kind, size_t indent)
{
    switch (kind) {
    case RQ_BLOCK_ITEM:
        return item_leader(reader, indent);
    case RQ_BLOCK_ROW:
    case RQ_BLOCK_HEAD:
        return row_leader(reader);
    case RQ_BLOCK_PARAGRAPH:
        return paragraph_leader(reader, indent);
    default:
        return 0;
    }
}

/* A list ends where something stands at the margin that is no item. */
static void keep_lists(struct reader *reader, enum rq_block_kind kind, size_t indent)
{
    bool item = kind == RQ_BLOCK_ITEM, inside = kind == RQ_BLOCK_PARAGRAPH && indent > 0;
    if (item && reader->item_count == 0)
        reader->list_lead = list_leader(reader);
    if (!item && !inside)
        reader->item_count = 0;
}

static void start_block(struct reader *reader, enum rq_block_kind kind, size_t indent)
{
    struct rq_blocks *blocks = &reader->blocks;
    keep_lists(reader, kind, indent);
    size_t lead = leader(reader, kind, indent);
    blocks->items = rq_grow(reader->arena, blocks->items, blocks->count, &blocks->cap, sizeof *blocks->items);
    blocks->items[blocks->count++] = (struct rq_block){.kind = kind, .first = blocks->piece_count, .lead = lead};
    if (kind == RQ_BLOCK_ITEM) {
        reader->items =
            rq_grow(reader->arena, reader->items, reader->item_count, &reader->item_cap, sizeof *reader->items);
        reader->items[reader->item_count++] = (struct item){indent, indent, blocks->count - 1};
    }
    reader->open = true;
    reader->introduces = true;
}

/* A block of one line. */
static void take_single(struct reader *reader, enum rq_block_kind kind, size_t indent, size_t start, size_t end)
{
    start_block(reader, kind, indent);
    add_piece(reader, start, end);
    reader->open = false;
}

/* Something stands here that is not read, and what comes next does not follow from what came before. */
static void interrupt(struct reader *reader)
{
    reader->open = false;
    reader->introduces = false;
    reader->table = false;
}

/* Whether something that hides what follows may start here: four columns right of what it is in, a fence is code that shows
 * itself.  It ends with the quote or the item that holds it: taken for longer, it would hide what everybody reads. */
static bool hold(struct reader *reader, const struct rq_line *line)
{
    size_t around = 0, count = reader->item_count;
    while (count > 0 && reader->items[count - 1].column > line->column)
        count--;
    if (count > 0)
        around = reader->items[count - 1].column;
    reader->held_by_quote = line->quoted;
    reader->held_at = count > 0 ? line->column : 0;
    return line->column - around < CODE_COLUMNS;
}

/* True if the line stands outside of what holds the open fence or comment. */
static bool breaks_out(const struct reader *reader, struct rq_line line)
{
    rq_line_strip(&line);
    if (reader->held_by_quote)
        return !line.quoted;
    return line.start < line.text.len && line.indent < reader->held_at;
}

static bool open_fence(struct reader *reader, const struct rq_line *line)
{
    size_t length;
    char fence = rq_line_fence(line, &length);
    if (fence == '\0' || !hold(reader, line))
        return false;
    reader->fence = fence;
    reader->fence_length = length;
    reader->fence_is_text = rq_line_fence_is_text(line);
    reader->open = false;
    if (!reader->fence_is_text)
        interrupt(reader);
    return true;
}

static void take_fenced(struct reader *reader, struct rq_line *line)
{
    if (reader->held_by_quote)
        rq_line_strip(line);
    bool filled = rq_line_skip_blanks(line);
    if (filled && rq_line_closes(line, reader->fence, reader->fence_length)) {
        reader->fence = '\0';
        reader->open = false;
    } else if (!filled) {
        reader->open = false;
    } else if (reader->fence_is_text) {
        if (!reader->open)
            start_block(reader, RQ_BLOCK_PARAGRAPH, 0);
        add_piece(reader, line->start, line->text.len);
    }
}

static bool opens_comment(struct reader *reader, const struct rq_line *line)
{
    return reader->markdown && rq_str_starts(rq_line_rest(line), RQ_STR("<!--")) && hold(reader, line);
}

/* Skips comments at the start of a line; true if nothing is left of it.  "<!-->" is a whole comment. */
static bool skip_comment(struct reader *reader, struct rq_line *line)
{
    while (reader->comment || opens_comment(reader, line)) {
        size_t from = reader->comment ? line->start : line->start + sizeof "<!" - 1;
        size_t end = rq_str_find(line->text, RQ_STR("-->"), from);
        reader->comment = end == RQ_NOT_FOUND;
        if (reader->comment)
            return true;
        line->start = end + sizeof "-->" - 1;
        if (!rq_line_skip_blanks(line))
            return true;
    }
    return false;
}

static bool take_heading(struct reader *reader, const struct rq_line *line)
{
    size_t start, end;
    if (!rq_line_heading(line, &start, &end))
        return false;
    take_single(reader, RQ_BLOCK_HEADING, 0, start, end);
    return true;
}

/* The line above becomes the head of a table; lines before that stay the paragraph that they are. */
static bool take_delimiter(struct reader *reader, const struct rq_line *line)
{
    struct rq_block *last = last_block(reader);
    bool below = last != NULL && last->count > 0 && reader->introduces && (reader->open || last->kind == RQ_BLOCK_ROW);
    if (!below || !rq_line_is_delimiter(line))
        return false;
    if (last->count > 1) {
        struct rq_prose_span head = last_piece(reader, last);
        last->count--;
        reader->blocks.piece_count--;
        take_single(reader, RQ_BLOCK_HEAD, 0, head.start, head.end);
    }
    last_block(reader)->kind = RQ_BLOCK_HEAD;
    reader->open = false;
    reader->table = true;
    return true;
}

static bool take_row(struct reader *reader, const struct rq_line *line)
{
    if (!reader->table && rq_line_first(line) != '|')
        return false;
    take_single(reader, RQ_BLOCK_ROW, line->indent, line->start, line->text.len);
    return true;
}

/* A definition is kept for those who refer to it; the text of a footnote is also read where it stands. */
static bool take_definition(struct reader *reader, struct rq_line *line)
{
    rq_str label;
    size_t start, end;
    if (!reader->markdown || reader->open || !rq_line_definition(line, &label, &start, &end))
        return false;
    struct rq_blocks *blocks = &reader->blocks;
    blocks->definitions = rq_grow(reader->arena, blocks->definitions, blocks->definition_count, &blocks->definition_cap,
                                  sizeof *blocks->definitions);
    blocks->definitions[blocks->definition_count++] =
        (struct rq_definition){rq_prose_label(reader->arena, label), {(uint32_t)start, (uint32_t)end}};
    bool footnote = rq_str_starts(label, RQ_STR("^"));
    line->start = footnote ? start : line->start;
    return !footnote;
}

/* A keyed line below another one does not go on with it. */
static bool goes_on(struct reader *reader, const struct rq_line *line)
{
    const struct rq_block *last = last_block(reader);
    if (!reader->open || last->count == 0 || !rq_line_is_keyed(line->text, line->start, line->text.len))
        return reader->open;
    struct rq_prose_span before = last_piece(reader, last);
    return !rq_line_is_keyed(reader->text, before.start, before.end);
}

static void take_words(struct reader *reader, const struct rq_line *line)
{
    if (!goes_on(reader, line))
        start_block(reader, RQ_BLOCK_PARAGRAPH, line->indent);
    add_piece(reader, line->start, line->text.len);
}

/* A line of a quote: the words of others, unless the quote starts as a callout does.  True if it is not to be read. */
static bool skip_quoted(struct reader *reader, const struct rq_line *line)
{
    bool starts = line->quoted && !reader->callout && rq_str_starts(rq_line_rest(line), RQ_STR("[!"));
    reader->callout = line->quoted && (reader->callout || starts);
    if (!line->quoted || (reader->callout && !starts))
        return false;
    interrupt(reader);
    return true;
}

static void take_content(struct reader *reader, struct rq_line *line)
{
    if (skip_quoted(reader, line))
        return;
    if (line->item) {
        reader->table = false;
        start_block(reader, RQ_BLOCK_ITEM, line->indent);
        reader->items[reader->item_count - 1].column = line->column;
    }
    if (skip_comment(reader, line)) {
        reader->open = false;
        return;
    }
    if (line->start < line->text.len && !open_fence(reader, line) && !take_heading(reader, line) &&
        !take_row(reader, line) && !take_definition(reader, line))
        take_words(reader, line);
}

/* Front matter is a list of keys: each starts anew.  Its comments are not shown. */
static void take_front(struct reader *reader, struct rq_line *line)
{
    size_t margin = line->start;
    reader->front = !rq_line_ends_front(line);
    if (!reader->front)
        interrupt(reader);
    if (!reader->front || !rq_line_skip_blanks(line) || rq_line_first(line) == '#')
        return;
    if (line->start == margin || !reader->open)
        start_block(reader, RQ_BLOCK_PARAGRAPH, 0);
    add_piece(reader, line->start, line->text.len);
}

static void take_open_line(struct reader *reader, struct rq_line *line)
{
    if (reader->comment && skip_comment(reader, line))
        return;
    struct rq_line content = *line;
    if (!rq_line_skip_blanks(&content)) {
        reader->open = reader->table = reader->callout = false;
    } else if (reader->open && last_block(reader)->kind == RQ_BLOCK_PARAGRAPH && rq_line_is_underline(&content)) {
        last_block(reader)->kind = RQ_BLOCK_HEADING;
        reader->open = false;
    } else if (rq_line_is_rule(&content)) {
        interrupt(reader);
    } else if (!take_delimiter(reader, &content)) {
        rq_line_strip(line);
        take_content(reader, line);
    }
}

static void take_line(struct reader *reader, struct rq_line *line)
{
    if ((reader->comment || reader->fence != '\0') && breaks_out(reader, *line)) {
        reader->comment = false;
        reader->fence = '\0';
        interrupt(reader);
    }
    if (reader->front)
        take_front(reader, line);
    else if (reader->fence != '\0')
        take_fenced(reader, line);
    else
        take_open_line(reader, line);
}

rq_str rq_prose_label(struct rq_arena *arena, rq_str label)
{
    struct rq_buf buf = {.arena = arena};
    rq_str trimmed = rq_cel_trim(label);
    for (size_t at = 0; at < trimmed.len;) {
        char bytes[4];
        rq_buf_add(&buf, (rq_str){bytes, rq_utf8_encode(rq_cel_lower(rq_utf8_next(trimmed, &at)), bytes)});
    }
    return rq_buf_text(&buf);
}

static int by_label(const void *a, const void *b)
{
    const struct rq_definition *left = a, *right = b;
    return rq_str_compare(left->label, right->label);
}

struct rq_blocks rq_prose_blocks(struct rq_arena *arena, rq_str source, enum rq_prose_format format)
{
    struct reader reader = {.arena = arena, .text = source, .markdown = format == RQ_PROSE_MARKDOWN};
    size_t from = rq_str_starts(source, RQ_STR("\xEF\xBB\xBF")) ? 3 : 0, next;
    reader.front = reader.markdown && rq_line_starts_front(source, from);
    if (reader.front)
        (void)rq_line_at(source, from, &from);
    for (size_t at = from; at < source.len; at = next) {
        struct rq_line line = rq_line_at(source, at, &next);
        take_line(&reader, &line);
    }
    if (reader.blocks.definition_count > 0)
        qsort(reader.blocks.definitions, reader.blocks.definition_count, sizeof *reader.blocks.definitions, by_label);
    return reader.blocks;
}
