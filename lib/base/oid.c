/* Names of git's objects, as they are written. */
#include "base/text.h"

bool rq_is_oid(rq_str text)
{
    enum { SHA1 = 40, SHA256 = 64 };
    size_t count = 0;
    while (count < text.len && rq_str_find_byte(RQ_STR("0123456789abcdef"), text.ptr[count], 0) != RQ_NOT_FOUND)
        count++;
    return count == text.len && (count == SHA1 || count == SHA256);
}
