/*
 * A spreadsheet takes a cell for a formula that begins with =, +, -, @ (or their wide forms), a tab or a line break
 * (owasp.org, "CSV Injection"), and customers' words are in these cells.  An apostrophe in front makes it text.
 */
#include "format/cell.h"

bool rq_format_is_formula(rq_str text)
{
    static const rq_str starts[] = {{"=", 1},
                                    {"+", 1},
                                    {"-", 1},
                                    {"@", 1},
                                    {"\t", 1},
                                    {"\r", 1},
                                    {"\n", 1},
                                    {"\xEF\xBC\x9D", 3},
                                    {"\xEF\xBC\x8B", 3},
                                    {"\xEF\xBC\x8D", 3},
                                    {"\xEF\xBC\xA0", 3}};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (rq_str_starts(text, starts[i]))
            return true;
    return false;
}

static bool needs_quotes(rq_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (memchr(",\"\r\n", text.ptr[i], 4) != NULL)
            return true;
    return false;
}

void rq_format_add_cell(struct rq_buf *buf, rq_str text, bool formula)
{
    rq_str quote = needs_quotes(text) ? RQ_STR("\"") : RQ_STR("");
    rq_buf_add(buf, quote);
    rq_buf_add(buf, formula ? RQ_STR("'") : RQ_STR(""));
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"')
            rq_buf_byte(buf, '"');
        rq_buf_byte(buf, text.ptr[i]);
    }
    rq_buf_add(buf, quote);
}
