/*
 * From text to sentences: block.c cuts it into blocks, inline.c takes the markup out of each, and here each is cut into
 * sentences, by the same marks that sentences() counts.
 */
#include "prose/prose.h"

#include "base/limits.h"
#include "cel/prose.h"
#include "prose/inline.h"

struct writer {
    struct rq_arena *arena;
    struct rq_prose_sentence *sentences;
    size_t count, cap;
    size_t target; /* of the block, the next that belongs to no sentence yet */
};

/* Adds the text from `start` to `end` as a sentence, with the targets up to there. */
static void add_sentence(struct writer *writer, const struct rq_block_text *text, size_t block, size_t start,
                         size_t end, bool last)
{
    size_t first = writer->target;
    while (writer->target < text->target_count && (last || text->targets[writer->target].at < end))
        writer->target++;
    struct rq_prose_target *targets = RQ_NEW_ARRAY(writer->arena, struct rq_prose_target, writer->target - first);
    for (size_t i = first; i < writer->target; i++) {
        size_t at = text->targets[i].at;
        targets[i - first] = (struct rq_prose_target){text->targets[i].read, (at < end ? at : end) - start};
    }
    if (start == end && writer->target == first)
        return;
    writer->sentences =
        rq_grow(writer->arena, writer->sentences, writer->count, &writer->cap, sizeof *writer->sentences);
    writer->sentences[writer->count++] = (struct rq_prose_sentence){
        .read = {{text->reading.text + start, end - start}, text->reading.spans + start},
        .targets = targets,
        .target_count = writer->target - first,
        .block = block,
    };
}

static void add_sentences(struct writer *writer, const struct rq_block_text *text, size_t block)
{
    rq_str whole = {text->reading.text, text->reading.len};
    size_t start = 0;
    writer->target = 0;
    for (size_t at = 0; at < whole.len;) {
        size_t next = at + 1;
        bool ends = rq_cel_ends_sentence(whole, at, &next);
        if (ends && next < whole.len) {
            add_sentence(writer, text, block, start, rq_str_trim(rq_str_slice(whole, 0, next)).len, false);
            start = next;
        }
        at = next;
    }
    add_sentence(writer, text, block, start, whole.len, true);
}

const struct rq_prose *rq_prose_read(struct rq_arena *arena, rq_str source, enum rq_prose_format format)
{
    struct rq_blocks read = rq_prose_blocks(arena, source, format);
    struct rq_prose_block *blocks = RQ_NEW_ARRAY(arena, struct rq_prose_block, read.count);
    struct writer writer = {.arena = arena};
    size_t label_bytes = 0;
    for (size_t i = 0; i < read.count; i++) {
        struct rq_block_text text = rq_prose_inline(arena, source, &read, &read.items[i], format, &label_bytes);
        blocks[i] = (struct rq_prose_block){.first = writer.count, .lead = read.items[i].lead};
        add_sentences(&writer, &text, i);
        blocks[i].count = writer.count - blocks[i].first;
    }
    struct rq_prose *prose = RQ_NEW(arena, struct rq_prose);
    *prose = (struct rq_prose){writer.sentences, writer.count, blocks, read.count, label_bytes > RQ_LIMIT_LABEL_BYTES};
    return prose;
}

static void add_block(struct rq_buf *buf, const struct rq_prose *prose, size_t block, size_t most)
{
    const struct rq_prose_block *from = &prose->blocks[block];
    for (size_t i = from->first; i < from->first + from->count && buf->len < most; i++) {
        rq_str text = prose->sentences[i].read.text;
        if (buf->len > 0)
            rq_buf_byte(buf, ' ');
        rq_buf_add(buf, rq_str_slice(text, 0, rq_utf8_floor(text, most)));
    }
}

static void add_leads(struct rq_buf *buf, const struct rq_prose *prose, size_t block, size_t most)
{
    for (size_t lead = prose->blocks[block].lead; lead > 0 && buf->len < most; lead = prose->blocks[lead - 1].lead)
        add_block(buf, prose, lead - 1, most);
}

rq_str rq_prose_lead(const struct rq_prose *prose, size_t block, size_t most, struct rq_arena *arena)
{
    struct rq_buf buf = {.arena = arena};
    add_leads(&buf, prose, block, most);
    return rq_buf_text(&buf);
}

/* True if the block is introduced by `lead`, be it through others. */
static bool is_led_by(const struct rq_prose *prose, size_t block, size_t lead)
{
    size_t above = prose->blocks[block].lead;
    while (above > lead + 1)
        above = prose->blocks[above - 1].lead;
    return above == lead + 1;
}

/* The sentences of one block are views into one text. */
static void add_part(struct rq_buf *buf, const struct rq_prose *prose, size_t sentence, size_t at, size_t most)
{
    const struct rq_prose_block *block = &prose->blocks[prose->sentences[sentence].block];
    rq_str first = prose->sentences[block->first].read.text;
    rq_str last = prose->sentences[block->first + block->count - 1].read.text;
    rq_str whole = {first.ptr, (size_t)(last.ptr + last.len - first.ptr)};
    size_t middle = (size_t)(prose->sentences[sentence].read.text.ptr - first.ptr) + at;
    size_t start = middle > most ? rq_utf8_floor(whole, middle - most) : 0;
    rq_buf_add(buf, rq_str_slice(whole, start, rq_utf8_floor(whole, middle + most)));
}

rq_str rq_prose_around(const struct rq_prose *prose, size_t sentence, size_t at, size_t most, struct rq_arena *arena)
{
    struct rq_buf buf = {.arena = arena};
    size_t block = prose->sentences[sentence].block;
    add_part(&buf, prose, sentence, at, most);
    add_leads(&buf, prose, block, buf.len + most);
    size_t enough = buf.len + most;
    for (size_t i = block + 1; i < prose->block_count && buf.len < enough && is_led_by(prose, i, block); i++)
        add_block(&buf, prose, i, enough);
    return rq_buf_text(&buf);
}
